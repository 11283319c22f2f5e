//! `bayar balance` and `bayar bill …`.

use crate::world::{World, pinned};
use bayar_simulator::{Fault, Operation, Rule, demo};
use serde_json::Value;

const CUSTOMER: &str = demo::PLN_POSTPAID.customer_id;

#[tokio::test(flavor = "multi_thread")]
async fn a_balance_and_a_quote() {
    let world = World::new().await;
    let balance = world.run(&["balance"]);
    assert_eq!(balance.code, 0, "{balance:?}");
    pinned("balance", &balance.out);
    assert_eq!(world.json("balance", 0, &["balance"])["amount"], "8910003.00");
    pinned("bill-inquire", &world.run(&["bill", "inquire", CUSTOMER]).out);
    let quote = world.json("bill-inquire", 0, &["bill", "inquire", CUSTOMER]);
    assert_eq!((&quote["price"], &quote["customer_name"]), (&"74194.00".into(), &"JOHN DOE".into()));
    let health =
        ["bill", "inquire", "8888802379205901", "--command", "bpjsks", "--period", "1", "--phone", "081234567890"];
    assert_eq!(world.json("bill-inquire", 0, &health)["price"], "72500.00");
    assert_eq!(world.simulator.count(Operation::PostpaidPaymentV2), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_made_once_and_found_again() {
    let world = World::new().await;
    let paid = world.run(&["bill", "pay", CUSTOMER]);
    assert_eq!(paid.code, 0, "{paid:?}");
    assert!(paid.err.contains("unguarded"), "{paid:?}");
    pinned("bill-pay", &paid.out);
    let report = world.json("bill-pay", 0, &["bill", "pay", CUSTOMER, "--at-most", "74194"]);
    assert_eq!((&report["outcome"], &report["look_ups"]), (&"paid".into(), &0.into()));
    assert_eq!(
        (&report["unguarded"], &report["reference_number"]),
        (&true.into(), &report["quote"]["reference_number"])
    );
    let (id, reference) = (report["transaction_id"].as_str().unwrap(), report["reference_number"].as_str().unwrap());
    let told = world.run(&["bill", "pay", CUSTOMER, "--json"]);
    assert!(told.err.contains("unguarded") && told.err.contains("reference number, SPPLNPOS"), "{told:?}");
    assert_eq!(world.simulator.ledger().executions(reference), 1);
    let by_id = world.json("bill-status", 0, &["bill", "status", id]);
    let by_reference =
        world.json("bill-status", 0, &["bill", "status", "--reference", reference, "--customer", CUSTOMER]);
    assert_eq!(by_id["found"][0]["transaction_id"], by_reference["found"][0]["transaction_id"]);
    assert_eq!(by_id["found"][0]["standing"], "paid");
    pinned("bill-status", &world.run(&["bill", "status", id]).out);
    let list = world.json("bill-list", 0, &["bill", "list", "--customer", CUSTOMER, "--status", "success"]);
    assert_eq!((list["transactions"].as_array().unwrap().len(), &list["total"]), (3, &3.into()));
    pinned("bill-list", &world.run(&["bill", "list"]).out);
    let nothing = world.json("bill-status", 4, &["bill", "status", "--reference", "NOPE", "--customer", CUSTOMER]);
    assert_eq!(nothing["found"].as_array().unwrap().len(), 0);
    assert_eq!(world.json("bill-status", 4, &["bill", "status", "01JXCK6K1CMRGJKQ2J863Q6P5J"])["exit"], "unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unclear_end_is_looked_up_and_never_sent_again() {
    let world = World::new().await;
    world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterExecuting);
    let found = world.json("bill-pay", 0, &["bill", "pay", CUSTOMER]);
    assert_eq!((&found["outcome"], &found["look_ups"]), (&"paid".into(), &1.into()));
    assert_eq!(world.simulator.count(Operation::PostpaidPaymentV2), 1);
    world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterReading);
    let lost = world.run(&["bill", "pay", CUSTOMER]);
    assert_eq!(lost.code, 4, "{lost:?}");
    pinned("bill-pay-unknown", &lost.out);
    assert_eq!(world.simulator.count(Operation::PostpaidPaymentV2), 2);
    let body = r#"{"command":"plnpos","response_code":"01","response_text":"Pending","data":{}}"#.into();
    let pending = Fault::Answer { status: 200, content_type: "application/json".to_owned(), body };
    world.simulator.script(Operation::PostpaidPaymentV2, 1, pending);
    assert_eq!(world.json("bill-pay", 5, &["bill", "pay", CUSTOMER])["outcome"], "pending");
    let body = r#"{"response_code":"04","response_text":"bad","data":{"data.customer_id":"bad"}}"#.into();
    let refused = Fault::Answer { status: 422, content_type: "application/json".to_owned(), body };
    world.simulator.script(Operation::PostpaidPaymentV2, 1, refused);
    let refused = world.json("bill-pay", 3, &["bill", "pay", CUSTOMER, "--lang", "id"]);
    assert_eq!(refused["message"], "penyedia menolaknya (kode 04); tidak ada yang dijalankan");
    assert_eq!(world.simulator.ledger().executions_of_customer(CUSTOMER), 1);
}

/// Each with a lost answer: only the list tells, and whatever it tells, nothing is sent again.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_look_up_finds_is_the_end() {
    for (settled, outcome, code) in
        [("success", "paid", 0), ("failed", "not_paid", 3), ("refunded", "refunded", 3), ("pending", "pending", 5)]
    {
        let world = World::new().await;
        let fault = format!("settle={settled} + drop-after-executing").parse().unwrap();
        world.simulator.script(Operation::PostpaidPaymentV2, 1, fault);
        let found = world.json("bill-pay", code, &["bill", "pay", CUSTOMER]);
        assert_eq!(found["outcome"], outcome, "{found:#}");
        assert!(found["transaction_id"].is_string() && found["look_ups"].as_u64() >= Some(1), "{found:#}");
        assert_eq!(world.simulator.count(Operation::PostpaidPaymentV2), 1, "{settled}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_contradict_each_other_are_for_a_person() {
    let world = World::new().await;
    world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterExecuting);
    world.simulator.add_rule(Rule::new(Fault::TwinRows).operation(Operation::ListBillTransaction));
    let found = world.json("bill-pay", 4, &["bill", "pay", CUSTOMER]);
    assert_eq!((&found["outcome"], &found["look_ups"]), (&"unknown".into(), &1.into()), "{found:#}");
    assert!(found["message"].as_str().unwrap().contains("contradict each other"), "{found:#}");
    assert_eq!(world.simulator.count(Operation::PostpaidPaymentV2), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_to_be_paid_is_not_paid() {
    let world = World::new().await;
    let dear = world.run(&["bill", "pay", CUSTOMER, "--at-most", "74193"]);
    assert_eq!(dear.code, 2, "{dear:?}");
    assert!(dear.err.contains("nothing was paid"), "{dear:?}");
    let none = world.run(&["bill", "pay", "999999999999"]);
    assert_eq!(none.code, 3, "{none:?}");
    assert!(none.err.contains("code 06"), "{none:?}");
    let error = world.json("error", 3, &["bill", "inquire", "999999999999"]);
    assert_eq!((&error["error"]["code"], &error["error"]["exit_code"]), (&"06".into(), &3.into()));
    for (arguments, words) in [
        (vec!["bill", "inquire", " "], "blanks"),
        (vec!["bill", "inquire", "1", "--command", "pulsa"], "one of pdam"),
        (vec!["bill", "inquire", "1", "--command", "pdam"], "--product"),
        (vec!["bill", "inquire", "1", "--command", "bputk", "--product", "SPBPUTKPOS"], "number of months"),
        (vec!["bill", "inquire", "1", "--phone", "12"], "phone"),
        (vec!["bill", "pay", "1", "--at-most", "cheap"], ""),
        (vec!["bill", "list", "--page", "0"], "from 1"),
        (vec!["bill", "list", "--status", "lost"], "pending, success"),
        (vec!["bill", "list", "--from", "2026-01-01"], "--to"),
        (vec!["bill", "list", "--from", "2026-1-1", "--to", "2026-01-02"], "start_date"),
        (vec!["bill", "status"], "required"),
        (vec!["bill", "status", "--reference", "x"], "--customer"),
        (vec!["bill", "status", "01JX", "--from", "2026-01-01"], "cannot be used with"),
        (vec!["bill", "status", "01JX", "--to", "2026-01-01"], "cannot be used with"),
        (vec!["bill", "status", "01JX", "--customer", "1"], "cannot be used with"),
    ] {
        let run = world.run(&arguments);
        assert_eq!(run.code, 2, "{arguments:?} {run:?}");
        assert!(run.err.contains(words) && run.out.is_empty(), "{arguments:?} {run:?}");
    }
    assert_eq!(world.simulator.count(Operation::PostpaidPaymentV2), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inquiry_that_fails_is_no_payment_that_may_have_been_made() {
    let world = World::new().await;
    let html = || Fault::Answer { status: 200, content_type: "text/html".to_owned(), body: "<html>".into() };
    let token = ["prepaid", "buy", demo::METER, "--product", "SPPLNTOK"];
    for (call, inquiry) in
        [(&["bill", "pay", CUSTOMER][..], Operation::PostpaidInquiryV2), (&token, Operation::PrepaidInquiryV2)]
    {
        for (language, words) in [("en", "no payment was sent"), ("id", "tidak ada pembayaran yang dikirim")] {
            world.simulator.script(inquiry, 1, html());
            let run = world.run(&[call, &["--lang", language]].concat());
            assert!(run.code == 6 && run.err.contains(words), "{run:?}");
        }
    }
    assert_eq!(world.simulator.ledger().executed(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_shows_masked_requests_and_sends_nothing() {
    let world = World::new().await;
    let balance = world.run(&["balance", "--dry-run"]);
    assert_eq!(balance.code, 0, "{balance:?}");
    pinned("balance-dry-run", &balance.out);
    let pay = world.json("dry-run", 0, &["bill", "pay", CUSTOMER, "--dry-run"]);
    let requests = pay["dry_run"].as_array().unwrap();
    assert_eq!(requests.len(), 2);
    assert!(requests[1]["url"].as_str().unwrap().ends_with("/api/v2/postpaid/payment"), "{pay:#}");
    assert_eq!(requests[0]["body"]["data"]["customer_id"], "***");
    let text = pay.to_string();
    assert!(!text.contains(CUSTOMER) && !text.contains("demo-"), "{text}");
    let pin = world.run(&["finnet", "reset-pin", demo::PHONE, "--dry-run", "--reference", "R1"]);
    assert!(pin.out.contains("nothing was sent") && !pin.out.contains("8113929190"), "{pin:?}");
    let customer = world.run(&["customer", "delete", demo::CUSTOMER_ID, "--dry-run"]);
    assert!(customer.out.contains("DELETE ") && !customer.out.contains(demo::CUSTOMER_ID), "{customer:?}");
    assert!(world.simulator.calls().is_empty(), "not even a token request");
}

/// What a rehearsal shows of a body is what would be in it.
#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsed_payment_has_the_fields_of_a_payment() {
    let world = World::new().await;
    let bill = ["bill", "pay", CUSTOMER];
    let phone = [&bill[..], &["--phone", "081234567890"]].concat();
    let token = vec!["prepaid", "buy", demo::METER, "--product", "SPPLNTOK"];
    let pulsa =
        ["prepaid", "buy", demo::PREPAID_PHONE, "--command", "pulsa", "--product", "SPTLKMAS10", "--at-most", "11000"];
    for (call, payment) in [
        (bill.to_vec(), Operation::PostpaidPaymentV2),
        (phone, Operation::PostpaidPaymentV2),
        (token, Operation::PrepaidPaymentV2),
        (pulsa.to_vec(), Operation::PrepaidPaymentV2),
    ] {
        let rehearsed = world.json("dry-run", 0, &[&call[..], &["--dry-run"]].concat());
        let before = world.simulator.calls().len();
        assert!(matches!(world.run(&call).code, 0 | 5), "{call:?}");
        let sent: Vec<_> = world.simulator.calls().split_off(before);
        let sent: Vec<_> = sent.into_iter().filter(|sent| sent.path.starts_with("/api/v2/")).collect();
        assert_eq!(sent.last().unwrap().operation, Some(payment));
        let rehearsed = rehearsed["dry_run"].as_array().unwrap();
        assert_eq!(rehearsed.len(), sent.len(), "{call:?}");
        for (shown, sent) in rehearsed.iter().zip(&sent) {
            let body = serde_json::from_slice(&sent.body).unwrap();
            assert_eq!(fields(&shown["body"]), fields(&body), "{call:?} {shown:#}");
            assert!(shown["url"].as_str().unwrap().ends_with(&sent.path), "{shown:#}");
        }
    }
}

/// The names in a body, at every depth.
fn fields(body: &Value) -> Vec<String> {
    let inner = |(name, value): (&String, &Value)| [vec![name.clone()], fields(value)].concat();
    body.as_object().into_iter().flatten().flat_map(inner).collect()
}
