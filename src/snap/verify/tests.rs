//! Every way in which a request must be refused, and the few in which it is accepted.
//!
//! Comes in: webhooks signed by test keys. Stays out: the network.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use http::{HeaderName, HeaderValue, Request};

use super::*;
use crate::Secret;
use crate::snap::profile::{Header, Profile, SignatureText};
use crate::snap::{PathPrefix, PrivateKey, PublicKey, testing};

const PATH: &str = "/v1.0/debit/notify?source=test";
const BODY: &str = "{ \"originalReferenceNo\": \"A 1\", \"amount\": {\"value\":\"10000.00\"} }";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_297_845)
}

fn public() -> PublicKey {
    testing::key().public_key().expect("public")
}

fn other_key() -> PrivateKey {
    PrivateKey::from_bytes(&testing::fresh_pkcs8()).expect("a key")
}

fn standard() -> Profile {
    Profile::standard()
}

fn rsa() -> Verifier {
    Verifier::rsa(standard(), [public()])
}

fn webhook() -> Request<Vec<u8>> {
    let webhook = TestWebhook::post(&standard(), PATH, BODY);
    webhook.rsa(testing::key(), now()).expect("a request")
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory answers at once"),
    }
}

/// The reason for which a changed request is refused.
fn refused(verifier: &Verifier, change: impl FnOnce(&mut Request<Vec<u8>>)) -> RefusalReason {
    let mut request = webhook();
    change(&mut request);
    let received = Received::from_request(&request);
    verifier.check(&received, now()).expect_err("refused").reason()
}

fn set(request: &mut Request<Vec<u8>>, name: &'static str, value: &str) {
    let value = HeaderValue::from_str(value).expect("a value");
    request.headers_mut().insert(HeaderName::from_static(name), value);
}

fn signature(request: &Request<Vec<u8>>) -> String {
    request.headers()["x-signature"].to_str().expect("text").to_owned()
}

#[test]
fn accepts_what_the_provider_signed() {
    let request = webhook();
    let verified = run(rsa().verify(&Received::from_request(&request), now())).expect("verified");
    assert_eq!(verified.body(), BODY.as_bytes());
    assert_eq!(verified.partner_id(), "test-partner");
    assert!(!verified.is_repeat());
}

#[test]
fn refuses_every_change_to_what_was_signed() {
    let wrong = |change: fn(&mut Request<Vec<u8>>)| {
        assert_eq!(refused(&rsa(), change), RefusalReason::Signature);
    };
    wrong(|request| request.body_mut()[30] ^= 1);
    wrong(|request| request.body_mut().clear());
    wrong(|request| *request.method_mut() = http::Method::PUT);
    wrong(|request| *request.uri_mut() = "/v1.0/debit/notify".parse().expect("a path"));
    wrong(|request| *request.uri_mut() = "/V1.0/debit/notify?source=test".parse().expect("a path"));
    // The same moment in other words.
    wrong(|request| set(request, "x-timestamp", "2026-01-01T20:04:05Z"));
    wrong(|request| set(request, "x-timestamp", "2026-01-02T03:04:05.0+07:00"));
}

#[test]
fn white_space_between_values_is_not_signed() {
    let mut request = webhook();
    *request.body_mut() = BODY.replace("A 1", "A1").into_bytes();
    let received = Received::from_request(&request);
    assert!(rsa().check(&received, now()).is_err(), "a space inside a string went too");
    let mut request = webhook();
    *request.body_mut() = BODY.replace(": ", ":\r\n\t").into_bytes();
    assert!(rsa().check(&Received::from_request(&request), now()).is_ok());
}

