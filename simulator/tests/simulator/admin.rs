//! The admin API: every action by raw HTTP, who may use it, and the stream of calls.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bayar_simulator::{Admin, Simulator, demo};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    client::{Answer, Call},
    finnet, paycombat, prepaid,
    singapay::Singapay,
};

fn loopback() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

struct Scene {
    sim: Arc<Simulator>,
    admin: Admin,
}

impl Scene {
    async fn set() -> Self {
        let sim = Arc::new(Simulator::start().await.unwrap());
        let admin = Admin::start(sim.clone(), loopback(), None).await.unwrap();
        Self { sim, admin }
    }

    async fn get(&self, path: &str) -> Value {
        let answer = Call::new(&self.admin.url(), "GET", path).answer().await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.json()
    }

    async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        Call::new(&self.admin.url(), method, path).json(&body).answer().await
    }

    async fn done(&self, method: &str, path: &str, body: Value) {
        let answer = self.send(method, path, body).await;
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
    }
}

#[tokio::test]
async fn a_world_is_made_and_reset() {
    let scene = Scene::set().await;
    let sim = scene.sim.as_ref();
    assert_eq!(scene.get("/").await["singapay"], sim.singapay_url());
    let bill = json!({"command": "plnpos", "product_code": "SPPLNPOS", "customer_id": "500000000001",
        "amount": 10_000, "price": 12_500, "customer_name": "SITI CONTOH", "period": "202611"});
    scene.done("PUT", "/bills", bill.clone()).await;
    let product = json!({"command": "pulsa", "code": "SPNEW", "name": "Pulsa Baru", "amount": 5_000, "price": 5_500});
    scene.done("PUT", "/products", product).await;
    scene.done("PUT", "/accounts", json!({"phone": "081200000009", "pin_reset": "4030001"})).await;
    scene.done("PUT", "/customers", json!({"id": "customer_new", "data_set": "sandbox"})).await;
    let merchant = json!({"partner_id": "p", "client_id": "c", "client_secret": "s", "password": "w", "balance": 5});
    scene.done("PUT", "/merchants", merchant).await;

    let api = Singapay::sign_in(sim).await;
    let data = json!({"customer_id": "500000000001", "product_code": "SPPLNPOS"});
    let inquiry = api.call(bayar_simulator::Operation::PostpaidInquiryV2, &json!({"command": "plnpos", "data": data}));
    assert_eq!(inquiry.answer().await.json()["data"]["customer_name"], "SITI CONTOH");
    let bought = prepaid::buy(&api, ("pulsa", "SPNEW"), demo::PREPAID_PHONE).answer().await.json();
    assert_eq!(bought["response_code"], "01");
    let reset = finnet::Reset::sign_in(sim).await.call_for(sim, "081200000009").answer().await;
    assert_eq!(reset.json()["responseCode"], "4030001");
    assert_eq!(paycombat::delete(sim, "customer_new", "sandbox").answer().await.status, 200);

    let id = bought["data"]["transaction_id"].as_str().unwrap();
    scene.done("PUT", &format!("/transactions/{id}"), json!({"status": "refunded"})).await;
    let ledger = scene.get(&format!("/ledger?customer={}", demo::PREPAID_PHONE)).await;
    assert_eq!((&ledger["executed"], &ledger["executions"][0]["status"]), (&json!(1), &json!("refunded")));
    assert_eq!(ledger["deposits"]["c"]["balance"], 5);
    let calls = scene.get("/calls?operation=prepaid_payment_v2").await;
    assert_eq!((calls.as_array().unwrap().len(), &calls[0]["response_code"]), (1, &json!("01")));
    assert_eq!(calls[0]["request"]["data"]["password"], "(not shown)");

    scene.done("POST", "/expire-tokens", json!({})).await;
    assert_eq!(inquiry.answer().await.status, 401);
    scene.done("POST", "/reset", json!({})).await;
    assert_eq!(scene.get("/calls").await, json!([]));
    assert_eq!(scene.get("/ledger").await["executed"], 0);
    let api = Singapay::sign_in(sim).await;
    let data = json!({"customer_id": "500000000001", "product_code": "SPPLNPOS"});
    let gone = api.call(bayar_simulator::Operation::PostpaidInquiryV2, &json!({"command": "plnpos", "data": data}));
    assert_eq!(gone.answer().await.json()["response_code"], "06");
}

