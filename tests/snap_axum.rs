//! Webhooks behind axum: a real server on loopback, and requests as raw bytes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::{Router, routing::post};
use bayar::snap::axum::{Accepted, VerifyLayer, Webhook, token_endpoint};
use bayar::snap::verify::{TestWebhook, TokenIssuer, Verifier};
use bayar::snap::{Header, PathPrefix, PrivateKey, Profile, PublicKey};
use bayar::{ManualClock, Secret};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const PATH: &str = "/v1.0/debit/notify?via=test";
const BODY: &str = "{ \"originalPartnerReferenceNo\": \"2026-1\",\r\n \"note\": \"a  b é\" }";

/// Keys of the tests in `tests/vectors/keys`; nobody else uses them.
fn provider() -> PrivateKey {
    PrivateKey::from_pem(include_str!("vectors/keys/provider-pkcs8.pem")).unwrap()
}

fn verifier(profile: Profile) -> Verifier {
    Verifier::rsa(profile, [PublicKey::from_pem(include_str!("vectors/keys/provider-public.pem")).unwrap()])
}

/// Answers with what it was given.
async fn echo(webhook: Webhook) -> (http::StatusCode, String) {
    let text = std::str::from_utf8(webhook.body()).unwrap();
    let json: serde_json::Value = webhook.json().unwrap();
    assert_eq!(json["originalPartnerReferenceNo"], "2026-1");
    (http::StatusCode::OK, format!("{}|{}|{text}", webhook.partner_id(), webhook.is_repeat()))
}

async fn serve(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

async fn echo_server() -> String {
    let layer = VerifyLayer::new(verifier(Profile::standard()), "56").limit(10_000);
    serve(Router::new().route("/v1.0/debit/notify", post(echo).layer(layer))).await
}

/// The request as it goes over the wire.
fn raw(request: &http::Request<Vec<u8>>) -> Vec<u8> {
    let mut text =
        format!("{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    text += &format!("Content-Length: {}\r\n\r\n", request.body().len());
    [text.as_bytes(), request.body()].concat()
}

async fn send(address: &str, bytes: &[u8]) -> (u16, String, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), head.to_ascii_lowercase(), body.to_owned())
}

fn signed(now: SystemTime) -> http::Request<Vec<u8>> {
    TestWebhook::post(&Profile::standard(), PATH, BODY).rsa(&provider(), now).unwrap()
}

#[tokio::test]
async fn a_signed_request_reaches_the_handler_byte_for_byte_and_its_repeat_is_marked() {
    let address = echo_server().await;
    let bytes = raw(&signed(SystemTime::now()));
    for repeat in [false, true] {
        let (status, head, body) = send(&address, &bytes).await;
        assert_eq!((status, body), (200, format!("test-partner|{repeat}|{BODY}")));
        assert!(head.contains("\r\nx-timestamp: 20"), "{head}");
    }
}

#[tokio::test]
async fn whatever_was_changed_is_answered_as_the_standard_asks() {
    let address = echo_server().await;
    let now = SystemTime::now();
    let text = String::from_utf8(raw(&signed(now))).unwrap();
    let old = String::from_utf8(raw(&signed(now - Duration::from_secs(301)))).unwrap();
    let header = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    let small = header("x-signature: ").to_ascii_lowercase();
    for (changed, status, code) in [
        (text.replace("\"2026-1\"", "\"2026-2\""), 401, "4015600"),
        (text.replace("via=test", "via=toast"), 401, "4015600"),
        (text.replace(&header("x-signature: "), &small), 401, "4015600"),
        (text.replace(&header("x-signature: "), "x-signature: "), 400, "4005602"),
        (text.replace(&format!("{}\r\n", header("x-signature: ")), ""), 400, "4005602"),
        (text.replace(&header("x-timestamp: "), "x-timestamp: soon"), 400, "4005601"),
        (
            text.replace("Connection: close", &format!("Connection: close\r\n{}", header("x-external-id: "))),
            400,
            "4005601",
        ),
        (old, 401, "4015600"),
    ] {
        assert_ne!(changed, text);
        let (answer, head, body) = send(&address, changed.as_bytes()).await;
        assert_eq!(answer, status, "{changed}\n{body}");
        assert!(body.contains(&format!("\"responseCode\":\"{code}\"")), "{body}");
        assert!(head.contains("content-type: application/json") && head.contains("x-timestamp: "), "{head}");
    }
    let (status, _, _) = send(&address, text.as_bytes()).await;
    assert_eq!(status, 200, "refused requests used nothing up");
}

