//! The order of one call, written once.
//!
//! May use: the rooms beside it, reqwest's request. Must not know: any provider.

use super::{
    Call, Seal, Seam,
    deadline::Deadline,
    retry::{Tries, is_refused},
    send,
    service::Token,
    turnstile::Turn,
};
use crate::{
    Environment, Error, ErrorKind, Response,
    operation::{EffectKind, Operation},
};
use reqwest::Request;
use std::sync::Arc;
use tracing::{Instrument, Span, field::Empty};

/// One call, from a built request to the answer as it came. What the answer means is for the facade.
pub(crate) fn perform<'a>(
    call: &'a Call,
    operation: &'static Operation,
    built: Box<Request>,
) -> impl Future<Output = Result<Response, Error>> + 'a {
    steps(call, operation, built).instrument(span(call, operation))
}

async fn steps(call: &Call, operation: &'static Operation, mut built: Box<Request>) -> Result<Response, Error> {
    let service = call.service();
    let settings = &service.settings;
    // Asked once: a call is a rehearsal from its beginning to its end, or not at all.
    let rehearsal = settings.seam.as_ref().is_some_and(|seam| seam.rehearses());
    // 1. check: the facade has checked the arguments; here is what holds for raw calls and any path too
    offered(call, operation)?;
    // 2. deadline for the whole call
    let deadline = Deadline::after(call.options().deadline.unwrap_or(settings.deadline));
    let mut tries = Tries::new(operation, settings);
    loop {
        // 3. turn: not more at once, and not faster, than we promised ourselves
        let turn = turn(call, operation, rehearsal, deadline).await.map_err(|e| tries.told(e))?;
        // 4. token: cached, or fetched by one for all
        let token = token(call, operation, rehearsal, &tries, deadline).await.map_err(|e| tries.told(e))?;
        let token = token.as_deref();
        // 5. sign exactly the bytes that were built, with a new time for each attempt
        let unsigned = if tries.repeats() { built.try_clone().map(Box::new) } else { None };
        let corrected_by = service.offset.applied();
        let request = sealed(call, operation, built, token, deadline).await.map_err(|e| tries.told(e))?;
        if rehearsal {
            return Err(Error::of(ErrorKind::Rehearsed, operation.id, "a rehearsal: nothing was sent"));
        }
        // 6. send, and read the body up to a limit;  7. record status, headers, bytes, attempts
        let outcome = send::send(call, operation, request, deadline, tries.start()).await;
        drop(turn);
        // 8. classify: never sent, answered or unknown; and whether this operation may be sent again
        let learnt = service.scheme.signs_time() && service.offset.applied() != corrected_by;
        match (tries.next(&outcome, token, learnt, deadline), unsigned) {
            (Some(pause), Some(unsigned)) => {
                built = unsigned;
                drop(outcome);
                Box::pin(tokio::time::sleep(pause)).await;
            }
            _ => {
                forget_refused(call, &outcome, token);
                return outcome.map_err(|e| tries.told(e));
            }
        }
    }
    // 9. convert to the facade's types: `Call::run`
}

fn offered(call: &Call, operation: &'static Operation) -> Result<(), Error> {
    if operation.sandbox_only && call.service().environment == Environment::Production {
        let text = "the provider offers this on its test host only, and this client is for production";
        return Err(Error::of(ErrorKind::Forbidden, operation.id, text));
    }
    Ok(())
}

async fn turn(
    call: &Call,
    operation: &'static Operation,
    rehearsal: bool,
    deadline: Deadline,
) -> Result<Option<Turn>, Error> {
    if call.within_turn() || rehearsal {
        return Ok(None);
    }
    let turn = call.service().turnstile.enter(deadline).await;
    turn.map(Some).ok_or_else(|| {
        let text = "the time limit would pass before this client's own limits let the request go (Settings::rate_limit, Settings::in_flight); nothing was sent";
        Error::of(ErrorKind::Deadline, operation.id, text)
    })
}

