//! Finnet: the token, the signature, every check in its order, every documented answer of a PIN reset.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use bayar_simulator::{Account, Operation, PinReset, Settings, SignatureText, Simulator, Timestamp, demo};
use hmac::{Hmac, Mac};
use rsa::{
    RsaPrivateKey,
    pkcs1v15::SigningKey,
    pkcs8::DecodePrivateKey,
    signature::{SignatureEncoding, Signer},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};

use crate::client::{Answer, Call};

/// The time in UTC+7 as the headers have it.
fn stamp(at: Timestamp) -> String {
    let wib = jiff::tz::Offset::constant(7).to_datetime(at);
    wib.strftime("%Y-%m-%dT%H:%M:%S+07:00").to_string()
}

pub(crate) fn token_call(sim: &Simulator) -> Call {
    token_call_at(sim, &stamp(sim.clock().now()))
}

fn token_call_at(sim: &Simulator, time: &str) -> Call {
    let key = RsaPrivateKey::from_pkcs8_pem(demo::PARTNER.private_key_pem).unwrap();
    let signature = SigningKey::<Sha256>::new(key).sign(format!("{}|{time}", demo::PARTNER.client_id).as_bytes());
    Call::new(&sim.finnet_url(), "POST", "/v1.0/access-token/b2b")
        .header("X-TIMESTAMP", time)
        .header("X-CLIENT-KEY", demo::PARTNER.client_id)
        .header("X-SIGNATURE", STANDARD.encode(signature.to_bytes()))
        .json(&json!({"grantType": "client_credentials"}))
}

/// What a signed call is made of; a test changes one part before it is signed.
#[derive(Clone)]
pub(crate) struct Reset {
    pub(crate) token: String,
    time: String,
    external_id: String,
    body: String,
    path: String,
}

impl Reset {
    pub(crate) async fn sign_in(sim: &Simulator) -> Self {
        let answer = token_call(sim).answer().await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let body = json!({"partnerReferenceNo": "789123434523423470", "phoneNo": demo::PHONE});
        Self {
            token: answer.json()["accessToken"].as_str().unwrap().to_owned(),
            time: stamp(sim.clock().now()),
            external_id: "1".to_owned(),
            body: body.to_string(),
            path: "/v1.0/pin/reset".to_owned(),
        }
    }

    pub(crate) fn external_id(&self, id: usize) -> Self {
        Self { external_id: id.to_string(), ..self.clone() }
    }

    /// The call for another phone number, with an external id of its own.
    pub(crate) fn call_for(&self, sim: &Simulator, phone: &str) -> Call {
        let body = json!({"partnerReferenceNo": "1", "phoneNo": phone}).to_string();
        Self { body, external_id: phone.to_owned(), ..self.clone() }.call(sim)
    }

    fn body(&self, body: &str) -> Self {
        Self { body: body.to_string(), ..self.clone() }
    }

    fn seal(&self) -> Vec<u8> {
        let hash: String = Sha256::digest(&self.body).iter().map(|it| format!("{it:02x}")).collect();
        let text = format!("POST:{}:{}:{hash}:{}", self.path, self.token, self.time);
        let mac = Hmac::<Sha512>::new_from_slice(demo::PARTNER.client_secret.as_bytes()).unwrap();
        mac.chain_update(text).finalize().into_bytes().to_vec()
    }

    pub(crate) fn call(&self, sim: &Simulator) -> Call {
        Call::new(&sim.finnet_url(), "POST", &self.path)
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Content-Type", "application/json")
            .header("X-TIMESTAMP", &self.time)
            .header("X-SIGNATURE", STANDARD.encode(self.seal()))
            .header("ORIGIN", demo::PARTNER.origin)
            .header("X-PARTNER-ID", demo::PARTNER.client_id)
            .header("X-EXTERNAL-ID", &self.external_id)
            .header("CHANNEL-ID", demo::PARTNER.channel_id)
            .body(self.body.clone())
    }
}

fn code(answer: &Answer) -> String {
    let code = answer.json()["responseCode"].as_str().unwrap().to_owned();
    assert_eq!(code[..3], answer.status.to_string(), "{answer:?}");
    code
}

