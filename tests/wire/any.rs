//! Any path: signed like everything else, sent once unless it is known to be harmless.

use crate::{
    desk::{self, Desk},
    witness::{learn, seen, told},
};
use bayar::{
    Environment, ErrorKind, Proxy, Seam, Sent, Settings, Singapay, Why, operation::EffectKind, singapay::Account,
};
use bayar_simulator::{Fault, Operation};
use http::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

crate::trials!(
    a_listed_read_is_typed_and_repeated,
    a_listed_effect_is_sent_once,
    an_unknown_path_is_sent_once_and_signed,
    what_can_not_be_sent_is_not_sent,
    operations_of_the_test_host_are_refused_in_production,
    every_provider_has_it,
    a_rehearsal_sends_nothing,
);

#[derive(Debug, serde::Deserialize)]
struct Balance {
    data: BalanceData,
}

#[derive(Debug, serde::Deserialize)]
struct BalanceData {
    balance: String,
}

const BALANCE: &str = "/api/v1/check-balance";

async fn a_listed_read_is_typed_and_repeated() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    desk.simulator.script(Operation::CheckBalance, 1, Fault::Html502);
    let request = seen(client.request(Method::POST, BALANCE).json(&json!({"command": "check-balance"})));
    assert_eq!((request.operation().effect, request.is_sent_once()), (EffectKind::None, false));
    let sent = seen(told(request.send().await).unwrap());
    let response = sent.response().unwrap();
    assert_eq!((response.status().as_u16(), response.attempts()), (200, 2));
    assert!(response.headers().contains_key("content-type") && response.body().starts_with(b"{"));
    let balance: Balance = told(response.json()).unwrap();
    assert_eq!(balance.data.balance, "8910003.00");
    let unfit = told(response.json::<Vec<u8>>()).unwrap_err();
    assert_eq!(unfit.kind(), ErrorKind::Unreadable);
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Number {
        data: std::collections::BTreeMap<String, u64>,
    }
    let unfit = told(response.json::<Number>()).unwrap_err();
    assert_eq!(unfit.field(), Some("data.balance"), "{unfit}");
}

async fn a_listed_effect_is_sent_once() {
    let desk = Desk::new().await;
    let client = desk.finnet();
    desk.simulator.script(Operation::PinReset, 1, Fault::DropAfterReading);
    let body = json!({"partnerReferenceNo": "1", "phoneNo": bayar_simulator::demo::PHONE});
    let request = client.request(Method::POST, "/v1.0/pin/reset").json(&body);
    assert_eq!((request.operation().id, request.is_sent_once()), ("pin_reset", true));
    let sent = seen(told(request.send().await).unwrap());
    let Sent::Unanswered(report) = sent else { panic!("no answer came") };
    assert_eq!(report.why(), &Why::NoAnswer);
    assert_eq!(desk.count(Operation::PinReset), 1);
    let again = told(client.request(Method::POST, "/v1.0/pin/reset").json(&body).send().await).unwrap();
    assert_eq!(again.response().unwrap().json::<Value>().unwrap()["responseCode"], "2000600");
}

// rule: what is not in the table of operations counts as moving money
async fn an_unknown_path_is_sent_once_and_signed() {
    let desk = Desk::new().await;
    let client = desk.finnet();
    let request = client.request(Method::POST, "/v1.0/balance-inquiry?a=b%20c").json(&json!({"accountNo": "1"}));
    assert_eq!((request.operation().id, request.operation().effect), ("any_path", EffectKind::Money));
    let sent = told(request.header("X-DEVICE-ID", "device-1").external_id("7").send().await).unwrap();
    let response = sent.response().unwrap();
    assert_eq!((response.status().as_u16(), response.attempts()), (404, 1));
    let calls = desk.simulator.calls();
    let call = calls.iter().find(|call| call.path.starts_with("/v1.0/balance-inquiry")).unwrap();
    assert_eq!((call.header("x-external-id"), call.header("x-device-id")), (Some("7"), Some("device-1")));
    assert!(call.header("x-signature").is_some_and(|s| s.len() == 88) && call.header("authorization").is_some());
    learn(&desk.simulator);
}

