//! The faults that spoil, delay or multiply: each is seen exactly, by a socket that nothing is hidden from.

use std::time::{Duration, Instant};

use bayar_simulator::{FAULT_HEADER, Fault, Operation, REDIRECTED, Rule, Simulator, demo};
use serde_json::{Value, json};

use crate::{
    client::{Answer, Call, Ended},
    faults::Scene,
    prepaid::rows,
    singapay::Singapay,
};

const PAY: Operation = Operation::PostpaidPaymentV2;

async fn spoilt(fault: &str) -> (Scene, Answer) {
    let scene = Scene::set(fault.parse().unwrap()).await;
    let answer = scene.pay().await.answer();
    (scene, answer)
}

#[tokio::test]
async fn pages_of_proxies() {
    for (fault, status) in [("html-502", 502), ("html-503", 503), ("html-504", 504)] {
        let (scene, answer) = spoilt(fault).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, Some("text/html")));
        assert!(answer.body.starts_with(b"<html>"));
        assert_eq!(scene.executions(), 0);
    }
}

#[tokio::test]
async fn too_many_requests() {
    let (scene, answer) = spoilt("too-many-requests=17").await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("17")));
    assert_eq!((answer.json()["status"].clone(), scene.executions()), (json!(429), 0));
}

#[tokio::test]
async fn redirect_308() {
    let (scene, answer) = spoilt("redirect-308").await;
    let there = format!("{REDIRECTED}{}", PAY.path());
    assert_eq!((answer.status, answer.header("location"), scene.executions()), (308, Some(there.as_str()), 0));
}

#[tokio::test]
async fn codes_of_the_provider() {
    for (code, http) in [("03", 200), ("05", 200), ("06", 200), ("07", 200), ("99", 500), ("04", 422), ("6", 404)] {
        let (scene, answer) = spoilt(&format!("code={code}")).await;
        assert_eq!((answer.status, &answer.json()["response_code"]), (http, &json!(code)));
        assert_eq!(scene.executions(), 0);
        let (scene, _) = spoilt(&format!("after-executing + code={code}")).await;
        assert_eq!(scene.executions(), 1);
    }
    for (code, http) in [("401", 401), ("403", 403), ("409", 409)] {
        assert_eq!(spoilt(&format!("code={code}")).await.1.status, http);
    }
}

#[tokio::test]
async fn a_wrong_content_type() {
    let (scene, answer) = spoilt("wrong-content-type").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain")));
    assert_eq!((answer.json()["response_code"].clone(), scene.executions()), (json!("00"), 1));
}

#[tokio::test]
async fn invalid_utf8() {
    let (scene, answer) = spoilt("invalid-utf8").await;
    assert!(answer.body.contains(&0xff) && std::str::from_utf8(&answer.body).is_err());
    assert_eq!((answer.announced(), scene.executions()), (answer.body.len(), 1));
}

#[tokio::test]
async fn unknown_values_and_fields_nulls_and_others() {
    let (scene, answer) = spoilt("unknown-value").await;
    assert_eq!((answer.json()["response_code"].clone(), scene.executions()), (json!("77"), 1));
    let (scene, answer) = spoilt("unknown-field").await;
    assert!(answer.json()["data"]["x_field_of_tomorrow"].is_object());
    assert_eq!((answer.json()["response_code"].clone(), scene.executions()), (json!("00"), 1));
    let (scene, answer) = spoilt("null-field=data.price").await;
    assert_eq!((answer.json()["data"]["price"].clone(), scene.executions()), (Value::Null, 1));
    let (scene, answer) = spoilt("set-field=data.customer_id:\"999\"").await;
    assert_eq!((answer.json()["data"]["customer_id"].clone(), scene.executions()), (json!("999"), 1));
}

#[tokio::test]
async fn another_amount_is_really_charged() {
    let scene = Scene::set("other-amount=500".parse().unwrap()).await;
    let answer = scene.pay().await.answer().json();
    let price = demo::PLN_POSTPAID.price + 500;
    assert_eq!(answer["data"]["price"], price.to_string());
    assert_eq!(scene.sim.ledger().balance(), demo::MERCHANT.balance - price);
    let api = Singapay::sign_in(&scene.sim).await;
    assert_eq!(rows(&api, json!({})).await[0]["net_price"], price.to_string());
    scene.sim.script(Operation::PostpaidInquiryV2, 1, Fault::OtherAmount(-1));
    let quoted = api.inquiry(&demo::PLN_POSTPAID).answer().await.json();
    assert_eq!(quoted["data"]["price"], (demo::PLN_POSTPAID.price - 1).to_string());
}

#[tokio::test]
async fn a_slow_body_trickles() {
    let start = Instant::now();
    let (scene, answer) = spoilt("slow-body=100ms").await;
    assert!(start.elapsed() >= Duration::from_millis(100));
    assert_eq!((answer.announced(), &answer.body[..]), (answer.body.len(), &scene.call().answer[..]));
    assert_eq!(scene.executions(), 1);
}

#[tokio::test]
async fn an_oversized_body_is_still_json() {
    let (scene, answer) = spoilt("oversized-body=3000000").await;
    assert_eq!((answer.announced(), answer.body.len()), (3_000_000, 3_000_000));
    assert_eq!((answer.json()["response_code"].clone(), scene.executions()), (json!("00"), 1));
    assert!(scene.call().answer.len() < 1_000, "the record holds the answer without the white space");
}

