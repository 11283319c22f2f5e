//! Answers in the standard's form.
//!
//! Comes in: a service, a refusal. Stays out: details of what was refused.

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};

use crate::snap::verify::Refusal;

/// "We have it": HTTP 200, `200<service>00`.
///
/// Answer it also for a repeat of what you acted on. For something that may have been booked never answer a 4xx.
#[derive(Debug, Clone)]
pub struct Accepted {
    service: String,
}

impl Accepted {
    /// For a service: its own code, such as `56` for a direct debit notification.
    pub fn new(service: impl Into<String>) -> Self {
        Self { service: service.into() }
    }
}

impl IntoResponse for Accepted {
    fn into_response(self) -> Response {
        let code = format!("200{}00", self.service);
        coded(StatusCode::OK, &code, "Successful")
    }
}

/// The answer to a refused request.
pub(super) fn refused(refusal: &Refusal, service: &str) -> Response {
    json(refusal.status(), refusal.body(service))
}

pub(super) fn coded(status: StatusCode, code: &str, message: &str) -> Response {
    json(status, serde_json::json!({ "responseCode": code, "responseMessage": message }).to_string())
}

pub(super) fn json(status: StatusCode, body: String) -> Response {
    let kind = HeaderValue::from_static("application/json");
    (status, [(CONTENT_TYPE, kind)], body).into_response()
}
