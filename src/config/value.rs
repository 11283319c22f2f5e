//! A value of the file: given as it is, in a variable, or in a file.
//!
//! Reads files and the environment, because the caller asked for the account. Nothing here prints a value.

use super::{
    bounds::{Lengths, Numbers},
    source::Source,
};
use crate::{Error, Secret};
use serde::{Deserialize, Deserializer};
use std::{fmt, ops::Range, path::PathBuf, str::FromStr, time::Duration};
use toml::Spanned;
use zeroize::Zeroizing;

/// A text of the file and where it stands.
pub(super) struct Given {
    text: Secret,
    span: Range<usize>,
}

/// Where a value comes from.
pub(super) enum From<'a> {
    Env(&'a str),
    File(&'a str),
    Text(&'a str),
}

impl Given {
    pub(super) fn from(&self) -> From<'_> {
        let text = self.text.expose();
        match text.split_once(':') {
            Some(("env", name)) => From::Env(name),
            Some(("file", path)) => From::File(path),
            Some(("value", rest)) => From::Text(rest),
            _ => From::Text(text),
        }
    }

    pub(super) fn span(&self) -> &Range<usize> {
        &self.span
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = Spanned::<String>::deserialize(deserializer)?;
        let span = given.span();
        Ok(Self { text: Secret::new(given.into_inner()), span })
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Given(***)")
    }
}

/// A whole number of the file and where it stands. Any that TOML can hold, so that one out of bounds is told as that.
pub(super) type Number = Spanned<i64>;

/// Reads the values of one account.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) name: &'a str,
    pub(super) span: Range<usize>,
}

impl Reader<'_> {
    /// The value, without the line break at the end of a file.
    pub(super) fn secret(&self, key: &str, given: &Given) -> Result<Secret, Error> {
        let bytes = self.bytes(key, given)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| self.fault(key, given.span(), "it is no text (UTF-8)"))?;
        match text.trim_end_matches(['\r', '\n']) {
            "" => Err(self.fault(key, given.span(), "it is empty")),
            trimmed => Ok(Secret::new(trimmed)),
        }
    }

    /// The value as it is: a key in a file need not be text.
    pub(super) fn bytes(&self, key: &str, given: &Given) -> Result<Zeroizing<Vec<u8>>, Error> {
        let fault = |text: &str| self.fault(key, given.span(), text);
        let bytes = match given.from() {
            From::Text(text) => text.as_bytes().to_vec(),
            From::Env(name) => std::env::var(name).map_err(|why| fault(&unset(name, &why)))?.into_bytes(),
            From::File(path) => {
                let path = self.path(path);
                std::fs::read(&path).map_err(|e| fault(&super::source::unreadable(&path, &e)).with_source(e))?
            }
        };
        if bytes.is_empty() { Err(fault("it is empty")) } else { Ok(Zeroizing::new(bytes)) }
    }

    pub(super) fn optional(&self, key: &str, given: Option<&Given>) -> Result<Option<Secret>, Error> {
        given.map(|given| self.secret(key, given)).transpose()
    }

    pub(super) fn text(&self, key: &str, given: &Given) -> Result<String, Error> {
        self.secret(key, given).map(|secret| secret.expose().to_owned())
    }

    /// A length of time like `90s`, `1m 30s`, `500ms`, within bounds.
    pub(super) fn duration(&self, key: &str, given: &Given, bounds: Lengths) -> Result<Duration, Error> {
        let text = self.text(key, given)?;
        let length = jiff::SignedDuration::from_str(&text).ok().and_then(|d| Duration::try_from(d).ok());
        let length =
            length.ok_or_else(|| self.fault(key, given.span(), "it is no length of time like 90s, 1m 30s or 500ms"))?;
        bounds.check(length).map_err(|why| self.fault(key, given.span(), &why)).map(|()| length)
    }

    /// A whole number within bounds, as whatever type holds these.
    pub(super) fn number<T: TryFrom<i64>>(&self, key: &str, given: &Number, bounds: Numbers) -> Result<T, Error> {
        let fit = bounds.check(*given.get_ref()).map(|n| T::try_from(n).ok());
        let fault = |why: &str| self.fault(key, &given.span(), why);
        fit.map_err(|why| fault(&why))?.ok_or_else(|| fault("this machine has no number that large"))
    }

    /// An error about this account; the key is named from the root of the file.
    pub(super) fn fault(&self, key: &str, at: &Range<usize>, text: &str) -> Error {
        self.source.fault(&format!("accounts.{}.{key}", self.name), at, text)
    }

    /// Puts the place in front of an error about a value.
    pub(super) fn about<T>(&self, key: &str, at: &Range<usize>, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| self.fault(key, at, error.text()).with_source(error))
    }

    /// The same for a check of several values, whose error names the one.
    pub(super) fn about_one<T>(&self, given: &[(&str, Option<&Given>)], result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| match given.iter().find(|(key, _)| error.field() == Some(key)) {
            Some((key, Some(given))) => self.fault(key, given.span(), error.text()).with_source(error),
            _ => error,
        })
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.source.folder().join(path)
    }
}

fn unset(name: &str, why: &std::env::VarError) -> String {
    match why {
        std::env::VarError::NotPresent => format!("the variable {name} is not set"),
        std::env::VarError::NotUnicode(_) => format!("the variable {name} is no text (UTF-8)"),
    }
}
