//! `POST /v1.0/access-token/b2b`, service 73: an RSA signature for a bearer token.
//! No bearer, no external id and no partner id is asked for here.

use jiff::SignedDuration;
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    Finnet, Outcome, body,
    door::{is_near, usable},
    envelope::{Done, Refusal},
    timestamp,
};
use crate::{exchange::Request, lock::lock, verdict::SignatureCheck};

pub(super) const SERVICE: &str = "73";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issued<'a> {
    response_code: &'static str,
    response_message: &'a str,
    access_token: String,
    token_type: &'static str,
    expires_in: Value,
}

pub(super) fn issue(finnet: &Finnet, request: &Request) -> Outcome {
    let mut signature = None;
    let result = judge(finnet, request, &mut signature).map(|client_id| grant(finnet, request, client_id));
    Outcome { result, signature }
}

/// The text that the documents show, spelling included.
pub(super) fn invalid_signature() -> Refusal {
    unauthorized("Invalid Signature")
}

fn unauthorized(reason: &'static str) -> Refusal {
    Refusal::new(401, "00", format!("Unauthorized. {reason}"), reason)
}

fn judge<'a>(finnet: &Finnet, request: &'a Request, check: &mut Option<SignatureCheck>) -> Result<&'a str, Refusal> {
    if !request.says_json() {
        return Err(Refusal::mandatory("Content-Type"));
    }
    let sent_at = usable(request, "X-TIMESTAMP", |it| timestamp::read(it).is_some())?;
    let client_id = usable(request, "X-CLIENT-KEY", |_| true)?;
    let signature = usable(request, "X-SIGNATURE", |_| true)?;
    let known = finnet.partner(client_id).ok_or_else(|| unauthorized("Unknown Client"))?;
    let is_right = check.insert(known.key.check_token(client_id, sent_at, signature)).is_valid;
    if !is_right && finnet.settings.signatures_checked {
        return Err(invalid_signature());
    }
    if !is_near(finnet, sent_at, request) {
        return Err(unauthorized("Invalid Timestamp"));
    }
    let fields = body::object(request)?;
    let grant_type = body::mandatory(fields, "grantType")?;
    body::text(grant_type, "grantType", |it| it == "client_credentials").map(|_| client_id)
}

fn grant(finnet: &Finnet, request: &Request, client_id: &str) -> Done {
    let settings = &finnet.settings;
    let lifetime = SignedDuration::try_from(settings.token_lifetime).unwrap_or(SignedDuration::MAX);
    let mut state = lock(&finnet.state);
    let access_token = state.ids.hex(64);
    state.tokens.issue(&access_token, client_id, request.at, lifetime);
    let seconds = lifetime.as_secs();
    let issued = Issued {
        response_code: "2007300",
        response_message: &settings.success_message,
        access_token,
        token_type: "Bearer",
        expires_in: if settings.expires_in_is_text { json!(seconds.to_string()) } else { json!(seconds) },
    };
    Done::new(&issued).header("x-client-key", client_id)
}
