//! Who comes in: partner id, `Accept`, bearer token.
//! The token request has a door of its own, in `token`.

use std::{collections::BTreeMap, sync::Arc};

use super::{State, envelope::Refusal};
use crate::{exchange::Request, settings::SingapaySettings, tokens::Worth, world::Merchant};

/// The merchant that calls.
pub(super) fn admit(state: &State, request: &Request, settings: &SingapaySettings) -> Result<Arc<Merchant>, Refusal> {
    let partner = partner(state, request)?;
    let token = request.bearer("authorization").ok_or(Refusal::NotSignedIn("Authorization holds no bearer token"))?;
    match state.tokens.worth(token, request.at) {
        Worth::Unknown => Err(Refusal::NotSignedIn("token was never issued")),
        Worth::Expired => Err(Refusal::NotSignedIn("token has expired")),
        Worth::Valid { owner } if *owner != *partner.client_id => Err(Refusal::NotAPartner),
        Worth::Valid { .. } => accepts_json(request, settings).map(|()| Arc::clone(partner)),
    }
}

/// The merchant of the API key.
pub(super) fn partner<'a>(state: &'a State, request: &Request) -> Result<&'a Arc<Merchant>, Refusal> {
    let key = request.header("x-partner-id").ok_or(Refusal::NotAPartner)?;
    state.merchants.iter().find(|merchant| merchant.partner_id == key).ok_or(Refusal::NotAPartner)
}

fn accepts_json(request: &Request, settings: &SingapaySettings) -> Result<(), Refusal> {
    let accept = request.header("accept").unwrap_or_default();
    let takes = |part: &str| matches!(part.split(';').next().map(str::trim), Some(kind) if is_json(kind));
    if !settings.accept_required || accept.split(',').any(takes) {
        return Ok(());
    }
    let message = "The Accept header must be application/json.".to_owned();
    Err(Refusal::Fields(BTreeMap::from([("Accept".to_owned(), message)])))
}

/// `application/json` in any case, and what holds it.
fn is_json(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("application/json") || kind == "*/*" || kind.eq_ignore_ascii_case("application/*")
}
