//! One recorded call, and how it is shown.
//! Plain data; nothing here changes what a call is answered with.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use jiff::Timestamp;

use crate::{
    exchange::Request,
    fault::Fault,
    operation::{Operation, Provider},
    verdict::Verdict,
};

/// One call. The fields hold what was received, secrets included; Debug and [`line`](Self::line) show neither bodies nor
/// credentials.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedCall {
    /// Counted from 1 in the order of arrival, over all providers.
    pub number: u64,
    /// Whose port it arrived at.
    pub provider: Provider,
    /// None if no operation has this method and path.
    pub operation: Option<Operation>,
    /// HTTP method.
    pub method: Method,
    /// Path and query, as on the request line.
    pub path: String,
    /// Request headers.
    pub headers: HeaderMap,
    /// Raw request body; empty if it was not read.
    pub body: Bytes,
    /// Whom it is about: `data.customer_id`, `phoneNo`, or the id in the path.
    pub customer: Option<String>,
    /// When it arrived, by the simulator's clock.
    pub at: Timestamp,
    /// What was wrong with it.
    pub verdict: Verdict,
    /// HTTP status of the answer, also if the caller had hung up by then; None if the connection was dropped, or while
    /// the answer is delayed.
    pub status: Option<u16>,
    /// Body of the answer, whole even if a fault cut it short; empty without an answer.
    pub answer: Bytes,
    /// When it was answered, by the simulator's clock.
    pub answered_at: Option<Timestamp>,
    /// Real time between its head and its end; zero while it goes on.
    pub took: Duration,
    /// The fault that struck it.
    pub fault: Option<Fault>,
}

/// What a call weighs beside its headers and bodies, roughly.
const FRAME: usize = 1_024;

impl RecordedCall {
    pub(crate) fn new(provider: Provider, operation: Option<Operation>, request: &Request) -> Self {
        Self {
            number: 0,
            provider,
            operation,
            method: request.method.clone(),
            path: request.target.clone(),
            headers: compact(&request.headers),
            body: Bytes::new(),
            customer: None,
            at: request.at,
            verdict: Verdict::default(),
            status: None,
            answer: Bytes::new(),
            answered_at: None,
            took: Duration::ZERO,
            fault: None,
        }
    }

    /// The first value of a request header, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The request body as JSON.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The answer as JSON.
    #[must_use]
    pub fn answer_json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.answer).ok()
    }

    /// `response_code` or `responseCode` of the answer.
    #[must_use]
    pub fn response_code(&self) -> Option<String> {
        let answer = self.answer_json()?;
        let code = answer.get("response_code").or_else(|| answer.get("responseCode"))?;
        code.as_str().map(str::to_owned)
    }

    /// `data.reference_number` of the request, or else of the answer.
    #[must_use]
    pub fn reference_number(&self) -> Option<String> {
        let of =
            |body: Option<serde_json::Value>| Some(body?.get("data")?.get("reference_number")?.as_str()?.to_owned());
        of(self.json()).or_else(|| of(self.answer_json()))
    }

    /// One line for people, without secrets, names and whole customer ids. The time is UTC+7.
    #[must_use]
    pub fn line(&self) -> String {
        super::line::of(self)
    }

    pub(super) fn weight(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(_, value)| value.len() + 128).sum();
        FRAME + self.path.len() + headers + self.body.len() + self.answer.len() + self.verdict.weight()
    }
}

impl fmt::Debug for RecordedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedCall")
            .field("number", &self.number)
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("headers", &HeaderNames(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("verdict", &self.verdict)
            .field("status", &self.status)
            .field("fault", &self.fault.as_ref().map(super::line::fault))
            .finish_non_exhaustive()
    }
}

/// The same headers in one piece of memory of their own: what was received hangs on the connection's read buffer, and
/// would keep all of it.
fn compact(headers: &HeaderMap) -> HeaderMap {
    let mut all = Vec::with_capacity(headers.values().map(HeaderValue::len).sum());
    headers.values().for_each(|value| all.extend_from_slice(value.as_bytes()));
    let (mut rest, mut own) = (Bytes::from(all), headers.clone());
    for value in own.values_mut() {
        *value = HeaderValue::from_maybe_shared(rest.split_to(value.len())).unwrap_or(HeaderValue::from_static(""));
    }
    own
}

struct HeaderNames<'a>(&'a HeaderMap);

impl fmt::Debug for HeaderNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_headers_are_the_same_headers() {
        let mut headers = HeaderMap::new();
        for (name, value) in [("accept", "a"), ("x-own", "bc"), ("accept", ""), ("host", "def"), ("x-own", "\u{7f}é")]
        {
            if let Ok(value) = HeaderValue::from_bytes(value.replace('\u{7f}', "").as_bytes()) {
                headers.append(name, value);
            }
        }
        assert_eq!(headers.len(), 5);
        assert_eq!(compact(&headers), headers);
    }
}
