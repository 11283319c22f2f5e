//! Sends one attempt and records what came.
//!
//! May use: reqwest. Must not know: any provider, what an answer means.

use super::{Call, deadline::Deadline};
use crate::{
    Error, ErrorKind, Response,
    obstacle::obstacle,
    operation::{EffectKind, Operation},
};
use bytes::{Bytes, BytesMut};
use reqwest::Url;
use std::time::Duration;
use tracing::Span;

/// A request as it was built, and its address as the URL library has it: to parse one is dear.
pub(crate) struct Outgoing {
    pub(crate) request: http::Request<Bytes>,
    pub(crate) url: Url,
}

/// One attempt of a request that was made of one to `url`. An error says whether the request may have left.
pub(crate) async fn send(
    call: &Call,
    operation: &'static Operation,
    request: http::Request<Bytes>,
    url: &Url,
    deadline: Deadline,
    attempt: u32,
) -> Result<Response, Error> {
    let limit = time_limit(call, operation).min(deadline.left());
    if limit.is_zero() {
        return Err(Error::of(
            ErrorKind::Deadline,
            operation.id,
            "the time limit passed before the request was sent; nothing was sent",
        ));
    }
    let outcome = exchange(call, operation, request, url, limit, attempt).await;
    record(attempt, &outcome);
    outcome
}

fn time_limit(call: &Call, operation: &Operation) -> Duration {
    let settings = &call.service.settings;
    let standard = match operation.effect {
        EffectKind::None => settings.read_timeout,
        _ => settings.effect_timeout,
    };
    call.options.timeout.unwrap_or(standard)
}

async fn exchange(
    call: &Call,
    operation: &'static Operation,
    request: http::Request<Bytes>,
    url: &Url,
    limit: Duration,
    attempt: u32,
) -> Result<Response, Error> {
    let service = &call.service;
    // Only a seam can have put another address in its place.
    let url = if service.settings.seam.is_none() { Some(url.clone()) } else { sent_as_written(request.uri()) };
    let Some(url) = url else {
        let text = "its path would be sent in another spelling than it was signed in; nothing was sent";
        return Err(Error::of(ErrorKind::Invalid, operation.id, text));
    };
    let request = with_url(url, request, limit);
    let asked = service.settings.clock.now();
    if call.options.last_word.as_ref().is_some_and(|word| !word.may_go()) {
        let text = "the permit to send ran out before the request was handed over; nothing was sent";
        return Err(Error::of(ErrorKind::Deadline, operation.id, text));
    }
    let answer = service.http.of(operation.effect).execute(request).await;
    let mut answer = answer.map_err(|e| broken(operation, e))?;
    let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
    service.offset.observe(&headers, asked, service.settings.clock.now());
    let (body, whole) = body(operation, &mut answer, service.settings.body_limit).await?;
    let response = Response { status, headers, body, attempts: attempt };
    if whole {
        return Ok(response);
    }
    let text = format!("the answer is larger than {} bytes; see Settings::body_limit", service.settings.body_limit);
    Err(Error::unreadable(operation.id, "body", text, response))
}

/// The address for the URL library, which resolves dots and encodes some characters: nothing if it would do so, because the
/// signature was made before.
pub(super) fn sent_as_written(uri: &http::Uri) -> Option<Url> {
    let url = Url::parse(&uri.to_string()).ok()?;
    (url.path() == uri.path() && url.query() == uri.query()).then_some(url)
}

fn with_url(url: Url, request: http::Request<Bytes>, limit: Duration) -> reqwest::Request {
    let (parts, body) = request.into_parts();
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    *request.body_mut() = Some(body.into());
    *request.timeout_mut() = Some(limit);
    request
}

async fn body(
    operation: &'static Operation,
    answer: &mut reqwest::Response,
    limit: usize,
) -> Result<(Bytes, bool), Error> {
    let first = answer.chunk().await.map_err(|e| broken(operation, e))?.unwrap_or_default();
    if first.len() > limit {
        return Ok((first.slice(..limit), false));
    }
    // Most answers come in one piece, which is not copied.
    let Some(mut chunk) = answer.chunk().await.map_err(|e| broken(operation, e))? else { return Ok((first, true)) };
    let mut body = BytesMut::from(first);
    loop {
        let room = limit - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Ok((body.freeze(), false));
        }
        chunk = match answer.chunk().await.map_err(|e| broken(operation, e))? {
            Some(chunk) => chunk,
            None => return Ok((body.freeze(), true)),
        };
    }
}

/// Only the library's word that no connection was made counts as "not sent".
pub(super) fn broken(operation: &'static Operation, error: reqwest::Error) -> Error {
    let error = error.without_url(); // it may name a person
    let (kind, text) = if error.is_builder() {
        (ErrorKind::Invalid, "the request can't be sent as it is")
    } else if error.is_connect() {
        (ErrorKind::Unreachable, obstacle(&error).text())
    } else if error.is_timeout() {
        (ErrorKind::NoAnswer, "no complete answer in time; the request may have been executed")
    } else {
        (ErrorKind::NoAnswer, "the connection broke; the request may have been executed")
    };
    Error::of(kind, operation.id, text).with_source(error)
}

fn record(attempt: u32, outcome: &Result<Response, Error>) {
    let span = Span::current();
    span.record("attempts", attempt);
    match outcome {
        Ok(response) => {
            span.record("http.status", response.status.as_u16());
            span.record("outcome", "answered");
        }
        Err(error) => {
            span.record("outcome", if error.was_sent() { "unknown" } else { "never sent" });
        }
    }
}
