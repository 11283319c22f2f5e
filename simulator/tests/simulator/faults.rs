//! Each fault is seen exactly, by a socket that nothing is hidden from.

use std::time::{Duration, Instant};

use bayar_simulator::{Fault, Operation, REDIRECTED, RecordedCall, Simulator, demo};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    client::{Call, Ended},
    finnet, paycombat,
    singapay::Singapay,
};

const PAY: Operation = Operation::PostpaidPaymentV2;

/// A simulator with one bill looked up, ready to be paid.
pub(crate) struct Scene {
    pub(crate) sim: Simulator,
    pub(crate) reference: String,
    pub(crate) payment: Call,
}

impl Scene {
    pub(crate) async fn set(fault: Fault) -> Self {
        let sim = Simulator::start().await.unwrap();
        let api = Singapay::sign_in(&sim).await;
        let reference = api.reference(&demo::PLN_POSTPAID).await;
        let payment = api.payment(&demo::PLN_POSTPAID, &reference);
        sim.script(PAY, 1, fault);
        Self { sim, reference, payment }
    }

    pub(crate) async fn pay(&self) -> Ended {
        self.payment.send().await
    }

    /// The truth: how often it was paid, in the ledger and by the deposit.
    pub(crate) fn executions(&self) -> u64 {
        let ledger = self.sim.ledger();
        let executions = ledger.executions(&self.reference);
        let taken = demo::MERCHANT.balance - ledger.balance();
        assert_eq!(taken, demo::PLN_POSTPAID.price * i64::try_from(executions).unwrap());
        executions
    }

    pub(crate) fn call(&self) -> RecordedCall {
        let [call] = &self.sim.calls_of(PAY)[..] else { panic!("not one call") };
        call.clone()
    }

