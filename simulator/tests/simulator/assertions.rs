//! Assertions: they say what happened, and never whom it happened to.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bayar_simulator::{Fault, Operation, Simulator, demo};

use crate::{faults::Scene, singapay::Singapay};

/// What a failing assertion says.
fn said(assertion: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(assertion)).unwrap_err();
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test]
async fn what_is_right_passes() {
    let scene = Scene::set(Fault::DropAfterExecuting).await;
    scene.sim.assert_not_paid(&scene.reference);
    scene.pay().await;
    scene.sim.assert_paid_once(&scene.reference);
    scene.sim.assert_customer_paid(demo::PLN_POSTPAID.customer_id, 1);
    scene.sim.assert_nothing_paid_twice();
    scene.sim.assert_deposits_add_up();
    scene.sim.assert_calls(Operation::PostpaidPaymentV2, 1);
}

#[tokio::test]
async fn what_is_wrong_is_told_with_its_calls() {
    let scene = Scene::set(Fault::ExecuteTwice).await;
    scene.pay().await;
    let (sim, reference) = (&scene.sim, &scene.reference);
    let story = said(|| sim.assert_paid_once(reference));
    assert!(story.starts_with(&format!("{reference} was executed 2 times, expected 1\n  executed ")), "{story}");
    assert!(story.contains("postpaid_payment_v2 …021 -> 200 00 in "), "{story}");
    assert!(story.contains("; fault: execute-twice"), "{story}");
    assert_eq!(said(|| sim.assert_nothing_paid_twice()), story);
    let of_customer = said(|| sim.assert_customer_paid(demo::PLN_POSTPAID.customer_id, 1));
    assert!(of_customer.starts_with("the customer was paid for 2 times, expected 1"), "{of_customer}");
    let calls = said(|| sim.assert_calls(Operation::CheckBalance, 1));
    assert!(calls.starts_with("check_balance was called 0 times, expected 1"), "{calls}");
    for text in [story, of_customer, calls] {
        for secret in [demo::PLN_POSTPAID.customer_id, demo::MERCHANT.password, demo::PLN_POSTPAID.customer_name] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[tokio::test]
async fn lines_hold_no_secret_and_no_person() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let reference = api.reference(&demo::PLN_POSTPAID).await;
    api.payment(&demo::PLN_POSTPAID, &reference).answer().await;
    sim.script(Operation::DeleteCustomer, 1, Fault::SetField("data".into(), demo::PHONE.into()));
    crate::paycombat::delete(&sim, demo::CUSTOMER_ID, "sandbox").answer().await;
    crate::client::Call::new(&sim.paycombat_url(), "GET", &format!("/x/{}?token=1", demo::CUSTOMER_ID)).answer().await;
    let reset = crate::finnet::Reset::sign_in(&sim).await;
    reset.call(&sim).answer().await;
    let lines: Vec<_> = sim.calls().iter().map(bayar_simulator::RecordedCall::line).collect();
    let text = format!("{}{:?}{:?}", lines.join("\n"), sim.calls(), sim.rules());
    assert!(text.contains("paycombat GET /x/… -> 404 in"), "{text}");
    for secret in [
        demo::MERCHANT.password,
        demo::MERCHANT.partner_id,
        demo::PLN_POSTPAID.customer_id,
        demo::PHONE,
        demo::CUSTOMER_ID,
        &api.token,
        &reset.token,
        "token=1",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