#[tokio::test]
async fn executed_late() {
    for (fault, status) in [("execute-late=5m", None), ("execute-late=5m + html-504", Some(504))] {
        let scene = Scene::set(fault.parse().unwrap()).await;
        scene.sim.clock().freeze();
        match (scene.pay().await, status) {
            (Ended::Closed, None) => {}
            (Ended::Answered(answer), Some(status)) => assert_eq!(answer.status, status),
            other => panic!("{other:?}"),
        }
        assert_eq!(scene.executions(), 0);
        scene.sim.clock().advance(Duration::from_secs(299));
        assert_eq!(scene.executions(), 0);
        scene.sim.clock().advance(Duration::from_secs(1));
        assert_eq!(scene.executions(), 1, "by the clock alone");
        let api = Singapay::sign_in(&scene.sim).await;
        assert_eq!(rows(&api, json!({})).await[0]["reference_number"], scene.reference.as_str());
    }
}

#[tokio::test]
async fn a_late_execution_gives_way_to_one_that_came_first() {
    let scene = Scene::set("execute-late=5m".parse().unwrap()).await;
    scene.sim.clock().freeze();
    assert!(matches!(scene.pay().await, Ended::Closed));
    assert_eq!(scene.pay().await.answer().json()["response_code"], "00");
    scene.sim.clock().advance(Duration::from_secs(600));
    assert_eq!(scene.executions(), 1);
}

#[tokio::test]
async fn a_delay_by_the_clock_needs_no_waiting() {
    let scene = Scene::set("delay-by-clock=1h".parse().unwrap()).await;
    scene.sim.clock().freeze();
    let answer = tokio::spawn({
        let payment = scene.payment.clone();
        async move { payment.answer().await }
    });
    while scene.executions() == 0 {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(!answer.is_finished());
    scene.sim.clock().advance(Duration::from_secs(3_600));
    assert_eq!(answer.await.unwrap().json()["response_code"], "00");
}

#[tokio::test]
async fn rows_twice_and_twins() {
    let scene = Scene::set(Fault::ExecuteTwice).await;
    scene.pay().await.answer();
    let api = Singapay::sign_in(&scene.sim).await;
    let ids = async |fault: &str| {
        scene.sim.script(Operation::ListBillTransaction, 1, fault.parse().unwrap());
        let rows = rows(&api, json!({})).await;
        let mut ids: Vec<_> = rows.as_array().unwrap().iter().map(|it| it["transaction_id"].to_string()).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        (count, ids.len())
    };
    assert_eq!(ids("duplicate-rows").await, (4, 2));
    assert_eq!(ids("twin-rows").await, (4, 4));
}

#[tokio::test]
async fn goods_come_late_or_never() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    sim.clock().freeze();
    for (fault, after_an_hour) in [("goods-after=20m", false), ("goods-after=0s", true), ("goods-never", false)] {
        sim.script(Operation::PrepaidPaymentV2, 1, fault.parse().unwrap());
        let call = crate::prepaid::buy(&api, ("vouchg", "SPGAMEVOU50"), demo::PREPAID_PHONE);
        let answer = call.answer().await.json();
        sim.clock().advance(Duration::from_secs(600));
        let detail = crate::prepaid::detail(&api, answer["data"]["transaction_id"].as_str().unwrap()).await;
        assert_eq!(detail["other_info"]["voucher_code"].is_string(), after_an_hour, "{fault}");
    }
}

#[tokio::test]
async fn the_request_chooses_its_own_fault() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let balance = api.call(Operation::CheckBalance, &json!({"command": "check-balance"}));
    let with = |fault: &str| balance.clone().header(FAULT_HEADER, fault);
    assert!(matches!(with("drop-before-reading").send().await, Ended::Closed));
    assert!(matches!(with("reset").send().await, Ended::Reset));
    assert_eq!(with("html-503").answer().await.status, 503);
    let wrong = with("no-such-thing").answer().await;
    assert_eq!(wrong.status, 400);
    let told = sim.calls().last().unwrap().verdict.problem().unwrap().to_owned();
    assert_eq!(told, "x-simulator-fault: there is no fault `no-such-thing`");
    assert_eq!(balance.answer().await.status, 200);
}

#[tokio::test]
async fn rules_choose_by_customer_count_and_chance() {
    let sim = Simulator::builder().bills(demo::pln_bills(5, 200)).start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let ask = async |customer: &str| {
        let data = json!({"customer_id": customer, "product_code": "SPPLNPOS"});
        let call: Call = api.call(Operation::PostpaidInquiryV2, &json!({"command": "plnpos", "data": data}));
        call.answer().await.status
    };
    let bills = demo::pln_bills(5, 200);
    let [one, other] = [&bills[0].customer_id, &bills[1].customer_id];
    sim.add_rule(Rule::new(Fault::Html502).customer(one).nth(2).times(1));
    assert_eq!(
        [ask(one).await, ask(other).await, ask(other).await, ask(one).await, ask(one).await],
        [200, 200, 200, 502, 200]
    );
    sim.add_rule(Rule::new(Fault::Html503).probability(0.25).seed(11));
    let mut struck = 0;
    for bill in &bills {
        struck += usize::from(ask(&bill.customer_id).await == 503);
    }
    assert!((25..75).contains(&struck), "{struck} of 200");
    assert_eq!(sim.rules()[0].struck as usize, struck);
}