#[tokio::test]
async fn faults_scenarios_clock_and_callbacks() {
    let scene = Scene::set().await;
    let api = Singapay::sign_in(&scene.sim).await;
    let rule = json!({"fault": "html-502", "operation": "postpaid_inquiry_v2", "times": 1, "nth": 2});
    scene.done("POST", "/faults", rule).await;
    assert_eq!(scene.get("/faults").await[0]["fault"], "html-502");
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(api.inquiry(&demo::PLN_POSTPAID).answer().await.status);
    }
    assert_eq!(statuses, [200, 502, 200]);
    scene.done("POST", "/scenarios", json!({"name": "09-executed-late"})).await;
    scene.done("POST", "/scenarios", json!({"toml": "about = \"x\"\n[[fault]]\nfault = \"reset\"\n"})).await;
    assert_eq!(scene.get("/faults").await.as_array().unwrap().len(), 2);
    let answer = Call::new(&scene.admin.url(), "DELETE", "/faults").answer().await;
    assert_eq!((answer.status, scene.get("/faults").await), (200, json!([])));
    assert!(scene.get("/scenarios").await.as_array().unwrap().len() > 34);
    assert!(scene.get("/magic").await.as_array().unwrap().len() > 100);

    scene.done("PUT", "/callback-url", json!({"url": "http://127.0.0.1:1/"})).await;
    scene.done("POST", "/clock", json!({"rate": 0, "now": "2026-11-20T03:00:00Z"})).await;
    assert_eq!(scene.get("/clock").await, json!({"now": "2026-11-20T03:00:00Z", "rate": 0.0}));
    let api = Singapay::sign_in(&scene.sim).await;
    prepaid::buy(&api, ("pulsa", "SPTLKMAS10"), demo::PREPAID_PHONE).answer().await;
    scene.done("POST", "/clock", json!({"advance": "31s"})).await;
    let callbacks = scene.get("/callbacks").await;
    assert_eq!((&callbacks[0]["code"], &callbacks[0]["status"]), (&json!("00"), &Value::Null));
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let scene = Scene::set().await;
    for (method, path, body, status, told) in [
        ("POST", "/faults", json!({"fault": "drop"}), 422, "there is no fault `drop`"),
        ("POST", "/faults", json!({"fault": "reset", "custmer": "1"}), 422, "unknown field `custmer`"),
        ("POST", "/scenarios", json!({"name": "../../secret"}), 404, "there is no shipped scenario"),
        ("POST", "/scenarios", json!({"toml": "about = 1"}), 422, "scenario.toml:1: about: "),
        ("POST", "/scenarios", json!({}), 422, "write either"),
        ("POST", "/clock", json!({"advance": "soon"}), 422, "`soon` is no time"),
        ("PUT", "/transactions/none", json!({"status": "failed"}), 404, "there is no such payment"),
        ("PUT", "/accounts", json!({"phone": "1", "pin_reset": "1"}), 422, "is no documented code"),
    ] {
        let answer = scene.send(method, path, body).await;
        assert_eq!(answer.status, status, "{path}");
        let error = answer.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains(told), "{error}");
    }
}

#[tokio::test]
async fn the_token_and_the_host_are_checked() {
    let sim = Arc::new(Simulator::start().await.unwrap());
    let admin = Admin::start(sim.clone(), loopback(), Some("secret-of-the-test".into())).await.unwrap();
    let call = Call::new(&admin.url(), "GET", "/ledger");
    assert_eq!(call.answer().await.status, 401);
    assert_eq!(call.clone().header("Authorization", "Bearer wrong").answer().await.status, 401);
    let right = call.header("Authorization", "Bearer secret-of-the-test");
    assert_eq!(right.answer().await.status, 200);
    let page = Call::new(&admin.url(), "POST", "/reset").header("Authorization", "Bearer secret-of-the-test");
    assert_eq!(page.header("Origin", "http://evil.example").answer().await.status, 403);

    for url in [admin.url(), sim.singapay_url(), sim.finnet_url(), sim.paycombat_url()] {
        let address = url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
    }
    let anywhere = Admin::start(sim.clone(), "0.0.0.0:0".parse().unwrap(), None).await;
    assert!(anywhere.unwrap_err().to_string().contains("needs a token"));
    let exposed = Simulator::builder().listen(bayar_simulator::Provider::Finnet, "0.0.0.0:0".parse().unwrap());
    let error = exposed.clone().start().await.unwrap_err().to_string();
    assert!(error.contains("call `expose`"), "{error}");
    assert!(exposed.expose().start().await.is_ok());
}

#[tokio::test]
async fn calls_are_followed_as_they_end() {
    let scene = Scene::set().await;
    let url = scene.admin.url();
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("GET /follow HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).await.unwrap();
    let mut text = String::new();
    let mut library = scene.sim.follow();
    while !text.contains("text/event-stream") {
        read_some(&mut stream, &mut text).await;
    }
    Singapay::sign_in(&scene.sim).await;
    while !text.contains("\"operation\":\"generate_access_token\"") {
        read_some(&mut stream, &mut text).await;
    }
    assert!(text.contains("event: call") && !text.contains(demo::MERCHANT.client_secret), "{text}");
    let call = library.next().await.unwrap();
    let line = call.line();
    assert!(line.starts_with("#1 ") && line.contains(" singapay generate_access_token -> 200 in "), "{line}");
    assert_eq!(library.missed(), 0);
    scene.admin.shutdown().await;
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
}

async fn read_some(stream: &mut TcpStream, text: &mut String) {
    let mut bytes = [0; 4_096];
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut bytes));
    let count = read.await.unwrap().unwrap();
    assert!(count > 0, "{text}");
    text.push_str(&String::from_utf8_lossy(&bytes[..count]));
}