#[test]
fn refuses_every_other_spelling_of_the_signature() {
    let wrong = |change: fn(String) -> String| {
        let reason = refused(&rsa(), |request| {
            let changed = change(signature(request));
            set(request, "x-signature", &changed);
        });
        assert_eq!(reason, RefusalReason::Signature);
    };
    wrong(|text| text.to_ascii_lowercase());
    wrong(|text| text.trim_end_matches('=').to_owned());
    wrong(|text| format!("{text} "));
    wrong(|text| text.replace('+', "-").replace('/', "_").replace("==", ""));
    wrong(|text| SignatureText::Hex.encode(&SignatureText::Base64.decode(&text).expect("base64")));
    wrong(|_| "AAAA".to_owned());
    wrong(|_| "?".to_owned());
}

#[test]
fn refuses_missing_empty_and_doubled_headers() {
    for name in ["x-timestamp", "x-signature", "x-external-id"] {
        let missing = refused(&rsa(), |request| {
            request.headers_mut().remove(name);
        });
        assert_eq!(missing, RefusalReason::MissingHeader, "{name}");
        assert_eq!(refused(&rsa(), |request| set(request, name, "")), RefusalReason::MissingHeader);
        let doubled = refused(&rsa(), |request| {
            let value = request.headers()[name].clone();
            request.headers_mut().append(name, value);
        });
        assert_eq!(doubled, RefusalReason::DoubledHeader, "{name}");
    }
    let odd = |request: &mut Request<Vec<u8>>| set(request, "x-timestamp", "now");
    assert_eq!(refused(&rsa(), odd), RefusalReason::BadHeader);
}

#[test]
fn refuses_stale_and_early_requests() {
    let request = webhook();
    let received = Received::from_request(&request);
    let minute = Duration::from_secs(60);
    for (moment, accepted) in [
        (now() + minute * 5, true),
        (now() - minute * 5, true),
        (now() + minute * 5 + Duration::from_secs(1), false),
        (now() - minute * 5 - Duration::from_secs(1), false),
    ] {
        assert_eq!(rsa().check(&received, moment).is_ok(), accepted, "{moment:?}");
    }
}

#[test]
fn another_key_is_refused_and_two_keys_rotate() {
    let request = webhook();
    let received = Received::from_request(&request);
    let other = other_key().public_key().expect("public");
    let with = |keys: &[PublicKey]| Verifier::rsa(standard(), keys.iter().cloned());
    assert!(with(std::slice::from_ref(&other)).check(&received, now()).is_err());
    assert!(with(&[]).check(&received, now()).is_err());
    assert!(with(&[other, public()]).check(&received, now()).is_ok());
}

#[test]
fn a_repeat_is_marked_and_a_conflict_refused() {
    let verifier = rsa();
    let id = |id: &str, body: &str| {
        let webhook = TestWebhook::post(&standard(), PATH, body).header(Header::ExternalId, id);
        webhook.rsa(testing::key(), now()).expect("a request")
    };
    let verify = |request: &Request<Vec<u8>>| {
        let verified = run(verifier.verify(&Received::from_request(request), now()));
        verified.map(|verified| verified.is_repeat()).map_err(|refusal| refusal.reason())
    };
    assert_eq!(verify(&id("1", "{}")), Ok(false));
    assert_eq!(verify(&id("1", "{}")), Ok(true));
    for _ in 0..3 {
        assert_eq!(verify(&id("1", "{ \"a\":1}")), Err(RefusalReason::Conflict), "sending it again doesn't help");
    }
    // Caught on the wire and sent again under a fresh id, which no signature covers.
    assert_eq!(verify(&id("2", "{}")), Ok(true));
    // And the id of that repeat is still free for the request that it belongs to.
    assert_eq!(verify(&id("2", "{\"b\":1}")), Ok(false));
}

