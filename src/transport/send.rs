//! Sends one attempt and records what came.
//!
//! May use: reqwest. Must not know: any provider, what an answer means.

use super::{Call, Service, deadline::Deadline, last_word::Refusal};
use crate::{
    Error, ErrorKind, Response,
    obstacle::obstacle,
    operation::{EffectKind, Operation},
};
use bytes::{Bytes, BytesMut};
use reqwest::{Request, Url};
use std::time::{Duration, SystemTime};
use tracing::Span;

/// One attempt. An error says whether the request may have left.
///
/// The request is handed over before there is anything to wait for, so that it takes no room in the future.
pub(crate) fn send<'a>(
    call: &'a Call,
    operation: &'static Operation,
    request: Box<Request>,
    deadline: Deadline,
    attempt: u32,
) -> impl Future<Output = Result<Response, Error>> + 'a {
    let handed = hand_over(call, operation, request, deadline);
    async move {
        let outcome = match handed {
            Ok((refusal, asked, pending)) => {
                let outcome = answer(call, operation, asked, pending, attempt).await;
                // Whatever the library makes of a body that was held back.
                outcome.map_err(|e| if refusal.is_some_and(|no| no.is_said()) { too_late(operation) } else { e })
            }
            Err(error) => Err(error),
        };
        record(attempt, &outcome);
        outcome
    }
}

fn time_limit(call: &Call, operation: &Operation) -> Duration {
    let settings = &call.service().settings;
    let standard = match operation.effect {
        EffectKind::None => settings.read_timeout,
        _ => settings.effect_timeout,
    };
    call.options().timeout.unwrap_or(standard)
}

/// Gives the request to the library, which sends it when the answer is waited for, and says when that was. The last word is
/// asked for here, which saves a connection, and once the connection stands.
fn hand_over(
    call: &Call,
    operation: &'static Operation,
    mut request: Box<Request>,
    deadline: Deadline,
) -> Result<(Option<Refusal>, SystemTime, impl Future<Output = reqwest::Result<reqwest::Response>> + use<>), Error> {
    let service = call.service();
    let limit = time_limit(call, operation).min(deadline.left());
    if limit.is_zero() {
        return Err(Error::of(
            ErrorKind::Deadline,
            operation.id,
            "the time limit passed before the request was sent; nothing was sent",
        ));
    }
    *request.timeout_mut() = Some(limit);
    let asked = service.settings.clock.now();
    let last_word = call.options().last_word.as_ref();
    if last_word.is_some_and(|word| !word.may_go()) {
        return Err(too_late(operation));
    }
    let refusal = last_word.map(|word| word.guard(&mut request));
    Ok((refusal, asked, service.http.of(operation.effect).execute(*request)))
}

fn too_late(operation: &'static Operation) -> Error {
    let text = "the permit to send ran out before the request left; nothing was sent";
    Error::of(ErrorKind::Deadline, operation.id, text)
}

async fn answer(
    call: &Call,
    operation: &'static Operation,
    asked: SystemTime,
    pending: impl Future<Output = reqwest::Result<reqwest::Response>>,
    attempts: u32,
) -> Result<Response, Error> {
    let Service { offset, settings, .. } = &**call.service();
    let mut answer = pending.await.map_err(|e| broken(operation, e))?;
    let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
    offset.observe(&headers, asked, settings.clock.now());
    let (body, whole) = body(operation, &mut answer, settings.body_limit).await?;
    let response = Response { status, headers, body, attempts };
    if whole {
        return Ok(response);
    }
    let text = format!("the answer is larger than {} bytes; see Settings::body_limit", settings.body_limit);
    Err(Error::unreadable(operation.id, "body", text, response))
}

/// Path and query as they stand on the request line: the end of the address, for no request has a fragment.
pub(super) fn target(url: &Url) -> &str {
    let length = url.path().len() + url.query().map_or(0, |query| query.len() + 1);
    &url.as_str()[url.as_str().len() - length..]
}

/// The body. A streamed one was refused before.
pub(super) fn bytes(request: &Request) -> &[u8] {
    request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default()
}

/// A copy on which anybody may lay hands, or nothing if its address can't be written so.
pub(super) fn in_the_open(request: &Request) -> Option<http::Request<Bytes>> {
    let mut open = http::Request::new(Bytes::copy_from_slice(bytes(request)));
    *open.method_mut() = request.method().clone();
    *open.uri_mut() = request.url().as_str().parse().ok()?;
    *open.headers_mut() = request.headers().clone();
    Some(open)
}

/// The same for the library, or nothing if it would spell the address in another way.
pub(super) fn as_written(request: http::Request<Bytes>) -> Option<Box<Request>> {
    let (parts, body) = request.into_parts();
    let mut request = Box::new(Request::new(parts.method, sent_as_written(&parts.uri)?));
    *request.headers_mut() = parts.headers;
    *request.body_mut() = Some(body.into());
    Some(request)
}

/// The address for the URL library, which resolves dots and encodes some characters: nothing if it would do so, because the
/// signature was made before.
pub(super) fn sent_as_written(uri: &http::Uri) -> Option<Url> {
    let url = Url::parse(&uri.to_string()).ok()?;
    (url.path() == uri.path() && url.query() == uri.query()).then_some(url)
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
    match answer.chunk().await.map_err(|e| broken(operation, e))? {
        None => Ok((first, true)),
        Some(second) => Box::pin(joined(operation, answer, limit, first, second)).await,
    }
}

async fn joined(
    operation: &'static Operation,
    answer: &mut reqwest::Response,
    limit: usize,
    first: Bytes,
    mut chunk: Bytes,
) -> Result<(Bytes, bool), Error> {
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
