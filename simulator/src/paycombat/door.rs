//! Who calls, and which data set is meant: by two headers on the legacy face, by the token on the merchant face.
//! The legacy face documents no credential at all; its identifier is the whole check.

use super::{PayCombat, envelope::Refusal};
use crate::{exchange::Request, world::DataSet};

pub(super) const UNKNOWN_CALLER: &str = "Unauthorized";

/// `X-Merchant-Identifier-Id` and `X-Type`.
pub(super) fn legacy(paycombat: &PayCombat, request: &Request) -> Result<DataSet, Refusal> {
    let bad_header = |message| Refusal::new(paycombat.settings.bad_header_http, message);
    let identifier = request.header("X-Merchant-Identifier-Id");
    let identifier = identifier.ok_or_else(|| bad_header("X-Merchant-Identifier-Id is required"))?;
    let data_set = match request.header("X-Type") {
        Some("sandbox") => DataSet::Sandbox,
        Some("production") => DataSet::Production,
        Some(_) => return Err(bad_header("X-Type must be sandbox or production")),
        None => return Err(bad_header("X-Type is required")),
    };
    match paycombat.organisations.iter().any(|it| it.merchant_identifier == identifier) {
        true => Ok(data_set),
        false => Err(Refusal::new(paycombat.settings.unknown_caller_http, UNKNOWN_CALLER)),
    }
}

/// `X-token`.
pub(super) fn merchant(paycombat: &PayCombat, request: &Request) -> Result<DataSet, Refusal> {
    let bad_header = || Refusal::new(paycombat.settings.bad_header_http, "X-token is required");
    let token = request.header("X-token").ok_or_else(bad_header)?;
    let organisation = paycombat.organisations.iter().find(|it| it.token == token);
    organisation
        .map(|it| it.data_set)
        .ok_or_else(|| Refusal::new(paycombat.settings.unknown_caller_http, UNKNOWN_CALLER))
}