/// Ids are unique for a caller; the header that names the partner is not signed.
#[test]
fn one_caller_cannot_use_up_the_ids_of_another() {
    #[derive(Debug)]
    struct Names;
    impl TokenCheck for Names {
        fn owner(&self, token: &str, _: SystemTime) -> Option<String> {
            Some(token.to_owned())
        }
    }
    let secret = Secret::new("shared by none");
    let verifier = Verifier::hmac(standard(), [secret.clone()], Arc::new(Names));
    let verify = |caller: &str, body: &str| {
        let webhook = TestWebhook::post(&standard(), PATH, body).header(Header::ExternalId, "1");
        let request = webhook.hmac(&secret, &Secret::new(caller), now()).expect("a request");
        let verified = run(verifier.verify(&Received::from_request(&request), now()));
        verified.map(|verified| verified.is_repeat()).map_err(|refusal| refusal.reason())
    };
    assert_eq!(verify("bank-a", "{\"a\":1}"), Ok(false));
    assert_eq!(verify("bank-b", "{\"b\":1}"), Ok(false));
    assert_eq!(verify("bank-b", "{\"b\":2}"), Err(RefusalReason::Conflict));
}

#[test]
fn a_failing_store_refuses() {
    #[derive(Debug)]
    struct Broken;
    impl ReplayStore for Broken {
        fn remember<'a>(&'a self, _: &'a str, _: &'a str, _: SystemTime, _: SystemTime) -> Answer<'a> {
            let error = crate::snap::SnapError::store("no connection");
            Box::pin(std::future::ready(Err(error)))
        }
    }
    let request = webhook();
    let verifier = rsa().replays(Arc::new(Broken));
    let refusal = run(verifier.verify(&Received::from_request(&request), now())).expect_err("refused");
    assert_eq!(refusal.reason(), RefusalReason::Store);
    assert_eq!(refusal.response_code("56"), "5005600");
}

#[test]
fn the_public_path_is_stated_behind_a_proxy() {
    let mut request = webhook();
    *request.uri_mut() = "/internal/debit/notify?source=test".parse().expect("a path");
    let rule = PathPrefix::as_called().strip("/internal").prepend("/v1.0");
    let verifier = Verifier::rsa(standard().path_prefix(rule), [public()]);
    assert!(verifier.check(&Received::from_request(&request), now()).is_ok());
}

#[test]
fn the_token_formula_protects_client_and_time_only() {
    let mut request = webhook();
    let time = standard().timestamp(now());
    let signed = crate::snap::sign::token_with_key("test-partner", &time, testing::key()).expect("signed");
    set(&mut request, "x-signature", signed.signature());
    let verifier = Verifier::token_formula(standard(), [public()], Header::PartnerId);
    let verified = verifier.check(&Received::from_request(&request), now()).expect("verified");
    assert_eq!(verified.client(), Some("test-partner"));
    // Two notifications within one second are signed alike, and both count.
    for id in ["1", "2"] {
        set(&mut request, "x-external-id", id);
        *request.body_mut() = format!("{{\"n\":{id}}}").into_bytes();
        let verified = run(verifier.verify(&Received::from_request(&request), now())).expect("verified");
        assert!(!verified.is_repeat());
    }
    set(&mut request, "x-partner-id", "another");
    assert!(verifier.check(&Received::from_request(&request), now()).is_err());
}

fn issuer() -> TokenIssuer {
    let sealing = Secret::new("a sealing secret that is made for tests only");
    TokenIssuer::new(standard(), [sealing]).client("the-bank", [public()])
}

fn token_request() -> Request<Vec<u8>> {
    let webhook = TestWebhook::post(&standard(), "/v1.0/access-token/b2b", "");
    webhook.token_request("the-bank", testing::key(), now()).expect("a request")
}

#[test]
fn a_token_is_issued_used_and_ends() {
    let request = token_request();
    let issued = issuer().issue(&Received::from_request(&request), now()).expect("issued");
    let body: serde_json::Value = serde_json::from_str(&issued.body()).expect("json");
    assert_eq!(body["responseCode"], "2007300");
    assert_eq!(body["expiresIn"], "900");
    assert_eq!(body["accessToken"], issued.token().expose());
    let owner = |moment| issuer().owner(issued.token().expose(), moment);
    assert_eq!(owner(now()).as_deref(), Some("the-bank"));
    assert_eq!(owner(now() + Duration::from_secs(900)), None);
    assert!(!format!("{issued:?}").contains(issued.token().expose()));
}

