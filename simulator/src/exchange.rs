//! A request as the providers see it, and a reply as they make it.
//! No provider's envelope and no socket comes in; the server translates to and from HTTP.

use std::sync::OnceLock;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::{fault::Orders, operation::Operation, verdict::Verdict};

/// A request that was read whole.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Path and query, as on the request line.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// When it arrived, by the virtual clock.
    pub(crate) at: Timestamp,
    /// The body as JSON, read when it is first asked for.
    pub(crate) parsed: OnceLock<Option<Value>>,
}

impl Request {
    /// The body, if it is JSON.
    pub(crate) fn json(&self) -> Option<&Value> {
        self.parsed.get_or_init(|| serde_json::from_slice(&self.body).ok()).as_ref()
    }

    /// Whom the call is about: `data.customer_id`, `phoneNo`, or the last segment of a path that ends in a customer id.
    pub(crate) fn customer(&self, operation: Operation) -> Option<&str> {
        match operation {
            Operation::DeleteCustomer | Operation::GetCustomer => Some(self.last_segment()),
            Operation::PinReset => self.json()?.get("phoneNo")?.as_str(),
            Operation::AccessTokenB2b | Operation::GenerateAccessToken => None,
            _ => self.json()?.get("data")?.get("customer_id")?.as_str(),
        }
    }

    /// The value of a header that was sent exactly once, as text, and is not empty.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok().filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// What follows `Bearer ` in this header.
    pub(crate) fn bearer(&self, name: &str) -> Option<&str> {
        self.header(name)?.strip_prefix("Bearer ").filter(|token| !token.is_empty())
    }

    /// The last segment of the path.
    pub(crate) fn last_segment(&self) -> &str {
        let path = self.target.split('?').next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default()
    }

    pub(crate) fn says_json(&self) -> bool {
        let essence = self.header("content-type").and_then(|value| value.split(';').next());
        essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
    }
}

/// An answer and what was thought of the request.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) verdict: Verdict,
}

impl Reply {
    pub(crate) fn new(status: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Self {
        let reply = Self { status, headers: HeaderMap::new(), body: body.into(), verdict: Verdict::default() };
        reply.with(header::CONTENT_TYPE, content_type)
    }

    pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self::new(status, "application/json", body)
    }

    /// Adds a header; a value that no header can hold is left out.
    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    pub(crate) fn judged(self, verdict: Verdict) -> Self {
        Self { verdict, ..self }
    }
}

/// A status that comes from a setting or a script; 500 if it is none.
pub(crate) fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// How a provider behaves. Never called while a connection is awaited: one call in, one reply out.
pub(crate) trait Behaviour: Send + Sync {
    /// Judges a call and executes it as ordered if nothing is wrong with it.
    fn answer(&self, operation: Operation, request: &Request, orders: &Orders) -> Reply;

    /// The provider's own answer with this response code; nothing is executed.
    fn code(&self, operation: Operation, request: &Request, code: &str) -> Reply;

    /// The answer to a token that is not valid.
    fn unauthorized(&self, operation: Operation, request: &Request) -> Reply;

    /// The provider's own answer when it is out of order.
    fn system_error(&self, operation: Operation, request: &Request) -> Reply;

    /// An answer outside every operation: unknown path, wrong method, body too large.
    fn refuse(&self, status: StatusCode, at: Timestamp) -> Reply;

    /// Every token that was issued is expired from now on.
    fn expire_tokens(&self);
}
