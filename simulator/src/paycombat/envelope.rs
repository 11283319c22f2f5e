//! PayCombat's outer envelope, and the one of Finmo inside it.
//! No error is documented: those have the outer envelope with `status` false.

use http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    clock::millis_text,
    exchange::{Reply, status},
    verdict::Verdict,
};

/// Why a call was not done.
#[derive(Debug)]
pub(super) struct Refusal {
    http: u16,
    message: &'static str,
}

impl Refusal {
    pub(super) fn new(http: u16, message: &'static str) -> Self {
        Self { http, message }
    }
}

#[derive(Serialize)]
struct Outer<'a, D> {
    status: bool,
    message: &'a str,
    data: D,
}

#[derive(Serialize)]
struct Finmo<D> {
    request_id: String,
    request_time: String,
    success: bool,
    status_code: u16,
    status_text: &'static str,
    data: D,
}

pub(super) fn success(data: &impl Serialize) -> Reply {
    Reply::json(StatusCode::OK, &Outer { status: true, message: "OK", data }).judged(Verdict::accepted())
}

/// With Finmo's envelope around the data.
pub(super) fn relayed(request_id: String, at: Timestamp, data: &impl Serialize) -> Reply {
    let request_time = millis_text(at);
    success(&Finmo { request_id, request_time, success: true, status_code: 200, status_text: "OK", data })
}

pub(super) fn refusal(refusal: &Refusal) -> Reply {
    let body = Outer { status: false, message: refusal.message, data: () };
    Reply::json(status(refusal.http), &body).judged(Verdict::refused(refusal.message))
}
