//! A reading of the SNAP standard out of its table.
//!
//! May use: the reader, `snap`. Must not know: any provider but the one whose profile it begins with.

use super::{
    bounds::{EXTERNAL_ID_DIGITS, TOKEN_LIFETIME},
    tables::{EmptyBodyName, HeadersTable, QueryName, SignatureTextName, SnapTable, TimestampName},
    value::{Given, Reader},
};
use crate::{
    Error,
    snap::{
        EmptyBody, ExternalIdForm, Header, HeaderNames, PathPrefix, Profile, QueryRule, SignatureText, TimestampForm,
    },
};
use http::HeaderName;

pub(super) fn profile(reader: &Reader<'_>, table: &SnapTable) -> Result<Profile, Error> {
    let mut profile = signed(table);
    if let Some(form) = table.timestamp {
        profile.timestamp_form = match form {
            TimestampName::Wib => TimestampForm::wib(),
            TimestampName::WibMillis => TimestampForm::wib().millis(),
            TimestampName::Utc => TimestampForm::utc_z(),
        };
    }
    if let Some(given) = &table.external_id_digits {
        let digits = reader.number("snap.external_id_digits", given, EXTERNAL_ID_DIGITS)?;
        profile.external_id_form = ExternalIdForm::digits(digits);
    }
    if let Some(given) = &table.token_lifetime {
        profile.token_lifetime = reader.duration("snap.token_lifetime", given, TOKEN_LIFETIME)?;
    }
    if let Some(table) = &table.headers {
        profile.headers = headers(reader, table, profile.headers)?;
    }
    Ok(profile)
}

/// What goes into the string to sign, and how the signature is written.
fn signed(table: &SnapTable) -> Profile {
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
    let (strip, prepend) = (table.strip_prefix.clone(), table.prepend_prefix.clone());
    profile.path_prefix(PathPrefix::as_called().strip(strip.unwrap_or_default()).prepend(prepend.unwrap_or_default()))
}

fn headers(reader: &Reader<'_>, table: &HeadersTable, mut names: HeaderNames) -> Result<HeaderNames, Error> {
    for (key, header, given) in table.all() {
        let Some(given) = given else { continue };
        let name = header_name(reader, key, given)?;
        // Of two headers with one name only the last would be sent.
        if Header::ALL.iter().any(|other| *other != header && *names.get(*other) == name) {
            let text = "another header of SNAP has this name already";
            return Err(reader.fault(&format!("snap.headers.{key}"), given.span(), text));
        }
        names = names.with(header, name);
    }
    Ok(names)
}

fn header_name(reader: &Reader<'_>, key: &str, given: &Given) -> Result<HeaderName, Error> {
    let key = format!("snap.headers.{key}");
    let name = HeaderName::try_from(reader.text(&key, given)?);
    name.map_err(|_| reader.fault(&key, given.span(), "it is no name of a header: letters, digits and hyphens"))
}
