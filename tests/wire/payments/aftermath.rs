//! What comes after a send: look-ups, people, the feed, forgetting.

use super::{
    shop::{SharedClock, Shop, paid},
    trap::Trap,
};
use bayar::payments::{
    Outcome, PayErrorKind, Payments,
    machine::{Capability, Policy, Reason, State, Verdict},
};
use bayar_simulator::{Fault, Operation, demo};
use std::{sync::Arc, time::Duration};

crate::trials!(
    an_answer_that_cannot_be_stored_is_an_open_outcome,
    a_look_up_that_fails_or_lags_is_made_again,
    what_a_look_up_found_is_kept,
    two_candidates_are_for_a_person,
    no_look_up_means_review_at_once,
    an_open_payment_of_a_missing_account_reaches_a_person,
    late_contradictions_are_seen,
    a_person_closes_with_name_and_grounds,
    the_feed_comes_again_until_done,
    forgotten_after_closing_only,
    not_forgotten_before_the_last_look_up,
);

// rule: an answer that can't be stored is an open outcome, never an error
async fn an_answer_that_cannot_be_stored_is_an_open_outcome() {
    let shop = Shop::new().await;
    let payments = shop.open_with(Trap::Fails(3)).await;
    let Outcome::Open(open) = shop.pay(&payments).await.unwrap() else { panic!("only the journal could know") };
    assert_eq!((open.state(), shop.executions()), (State::Sending, 1));
    shop.recover(&payments).await;
    assert_eq!((shop.state(&payments).await, shop.calls()), (Some(State::Paid), 1));
}

async fn a_look_up_that_fails_or_lags_is_made_again() {
    for fault in [Fault::Html502, Fault::Html502, Fault::ListLag(Duration::from_secs(86_400)), Fault::TruncatedBody] {
        let shop = Shop::new().await;
        shop.fault(Fault::DropAfterExecuting);
        let payments = shop.open().await;
        assert!(!paid(shop.pay(&payments).await.unwrap()));
        for nth in 1..=3 {
            shop.desk.simulator.script(Operation::ListBillTransaction, nth, fault.clone());
        }
        shop.advance(Duration::from_secs(61));
        payments.recover().await.unwrap();
        assert_eq!(shop.state(&payments).await, Some(State::Unknown), "{fault:?}");
        shop.recover(&payments).await;
        assert_eq!((shop.state(&payments).await, shop.calls()), (Some(State::Paid), 1), "{fault:?}");
    }
}

/// As it came, without the person.
async fn what_a_look_up_found_is_kept() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    let payments = shop.open().await;
    let id = shop.pay(&payments).await.unwrap().payment().id().clone();
    shop.recover(&payments).await;
    let transaction = payments.status(&id).await.unwrap().payment().transaction_id().unwrap().to_owned();
    let history = payments.history(&id).await.unwrap();
    let kept: Vec<_> = history.iter().filter_map(|entry| entry.answer.as_deref()).collect();
    assert_eq!(kept.len(), 1, "{history:?}");
    assert!(kept[0].starts_with("HTTP 200 {") && kept[0].contains(&transaction), "{kept:?}");
    assert!(!kept[0].contains(demo::PLN_POSTPAID.customer_id), "{kept:?}");
}

async fn two_candidates_are_for_a_person() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    let payments = shop.open().await;
    let open = shop.pay(&payments).await.unwrap();
    shop.desk.simulator.script(Operation::ListBillTransaction, 1, Fault::TwinRows);
    let outcome = payments.resolve(open.payment().id()).await.unwrap();
    assert_eq!((outcome.payment().state(), outcome.payment().reason()), (State::Review, Some(&Reason::Candidates)));
    assert_eq!(payments.review(None, 9).await.unwrap().len(), 1);
}

async fn no_look_up_means_review_at_once() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    let builder = shop.builder(Trap::None, shop.client.clone());
    let builder = builder.policy("jakarta", "SPPLNPOS", Policy::new(Capability::None));
    let payments = builder.start().await.unwrap();
    let open = shop.pay(&payments).await.unwrap();
    let outcome = payments.resolve(open.payment().id()).await.unwrap();
    assert_eq!((outcome.payment().state(), outcome.payment().reason()), (State::Review, Some(&Reason::NoLookUp)));
    assert_eq!(shop.desk.count(Operation::ListBillTransaction), 0);
}

