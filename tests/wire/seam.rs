//! Requests spoilt on purpose between building and sending: what the provider refuses, and what comes of it.

use crate::{
    desk::{self, Desk},
    witness::told,
};
use bayar::{Effect, Seam, Why};
use bayar_simulator::{Operation, demo};
use bytes::Bytes;
use std::sync::Arc;

crate::trials!(
    a_payment_without_a_field_is_refused_with_the_field,
    a_body_changed_after_signing_is_noticed,
    missing_headers_are_named,
    malformed_json_is_refused,
);

/// Removes a field from the body, before it is signed.
#[derive(Debug)]
struct Without(&'static str);

impl Seam for Without {
    fn built(&self, request: &mut http::Request<Bytes>) {
        let mut body: serde_json::Value = serde_json::from_slice(request.body()).unwrap_or_default();
        if let Some(data) = body["data"].as_object_mut() {
            data.remove(self.0);
        }
        *request.body_mut() = serde_json::to_vec(&body).unwrap_or_default().into();
    }
}

/// Adds a blank to the body after it was signed.
#[derive(Debug)]
struct Tampered;

impl Seam for Tampered {
    fn signed(&self, request: &mut http::Request<Bytes>) {
        let text =
            String::from_utf8_lossy(request.body()).replace("partnerReferenceNo\":\"", "partnerReferenceNo\":\"0");
        *request.body_mut() = text.into();
    }
}

/// Drops a header after signing.
#[derive(Debug)]
struct Headless(&'static str);

impl Seam for Headless {
    fn signed(&self, request: &mut http::Request<Bytes>) {
        request.headers_mut().remove(self.0);
    }
}

#[derive(Debug)]
struct Malformed;

impl Seam for Malformed {
    fn built(&self, request: &mut http::Request<Bytes>) {
        if request.uri().path().contains("payment") || request.uri().path().contains("pin") {
            *request.body_mut() = Bytes::from_static(b"{\"command\":");
        }
    }
}

async fn a_payment_without_a_field_is_refused_with_the_field() {
    for field in ["reference_number", "customer_id", "product_code", "password"] {
        let desk = Desk::new().await;
        let quote = desk.quote(&desk.singapay()).await;
        let desk = desk.settings(|s| s.seam(Arc::new(Without(field))));
        let effect = told(desk.singapay().pay_unguarded(&quote).await).unwrap();
        let Effect::Refused(report) = effect else { panic!("{field}: {effect:?}") };
        assert_eq!((report.why(), report.code()), (&Why::Listed, Some("04")));
        assert!(report.fields().contains_key(&format!("data.{field}")), "{field}: {report:?}");
        assert_eq!(desk.executions(&quote), 0);
    }
}

async fn a_body_changed_after_signing_is_noticed() {
    let desk = Desk::new().await.settings(|s| s.seam(Arc::new(Tampered)));
    let effect = told(desk.finnet().reset_pin(&desk::reset_request()).await).unwrap();
    assert_eq!(effect.report().unwrap().code(), Some("4010000"));
    let call = desk.simulator.calls_of(Operation::PinReset).remove(0);
    assert!(!call.verdict.signature().unwrap().is_valid);
    assert_eq!(desk.simulator.ledger().pin_resets(demo::PHONE), 0);
}

async fn missing_headers_are_named() {
    for header in ["x-timestamp", "x-signature", "x-partner-id", "x-external-id", "channel-id", "origin"] {
        let desk = Desk::new().await;
        // Only the PIN reset is spoilt: the token is fetched by a client that is whole.
        let desk = desk.settings(|s| s.seam(Arc::new(OnPinReset(Headless(header)))));
        let effect = told(desk.finnet().reset_pin(&desk::reset_request()).await).unwrap();
        assert_eq!((effect.name(), effect.report().unwrap().code()), ("refused", Some("4000002")), "{header}");
        let problem = desk.simulator.calls_of(Operation::PinReset).remove(0);
        let problem = problem.verdict.problem().unwrap_or_default().to_ascii_lowercase();
        assert!(problem.contains(header), "{header}: {problem}");
    }
}

/// A seam for one path only.
#[derive(Debug)]
struct OnPinReset<S>(S);

impl<S: Seam> Seam for OnPinReset<S> {
    fn signed(&self, request: &mut http::Request<Bytes>) {
        if request.uri().path().contains("pin") {
            self.0.signed(request);
        }
    }
}

async fn malformed_json_is_refused() {
    let desk = Desk::new().await;
    let quote = desk.quote(&desk.singapay()).await;
    let desk = desk.settings(|s| s.seam(Arc::new(Malformed)));
    let effect = told(desk.singapay().pay_unguarded(&quote).await).unwrap();
    let report = effect.report().unwrap();
    assert_eq!((effect.name(), report.why(), report.code()), ("refused", &Why::Listed, Some("04")), "{effect:?}");
    assert_eq!(desk.executions(&quote), 0);
    let effect = told(desk.finnet().reset_pin(&desk::reset_request()).await).unwrap();
    assert_eq!(effect.name(), "refused", "{effect:?}");
}

/// Another body for a PIN reset, put in before it is signed.
pub(crate) struct Body(pub(crate) String);

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Body(***)")
    }
}

impl Seam for Body {
    fn built(&self, request: &mut http::Request<Bytes>) {
        if request.uri().path().contains("pin") {
            *request.body_mut() = self.0.clone().into();
        }
    }
}
