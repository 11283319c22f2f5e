//! SNAP answers: `responseCode` of HTTP status, service and case, and `responseMessage`.
//! Every answer of the provider is written here, and nowhere else.

use std::borrow::Cow;

use http::HeaderName;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    clock::snap_text,
    exchange::{Reply, status},
    verdict::Verdict,
};

/// Service part of errors that were raised before an operation was found.
pub(super) const NO_SERVICE: &str = "00";

const TIMESTAMP: HeaderName = HeaderName::from_static("x-timestamp");

/// A call that nothing was wrong with: its whole answer.
pub(super) struct Done {
    http: u16,
    body: Option<Box<RawValue>>,
    headers: Vec<(HeaderName, String)>,
}

impl Done {
    pub(super) fn new(body: &impl Serialize) -> Self {
        Self { http: 200, body: to_raw_value(body).ok(), headers: Vec::new() }
    }

    /// Code and message only; the first three digits of the code are the HTTP status.
    pub(super) fn coded(code: &str, message: &str) -> Self {
        let http = code.get(..3).and_then(|digits| digits.parse().ok()).unwrap_or(500);
        Self { http, ..Self::new(&Bare { response_code: code, response_message: message }) }
    }

    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((HeaderName::from_static(name), value.to_owned()));
        self
    }
}

/// Why a call was not done. `problem` is for the recorder only.
#[derive(Debug)]
pub(super) struct Refusal {
    http: u16,
    case: &'static str,
    message: Cow<'static, str>,
    problem: Cow<'static, str>,
}

impl Refusal {
    pub(super) fn new(
        http: u16,
        case: &'static str,
        message: impl Into<Cow<'static, str>>,
        problem: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { http, case, message: message.into(), problem: problem.into() }
    }

    /// A header or field that is missing, or a header that can't be used.
    pub(super) fn mandatory(field: &str) -> Self {
        let message = format!("Invalid mandatory field {field}");
        Self::new(400, "02", message.clone(), message)
    }

    pub(super) fn format(field: &str) -> Self {
        let message = format!("Invalid field format {field}");
        Self::new(400, "01", message.clone(), message)
    }

    pub(super) fn unauthorised(reason: &'static str) -> Self {
        Self::new(401, "00", format!("Unauthorised. {reason}"), reason)
    }

    pub(super) fn invalid_token(problem: &'static str) -> Self {
        Self::new(401, "01", "Invalid token (B2B)", problem)
    }

    pub(super) fn no_route() -> Self {
        Self::new(404, "02", "Invalid Routing", "no such path")
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bare<'a> {
    response_code: &'a str,
    response_message: &'a str,
}

pub(super) fn done(done: Done, at: Timestamp) -> Reply {
    let reply = Reply::json(status(done.http), &done.body).judged(Verdict::accepted());
    let reply = done.headers.into_iter().fold(reply, |reply, (name, value)| reply.with(name, &value));
    reply.with(TIMESTAMP, &snap_text(at))
}

pub(super) fn refusal(service: &str, refusal: Refusal, at: Timestamp) -> Reply {
    let code = format!("{}{service}{}", refusal.http, refusal.case);
    done(Done::coded(&code, &refusal.message), at).judged(Verdict::refused(refusal.problem))
}
