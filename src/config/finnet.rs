//! A Finnet account out of its table.
//!
//! May use: the reader, the facade's account, `snap`.

use super::{
    limits, network, snap,
    tables::FinnetTable,
    value::{Given, Reader},
};
use crate::{
    Error,
    finnet::{Account, Credentials, Key},
    snap::{PrivateKey, Profile, PublicKey, SnapError},
};
use std::sync::Arc;

pub(super) fn account(reader: &Reader<'_>, table: &FinnetTable) -> Result<Account, Error> {
    let credentials = credentials(reader, table)?;
    let environment = network::environment(reader, table.environment, table.url.as_ref())?;
    let settings = limits::settings(reader, table.limits.as_ref())?;
    let settings = network::settings(reader, table.network.as_ref(), &environment, settings)?;
    let profile = table.snap.as_ref().map_or_else(|| Ok(Profile::finnet()), |table| snap::profile(reader, table))?;
    Ok(Account::new(environment, credentials).settings(settings).profile(profile))
}

fn credentials(reader: &Reader<'_>, table: &FinnetTable) -> Result<Credentials, Error> {
    let key = private_key(reader, &table.private_key)?;
    if let Some(given) = &table.public_key {
        same_pair(reader, given, &key)?;
    }
    let credentials = Credentials {
        client_id: reader.secret("client_id", &table.client_id)?,
        client_secret: reader.secret("client_secret", &table.client_secret)?,
        private_key: Key::Signer(Arc::new(key)),
        channel_id: reader.text("channel_id", &table.channel_id)?,
        origin: reader.text("origin", &table.origin)?,
    };
    let given = [
        ("client_id", Some(&table.client_id)),
        ("client_secret", Some(&table.client_secret)),
        ("channel_id", Some(&table.channel_id)),
        ("origin", Some(&table.origin)),
    ];
    reader.about_one(&given, credentials.check())?;
    Ok(credentials)
}

/// From its bytes: a file may hold DER.
fn private_key(reader: &Reader<'_>, given: &Given) -> Result<PrivateKey, Error> {
    let bytes = reader.bytes("private_key", given)?;
    let bad = |why: SnapError| reader.fault("private_key", given.span(), &words(&why)).with_source(why);
    PrivateKey::from_bytes(&bytes).map_err(bad)
}

/// The text without the field in front of it; the key of the file is named instead.
fn words(why: &SnapError) -> String {
    let text = why.to_string();
    text.split_once(": ").map_or(text.clone(), |(_, words)| words.to_owned())
}

fn same_pair(reader: &Reader<'_>, given: &Given, key: &PrivateKey) -> Result<(), Error> {
    let fault = |text: &str| reader.fault("public_key", given.span(), text);
    let bytes = reader.bytes("public_key", given)?;
    let public = PublicKey::from_bytes(&bytes).map_err(|why| fault(&words(&why)).with_source(why))?;
    if key.public_key().is_ok_and(|own| own == public) {
        return Ok(());
    }
    Err(fault("it does not belong to private_key: the two are halves of different pairs"))
}
