//! The checks of every signed call, in one order: headers, token, signature and time, external id.
//! The fields of an operation are not looked at here.

use super::{Finnet, Known, State, envelope::Refusal, signature, timestamp};
use crate::{exchange::Request, tokens::Worth, verdict::SignatureCheck};

/// The headers of a signed call.
struct Headers<'a> {
    token: &'a str,
    timestamp: &'a str,
    signature: &'a str,
    external_id: &'a str,
    known: &'a Known,
}

/// Lets a call in, or says why not; the check of the signature is left in `check`.
pub(super) fn admit(
    finnet: &Finnet,
    state: &mut State,
    request: &Request,
    check: &mut Option<SignatureCheck>,
) -> Result<(), Refusal> {
    let headers = headers(finnet, request)?;
    token(state, request, &headers)?;
    customer_token(finnet, request)?;
    signed(finnet, request, &headers, check)?;
    let client_id = &headers.known.partner.client_id;
    if !state.external_ids.use_up(client_id, headers.external_id, request.at) {
        return Err(Refusal::new(409, "00", "Conflict", "X-EXTERNAL-ID was used today"));
    }
    Ok(())
}

fn headers<'a>(finnet: &'a Finnet, request: &'a Request) -> Result<Headers<'a>, Refusal> {
    if !request.says_json() {
        return Err(Refusal::mandatory("Content-Type"));
    }
    let token = request.bearer("Authorization").ok_or_else(|| Refusal::mandatory("Authorization"))?;
    let timestamp = usable(request, "X-TIMESTAMP", |it| timestamp::read(it).is_some())?;
    let signature = usable(request, "X-SIGNATURE", |_| true)?;
    let origin = usable(request, "ORIGIN", |_| true)?;
    let partner_id = usable(request, "X-PARTNER-ID", |it| it.len() <= 36)?;
    let is_number = |it: &str| it.len() <= 32 && it.bytes().all(|it| it.is_ascii_digit());
    let external_id = usable(request, "X-EXTERNAL-ID", is_number)?;
    let channel_id = usable(request, "CHANNEL-ID", |it| it.len() <= 5)?;
    let known = finnet.partner(partner_id).ok_or_else(|| Refusal::unauthorised("Unknown Partner"))?;
    if finnet.settings.channel_and_origin_checked {
        own("CHANNEL-ID", channel_id, &known.partner.channel_id)?;
        own("ORIGIN", origin, &known.partner.origin)?;
    }
    Ok(Headers { token, timestamp, signature, external_id, known })
}

/// A header that is there once and can be used.
pub(super) fn usable<'a>(
    request: &'a Request,
    name: &'static str,
    is_usable: impl Fn(&str) -> bool,
) -> Result<&'a str, Refusal> {
    request.header(name).filter(|it| is_usable(it)).ok_or_else(|| Refusal::mandatory(name))
}

fn own(name: &str, sent: &str, registered: &str) -> Result<(), Refusal> {
    if sent == registered { Ok(()) } else { Err(Refusal::mandatory(name)) }
}

fn token(state: &State, request: &Request, headers: &Headers<'_>) -> Result<(), Refusal> {
    match state.tokens.worth(headers.token, request.at) {
        Worth::Unknown => Err(Refusal::new(401, "03", "Token Not Found (B2B)", "token was never issued")),
        Worth::Expired => Err(Refusal::invalid_token("token has expired")),
        Worth::Valid { owner } if *owner == *headers.known.partner.client_id => Ok(()),
        Worth::Valid { .. } => Err(Refusal::invalid_token("token of another partner")),
    }
}

/// Not required; but one that is sent must be known.
fn customer_token(finnet: &Finnet, request: &Request) -> Result<(), Refusal> {
    let name = "Authorization-Customer";
    let token = request.bearer(name);
    if !request.headers.contains_key(name) || finnet.customer_tokens.iter().any(|it| Some(it.as_str()) == token) {
        return Ok(());
    }
    Err(Refusal::new(401, "02", "Invalid Customer Token", "customer token is not known"))
}

fn signed(
    finnet: &Finnet,
    request: &Request,
    headers: &Headers<'_>,
    check: &mut Option<SignatureCheck>,
) -> Result<(), Refusal> {
    let made = signature::check_transaction(
        request,
        &headers.known.secret,
        headers.token,
        headers.timestamp,
        headers.signature,
        finnet.settings.signature_text,
    );
    if !check.insert(made).is_valid && finnet.settings.signatures_checked {
        return Err(Refusal::unauthorised("Invalid Signature"));
    }
    if is_near(finnet, headers.timestamp, request) { Ok(()) } else { Err(Refusal::unauthorised("Invalid Timestamp")) }
}

/// A time that can be read, in the window around the clock.
pub(super) fn is_near(finnet: &Finnet, sent_at: &str, request: &Request) -> bool {
    let settings = &finnet.settings;
    let is_near = |time| timestamp::is_near(time, request.at, settings.timestamp_window);
    timestamp::read(sent_at).is_some_and(|time| is_near(time) || !settings.signatures_checked)
}
