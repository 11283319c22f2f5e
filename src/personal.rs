//! Data about a person, masked in `Debug`.
//!
//! May use: serde. Must not know: which person, which provider.

use serde::{Deserialize, Serialize};
use std::{convert::Infallible, fmt, str::FromStr};

/// A text about a person (name, customer id, phone number, address, identity number).
///
/// `Debug` prints `Personal(***)`; there is no `Display`, so that it can't slip into a message.
/// [`as_str`](Self::as_str) gives the text.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Personal(String);

impl Personal {
    /// Wraps a text as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Keep it out of logs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text itself, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(***)")
    }
}

impl From<String> for Personal {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Personal {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl FromStr for Personal {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let name = Personal::new("JOHN DOE");
        assert_eq!(format!("{name:?}"), "Personal(***)");
        assert_eq!(name.as_str(), "JOHN DOE");
    }
}
