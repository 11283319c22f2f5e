//! The order of one call, written once.
//!
//! May use: the rooms beside it. Must not know: any provider.

use super::{
    Call, Seal,
    deadline::Deadline,
    retry::{Tries, is_refused},
    send::{self, Outgoing},
    service::Token,
    turnstile::Turn,
};
use crate::{
    Environment, Error, ErrorKind, Response,
    operation::{EffectKind, Operation},
};
use bytes::Bytes;
use tracing::{Instrument, Span, field::Empty};

/// One call, from a built request to the answer as it came. What the answer means is for the facade.
pub(crate) async fn perform(call: &Call, operation: &'static Operation, built: Outgoing) -> Result<Response, Error> {
    let span = span(call, operation);
    steps(call, operation, built).instrument(span).await
}

async fn steps(call: &Call, operation: &'static Operation, built: Outgoing) -> Result<Response, Error> {
    let settings = &call.service.settings;
    // Asked once: a call is a rehearsal from its beginning to its end, or not at all.
    let rehearsal = settings.seam.as_ref().is_some_and(|seam| seam.rehearses());
    // 1. check: the facade has checked the arguments; here is what holds for raw calls and any path too
    offered(call, operation)?;
    // 2. deadline for the whole call
    let deadline = Deadline::after(call.options.deadline.unwrap_or(settings.deadline));
    let mut tries = Tries::new(operation, settings);
    loop {
        // 3. turn: not more at once, and not faster, than we promised ourselves
        let turn = turn(call, operation, rehearsal, deadline).await.map_err(|e| tries.told(e))?;
        // 4. token: cached, or fetched by one for all
        let token = token(call, operation, rehearsal, &tries, deadline).await.map_err(|e| tries.told(e))?;
        // 5. sign exactly the bytes that were built, with a new time for each attempt
        let corrected_by = call.service.offset.applied();
        let request =
            sealed(call, operation, &built.request, token.as_ref(), deadline).await.map_err(|e| tries.told(e))?;
        if rehearsal {
            return Err(Error::of(ErrorKind::Rehearsed, operation.id, "a rehearsal: nothing was sent"));
        }
        // 6. send, and read the body up to a limit;  7. record status, headers, bytes, attempts
        let outcome = send::send(call, operation, request, &built.url, deadline, tries.start()).await;
        drop(turn);
        // 8. classify: never sent, answered or unknown; and whether this operation may be sent again
        let learnt = call.service.scheme.signs_time() && call.service.offset.applied() != corrected_by;
        match tries.next(&outcome, token.as_ref(), learnt, deadline) {
            Some(pause) => tokio::time::sleep(pause).await,
            None => {
                forget_refused(call, &outcome, token.as_ref());
                return outcome.map_err(|e| tries.told(e));
            }
        }
    }
    // 9. convert to the facade's types: `Call::run`
}

fn offered(call: &Call, operation: &'static Operation) -> Result<(), Error> {
    if operation.sandbox_only && call.service.environment == Environment::Production {
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
    if call.within_turn || rehearsal {
        return Ok(None);
    }
    let turn = call.service.turnstile.enter(deadline).await;
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
) -> Result<Option<Token>, Error> {
    let service = &call.service;
    if !service.scheme.needs_token(operation) {
        return Ok(None);
    }
    if rehearsal {
        return Ok(Some(Token::placeholder()));
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
    built: &http::Request<Bytes>,
    token: Option<&Token>,
    deadline: Deadline,
) -> Result<http::Request<Bytes>, Error> {
    let mut request = built.clone();
    let seam = call.service.settings.seam.as_deref();
    if let Some(seam) = seam {
        seam.built(&mut request);
    }
    let seal = Seal { operation, request: &mut request, token, call };
    // A signer may be far away.
    let signed = deadline.wait(call.service.scheme.sign(seal)).await;
    signed.unwrap_or_else(|| {
        Err(late(operation, "the time limit passed while the request was being signed; nothing was sent"))
    })?;
    if let Some(seam) = seam {
        seam.signed(&mut request);
    }
    Ok(request)
}

/// A refused token is not used for the next call either, also where this call is not repeated.
fn forget_refused(call: &Call, outcome: &Result<Response, Error>, token: Option<&Token>) {
    if let (true, Some(token)) = (is_refused(outcome), token) {
        call.service.tokens.forget(token.generation);
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
        service = call.service.name,
        operation = operation.id,
        http.method = operation.method,
        http.route = operation.path,
        effect,
        attempts = Empty,
        http.status = Empty,
        outcome = Empty,
    )
}
