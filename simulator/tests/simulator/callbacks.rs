//! Callbacks arrive at a real socket: which ones, how often, in which order, and what happens to those not taken.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use bayar_simulator::{Fault, Operation, Settings, Simulator, demo};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{prepaid, singapay::Singapay};

/// A partner's server: takes callbacks and answers each with the next status, then with 200.
#[derive(Clone)]
struct Receiver {
    url: String,
    taken: Arc<Mutex<Vec<Value>>>,
}

impl Receiver {
    async fn open(answers: &[&'static str]) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/callback?partner=1", socket.local_addr().unwrap());
        let taken: Arc<Mutex<Vec<Value>>> = Arc::default();
        let (mut answers, bodies): (VecDeque<_>, _) = (answers.iter().copied().collect(), taken.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                let body = take(stream, answers.pop_front().unwrap_or("200 OK")).await;
                bodies.lock().unwrap().push(body);
            }
        });
        Self { url, taken }
    }

    fn taken(&self) -> Vec<Value> {
        self.taken.lock().unwrap().clone()
    }

    fn codes(&self) -> Vec<String> {
        self.taken().iter().map(|it| it["response_code"].as_str().unwrap().to_owned()).collect()
    }
}

async fn take(mut stream: TcpStream, answer: &str) -> Value {
    let mut bytes = Vec::new();
    let body = loop {
        stream.read_buf(&mut bytes).await.unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        assert!(head.starts_with("POST /") && head.contains("content-type: application/json"), "{head}");
        if let Ok(body) = serde_json::from_str(body) {
            break body;
        }
    };
    let answer = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await.unwrap();
    body
}

pub(crate) struct Scene {
    pub(crate) sim: Simulator,
    receiver: Receiver,
}

impl Scene {
    pub(crate) async fn set(answers: &[&'static str]) -> Self {
        let receiver = Receiver::open(answers).await;
        let mut settings = Settings::default();
        settings.singapay.callback_url = Some(receiver.url.clone());
        let sim = Simulator::builder().settings(settings).start().await.unwrap();
        sim.clock().freeze();
        Self { sim, receiver }
    }

    pub(crate) async fn buy(&self) -> String {
        let api = Singapay::sign_in(&self.sim).await;
        let answer = prepaid::buy(&api, ("pulsa", "SPTLKMAS10"), demo::PREPAID_PHONE).answer().await.json();
        answer["data"]["transaction_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn advance(&self, seconds: u64) -> Vec<String> {
        self.sim.clock().advance(Duration::from_secs(seconds));
        self.sim.settled().await;
        self.receiver.codes()
    }
}

#[tokio::test]
async fn success_and_refund_are_told_and_nothing_else() {
    let scene = Scene::set(&[]).await;
    let id = scene.buy().await;
    assert_eq!(scene.advance(30).await, [""; 0], "not before the delay");
    assert_eq!(scene.advance(1).await, ["00"]);
    let body = scene.receiver.taken()[0].clone();
    assert_eq!((&body["command"], &body["data"]["status"]), (&json!("callback"), &json!("success")));
    assert_eq!(body["data"]["created_at"], body["data"]["paid_at"], "one zone, as in the sample");
    assert_eq!(body["data"]["product"]["category"]["code"], "TELASP");
    assert!(scene.sim.refund(&id));
    assert_eq!(scene.advance(1).await, ["00", "50"]);
    assert_eq!(scene.receiver.taken()[1]["data"]["status"], "refunded");
    let sent = scene.sim.callbacks();
    assert!(sent.iter().all(|it| it.is_received() && it.transaction_id == id), "{sent:?}");

    scene.sim.script(Operation::PrepaidPaymentV2, 1, "settle=pending, 1s failed".parse().unwrap());
    scene.buy().await;
    assert_eq!(scene.advance(3_600).await.len(), 2, "a failure is not told");
}

#[tokio::test]
async fn what_is_not_taken_is_sent_again() {
    for (answers, attempts) in [
        (&["500 Oops", "500 Oops", "500 Oops"][..], 2),
        (&["503 Busy"; 9][..], 5),
        (&["404 Where"; 9][..], 3),
        (&["418 Teapot"; 9][..], 6),
        (&["302 Found"][..], 1),
    ] {
        let scene = Scene::set(answers).await;
        scene.buy().await;
        scene.advance(31).await;
        for _ in 0..8 {
            scene.advance(60).await;
        }
        assert_eq!(scene.receiver.codes().len(), attempts, "{}", answers[0]);
        let numbers: Vec<_> = scene.sim.callbacks().iter().map(|it| it.attempt as usize).collect();
        assert_eq!(numbers, (1..=attempts).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_noted_and_redirects_are_followed() {
    let scene = Scene::set(&["307 There\r\nLocation: /there"]).await;
    scene.buy().await;
    assert_eq!(scene.advance(31).await, ["00", "00"]);
    assert_eq!(scene.sim.callbacks()[0].status, Some(200));
    scene.sim.change_singapay(|settings| settings.callback_url = Some("http://127.0.0.1:1/".to_owned()));
    scene.buy().await;
    scene.advance(31).await;
    let sent = scene.sim.callbacks();
    assert!(sent[1].status.is_none() && sent[1].problem.is_some(), "{sent:?}");
    scene.sim.change_singapay(|settings| settings.callback_url = Some("http://192.0.2.1/".to_owned()));
    scene.buy().await;
    scene.advance(31).await;
    let problem = scene.sim.callbacks().last().unwrap().problem.clone();
    assert_eq!(problem.as_deref(), Some("callbacks are sent to loopback addresses only"));
}

#[tokio::test]
async fn doubled_late_never() {
    for (fault, after_31, after_an_hour) in [
        (Fault::CallbacksDoubled, 2, 2),
        (Fault::CallbacksLate(Duration::from_secs(600)), 0, 1),
        (Fault::CallbacksNever, 0, 0),
    ] {
        let scene = Scene::set(&[]).await;
        scene.sim.script(Operation::PrepaidPaymentV2, 1, fault.clone());
        scene.buy().await;
        assert_eq!(scene.advance(31).await.len(), after_31, "{fault}");
        assert_eq!(scene.advance(3_600).await.len(), after_an_hour, "{fault}");
    }
}

#[tokio::test]
async fn out_of_order_is_the_refund_before_the_success() {
    let scene = Scene::set(&[]).await;
    scene.sim.script(Operation::PrepaidPaymentV2, 1, Fault::CallbacksOutOfOrder);
    let id = scene.buy().await;
    assert!(scene.advance(60).await.is_empty());
    assert!(scene.sim.refund(&id));
    assert_eq!(scene.advance(1).await, ["50", "00"]);
    scene.sim.change_singapay(|settings| settings.callback_copies = 3);
    scene.buy().await;
    assert_eq!(scene.advance(31).await.len(), 5, "copies are a setting");
}

#[tokio::test]
async fn a_running_clock_sends_them_by_itself() {
    let scene = Scene::set(&[]).await;
    scene.buy().await;
    scene.sim.clock().run_at(1_000.0);
    for _ in 0..500 {
        if !scene.receiver.codes().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("nothing was sent");
}