#[tokio::test]
async fn bodies_too_large_and_cut_off_are_refused() {
    let address = echo_server().await;
    let large = TestWebhook::post(&Profile::standard(), PATH, format!("\"{}\"", "x".repeat(10_000)));
    let (status, _, body) = send(&address, &raw(&large.rsa(&provider(), SystemTime::now()).unwrap())).await;
    assert_eq!(status, 413);
    assert!(body.contains("4135600"), "{body}");
    let mut cut = raw(&signed(SystemTime::now()));
    cut.truncate(cut.len() - 1);
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(&cut).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn nested_routers_and_proxies_sign_the_public_path() {
    let layer = |profile| VerifyLayer::new(verifier(profile), "56");
    let inner = Router::new().route("/debit/notify", post(echo).layer(layer(Profile::standard())));
    let proxied = Profile::standard().path_prefix(PathPrefix::as_called().strip("/internal").prepend("/v1.0"));
    let app = Router::new().nest("/v1.0", inner).route("/internal/debit/notify", post(echo).layer(layer(proxied)));
    let address = serve(app).await;
    let request = signed(SystemTime::now());
    assert_eq!(send(&address, &raw(&request)).await.0, 200);
    let rewritten = String::from_utf8(raw(&request)).unwrap().replace("POST /v1.0/", "POST /internal/");
    assert_eq!(send(&address, rewritten.as_bytes()).await.0, 200);
}

#[tokio::test]
async fn a_handler_without_the_layer_is_never_called() {
    let address = serve(Router::new().route("/v1.0/debit/notify", post(echo))).await;
    let (status, _, body) = send(&address, &raw(&signed(SystemTime::now()))).await;
    assert_eq!(status, 500);
    assert!(body.contains("5000000"), "{body}");
}

#[tokio::test]
async fn a_provider_gets_a_token_and_calls_with_it() {
    let sealing = Secret::new("a sealing secret of the tests, long enough");
    let issuer = TokenIssuer::new(Profile::standard(), [sealing])
        .client("the-bank", [PublicKey::from_pem(include_str!("vectors/keys/provider-public.pem")).unwrap()]);
    let issuer = Arc::new(issuer);
    let secret = Secret::new("demo-secret");
    let verifier = Verifier::hmac(Profile::standard(), [secret.clone()], issuer.clone());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let handler = {
        let seen = seen.clone();
        move |webhook: Webhook| async move {
            seen.lock().unwrap().push(webhook.client().map(str::to_owned));
            Accepted::new("25")
        }
    };
    let app: Router = Router::new()
        .route("/v1.0/access-token/b2b", token_endpoint(issuer))
        .route("/v1.0/transfer-va/payment", post(handler).layer(VerifyLayer::new(verifier, "25")));
    let address = serve(app).await;
    let now = SystemTime::now();
    let ask = TestWebhook::post(&Profile::standard(), "/v1.0/access-token/b2b", "");
    let ask = ask.token_request("the-bank", &provider(), now).unwrap();
    let (status, _, body) = send(&address, &raw(&ask)).await;
    let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &answer["responseCode"]), (200, &serde_json::json!("2007300")));
    let token = Secret::new(answer["accessToken"].as_str().unwrap());
    let call = |token: &Secret| {
        let call = TestWebhook::post(&Profile::standard(), "/v1.0/transfer-va/payment", "{}");
        raw(&call.header(Header::PartnerId, "bank").hmac(&secret, token, now).unwrap())
    };
    let (status, _, body) = send(&address, &call(&token)).await;
    assert_eq!((status, &*body), (200, r#"{"responseCode":"2002500","responseMessage":"Successful"}"#));
    let (status, _, body) = send(&address, &call(&Secret::new("another"))).await;
    assert!(status == 401 && body.contains("4012501"), "{body}");
    assert_eq!(*seen.lock().unwrap(), [Some("the-bank".to_owned())]);
    let refused = raw(&ask).iter().map(|byte| if *byte == b'|' { b'!' } else { *byte }).collect::<Vec<_>>();
    let stale = String::from_utf8(refused).unwrap().replace("the-bank", "a-stranger");
    let (status, _, body) = send(&address, stale.as_bytes()).await;
    assert!(status == 401 && body.contains("4017300"), "{body}");
}

#[tokio::test]
async fn the_clock_may_be_another() {
    let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_297_845);
    let layer = VerifyLayer::new(verifier(Profile::standard()), "56").clock(Arc::new(ManualClock::new(then)));
    let address = serve(Router::new().route("/v1.0/debit/notify", post(echo).layer(layer))).await;
    let (status, head, _) = send(&address, &raw(&signed(then))).await;
    assert_eq!(status, 200);
    assert!(head.contains("x-timestamp: 2026-01-02t03:04:05+07:00"), "{head}");
}
