//! Singapay's two envelopes: the business one with a command, and the "responder" of the door.
//! Every answer of the provider is written here, and nowhere else.

use std::collections::BTreeMap;

use http::StatusCode;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    exchange::{Reply, status},
    settings::BusinessAnswer,
    verdict::Verdict,
};

pub(super) const SYSTEM_ERROR: &str = "System error, please try again";
const NOT_SIGNED_IN: &str = "Unauthorized merchant, please sign in";

/// A call that was done.
#[derive(Debug)]
pub(super) struct Done {
    code: &'static str,
    text: &'static str,
    data: Option<Box<RawValue>>,
}

impl Done {
    pub(super) fn bare(text: &'static str) -> Self {
        Self { code: "00", text, data: None }
    }

    pub(super) fn with(text: &'static str, data: &impl Serialize) -> Self {
        Self { data: to_raw_value(data).ok(), ..Self::bare(text) }
    }

    /// With another code than `00`.
    pub(super) fn code(self, code: &'static str) -> Self {
        Self { code, ..self }
    }
}

/// Why a call was not done. The texts beside a value say what was wrong, for the recorder only.
#[derive(Debug)]
pub(super) enum Refusal {
    /// 403: `X-PARTNER-ID`.
    NotAPartner,
    /// 401: the bearer token.
    NotSignedIn(&'static str),
    /// 422 `04` with the field map.
    Fields(BTreeMap<String, String>),
    /// A business answer without `data`.
    Business(BusinessAnswer, &'static str),
    /// 500 `99`.
    SystemError,
    /// The responder envelope with this status.
    Door(u16),
    /// An operation that is not Singapay's.
    NoRoute,
}

#[derive(Serialize)]
struct Business<'a, D> {
    command: &'a str,
    response_code: &'a str,
    response_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<D>,
}

#[derive(Serialize)]
struct Door<'a> {
    status: u16,
    success: bool,
    error: DoorError<'a>,
}

#[derive(Serialize)]
struct DoorError<'a> {
    code: u16,
    message: &'a str,
}

pub(super) fn success(command: &str, done: &Done) -> Reply {
    let body = Business { command, response_code: done.code, response_text: done.text, data: done.data.as_ref() };
    Reply::json(StatusCode::OK, &body).judged(Verdict::accepted())
}

pub(super) fn refusal(command: &str, refusal: &Refusal) -> Reply {
    match refusal {
        Refusal::NotAPartner => door(StatusCode::FORBIDDEN, "Invalid X-PARTNER-ID"),
        Refusal::NotSignedIn(why) => door(StatusCode::UNAUTHORIZED, NOT_SIGNED_IN).judged(Verdict::refused(*why)),
        Refusal::Door(http) => {
            let status = status(*http);
            door(status, status.canonical_reason().unwrap_or_default())
        }
        Refusal::SystemError => system_error(command).judged(Verdict::refused("asked for by a magic value or a fault")),
        Refusal::NoRoute => door(StatusCode::NOT_FOUND, "Not Found"),
        Refusal::Fields(fields) => {
            let text = "Rejected Format Error";
            let body = Business { command, response_code: "04", response_text: text, data: Some(fields) };
            let names: Vec<_> = fields.keys().map(String::as_str).collect();
            let verdict = Verdict::refused(format!("wrong fields: {}", names.join(", ")));
            Reply::json(StatusCode::UNPROCESSABLE_ENTITY, &body).judged(verdict)
        }
        Refusal::Business(answer, why) => {
            let body = bare(command, &answer.code, &answer.text);
            Reply::json(status(answer.http), &body).judged(Verdict::refused(*why))
        }
    }
}

pub(super) fn system_error(command: &str) -> Reply {
    Reply::json(StatusCode::INTERNAL_SERVER_ERROR, &bare(command, "99", SYSTEM_ERROR))
}

/// The responder envelope of an error; the verdict repeats the message.
pub(super) fn door(status: StatusCode, message: &'static str) -> Reply {
    let code = status.as_u16();
    let body = Door { status: code, success: false, error: DoorError { code, message } };
    Reply::json(status, &body).judged(Verdict::refused(message))
}

fn bare<'a>(command: &'a str, response_code: &'a str, response_text: &'a str) -> Business<'a, ()> {
    Business { command, response_code, response_text, data: None }
}
