//! The admin API under malformed input: it answers, with no 5xx, and nothing in the simulator panics, neither then nor
//! when the world that came of it is used. `SIMULATOR_SEED` repeats a run, `SIMULATOR_MALFORMED` asks for more steps.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and tells its seed")]

use std::{
    panic,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use bayar_simulator::{Admin, Fault, Simulator, demo};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// What a right call looks like; each is changed at random.
fn samples() -> Vec<(&'static str, String, Value)> {
    let id = demo::PLN_POSTPAID.customer_id;
    let bill = json!({"command": "plnpos", "product_code": "SPPLNPOS", "customer_id": id, "amount": 10_000,
        "price": 12_500, "customer_name": "SITI CONTOH", "period": "202611"});
    let product = json!({"command": "pulsa", "code": "SPTLKMAS10", "name": "Pulsa", "amount": 1, "price": 2});
    let merchant = json!({"partner_id": "p", "client_id": "c", "client_secret": "s", "password": "w", "balance": 5});
    let rule = json!({"operation": "postpaid_payment_v2", "fault": "settle=pending, 30s success", "nth": 2, "times": 1,
        "probability": 0.5, "seed": 7, "per_customer": true, "customer": id});
    let toml = json!({"toml": "about = \"x\"\n[[fault]]\nfault = \"execute-late=5m + html-504\"\nprobability = 0.5\n"});
    let calls = "/calls?operation=postpaid_payment_v2&after=0&limit=50";
    [
        ("PUT", "/bills", bill),
        ("PUT", "/products", product),
        ("PUT", "/accounts", json!({"phone": demo::PHONE, "pin_reset": "4030001"})),
        ("PUT", "/customers", json!({"id": "customer_new", "data_set": "sandbox"})),
        ("PUT", "/merchants", merchant),
        ("PUT", "/transactions/01JXCK6K1CMRGJKQ2J863Q6P5J", json!({"status": "refunded"})),
        ("PUT", "/callback-url", json!({"url": "http://127.0.0.1:1/"})),
        ("POST", "/faults", rule),
        ("POST", "/scenarios", toml),
        ("POST", "/scenarios", json!({"name": "09-executed-late"})),
        ("POST", "/clock", json!({"rate": 1.5, "now": "2026-01-02T03:04:05Z", "advance": "10m"})),
        ("GET", calls, Value::Null),
        ("GET", "/ledger?customer=1", Value::Null),
        ("GET", "/callbacks", Value::Null),
        ("DELETE", "/faults", Value::Null),
        ("POST", "/expire-tokens", Value::Null),
        ("POST", "/reset", Value::Null),
    ]
    .map(|(method, path, body)| (method, path.to_owned(), body))
    .to_vec()
}

struct Chance(fastrand::Rng);

impl Chance {
    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.0.usize(..of.len())].clone()
    }

    fn text(&mut self) -> String {
        let odd = [
            "",
            " ",
            "\0",
            "é\u{202e}",
            "../..",
            "%",
            "1e999",
            "-1",
            "9999999999999999999h",
            "set-field=:",
            " + ",
            "delay=1ms + ",
            "settle=",
            "settle=pending, ",
            "execute-late=99999999d",
            "list-lag=106751991167d",
            "oversized-body=18446744073709551615",
            "answer=",
            "answer=999 text/plain x",
            "null-field=data..price",
            "after-executing + after-executing + reset",
            "code=",
            "-262144-01-01T00:00:00Z",
            "9999-12-30T22:00:00.9Z",
        ];
        match self.0.u8(..3) {
            0 => self.one(&odd).to_owned(),
            1 => "9".repeat(self.0.usize(..5_000)),
            _ => (0..self.0.usize(..20)).map(|_| self.0.char(..)).collect(),
        }
    }

    fn value(&mut self) -> Value {
        match self.0.u8(..8) {
            0 => Value::Null,
            1 => json!(self.0.bool()),
            2 => json!(self.one(&[i64::MIN, -1, 0, 1, i64::MAX])),
            3 => json!(self.one(&[u64::MAX, 1 << 63])),
            4 => json!(self.one(&[-1.0, 1e308, 5e-324, 0.1])),
            5 => json!([self.text()]),
            6 => json!({self.text(): 1}),
            _ => json!(self.text()),
        }
    }

    /// Another value, mostly of the same kind, so that it is not refused for its kind alone.
    fn other(&mut self, old: &Value) -> Value {
        match old {
            Value::Number(_) if self.0.u8(..4) > 0 => json!(self.one(&[i64::MIN, i64::MIN + 1, -1, 0, i64::MAX])),
            Value::String(_) if self.0.u8(..4) > 0 => json!(self.text()),
            _ => self.value(),
        }
    }

    /// The body, mostly with one field changed, gone or new; sometimes something else altogether.
    fn body(&mut self, mut body: Value) -> Vec<u8> {
        let keys: Vec<String> = body.as_object().map(|it| it.keys().cloned().collect()).unwrap_or_default();
        if !keys.is_empty() {
            let key = self.one(&keys);
            match self.0.u8(..4) {
                0 => drop(body.as_object_mut().unwrap().remove(&key)),
                1 => body[self.text()] = self.value(),
                _ => body[&key] = self.other(&body[&key]),
            }
        }
        let mut bytes = body.to_string().into_bytes();
        match self.0.u8(..10) {
            0 => bytes.truncate(self.0.usize(..=bytes.len())),
            1 => bytes = self.value().to_string().into_bytes(),
            2 => bytes = (0..self.0.usize(..50)).map(|_| self.0.u8(..)).collect(),
            3 if !bytes.is_empty() => {
                let at = self.0.usize(..bytes.len());
                bytes[at] = self.0.u8(..);
            }
            _ => {}
        }
        bytes
    }

    fn path(&mut self, path: String) -> String {
        let odd =
            ["?after=-1", "?limit=99999999999999999999", "?operation=%00", "&limit=0", "/%ff", "/..", "?x=y", "%"];
        if self.0.u8(..5) == 0 { path + self.one(&odd) } else { path }
    }
}