fn message(answer: &Answer) -> String {
    answer.json()["responseMessage"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_pin_is_reset() {
    let sim = Simulator::start().await.unwrap();
    let token = token_call(&sim).answer().await;
    assert_eq!(token.header("x-client-key"), Some(demo::PARTNER.client_id));
    assert_eq!(token.json()["responseCode"], "2007300");
    assert_eq!((&token.json()["tokenType"], &token.json()["expiresIn"]), (&json!("Bearer"), &json!("900")));

    let reset = Reset::sign_in(&sim).await;
    let answer = reset.call(&sim).answer().await;
    let published = json!({"responseCode": "2000600", "responseMessage": "Request has been processed successfully"});
    assert_eq!((answer.status, answer.json()), (200, published));
    assert_eq!(answer.header("x-timestamp").map(str::len), Some(25));
    assert_eq!(sim.ledger().pin_resets(demo::PHONE), 1);
    let call = &sim.calls_of(Operation::PinReset)[0];
    let check = call.verdict.signature().unwrap();
    assert!(call.verdict.is_accepted() && check.is_valid);
    assert_eq!(check.expected.as_deref(), call.header("X-SIGNATURE"));
}

#[tokio::test]
async fn the_token_request_is_checked() {
    let sim = Simulator::start().await.unwrap();
    let call = token_call(&sim);
    let later = stamp(sim.clock().now() + Duration::from_secs(60));
    let cases = [
        (call.clone().without("Content-Type"), "4007302", "Invalid mandatory field Content-Type"),
        (call.clone().without("X-TIMESTAMP"), "4007302", "Invalid mandatory field X-TIMESTAMP"),
        (call.clone().with("X-TIMESTAMP", "yesterday"), "4007302", "Invalid mandatory field X-TIMESTAMP"),
        (call.clone().without("X-CLIENT-KEY"), "4007302", "Invalid mandatory field X-CLIENT-KEY"),
        (call.clone().without("X-SIGNATURE"), "4007302", "Invalid mandatory field X-SIGNATURE"),
        (call.clone().with("X-CLIENT-KEY", "somebody"), "4017300", "Unauthorized. Unknown Client"),
        (call.clone().with("X-SIGNATURE", "AAAA"), "4017300", "Unauthorized. Invalid Signature"),
        (call.clone().with("X-TIMESTAMP", later), "4017300", "Unauthorized. Invalid Signature"),
        (token_call_at(&sim, "2020-01-01T00:00:00+07:00"), "4017300", "Unauthorized. Invalid Timestamp"),
        (call.clone().body("{"), "4007300", "Bad request"),
        (call.clone().body("[]"), "4007300", "Bad request"),
        (call.clone().body("{}"), "4007302", "Invalid mandatory field grantType"),
        (call.clone().body(r#"{"grantType":"password"}"#), "4007301", "Invalid field format grantType"),
    ];
    for (call, expected, text) in cases {
        let answer = call.answer().await;
        assert_eq!((code(&answer).as_str(), message(&answer).as_str()), (expected, text));
    }
    let checks: Vec<_> = sim.calls_of(Operation::AccessTokenB2b).iter().map(|it| it.verdict.clone()).collect();
    let signed = checks[6].signature().unwrap();
    assert_eq!((signed.is_valid, signed.received.as_str(), &signed.expected), (false, "AAAA", &None));
    assert!(signed.string_to_sign.starts_with(&format!("{}|", demo::PARTNER.client_id)));
}

#[tokio::test]
async fn headers_are_checked_first_and_named() {
    let sim = Simulator::start().await.unwrap();
    let call = Reset::sign_in(&sim).await.call(&sim);
    let names = [
        "Content-Type",
        "Authorization",
        "X-TIMESTAMP",
        "X-SIGNATURE",
        "ORIGIN",
        "X-PARTNER-ID",
        "X-EXTERNAL-ID",
        "CHANNEL-ID",
    ];
    for name in names {
        for call in [call.clone().without(name), call.clone().header(name, "twice"), call.clone().with(name, "")] {
            let answer = call.answer().await;
            assert_eq!(code(&answer), "4000002", "{name}");
            assert_eq!(message(&answer), format!("Invalid mandatory field {name}"));
        }
    }
    let long = "1".repeat(33);
    for (name, value) in [
        ("X-TIMESTAMP", "2024-04-17T05:03:38Z"),
        ("X-EXTERNAL-ID", long.as_str()),
        ("X-EXTERNAL-ID", "abc"),
        ("CHANNEL-ID", "950510"),
        ("CHANNEL-ID", "00000"),
        ("ORIGIN", "other.example.com"),
        ("Authorization", "Basic x"),
        ("Content-Type", "text/plain"),
    ] {
        let answer = call.clone().with(name, value).answer().await;
        assert_eq!((code(&answer), message(&answer)), ("4000002".into(), format!("Invalid mandatory field {name}")));
    }
    let stranger = call.clone().with("X-PARTNER-ID", "somebody").answer().await;
    assert_eq!(code(&stranger), "4010000");
    assert_eq!(code(&call.answer().await), "2000600", "none of these used the external id up");
}

#[tokio::test]
async fn tokens_are_unknown_expired_or_the_customers() {
    let sim = Simulator::start().await.unwrap();
    let reset = Reset::sign_in(&sim).await;
    let unknown = Reset { token: "unknown".into(), ..reset.clone() };
    assert_eq!(code(&unknown.call(&sim).answer().await), "4010003");

    let customer = |token: &str| reset.call(&sim).header("Authorization-Customer", token);
    let wrong = [customer("Bearer unknown"), customer(demo::CUSTOMER_TOKEN), customer("")];
    for call in wrong {
        assert_eq!(code(&call.answer().await), "4010002");
    }
    let known = customer(&format!("Bearer {}", demo::CUSTOMER_TOKEN)).answer().await;
    assert_eq!(code(&known), "2000600");

    sim.expire_tokens();
    let expired = reset.external_id(2).call(&sim).answer().await;
    assert_eq!((code(&expired), message(&expired)), ("4010001".into(), "Invalid token (B2B)".into()));

    let fresh = Reset::sign_in(&sim).await.external_id(3);
    sim.clock().advance(Duration::from_secs(900));
    let late = Reset { time: stamp(sim.clock().now()), ..fresh };
    assert_eq!(code(&late.call(&sim).answer().await), "4010001");
    assert_eq!(sim.ledger().pin_resets(demo::PHONE), 1);
}

#[tokio::test]
async fn the_signature_covers_the_raw_bytes() {
    let sim = Simulator::start().await.unwrap();
    let reset = Reset::sign_in(&sim).await;
    let good = reset.call(&sim);
    let other_time = stamp(sim.clock().now() + Duration::from_secs(1));
    let lower = good.headers.iter().find(|(name, _)| name == "X-SIGNATURE").unwrap().1.to_lowercase();
    let hex: String = reset.seal().iter().map(|it| format!("{it:02x}")).collect();
    for call in [
        good.clone().body(reset.body.replace("789", "788")),
        good.clone().with("X-TIMESTAMP", other_time),
        good.clone().with("X-SIGNATURE", lower),
        good.clone().with("X-SIGNATURE", hex.clone()),
        Reset { path: "/v1.0/pin/reset?a=b".into(), ..reset.clone() }
            .call(&sim)
            .with("X-SIGNATURE", STANDARD.encode(reset.seal())),
    ] {
        let answer = call.answer().await;
        assert_eq!((code(&answer), message(&answer)), ("4010000".into(), "Unauthorised. Invalid Signature".into()));
    }
    let call = sim.calls_of(Operation::PinReset).pop().unwrap();
    let check = call.verdict.signature().unwrap();
    assert!(check.string_to_sign.starts_with("POST:/v1.0/pin/reset?a=b:"));
    assert_ne!(check.expected.as_deref(), Some(check.received.as_str()));

    let spaced = format!(" {} ", reset.body.replace(',', " ,\r\n\t"));
    assert_eq!(code(&good.body(spaced).answer().await), "2000600", "white space outside strings is not signed");
    let stale = Reset { time: stamp(sim.clock().now() - Duration::from_secs(400)), ..reset.external_id(2) };
    let answer = stale.call(&sim).answer().await;
    assert_eq!((code(&answer), message(&answer)), ("4010000".into(), "Unauthorised. Invalid Timestamp".into()));

    let mut settings = Settings::default();
    settings.finnet.signature_text = SignatureText::Hex;
    let sim = Simulator::builder().settings(settings).start().await.unwrap();
    let reset = Reset::sign_in(&sim).await;
    let hex: String = reset.seal().iter().map(|it| format!("{it:02x}")).collect();
    assert_eq!(code(&reset.call(&sim).answer().await), "4010000");
    assert_eq!(code(&reset.call(&sim).with("X-SIGNATURE", hex).answer().await), "2000600");
}

#[tokio::test]
async fn an_external_id_is_free_again_tomorrow() {
    let sim = Simulator::start().await.unwrap();
    sim.clock().freeze();
    sim.clock().set("2025-06-10T16:59:30Z".parse().unwrap());
    let reset = Reset::sign_in(&sim).await;
    assert_eq!(code(&reset.call(&sim).answer().await), "2000600");
    let again = reset.call(&sim).answer().await;
    assert_eq!((code(&again), message(&again)), ("4090000".into(), "Conflict".into()));
    sim.clock().advance(Duration::from_secs(30));
    assert_eq!(code(&reset.call(&sim).answer().await), "2000600");
    assert_eq!(sim.ledger().pin_resets(demo::PHONE), 2);
}

#[tokio::test]
async fn fields_are_mandatory_then_shaped() {
    let sim = Simulator::start().await.unwrap();
    let reset = Reset::sign_in(&sim).await;
    let body = |reference: Value, phone: Value| json!({"partnerReferenceNo": reference, "phoneNo": phone});
    let phone = json!(demo::PHONE);
    let cases = [
        (json!({}), "4000002", "Invalid mandatory field partnerReferenceNo"),
        (body(json!(null), phone.clone()), "4000002", "Invalid mandatory field partnerReferenceNo"),
        (body(json!(""), phone.clone()), "4000002", "Invalid mandatory field partnerReferenceNo"),
        (body(json!(1), json!("")), "4000002", "Invalid mandatory field phoneNo"),
        (body(json!(1), phone.clone()), "4000001", "Invalid field format partnerReferenceNo"),
        (body(json!("1".repeat(65)), phone.clone()), "4000001", "Invalid field format partnerReferenceNo"),
        (body(json!("1"), json!("6281139291900")), "4000001", "Invalid field format phoneNo"),
        (body(json!("1"), json!("08113929190000000")), "4000001", "Invalid field format phoneNo"),
        (body(json!("1"), json!("0811-392919")), "4000001", "Invalid field format phoneNo"),
        (body(json!("1"), json!("080000000000")), "4000000", "Bad request"),
    ];
    for (id, (body, expected, text)) in cases.into_iter().enumerate() {
        let answer = reset.external_id(id).body(&body.to_string()).call(&sim).answer().await;
        assert_eq!((code(&answer).as_str(), message(&answer).as_str()), (expected, text), "{body}");
    }
    let malformed = reset.external_id(100).body("{").call(&sim).answer().await;
    assert_eq!(code(&malformed), "4000000");
    for (id, length) in [(101, 1), (102, 64)] {
        let body = body(json!("1".repeat(length)), phone.clone());
        assert_eq!(code(&reset.external_id(id).body(&body.to_string()).call(&sim).answer().await), "2000600");
    }
    assert_eq!(sim.ledger().pin_resets(demo::PHONE), 2);
}

#[tokio::test]
async fn an_account_answers_every_documented_code() {
    let sim = Simulator::start().await.unwrap();
    let reset = Reset::sign_in(&sim).await;
    for (id, (documented, text)) in PinReset::DOCUMENTED.into_iter().enumerate() {
        sim.put_account(Account { phone: demo::PHONE.into(), pin_reset: PinReset::Answers(documented) });
        let answer = reset.external_id(id).call(&sim).answer().await;
        assert_eq!((code(&answer).as_str(), message(&answer).as_str()), (documented, text));
    }
    assert_eq!(sim.ledger().pin_resets(demo::PHONE), 1, "only 2000000 is a reset");
}

#[tokio::test]
async fn other_paths_and_methods() {
    let sim = Simulator::start().await.unwrap();
    let nowhere = Call::new(&sim.finnet_url(), "POST", "/v1.0/nowhere").answer().await;
    assert_eq!(code(&nowhere), "4040002");
    let get = Call::new(&sim.finnet_url(), "GET", "/v1.0/pin/reset").answer().await;
    assert_eq!(code(&get), "4050000");
    assert_eq!(sim.calls().len(), 2);
    assert!(sim.calls().iter().all(|call| call.operation.is_none()));
}

#[tokio::test]
async fn a_fuzzer_needs_no_signature_only_where_that_was_asked_for() {
    let mut settings = Settings::default();
    assert!(settings.finnet.signatures_checked);
    settings.finnet.signatures_checked = false;
    let sim = Simulator::builder().settings(settings).start().await.unwrap();
    let long_ago = "2020-01-01T00:00:00+07:00";
    let unsigned = |call: Call| call.with("X-SIGNATURE", "any").with("X-TIMESTAMP", long_ago);
    let token = unsigned(token_call(&sim)).answer().await;
    assert_eq!(code(&token), "2007300");
    let token = token.json()["accessToken"].as_str().unwrap().to_owned();
    let reset = Reset { token, ..Reset::sign_in(&sim).await };
    assert_eq!(code(&unsigned(reset.call(&sim)).answer().await), "2000600");
    assert_eq!(code(&reset.external_id(2).call(&sim).without("X-SIGNATURE").answer().await), "4000002");
    assert_eq!(code(&reset.external_id(3).call(&sim).with("X-TIMESTAMP", "yesterday").answer().await), "4000002");
    assert!(!sim.calls_of(Operation::PinReset)[0].verdict.signature().unwrap().is_valid, "recorded all the same");
}