async fn token(
    call: &Call,
    operation: &'static Operation,
    rehearsal: bool,
    tries: &Tries<'_>,
    deadline: Deadline,
) -> Result<Option<Arc<Token>>, Error> {
    let service = call.service();
    if !service.scheme.needs_token(operation) {
        return Ok(None);
    }
    if rehearsal {
        return Ok(Some(Arc::new(Token::placeholder())));
    }
    let fetch = || service.scheme.clone().fetch_token(Call::for_token(service));
    match deadline.wait(service.tokens.get(tries.refused(), fetch)).await {
        Some(Ok(token)) => Ok(Some(token)),
        Some(Err(cause)) => Err(no_token(operation, cause)),
        None => Err(late(operation, "the time limit passed while waiting for an access token; nothing was sent")),
    }
}

fn late(operation: &'static Operation, text: &str) -> Error {
    Error::of(ErrorKind::Deadline, operation.id, text)
}

fn no_token(operation: &'static Operation, cause: Error) -> Error {
    let text = format!("no access token could be had, so nothing was sent: {cause}");
    Error::of(ErrorKind::Authentication, operation.id, text).with_source(cause)
}

async fn sealed(
    call: &Call,
    operation: &'static Operation,
    mut built: Box<Request>,
    token: Option<&Token>,
    deadline: Deadline,
) -> Result<Box<Request>, Error> {
    if let Some(seam) = call.service().settings.seam.as_deref() {
        return Box::pin(through(seam, call, operation, &built, token, deadline)).await;
    }
    let mut headers = std::mem::take(built.headers_mut());
    let (method, target, body) = (built.method(), send::target(built.url()), send::bytes(&built));
    signed(Seal { operation, method, target, body, headers: &mut headers, token, call }, deadline).await?;
    *built.headers_mut() = headers;
    Ok(built)
}

/// The way past a seam, which may change what it likes.
async fn through(
    seam: &dyn Seam,
    call: &Call,
    operation: &'static Operation,
    built: &Request,
    token: Option<&Token>,
    deadline: Deadline,
) -> Result<Box<Request>, Error> {
    let unfit = |text| Error::of(ErrorKind::Invalid, operation.id, text);
    let mut request = send::in_the_open(built).ok_or_else(|| unfit("the URL can't be used"))?;
    seam.built(&mut request);
    let (mut parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or("/", |p| p.as_str());
    let (method, headers) = (&parts.method, &mut parts.headers);
    signed(Seal { operation, method, target, body: &body, headers, token, call }, deadline).await?;
    let mut request = http::Request::from_parts(parts, body);
    seam.signed(&mut request);
    let sent = send::as_written(request);
    sent.ok_or_else(|| unfit("its path would be sent in another spelling than it was signed in; nothing was sent"))
}

async fn signed(seal: Seal<'_>, deadline: Deadline) -> Result<(), Error> {
    let (call, operation) = (seal.call, seal.operation);
    // A signer may be far away.
    deadline.wait(call.service().scheme.sign(seal)).await.unwrap_or_else(|| {
        Err(late(operation, "the time limit passed while the request was being signed; nothing was sent"))
    })
}

/// A refused token is not used for the next call either, also where this call is not repeated.
fn forget_refused(call: &Call, outcome: &Result<Response, Error>, token: Option<&Token>) {
    if let (true, Some(token)) = (is_refused(outcome), token) {
        call.service().tokens.forget(token.generation);
    }
}

/// One span per operation: no body, no header, no parameter of the path.
fn span(call: &Call, operation: &Operation) -> Span {
    let effect = match operation.effect {
        EffectKind::None => "none",
        EffectKind::Money => "money",
        EffectKind::Customer => "customer",
        EffectKind::Message => "message",
    };
    tracing::info_span!(
        "bayar.call",
        service = call.service().name,
        operation = operation.id,
        http.method = operation.method,
        http.route = operation.path,
        effect,
        attempts = Empty,
        http.status = Empty,
        outcome = Empty,
    )
}
