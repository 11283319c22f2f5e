//! A Finnet account out of its table.
//!
//! May use: the reader, the facade's account, `snap`.

use super::{
    limits, network,
    tables::{EmptyBodyName, FinnetTable, QueryName, SignatureTextName, SnapTable, TimestampName},
    value::{Given, Reader},
};
use crate::{
    Error, Secret,
    finnet::{Account, Credentials, Key},
    snap::{
        EmptyBody, ExternalIdForm, PathPrefix, PrivateKey, Profile, PublicKey, QueryRule, SignatureText, SnapError,
        TimestampForm,
    },
};
use std::sync::Arc;

pub(super) fn account(reader: &Reader<'_>, table: &FinnetTable) -> Result<Account, Error> {
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
    let environment = network::environment(reader, table.environment, table.url.as_ref())?;
    let settings = limits::settings(reader, table.limits.as_ref())?;
    let settings = network::settings(reader, table.network.as_ref(), settings)?;
    let profile = table.snap.as_ref().map_or_else(Profile::finnet, profile);
    Ok(Account::new(environment, credentials).settings(settings).profile(profile))
}

fn private_key(reader: &Reader<'_>, given: &Given) -> Result<PrivateKey, Error> {
    let pem: Secret = reader.secret("private_key", given)?;
    let bad = |why: SnapError| reader.fault("private_key", given.span(), &words(&why)).with_source(why);
    PrivateKey::from_pem(pem.expose()).map_err(bad)
}

/// The text without the field in front of it; the key of the file is named instead.
fn words(why: &SnapError) -> String {
    let text = why.to_string();
    text.split_once(": ").map_or(text.clone(), |(_, words)| words.to_owned())
}

fn same_pair(reader: &Reader<'_>, given: &Given, key: &PrivateKey) -> Result<(), Error> {
    let fault = |text: &str| reader.fault("public_key", given.span(), text);
    let pem = reader.text("public_key", given)?;
    let public = PublicKey::from_pem(&pem).map_err(|why| fault(&words(&why)).with_source(why))?;
    if key.public_key().is_ok_and(|own| own == public) {
        return Ok(());
    }
    Err(fault("it does not belong to private_key: the two are halves of different pairs"))
}

fn profile(table: &SnapTable) -> Profile {
    let mut profile = Profile::finnet();
    if let Some(form) = table.signature_text {
        profile.signature_text = match form {
            SignatureTextName::Base64 => SignatureText::Base64,
            SignatureTextName::Hex => SignatureText::Hex,
        };
    }
    if let Some(rule) = table.empty_body {
        profile.empty_body = match rule {
            EmptyBodyName::Hash => EmptyBody::Hash,
            EmptyBodyName::EmptyField => EmptyBody::EmptyField,
        };
    }
    if let Some(rule) = table.query {
        profile.query = match rule {
            QueryName::Include => QueryRule::Include,
            QueryName::Exclude => QueryRule::Exclude,
            QueryName::SortedEncoded => QueryRule::SortedEncoded,
        };
    }
    if let Some(form) = table.timestamp {
        profile.timestamp_form = match form {
            TimestampName::Wib => TimestampForm::wib(),
            TimestampName::WibMillis => TimestampForm::wib().millis(),
            TimestampName::Utc => TimestampForm::utc_z(),
        };
    }
    if let Some(digits) = table.external_id_digits {
        profile.external_id_form = ExternalIdForm::digits(digits.into());
    }
    let (strip, prepend) = (table.strip_prefix.clone(), table.prepend_prefix.clone());
    profile.path_prefix(PathPrefix::as_called().strip(strip.unwrap_or_default()).prepend(prepend.unwrap_or_default()))
}