#[test]
fn tokens_of_others_are_refused() {
    let request = token_request();
    let issued = issuer().issue(&Received::from_request(&request), now()).expect("issued");
    let token = issued.token().expose();
    let (content, seal) = token.split_once('.').expect("two parts");
    for forged in [
        "",
        ".",
        "abc",
        content,
        &format!("{content}."),
        &format!(".{seal}"),
        &format!("A{}.{seal}", &content[1..]),
        &format!("{token}="),
        &format!("{token} "),
    ] {
        assert_eq!(issuer().owner(forged, now()), None, "{forged}");
    }
    let sealing = Secret::new("another sealing secret, also made for tests");
    let stranger = TokenIssuer::new(standard(), [sealing]).client("the-bank", [public()]);
    assert_eq!(stranger.owner(token, now()), None);
    let weak = TokenIssuer::new(standard(), [Secret::new("")]).client("the-bank", [public()]);
    assert!(weak.issue(&Received::from_request(&request), now()).is_err());
}

#[test]
fn token_requests_are_checked() {
    let reason = |change: fn(&mut Request<Vec<u8>>)| {
        let mut request = token_request();
        change(&mut request);
        let refusal = issuer().issue(&Received::from_request(&request), now()).expect_err("refused");
        refusal.reason()
    };
    assert_eq!(reason(|r| set(r, "x-client-key", "stranger")), RefusalReason::UnknownClient);
    assert_eq!(reason(|r| set(r, "x-signature", "AAAA")), RefusalReason::Signature);
    assert_eq!(reason(|r| set(r, "x-timestamp", "2026-01-02T03:04:06+07:00")), RefusalReason::Signature);
    assert_eq!(reason(|r| set(r, "x-timestamp", "2025-01-02T03:04:05+07:00")), RefusalReason::Stale);
    assert_eq!(reason(|r| *r.body_mut() = b"{}".to_vec()), RefusalReason::BadGrant);
}

#[test]
fn an_hmac_needs_our_token_and_the_secret() {
    let request = token_request();
    let token = issuer().issue(&Received::from_request(&request), now()).expect("issued");
    let secret = Secret::new("given to the bank");
    let call = |secret: &Secret, token: &Secret| {
        let webhook = TestWebhook::post(&standard(), "/v1.0/transfer-va/payment", BODY);
        webhook.hmac(secret, token, now()).expect("a request")
    };
    let verifier = |secrets: &[&str]| {
        let secrets = secrets.iter().map(|secret| Secret::new(*secret));
        Verifier::hmac(standard(), secrets, Arc::new(issuer()))
    };
    let right = call(&secret, token.token());
    let received = Received::from_request(&right);
    let verified = verifier(&["given to the bank"]).check(&received, now()).expect("verified");
    assert_eq!(verified.client(), Some("the-bank"));
    assert!(verifier(&["new", "given to the bank"]).check(&received, now()).is_ok());
    assert!(verifier(&["new"]).check(&received, now()).is_err());
    assert!(verifier(&[]).check(&received, now()).is_err());
    let own = call(&secret, &Secret::new("made up"));
    let refusal = verifier(&["given to the bank"]).check(&Received::from_request(&own), now());
    assert_eq!(refusal.expect_err("refused").response_code("25"), "4012501");
    let unsigned = call(&Secret::new(""), token.token());
    assert!(verifier(&[""]).check(&Received::from_request(&unsigned), now()).is_err());
}

#[test]
fn refusals_answer_as_the_standard_says() {
    let mut request = webhook();
    request.headers_mut().remove("x-timestamp");
    let refusal = rsa().check(&Received::from_request(&request), now()).expect_err("refused");
    assert_eq!(refusal.status(), 400);
    let body: serde_json::Value = serde_json::from_str(&refusal.body("56")).expect("json");
    assert_eq!(body["responseCode"], "4005602");
    assert_eq!(body["responseMessage"], "Invalid Mandatory Field {x-timestamp}");
    assert!(refusal.to_string().contains("x-timestamp"));
}
