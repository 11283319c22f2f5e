//! What is answered to one line.
//!
//! Comes in: what the library made. Stays out: keys and secrets. The order of the fields is part of the contract.

use serde::Serialize;

/// One answer. Each variant has exactly the fields of its kind.
///
/// `string_to_sign` holds the token of a symmetric signature: that is what was asked for.
#[derive(Serialize)]
#[serde(untagged)]
#[allow(missing_debug_implementations)] // it may hold a token
pub enum Answer {
    /// Of `minify`.
    Minified {
        /// The body without white space outside strings.
        minified: String,
    },
    /// Of `body_hash`.
    Hash {
        /// SHA-256 of the minified body in lower-case hex.
        body_hash: String,
    },
    /// Of `token_rsa`.
    Token {
        /// `client_id|timestamp`.
        string_to_sign: String,
        /// Base64.
        signature: String,
    },
    /// Of `tx_hmac`.
    Symmetric {
        /// SHA-256 of the minified body in lower-case hex.
        body_hash: String,
        /// `METHOD:path:token:body hash:timestamp`.
        string_to_sign: String,
        /// Base64.
        signature: String,
        /// The same bytes in lower-case hex.
        signature_hex: String,
    },
    /// Of `tx_hmac_sts`.
    Unsigned {
        /// SHA-256 of the minified body in lower-case hex.
        body_hash: String,
        /// `METHOD:path:token:body hash:timestamp`.
        string_to_sign: String,
    },
    /// Of `tx_rsa`.
    Asymmetric {
        /// SHA-256 of the minified body in lower-case hex.
        body_hash: String,
        /// `METHOD:path:body hash:timestamp`.
        string_to_sign: String,
        /// Base64.
        signature: String,
    },
    /// Of `hmac_sts`.
    Tag {
        /// Base64.
        signature: String,
        /// The same bytes in lower-case hex.
        signature_hex: String,
    },
    /// Of the kinds that verify.
    Verdict {
        /// Whether the signature fits.
        valid: bool,
    },
    /// The line can't be served.
    Error {
        /// Why, and what to do; holds nothing of the line but names of fields.
        error: String,
    },
}

impl Answer {
    /// The line can't be served.
    #[must_use]
    pub fn error(why: impl Into<String>) -> Self {
        Self::Error { error: why.into() }
    }
}