/// Sends it, and gives back status and body; none if there was no answer.
async fn send(host: &str, head: &str, body: &[u8]) -> Option<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!("{head}Host: {host}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    let _ = stream.write_all(&[head.as_bytes(), body].concat()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n")?;
    let status = std::str::from_utf8(&answer[..end]).ok()?.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer.split_off(end + 4)))
}

/// Signs in, looks a bill up and pays it in whatever world there is; any answer will do, and none where a fault says so. Gives
/// back what came.
async fn use_the_world(host: &str) -> Vec<String> {
    let (who, bill) = (demo::MERCHANT, demo::PLN_POSTPAID);
    let common = format!("X-PARTNER-ID: {}\r\nAccept: */*\r\nContent-Type: application/json\r\n", who.partner_id);
    let pair = STANDARD.encode(format!("{}:{}", who.client_id, who.client_secret));
    let came = Mutex::new(vec![]);
    let call = async |path: &str, auth: String, body: Value| {
        let head = format!("POST {path} HTTP/1.1\r\n{common}Authorization: {auth}\r\n");
        let answer = send(host, &head, body.to_string().as_bytes()).await;
        let text = answer.as_ref().map(|(status, body)| format!("{status} {}", String::from_utf8_lossy(body)));
        came.lock().unwrap().push(format!("{path}: {}", text.unwrap_or("no answer".to_owned())));
        answer.and_then(|(_, body)| serde_json::from_slice::<Value>(&body).ok()).unwrap_or_default()
    };
    let token =
        call("/api/v1.0/access-token/b2b", format!("Basic {pair}"), json!({"grant_type": "client_credentials"}));
    let bearer = format!("Bearer {}", token.await["data"]["access_token"].as_str().unwrap_or_default());
    let data = json!({"customer_id": bill.customer_id, "product_code": bill.product_code});
    let quote = call("/api/v2/postpaid/inquiry", bearer.clone(), json!({"command": "plnpos", "data": data})).await;
    let data = json!({"customer_id": bill.customer_id, "product_code": bill.product_code, "password": who.password,
        "reference_number": quote["data"]["reference_number"]});
    call("/api/v2/postpaid/payment", bearer.clone(), json!({"command": "plnpos", "data": data})).await;
    call("/api/v1/list-bill-transaction", bearer, json!({"command": "list-bill-transaction"})).await;
    came.into_inner().unwrap()
}

fn panics() -> Vec<String> {
    PANICS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

#[tokio::test]
async fn malformed_input_never_panics() {
    let (seed, steps) = (setting("SIMULATOR_SEED", fastrand::u64(..1_000_000)), setting("SIMULATOR_MALFORMED", 400));
    println!("SIMULATOR_SEED={seed}, {steps} steps");
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(what.to_string());
        usual(what);
    }));
    let sim = Arc::new(Simulator::start().await.unwrap());
    let admin = Admin::start(sim.clone(), "127.0.0.1:0".parse().unwrap(), None).await.unwrap();
    let (admin, singapay) = (admin_host(&admin), sim.singapay_url().replace("http://", ""));
    let (mut chance, samples) = (Chance(fastrand::Rng::with_seed(seed)), samples());
    for step in 0..steps {
        let (method, path, body) = chance.one(&samples);
        let (path, body) = (chance.path(path), chance.body(body));
        let head = format!("{method} {path} HTTP/1.1\r\nContent-Type: application/json\r\n");
        let answer = send(&admin, &head, &body).await;
        let status = answer.map(|(status, _)| status);
        assert!(
            status.is_some_and(|it| it < 500),
            "step {step}: {status:?} {method} {path} {:?}",
            String::from_utf8_lossy(&body)
        );
        if step % 8 == 7 {
            // Nothing that hangs for long.
            sim.add_rule(bayar_simulator::Rule::new(Fault::DropAfterExecuting).probability(0.1));
            tokio::time::timeout(std::time::Duration::from_millis(500), use_the_world(&singapay)).await.ok();
        }
        assert_eq!(panics(), [""; 0], "step {step}: {method} {path} {:?}", String::from_utf8_lossy(&body));
    }
    sim.reset();
    let came = use_the_world(&singapay).await;
    assert_eq!((sim.ledger().executed(), panics()), (1, vec![]), "it works after all that: {came:#?}");
}

fn admin_host(admin: &Admin) -> String {
    admin.url().replace("http://", "")
}
