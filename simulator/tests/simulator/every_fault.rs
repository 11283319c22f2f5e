//! No fault is without a look: one row for each, seen by a raw socket. Whoever adds a fault adds a row.
//! The finer points of each are in `faults`, `spoilt`, `prepaid` and `callbacks`.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use bayar_simulator::{Fault, Operation, REDIRECTED, Simulator, Status, demo};
use serde_json::{Value, json};

use crate::{
    callbacks,
    client::{Answer, Ended},
    faults::Scene,
    prepaid::{self, rows},
    singapay::Singapay,
};

/// How a payment ends that is struck by it: executions, and what comes back.
enum Look {
    Closed(u64),
    Reset(u64),
    Answered(u64, fn(&Answer) -> bool),
}
use Look::{Answered, Closed, Reset};

const PAYMENTS: [(&str, &str, Look); 31] = [
    ("Delay", "delay=30ms", Answered(1, |it| code(it) == "00")),
    ("DelayByClock", "delay-by-clock=30ms", Answered(1, |it| code(it) == "00")),
    ("DropBeforeReading", "drop-before-reading", Closed(0)),
    ("DropAfterReading", "drop-after-reading", Closed(0)),
    ("DropAfterExecuting", "drop-after-executing", Closed(1)),
    ("Reset", "reset", Reset(0)),
    ("TruncatedBody", "truncated-body", Answered(1, |it| it.body.len() == it.announced() / 2)),
    ("SlowBody", "slow-body=30ms", Answered(1, |it| code(it) == "00")),
    ("OversizedBody", "oversized-body=100000", Answered(1, |it| it.body.len() == 100_000)),
    ("Html502", "html-502", Answered(0, |it| is_page(it, 502))),
    ("Html503", "html-503", Answered(0, |it| is_page(it, 503))),
    ("Html504", "html-504", Answered(0, |it| is_page(it, 504))),
    ("SystemError99", "system-error-99", Answered(0, |it| (it.status, code(it).as_str()) == (500, "99"))),
    ("TooManyRequests", "too-many-requests=7", Answered(0, |it| it.header("retry-after") == Some("7"))),
    ("UnauthorizedOnce", "unauthorized-once", Answered(0, |it| it.json()["error"]["code"] == 401)),
    ("ExecuteTwice", "execute-twice", Answered(2, |it| code(it) == "00")),
    ("ExecuteLate", "execute-late=5m", Closed(0)),
    ("Redirect307", "redirect-307", Answered(0, |it| is_redirect(it, 307))),
    ("Redirect308", "redirect-308", Answered(0, |it| is_redirect(it, 308))),
    ("Code", "code=07", Answered(0, |it| code(it) == "07")),
    ("WrongContentType", "wrong-content-type", Answered(1, |it| it.header("content-type") == Some("text/plain"))),
    ("InvalidUtf8", "invalid-utf8", Answered(1, |it| std::str::from_utf8(&it.body).is_err())),
    ("UnknownValue", "unknown-value", Answered(1, |it| code(it) == "77")),
    ("UnknownField", "unknown-field", Answered(1, |it| it.json()["data"]["x_field_of_tomorrow"].is_object())),
    ("NullField", "null-field=data.price", Answered(1, |it| it.json()["data"]["price"].is_null())),
    ("SetField", "set-field=data.price:\"1\"", Answered(1, |it| it.json()["data"]["price"] == "1")),
    ("OtherAmount", "other-amount=500", Answered(1, |it| it.json()["data"]["price"] == "74694")),
    ("Settle", "settle=pending, 30s failed", Answered(1, |it| code(it) == "01")),
    ("Answer", "answer=418 text/odd short", Answered(0, |it| (it.status, &it.body[..]) == (418, b"short"))),
    ("AfterExecuting", "after-executing + html-502", Answered(1, |it| is_page(it, 502))),
    ("Together", "execute-late=5m + html-504", Answered(0, |it| is_page(it, 504))),
];

/// On a list that has one row: rows, and different transaction ids among them.
const LISTS: [(&str, &str, (usize, usize)); 3] = [
    ("ListLag", "list-lag=10m", (0, 0)),
    ("DuplicateRows", "duplicate-rows", (2, 1)),
    ("TwinRows", "twin-rows", (2, 2)),
];

/// Callbacks after 31 seconds, after an hour, and once the payment was refunded.
const CALLBACKS: [(&str, &str, [usize; 3]); 4] = [
    ("CallbacksDoubled", "callbacks-doubled", [2, 2, 4]),
    ("CallbacksLate", "callbacks-late=10m", [0, 1, 1]),
    ("CallbacksOutOfOrder", "callbacks-out-of-order", [0, 0, 2]),
    ("CallbacksNever", "callbacks-never", [0, 0, 0]),
];

/// Whether a voucher is there after ten minutes.
const GOODS: [(&str, &str, bool); 2] =
    [("GoodsAfter", "goods-after=20m", false), ("GoodsAfter", "goods-after=1m", true)];

fn code(answer: &Answer) -> String {
    answer.json()["response_code"].as_str().unwrap_or_default().to_owned()
}

fn is_page(answer: &Answer, status: u16) -> bool {
    answer.status == status && answer.header("content-type") == Some("text/html") && answer.body.starts_with(b"<html>")
}

fn is_redirect(answer: &Answer, status: u16) -> bool {
    let there = format!("{REDIRECTED}{}", Operation::PostpaidPaymentV2.path());
    answer.status == status && answer.header("location") == Some(&there)
}

