//! Reading and checking credentials.
//!
//! May use: the values. Must not know: which provider they are for. Reads the environment only when a caller asks.

use crate::{Error, Secret};

/// Reads variables with a common prefix and gathers the names of all that are missing.
#[derive(Debug)]
pub(crate) struct EnvReader<'a> {
    prefix: &'a str,
    missing: Vec<String>,
}

impl<'a> EnvReader<'a> {
    pub(crate) fn new(prefix: &'a str) -> Self {
        Self { prefix, missing: vec![] }
    }

    /// A variable that must be set; the lack of it is reported by [`finish`](Self::finish).
    pub(crate) fn required(&mut self, name: &str) -> Secret {
        self.optional(name).unwrap_or_else(|| {
            self.missing.push(format!("{}_{name}", self.prefix));
            Secret::default()
        })
    }

    pub(crate) fn optional(&mut self, name: &str) -> Option<Secret> {
        std::env::var(format!("{}_{name}", self.prefix)).ok().filter(|v| !v.is_empty()).map(Secret::new)
    }

    pub(crate) fn finish<T>(self, credentials: T) -> Result<T, Error> {
        if self.missing.is_empty() {
            return Ok(credentials);
        }
        let names = self.missing.join(", ");
        Err(Error::config(&names, "not set in the environment, or empty; set it, or give the credentials in code"))
    }
}

/// A credential that goes into a header: not empty, and nothing that a header can't hold.
pub(crate) fn check_header(name: &str, value: &str) -> Result<(), Error> {
    check_filled(name, value)?;
    if value.trim() != value || http::HeaderValue::from_str(value).is_err() {
        return Err(Error::config(
            name,
            "it has spaces around it, a line break, or another character that no header may hold",
        ));
    }
    Ok(())
}

/// A credential that goes into a body.
pub(crate) fn check_filled(name: &str, value: &str) -> Result<(), Error> {
    if value.is_empty() {
        return Err(Error::config(name, "it is empty"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_missing_variables_are_named_at_once() {
        let mut env = EnvReader::new("BAYAR_TEST_NOT_SET");
        let pair = (env.required("CLIENT_ID"), env.required("CLIENT_SECRET"));
        let error = env.finish(pair).unwrap_err();
        assert_eq!(error.field(), Some("BAYAR_TEST_NOT_SET_CLIENT_ID, BAYAR_TEST_NOT_SET_CLIENT_SECRET"));
    }

    #[test]
    fn header_values_are_checked() {
        assert!(check_header("partner_id", "abc-123").is_ok());
        for bad in ["", " abc", "abc\n", "a\u{0}b"] {
            assert_eq!(check_header("partner_id", bad).unwrap_err().field(), Some("partner_id"), "{bad:?}");
        }
    }
}
