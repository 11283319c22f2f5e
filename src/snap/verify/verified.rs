//! What is left of a request after it was checked.
//!
//! Comes in: a request that passed. Stays out: requests that didn't.

use std::fmt;

/// A request that is proven to be the provider's.
pub struct Verified<'a> {
    pub(super) body: &'a [u8],
    pub(super) timestamp: &'a str,
    pub(super) external_id: &'a str,
    pub(super) partner_id: &'a str,
    pub(super) client: Option<String>,
    pub(super) signature_hash: String,
    pub(super) repeat: bool,
}

impl<'a> Verified<'a> {
    /// The body, exactly as it was signed up to white space (and not signed at all with the token formula).
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Whether the same request was accepted before: answer what you answered then. If your own records don't show
    /// that you acted on it (you may have crashed in between), act now.
    #[must_use]
    pub fn is_repeat(&self) -> bool {
        self.repeat
    }

    /// `X-TIMESTAMP` as received.
    #[must_use]
    pub fn timestamp(&self) -> &'a str {
        self.timestamp
    }

    /// `X-EXTERNAL-ID` as received. No signature of SNAP covers it.
    #[must_use]
    pub fn external_id(&self) -> &'a str {
        self.external_id
    }

    /// `X-PARTNER-ID` as received, or empty. No signature of SNAP covers it, save the token formula over it.
    #[must_use]
    pub fn partner_id(&self) -> &'a str {
        self.partner_id
    }

    /// Whom the token was issued to, or the id that the token formula signed.
    #[must_use]
    pub fn client(&self) -> Option<&str> {
        self.client.as_deref()
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("external_id", &self.external_id)
            .field("repeat", &self.repeat)
            .finish_non_exhaustive()
    }
}