/// The fault of a row, which is really the one that the row is called by.
fn fault(name: &str, text: &str) -> Fault {
    let fault: Fault = text.parse().unwrap();
    let printed = format!("{fault:?}");
    let variant = printed.split(|it: char| !it.is_alphanumeric()).next().unwrap();
    assert_eq!(variant, name, "{text}");
    fault
}

#[test]
fn no_fault_is_without_a_look() {
    let source = include_str!("../../src/fault/mod.rs");
    let body = source.split("pub enum Fault {\n").nth(1).unwrap().split("\n}").next().unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let variants = lines.filter(|line| line.starts_with(char::is_uppercase));
    let variants = variants.map(|line| line.split(|it: char| !it.is_alphanumeric()).next().unwrap());
    let rows = PAYMENTS.iter().map(|it| it.0).chain(LISTS.iter().map(|it| it.0));
    let rows = rows.chain(CALLBACKS.iter().map(|it| it.0)).chain(GOODS.iter().map(|it| it.0));
    assert_eq!(variants.collect::<BTreeSet<_>>(), rows.collect::<BTreeSet<_>>());
    let texts = PAYMENTS.iter().map(|it| it.1).chain(LISTS.iter().map(|it| it.1));
    for text in texts.chain(CALLBACKS.iter().map(|it| it.1)).chain(GOODS.iter().map(|it| it.1)) {
        let name = text.split(['=', ' ']).next().unwrap();
        let readme = include_str!("../../README.md");
        assert!(readme.contains(&format!("`{name}")), "{name} is not in the README");
    }
}

#[tokio::test]
async fn each_fault_of_a_payment_has_its_look() {
    for (name, text, look) in &PAYMENTS {
        let fault = fault(name, text);
        let scene = Scene::set(fault.clone()).await;
        let since = Instant::now();
        let ended = scene.pay().await;
        let executions = match (look, &ended) {
            (Closed(executions), Ended::Closed) | (Reset(executions), Ended::Reset) => executions,
            (Answered(executions, is_it), Ended::Answered(answer)) if is_it(answer) => executions,
            _ => panic!("{text}: {ended:?}"),
        };
        assert_eq!(scene.sim.ledger().executions(&scene.reference), *executions, "{text}");
        assert_eq!(scene.call().fault, Some(fault), "{text}: the record says so");
        let waits = matches!(*name, "Delay" | "DelayByClock" | "SlowBody");
        assert!(!waits || since.elapsed() >= Duration::from_millis(30), "{text}");
        later(name, &scene).await;
    }
}

/// What shows afterwards only.
async fn later(name: &str, scene: &Scene) {
    let ledger = || scene.sim.ledger();
    scene.sim.clock().advance(Duration::from_secs(300));
    match name {
        "ExecuteLate" | "Together" => assert_eq!(ledger().executions(&scene.reference), 1, "{name}: by the clock"),
        "DropBeforeReading" => assert!(scene.call().body.is_empty(), "{name}"),
        "DropAfterReading" | "Reset" => assert!(!scene.call().body.is_empty(), "{name}"),
        "OtherAmount" => assert_eq!(ledger().balance(), demo::MERCHANT.balance - demo::PLN_POSTPAID.price - 500),
        "Settle" => {
            let api = Singapay::sign_in(&scene.sim).await;
            let row = rows(&api, json!({})).await[0].clone();
            assert_eq!((&row["status"], ledger().balance()), (&json!("failed"), demo::MERCHANT.balance));
            let id = row["transaction_id"].as_str().unwrap();
            assert_eq!(ledger().transaction(id).unwrap().status, Status::Failed);
        }
        _ => {}
    }
}

#[tokio::test]
async fn each_fault_of_a_list_has_its_look() {
    for (name, text, look) in LISTS {
        let sim = Simulator::start().await.unwrap();
        let api = Singapay::sign_in(&sim).await;
        let reference = api.reference(&demo::PLN_POSTPAID).await;
        api.payment(&demo::PLN_POSTPAID, &reference).answer().await;
        let ids = async || -> Vec<Value> {
            let rows = rows(&api, json!({})).await;
            rows.as_array().unwrap().iter().map(|row| row["transaction_id"].clone()).collect()
        };
        sim.script(Operation::ListBillTransaction, 1, fault(name, text));
        let struck = ids().await;
        let different: BTreeSet<_> = struck.iter().map(Value::to_string).collect();
        assert_eq!((struck.len(), different.len()), look, "{text}");
        assert_eq!(ids().await.len(), 1, "{text}: over");
    }
}

#[tokio::test]
async fn each_fault_of_callbacks_has_its_look() {
    for (name, text, look) in CALLBACKS {
        let scene = callbacks::Scene::set(&[]).await;
        scene.sim.script(Operation::PrepaidPaymentV2, 1, fault(name, text));
        let id = scene.buy().await;
        let (soon, later) = (scene.advance(31).await.len(), scene.advance(3_600).await.len());
        assert!(scene.sim.refund(&id));
        assert_eq!([soon, later, scene.advance(1).await.len()], look, "{text}");
    }
}

#[tokio::test]
async fn goods_are_late() {
    for (name, text, is_there) in GOODS {
        let sim = Simulator::start().await.unwrap();
        sim.clock().freeze();
        let api = Singapay::sign_in(&sim).await;
        sim.script(Operation::PrepaidPaymentV2, 1, fault(name, text));
        let call = prepaid::buy(&api, ("vouchg", "SPGAMEVOU50"), demo::PREPAID_PHONE);
        let answer = call.answer().await.json();
        sim.clock().advance(Duration::from_secs(600));
        let detail = prepaid::detail(&api, answer["data"]["transaction_id"].as_str().unwrap()).await;
        assert_eq!(detail["other_info"]["voucher_code"].is_string(), is_there, "{text}");
    }
}
