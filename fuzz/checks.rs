//! What must hold for any bytes at all.
//!
//! Comes in: bytes. Stays out: where they come from; libFuzzer and `tests/snap_fuzz.rs` share this file.
#![allow(dead_code)] // libFuzzer makes a program of each target, and each calls one of these

use bayar::Secret;
use bayar::snap::explain::{Explainer, Language, Request};
use bayar::snap::minify::{minify, minify_strict};
use bayar::snap::verify::{Received, TestWebhook, Verifier};
use bayar::snap::{PrivateKey, Profile, PublicKey, ResponseCode};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

/// Minifying twice changes nothing more, nothing but white space goes, and valid JSON stays the same value.
pub(crate) fn minify_bytes(data: &[u8]) {
    let compact = minify(data);
    assert_eq!(minify(&compact), compact, "idempotent");
    let kept = |bytes: &[u8]| -> Vec<u8> { bytes.iter().copied().filter(|byte| !b" \t\r\n".contains(byte)).collect() };
    assert_eq!(kept(data), kept(&compact), "only white space goes");
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(data) else { return };
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&compact).expect("still JSON"), value);
    assert_eq!(minify_strict(data).expect("JSON"), compact);
    let space = compact.iter().filter(|byte| b"\t\r\n".contains(byte)).count();
    assert_eq!(space, 0, "strings of JSON hold no raw control characters, so none may be left");
}

/// A code that is read is read again alike, and its meaning never proves what it can't.
pub(crate) fn code(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = serde_json::from_str::<ResponseCode>(text);
    let Ok(code) = ResponseCode::parse(text) else { return };
    assert_eq!(ResponseCode::parse(code.as_str()).expect("as before"), code);
    assert!((100..600).contains(&code.http()) && code.case() < 100);
    for profile in [Profile::standard(), Profile::finnet()] {
        for status in [code.http(), 200, 504] {
            let reading = code.reading(&profile, status);
            assert!(!(reading.is_proof() && (status != code.http() || code.http() >= 500)), "{text}");
        }
    }
}

/// Whatever is read as a key can be written and read again; whatever isn't gives an error.
pub(crate) fn key(data: &[u8]) {
    for key in [PublicKey::from_bytes(data), PublicKey::from_bytes_allow_weak(data)].into_iter().flatten() {
        assert!(key.bits() >= 1024);
        assert_eq!(PublicKey::from_bytes_allow_weak(key.to_pem().as_bytes()).expect("its own PEM"), key);
    }
    if let Ok(key) = PrivateKey::from_bytes(data) {
        let signature = key.sign_bytes(b"message").expect("signed");
        assert!(key.public_key().expect("public").verifies(b"message", &signature));
    }
}

/// The keys of `tests/vectors/keys`: they protect nothing.
fn provider() -> &'static (PrivateKey, PublicKey) {
    static KEYS: OnceLock<(PrivateKey, PublicKey)> = OnceLock::new();
    KEYS.get_or_init(|| {
        let private = PrivateKey::from_pem(include_str!("../tests/vectors/keys/provider-pkcs8.pem"));
        let public = PublicKey::from_pem(include_str!("../tests/vectors/keys/provider-public.pem"));
        (private.expect("a key"), public.expect("a key"))
    })
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_297_845)
}

/// A signed notification as text: a sample to change.
pub(crate) fn signed() -> &'static [u8] {
    static TEXT: OnceLock<Vec<u8>> = OnceLock::new();
    TEXT.get_or_init(|| {
        let body = "{ \"originalPartnerReferenceNo\": \"2026-1\", \"note\": \"a  b\" }";
        let request = TestWebhook::post(&Profile::standard(), "/v1.0/debit/notify?a=1", body);
        let request = request.rsa(&provider().0, now()).expect("signed");
        let mut text = format!("POST {} HTTP/1.1\n", request.uri());
        for (name, value) in request.headers() {
            text += &format!("{name}: {}\n", value.to_str().expect("text"));
        }
        (text + "\n" + body).into_bytes()
    })
}

/// A request is accepted only if it is the one that was signed, but for white space between values and for what no
/// signature covers.
pub(crate) fn webhook(data: &[u8]) {
    let Some(request) = http_request(data) else { return };
    let verifier = Verifier::rsa(Profile::standard(), [provider().1.clone()]).without_replay_check();
    if verifier.check(&Received::from_request(&request), now()).is_err() {
        return;
    }
    let right = http_request(signed()).expect("the sample");
    assert_eq!(request.method().as_str().to_ascii_uppercase(), "POST");
    assert_eq!(request.uri().path_and_query(), right.uri().path_and_query());
    assert_eq!(minify(request.body()), minify(right.body()));
    for name in ["x-timestamp", "x-signature"] {
        assert_eq!(request.headers().get(name), right.headers().get(name));
    }
}

/// Request line, headers, an empty line, the body.
fn http_request(data: &[u8]) -> Option<http::Request<Vec<u8>>> {
    let end = data.windows(2).position(|window| window == b"\n\n")?;
    let mut lines = data[..end].split(|byte| *byte == b'\n');
    let mut first = lines.next()?.split(|byte| *byte == b' ');
    let mut request = http::Request::builder().method(first.next()?).uri(first.next()?);
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        request = request.header(&line[..colon], line[colon + 1..].trim_ascii());
    }
    request.body(data[end + 2..].to_vec()).ok()
}

/// A command or a message is read or refused, and what is read can be explained without showing the secret.
pub(crate) fn curl(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let requests = [Request::from_curl(&text), Request::from_raw_http(data)];
    // Explaining takes milliseconds: only what is short.
    for request in requests.into_iter().flatten().filter(|_| data.len() < 400) {
        let explainer = Explainer::hmac(Profile::standard(), Secret::new("an-invented-secret")).now(now());
        let report = explainer.explain(&request);
        for language in [Language::English, Language::Indonesian] {
            assert!(!report.text(language).is_empty());
        }
        assert!(!format!("{report:?}").contains("an-invented-secret") || text.contains("an-invented-secret"));
    }
}