    /// The fault is over: the same call gets its ordinary answer.
    async fn code_of_the_next_call(&self) -> String {
        self.pay().await.answer().json()["response_code"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn drop_before_reading() {
    let scene = Scene::set(Fault::DropBeforeReading).await;
    let address = scene.sim.singapay_url().replace("http://", "");
    let bytes = scene.payment.bytes(&address);
    let head = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(&bytes[..head]).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.is_empty());
    let call = scene.call();
    assert_eq!((call.status, call.body.len(), call.fault), (None, 0, Some(Fault::DropBeforeReading)));
    assert!(!call.verdict.is_judged());
    assert_eq!(scene.executions(), 0);
    assert_eq!(scene.code_of_the_next_call().await, "00");
}

#[tokio::test]
async fn connections_that_end_without_an_answer() {
    for (fault, executions) in [
        (Fault::DropBeforeReading, 0),
        (Fault::DropAfterReading, 0),
        (Fault::DropAfterExecuting, 1),
        (Fault::DropAfterReading.after_executing(), 1),
    ] {
        let scene = Scene::set(fault.clone()).await;
        assert!(matches!(scene.pay().await, Ended::Closed), "{fault:?}");
        assert_eq!(scene.executions(), executions, "{fault:?}");
        assert_eq!((scene.call().status, scene.call().fault), (None, Some(fault)));
        let next = if executions == 0 { "00" } else { "06" };
        assert_eq!(scene.code_of_the_next_call().await, next);
        assert_eq!(scene.executions(), 1);
    }
}

#[tokio::test]
async fn connections_that_are_reset() {
    for (fault, executions) in [(Fault::Reset, 0), (Fault::Reset.after_executing(), 1)] {
        let scene = Scene::set(fault).await;
        assert!(matches!(scene.pay().await, Ended::Reset));
        assert_eq!((scene.executions(), scene.call().status), (executions, None));
        assert!(!scene.call().body.is_empty(), "it was read");
    }
}

#[tokio::test]
async fn a_truncated_body() {
    let scene = Scene::set(Fault::TruncatedBody).await;
    let answer = scene.pay().await.answer();
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let call = scene.call();
    assert_eq!(answer.announced(), call.answer.len());
    assert_eq!(answer.body, call.answer[..call.answer.len() / 2]);
    assert_eq!((scene.executions(), call.status), (1, Some(200)));
}

#[tokio::test]
async fn answers_in_place_of_the_providers() {
    let system = json!({"command": "plnpos", "response_code": "99", "response_text": "System error, please try again"});
    let unauthorized = json!({"status": 401, "success": false,
        "error": {"code": 401, "message": "Unauthorized merchant, please sign in"}});
    for (fault, status, body) in
        [(Fault::SystemError99, 500, system.clone()), (Fault::UnauthorizedOnce, 401, unauthorized.clone())]
    {
        for (fault, executions) in [(fault.clone(), 0), (fault.after_executing(), 1)] {
            let scene = Scene::set(fault).await;
            let answer = scene.pay().await.answer();
            assert_eq!((answer.status, answer.json()), (status, body.clone()));
            assert_eq!((scene.executions(), scene.call().status), (executions, Some(status)));
        }
    }
}

#[tokio::test]
async fn html_from_a_proxy() {
    for (fault, executions) in [(Fault::Html502, 0), (Fault::Html502.after_executing(), 1)] {
        let scene = Scene::set(fault).await;
        let answer = scene.pay().await.answer();
        assert_eq!((answer.status, answer.header("content-type")), (502, Some("text/html")));
        assert!(answer.body.starts_with(b"<html>"));
        assert_eq!(scene.executions(), executions);
    }
}

#[tokio::test]
async fn any_answer() {
    let body = b"\xff\xfe".to_vec();
    let fault = Fault::Answer { status: 429, content_type: "text/odd".into(), body: body.clone().into() };
    let scene = Scene::set(fault).await;
    let answer = scene.pay().await.answer();
    assert_eq!((answer.status, answer.header("content-type"), &answer.body), (429, Some("text/odd"), &body));
    assert_eq!(scene.executions(), 0);
}

#[tokio::test]
async fn a_followed_redirect_is_a_second_call() {
    let scene = Scene::set(Fault::Redirect307).await;
    let answer = scene.pay().await.answer();
    let there = format!("{REDIRECTED}{}", PAY.path());
    assert_eq!((answer.status, answer.header("location")), (307, Some(there.as_str())));
    assert_eq!(scene.executions(), 0);
    let mut followed = Call::new(&scene.sim.singapay_url(), "POST", &there).body(scene.payment.body.clone());
    followed.headers.clone_from(&scene.payment.headers);
    assert_eq!(followed.answer().await.json()["response_code"], "00");
    assert_eq!(scene.sim.count(PAY), 2);
    assert_eq!(scene.sim.calls_of(PAY)[1].path, there);
    assert_eq!(scene.executions(), 1);
}

#[tokio::test]
async fn delayed_but_executed_at_once() {
    let scene = Scene::set(Fault::Delay(Duration::from_millis(150))).await;
    let start = Instant::now();
    let answer = tokio::spawn({
        let payment = scene.payment.clone();
        async move { payment.answer().await }
    });
    while scene.executions() == 0 {
        assert!(start.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert!(start.elapsed() < Duration::from_millis(150), "executed before the delay");
    assert_eq!(scene.call().status, None);
    assert_eq!(answer.await.unwrap().json()["response_code"], "00");
    assert!(start.elapsed() >= Duration::from_millis(150));
    assert_eq!(scene.call().status, Some(200));
}

#[tokio::test]
async fn a_caller_that_hangs_up_has_still_paid() {
    let scene = Scene::set(Fault::Delay(Duration::from_millis(50))).await;
    let address = scene.sim.singapay_url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(&scene.payment.bytes(&address)).await.unwrap();
    drop(stream);
    for _ in 0..1_000 {
        if scene.executions() == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("not executed");
}

#[tokio::test]
async fn only_the_nth_call_is_struck() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let balance = api.call(Operation::CheckBalance, &json!({"command": "check-balance"}));
    assert_eq!(balance.answer().await.status, 200);
    sim.script(Operation::CheckBalance, 2, Fault::UnauthorizedOnce);
    sim.script(Operation::CheckBalance, 3, Fault::Html502);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(balance.answer().await.status);
    }
    assert_eq!(statuses, [200, 401, 502, 200]);
    sim.script(Operation::CheckBalance, 1, Fault::Html502);
    sim.clear_script();
    assert_eq!(balance.answer().await.status, 200);
    assert_eq!(sim.count(Operation::CheckBalance), 6);
}

#[tokio::test]
async fn a_refused_call_is_not_executed_by_any_fault() {
    for fault in [Fault::ExecuteTwice, Fault::DropAfterExecuting, Fault::Html502.after_executing()] {
        let scene = Scene::set(fault).await;
        let body = String::from_utf8(scene.payment.body.clone()).unwrap();
        let wrong = scene.payment.clone().body(body.replace(demo::MERCHANT.password, "wrong"));
        let _ = wrong.send().await;
        assert_eq!(scene.executions(), 0);
        assert_eq!(scene.call().verdict.problem(), Some("data.password is wrong"));
    }
}

#[tokio::test]
async fn the_other_providers_break_in_their_own_words() {
    let sim = Simulator::start().await.unwrap();
    let reset = finnet::Reset::sign_in(&sim).await;
    let token = finnet::token_call(&sim);
    let delete = paycombat::delete(&sim, demo::CUSTOMER_ID, "sandbox");
    let codes = [
        (Operation::AccessTokenB2b, token, "5007300", "4017300"),
        (Operation::PinReset, reset.call(&sim), "5000000", "4010001"),
    ];
    for (operation, call, system, unauthorized) in codes {
        sim.script(operation, 1, Fault::SystemError99);
        assert_eq!(call.answer().await.json()["responseCode"], system);
        sim.script(operation, 1, Fault::UnauthorizedOnce);
        assert_eq!(call.answer().await.json()["responseCode"], unauthorized);
    }
    for (fault, status) in [(Fault::SystemError99, 500), (Fault::UnauthorizedOnce, 401)] {
        sim.script(Operation::DeleteCustomer, 1, fault);
        let answer = delete.answer().await;
        assert_eq!((answer.status, &answer.json()["status"]), (status, &json!(false)));
    }
    assert_eq!((sim.ledger().pin_resets(demo::PHONE), sim.ledger().deletions(demo::CUSTOMER_ID)), (0, 0));

    sim.script(Operation::PinReset, 1, Fault::ExecuteTwice);
    sim.script(Operation::DeleteCustomer, 1, Fault::DropAfterExecuting);
    assert_eq!(reset.call(&sim).answer().await.json()["responseCode"], "2000600");
    assert!(matches!(delete.send().await, Ended::Closed));
    assert_eq!((sim.ledger().pin_resets(demo::PHONE), sim.ledger().deletions(demo::CUSTOMER_ID)), (2, 1));
}
