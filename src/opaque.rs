//! JSON of a shape that nobody documents, masked in `Debug`.
//!
//! May use: serde. Must not know: what is in it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// A JSON value of a shape that no page documents. It may hold a token, a voucher code or people's data, so `Debug` prints
/// `Opaque(***)`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Opaque(Value);

impl Opaque {
    /// Wraps a value as it is.
    #[must_use]
    pub fn new(value: Value) -> Self {
        Self(value)
    }

    /// The value. Keep it out of logs.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.0
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opaque(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_and_json_is_kept() {
        for text in ["[]", r#"{"token":"1234"}"#, "null", "7"] {
            let opaque: Opaque = serde_json::from_str(text).unwrap();
            assert_eq!(
                (format!("{opaque:?}"), serde_json::to_string(&opaque).unwrap()),
                ("Opaque(***)".to_owned(), text.to_owned())
            );
        }
    }
}