async fn what_can_not_be_sent_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    for path in [
        "",
        "api",
        "https://example.com/",
        "/a/../b",
        "/./a",
        "/a#b",
        "/a b",
        "/a\\b",
        "/\u{e9}",
        "/a/%2e%2e/b",
        "/a/.%2E/b",
        "/a?b=O'Brien",
        "/a{b}",
    ] {
        let error = told(client.request(Method::POST, path).send().await).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Invalid, Some("path")), "{path}");
    }
    let odd = client.request(Method::POST, BALANCE).header("a b", "c").send().await;
    assert_eq!(told(odd).unwrap_err().field(), Some("header"));
    let odd = client.request(Method::POST, BALANCE).header("a", "c\n").send().await;
    assert_eq!(told(odd).unwrap_err().field(), Some("header"));
    for name in ["Host", "Content-Length", "Transfer-Encoding", "Connection"] {
        let odd = client.request(Method::POST, BALANCE).header(name, "3").send().await;
        assert_eq!(told(odd).unwrap_err().field(), Some("header"), "{name}");
    }
    assert!(desk.simulator.calls().is_empty());
}

// rule: no spelling of a path reaches an operation of the test host in production
async fn operations_of_the_test_host_are_refused_in_production() {
    // A proxy where nobody listens: nothing leaves this machine, not even when the rule is taken away.
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = Settings::default().proxy(Proxy::new(&format!("http://{nowhere}")).unwrap());
    let production = Account::new(Environment::Production, desk::singapay_credentials()).settings(settings);
    let client = Singapay::connect(production).unwrap();
    for path in ["/api/v1/reset-customer-id", "/api/v1//%72eset-customer-id/", "/API/v1/reset-customer-id?x"] {
        for method in [Method::POST, Method::GET] {
            let error = told(client.request(method, path).json(&json!({})).send().await).unwrap_err();
            assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Forbidden, false), "{path}");
        }
    }
    for path in ["/api/v1/x/%2e%2e/reset-customer-id", "/api/v1/x/.%2E/reset-customer-id"] {
        let error = told(client.request(Method::POST, path).send().await).unwrap_err();
        assert!(!error.was_sent() && error.field() == Some("path"), "{path} {error}");
    }
    let desk = Desk::new().await;
    let reset = json!({"command": "reset-customer-id"});
    let sent = told(desk.singapay().request(Method::POST, "/api/v1/reset-customer-id").json(&reset).send().await);
    assert_eq!(sent.unwrap().response().unwrap().status().as_u16(), 200);
}

async fn every_provider_has_it() {
    let desk = Desk::new().await;
    let client = desk.paycombat();
    let path = format!("/api/v1/customer/customer/{}", bayar_simulator::demo::CUSTOMER_ID);
    let sent = told(client.request(Method::GET, &path).send().await).unwrap();
    assert_eq!(sent.response().unwrap().status().as_u16(), 200);
    let path = format!("/customer/customer/{}", bayar_simulator::demo::CUSTOMER_ID);
    let delete = told(client.request_legacy(Method::DELETE, &path)).unwrap();
    assert_eq!(delete.operation().id, "delete_customer");
    assert_eq!(told(delete.send().await).unwrap().response().unwrap().status().as_u16(), 200);
}

/// Keeps what would have been sent.
#[derive(Debug, Default)]
struct Stage(Mutex<Vec<String>>);

impl Seam for Stage {
    fn signed(&self, request: &mut http::Request<bytes::Bytes>) {
        let line = format!("{} {}", request.method(), request.uri().path());
        assert!(request.headers().contains_key("x-signature") || request.headers().contains_key("authorization"));
        self.0.lock().unwrap().push(line);
    }

    fn rehearses(&self) -> bool {
        true
    }
}

async fn a_rehearsal_sends_nothing() {
    let stage = Arc::new(Stage::default());
    let desk = Desk::new().await.settings(|s| s.seam(stage.clone()));
    let error = told(desk.finnet().reset_pin(&desk::reset_request()).await).unwrap_err();
    assert_eq!((error.kind(), error.was_sent(), error.retryable()), (ErrorKind::Rehearsed, false, false));
    let error = told(desk.singapay().balance().await).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rehearsed);
    assert_eq!(*stage.0.lock().unwrap(), ["POST /v1.0/pin/reset", "POST /api/v1/check-balance"]);
    assert!(desk.simulator.calls().is_empty());
}
