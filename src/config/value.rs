//! A value of the file: given as it is, in a variable, or in a file.
//!
//! Reads files and the environment, because the caller asked for the account. Nothing here prints a value.

use super::source::Source;
use crate::{Error, Secret};
use serde::{Deserialize, Deserializer};
use std::{fmt, ops::Range, path::PathBuf, str::FromStr, time::Duration};
use toml::Spanned;

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

/// Reads the values of one account.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) name: &'a str,
    pub(super) span: Range<usize>,
}

impl Reader<'_> {
    /// The value, without the line break at the end of a file.
    pub(super) fn secret(&self, key: &str, given: &Given) -> Result<Secret, Error> {
        let fault = |text: &str| self.fault(key, given.span(), text);
        let text = match given.from() {
            From::Text(text) => text.to_owned(),
            From::Env(name) => std::env::var(name).map_err(|_| fault(&format!("the variable {name} is not set")))?,
            From::File(path) => {
                let path = self.path(path);
                let read = std::fs::read_to_string(&path);
                read.map_err(|e| fault(&super::source::unreadable(&path, &e)).with_source(e))?
            }
        };
        match text.trim_end_matches(['\r', '\n']) {
            "" => Err(fault("it is empty")),
            trimmed => Ok(Secret::new(trimmed)),
        }
    }

    pub(super) fn optional(&self, key: &str, given: Option<&Given>) -> Result<Option<Secret>, Error> {
        given.map(|given| self.secret(key, given)).transpose()
    }

    pub(super) fn text(&self, key: &str, given: &Given) -> Result<String, Error> {
        self.secret(key, given).map(|secret| secret.expose().to_owned())
    }

    /// A length of time like `90s`, `1m 30s`, `500ms`.
    pub(super) fn duration(&self, key: &str, given: &Given) -> Result<Duration, Error> {
        let text = self.text(key, given)?;
        let length = jiff::SignedDuration::from_str(&text).ok().and_then(|d| Duration::try_from(d).ok());
        length.ok_or_else(|| self.fault(key, given.span(), "it is no length of time like 90s, 1m 30s or 500ms"))
    }

    /// An error about this account; the key is named from the root of the file.
    pub(super) fn fault(&self, key: &str, at: &Range<usize>, text: &str) -> Error {
        self.source.fault(&format!("accounts.{}.{key}", self.name), at, text)
    }

    /// Puts the place in front of an error about a value.
    pub(super) fn about<T>(&self, key: &str, at: &Range<usize>, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| self.fault(key, at, &error.text()).with_source(error))
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.source.folder().join(path)
    }
}
