//! `POST /api/v1.0/access-token/b2b`: HTTP Basic for a bearer token.
//! Its answers have the responder envelope throughout.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::json;

use super::{State, door, envelope, form::Form};
use crate::{
    exchange::{self, Reply, Request},
    settings::SingapaySettings,
    verdict::Verdict,
    world::Merchant,
};

pub(super) const BAD_CREDENTIALS: &str = "Invalid client credentials";

#[derive(Serialize)]
struct Issued {
    status: u16,
    success: bool,
    data: Token,
}

#[derive(Serialize)]
struct Token {
    access_token: String,
    token_type: &'static str,
    expires_in: String,
}

pub(super) fn issue(state: &mut State, request: &Request, settings: &SingapaySettings) -> Reply {
    let Ok(merchant) = door::partner(state, request).cloned() else {
        return envelope::door(StatusCode::FORBIDDEN, "Invalid X-PARTNER-ID");
    };
    if !is_merchant(&merchant, request) {
        return envelope::door(StatusCode::UNAUTHORIZED, BAD_CREDENTIALS);
    }
    if Form::read(request).required("grant_type") != "client_credentials" {
        return envelope::door(StatusCode::UNPROCESSABLE_ENTITY, "The selected grant type is invalid.");
    }
    let lifetime = SignedDuration::try_from(settings.token_lifetime).unwrap_or(SignedDuration::MAX);
    let access_token = state.ids.jwt(&claims(&merchant, request.at, lifetime));
    state.tokens.issue(&access_token, &merchant.client_id, request.at, lifetime);
    let expires_in = lifetime.as_secs().to_string();
    let data = Token { access_token, token_type: "Bearer", expires_in };
    Reply::json(StatusCode::OK, &Issued { status: 200, success: true, data }).judged(Verdict::accepted())
}

/// The answer with this HTTP status, which is all the code that there is.
pub(super) fn code(code: &str) -> Reply {
    let status = exchange::status(code.parse().unwrap_or(500));
    envelope::door(status, status.canonical_reason().unwrap_or_default())
}

fn is_merchant(merchant: &Merchant, request: &Request) -> bool {
    let basic = request.header("authorization").and_then(|value| value.strip_prefix("Basic "));
    let decoded = basic.and_then(|basic| STANDARD.decode(basic).ok());
    decoded.is_some_and(|pair| pair == format!("{}:{}", merchant.client_id, merchant.client_secret).as_bytes())
}

fn claims(merchant: &Merchant, now: Timestamp, lifetime: SignedDuration) -> serde_json::Value {
    let iat = now.as_second();
    json!({"iss": "bayar-simulator", "iat": iat, "nbf": iat, "exp": iat.saturating_add(lifetime.as_secs()), "sub": merchant.client_id})
}
