//! A PayCombat account out of its table.
//!
//! May use: the reader, the facade's account.

use super::{limits, network, tables::PayCombatTable, value::Reader};
use crate::{
    Error,
    paycombat::{Account, Credentials},
};

pub(super) fn account(reader: &Reader<'_>, table: &PayCombatTable) -> Result<Account, Error> {
    let credentials = Credentials {
        merchant_identifier: reader.optional("merchant_identifier", table.merchant_identifier.as_ref())?,
        token: reader.optional("token", table.token.as_ref())?,
    };
    if credentials.merchant_identifier.is_none() && credentials.token.is_none() {
        let text = "both it and merchant_identifier are missing; one of them is needed";
        return Err(reader.fault("token", &reader.span, text));
    }
    let given = [("merchant_identifier", table.merchant_identifier.as_ref()), ("token", table.token.as_ref())];
    reader.about_one(&given, credentials.check())?;
    let environment = network::environment(reader, table.environment, table.url.as_ref())?;
    let settings = limits::settings(reader, table.limits.as_ref())?;
    let settings = network::settings(reader, table.network.as_ref(), &environment, settings)?;
    let account = Account::new(environment, credentials).settings(settings);
    let Some(given) = &table.legacy_base_url else { return Ok(account) };
    let account = account.legacy_base_url(reader.text("legacy_base_url", given)?);
    reader.about("legacy_base_url", given.span(), account.legacy_url())?;
    Ok(account)
}
