//! A Singapay account out of its table.
//!
//! May use: the reader, the facade's account.

use super::{limits, network, tables::SingapayTable, value::Reader};
use crate::{
    Error,
    singapay::{Account, Credentials},
};

pub(super) fn account(reader: &Reader<'_>, table: &SingapayTable) -> Result<Account, Error> {
    let credentials = Credentials {
        partner_id: reader.secret("partner_id", &table.partner_id)?,
        client_id: reader.secret("client_id", &table.client_id)?,
        client_secret: reader.secret("client_secret", &table.client_secret)?,
        password: reader.secret("password", &table.password)?,
    };
    let given = [
        ("partner_id", Some(&table.partner_id)),
        ("client_id", Some(&table.client_id)),
        ("client_secret", Some(&table.client_secret)),
        ("password", Some(&table.password)),
    ];
    reader.about_one(&given, credentials.check())?;
    let environment = network::environment(reader, table.environment, table.url.as_ref())?;
    let settings = limits::settings(reader, table.limits.as_ref())?;
    let settings = network::settings(reader, table.network.as_ref(), &environment, settings)?;
    Ok(Account::new(environment, credentials).settings(settings))
}