async fn an_open_payment_of_a_missing_account_reaches_a_person() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    assert!(matches!(shop.pay(&shop.open().await).await.unwrap(), Outcome::Open(_)));
    let clock = SharedClock(shop.desk.simulator.clock());
    let elsewhere = Payments::builder(shop.trapped(Trap::None)).account("surabaya", shop.client.clone());
    let elsewhere = elsewhere.clock(Arc::new(clock)).no_background().start().await.unwrap();
    let open = elsewhere.find("jakarta", "order-42").await.unwrap().unwrap();
    assert_eq!(open.payment().state(), State::Unknown);
    let entries = elsewhere.history(open.payment().id()).await.unwrap().len();
    assert_eq!(entries, 3, "a start without its account takes none of its time");
    shop.recover(&elsewhere).await;
    assert_eq!(shop.state(&elsewhere).await, Some(State::Review));
    assert_eq!((shop.calls(), shop.executions()), (1, 1));
}

// rule: evidence after the end that contradicts is never dropped
async fn late_contradictions_are_seen() {
    for (settlement, first, last) in [
        ("success, 2h refunded", State::Paid, State::Reversed),
        ("success, 2h failed", State::Paid, State::Review),
        ("pending, 1m failed, 20h success", State::NotPaid, State::Review),
    ] {
        let shop = Shop::new().await;
        shop.fault(Fault::Settle(settlement.parse().unwrap()));
        let payments = shop.open().await;
        let id = shop.pay(&payments).await.unwrap().payment().id().clone();
        shop.advance(Duration::from_secs(3600));
        assert_eq!(payments.resolve(&id).await.unwrap().payment().state(), first, "{settlement}");
        shop.advance(Duration::from_secs(20 * 3600));
        assert_eq!(payments.resolve(&id).await.unwrap().payment().state(), last, "{settlement}");
        assert_eq!(shop.calls(), 1);
    }
}

async fn a_person_closes_with_name_and_grounds() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropBeforeReading);
    let payments = shop.open().await;
    let id = shop.pay(&payments).await.unwrap().payment().id().clone();
    let early = payments.close(&id, Verdict::NotPaid, "sari", "statement").await.unwrap_err();
    assert_eq!(*early.kind(), PayErrorKind::NotNow);
    shop.recover(&payments).await;
    let nameless = payments.close(&id, Verdict::NotPaid, " ", "statement").await.unwrap_err();
    assert_eq!(*nameless.kind(), PayErrorKind::Invalid);
    let closed = payments.close(&id, Verdict::NotPaid, "sari", "statement of the provider, page 3").await.unwrap();
    assert!(matches!(closed, Outcome::NotPaid(_)));
    let history = payments.history(&id).await.unwrap();
    assert_eq!(history.last().unwrap().actor.as_deref(), Some("sari"));
}

// rule: a change comes again until the application has acted on it
async fn the_feed_comes_again_until_done() {
    let shop = Shop::new().await;
    let payments = shop.open().await;
    _ = shop.pay(&payments).await.unwrap();
    let mut states = vec![];
    for _ in 0..3 {
        let delivery = payments.changes("wallet").next().await.unwrap().unwrap();
        assert_eq!(delivery.state(), State::Quoted, "not acknowledged, so it comes again");
    }
    let payments = shop.open().await;
    let mut changes = payments.changes("wallet");
    while let Some(delivery) = changes.waiting().await.unwrap() {
        states.push(delivery.state());
        delivery.done().await.unwrap();
    }
    assert_eq!(states, [State::Quoted, State::Sending, State::Paid]);
    assert!(payments.changes("wallet").waiting().await.unwrap().is_none());
}

async fn forgotten_after_closing_only() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    let payments = shop.open().await;
    let id = shop.pay(&payments).await.unwrap().payment().id().clone();
    assert_eq!(*payments.forget(&id, "sari").await.unwrap_err().kind(), PayErrorKind::NotNow);
    shop.recover(&payments).await;
    payments.forget(&id, "sari").await.unwrap();
    let outcome = shop.pay(&payments).await.unwrap();
    assert!(outcome.payment().record().person.is_none() && paid(outcome), "the key still stands for it");
    assert_eq!(shop.calls(), 1);
}

/// "Failed" may be taken back until the settle horizon: a payment that was forgotten by then could not be looked up.
// rule: a failure is looked up once more at the end of the settle horizon, and not forgotten before
async fn not_forgotten_before_the_last_look_up() {
    let shop = Shop::new().await;
    shop.fault(Fault::Settle("pending, 1m failed, 20h success".parse().unwrap()));
    let payments = shop.open().await;
    let id = shop.pay(&payments).await.unwrap().payment().id().clone();
    shop.advance(Duration::from_secs(120));
    payments.recover().await.unwrap();
    assert_eq!(shop.state(&payments).await, Some(State::NotPaid));
    let error = payments.forget(&id, "sari").await.unwrap_err();
    assert!(*error.kind() == PayErrorKind::NotNow && error.to_string().contains("at 2026-11-21T03:00:30Z"), "{error}");
    shop.recover(&payments).await;
    assert_eq!(shop.state(&payments).await, Some(State::Review), "the last look-up found it paid");
}
