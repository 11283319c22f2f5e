//! The exact text that is signed.
//!
//! Comes in: the texts of a request. Stays out: keys; `Debug`, because the text of a symmetric signature holds the token.

use std::fmt;
use std::ops::Range;

use aws_lc_rs::hmac;

use super::body::Body;
use super::error::SnapError;
use super::key::{PrivateKey, PublicKey};
use super::profile::{EmptyBody, Profile, SignatureText};
use super::sign::HmacKey;
use super::signed::Signed;
use crate::Secret;

/// A string to sign. Treat it as a secret: with a symmetric signature it holds the token.
#[derive(Clone)]
pub struct StringToSign {
    text: String,
    body_hash: Range<usize>,
}

impl StringToSign {
    /// For a transaction: the same text that [`sign`](super::sign) signs, without signing it. With a token for a
    /// symmetric signature, without one for an asymmetric signature.
    ///
    /// ```
    /// use bayar::snap::{Profile, StringToSign};
    ///
    /// let time = "2026-01-02T03:04:05+07:00";
    /// let text = StringToSign::transaction(&Profile::standard(), "POST", "/v1.0/qr/qr-mpm-query", None, b"{}", time);
    /// assert!(text.as_str().starts_with("POST:/v1.0/qr/qr-mpm-query:44136fa355b3678a"));
    /// ```
    #[must_use]
    pub fn transaction<'a>(
        profile: &Profile,
        method: &str,
        path_and_query: &str,
        token: Option<&Secret>,
        body: impl Into<Body<'a>>,
        timestamp: &str,
    ) -> Self {
        transaction_text(profile, method, path_and_query, token.map(Secret::expose), body.into(), timestamp)
    }

    /// For a token request: `client_id|timestamp`.
    #[must_use]
    pub fn token(client_id: &str, timestamp: &str) -> Self {
        token_text(client_id, timestamp)
    }

    /// A text that was made elsewhere, as it is.
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), body_hash: 0..0 }
    }

    /// The text. Treat it as a secret.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The body hash within it: 64 lower-case hex digits, or nothing where there is none.
    #[must_use]
    pub fn body_hash(&self) -> &str {
        &self.text[self.body_hash.clone()]
    }

    /// Signs it with HMAC-SHA512.
    #[must_use]
    pub fn hmac(self, key: &HmacKey, form: SignatureText) -> Signed {
        let tag = hmac::sign(&key.0, self.text.as_bytes());
        Signed::new(self, tag.as_ref(), form)
    }

    /// Whether this signature was made over this text with the secret: constant time, and only in the exact text form.
    ///
    /// It says nothing about freshness and repeats; for requests that you receive there is
    /// [`Verifier`](super::verify::Verifier).
    #[must_use]
    pub fn fits_hmac(&self, key: &HmacKey, signature: &str, form: SignatureText) -> bool {
        form.decode(signature).is_some_and(|tag| hmac::verify(&key.0, self.text.as_bytes(), &tag).is_ok())
    }

    /// Signs it with RSA SHA-256 and a key in memory.
    ///
    /// # Errors
    ///
    /// [`SnapErrorKind::Signer`](super::SnapErrorKind::Signer) if the key can't sign.
    pub fn rsa(self, key: &PrivateKey, form: SignatureText) -> Result<Signed, SnapError> {
        let signature = key.sign_bytes(self.text.as_bytes())?;
        Ok(Signed::new(self, &signature, form))
    }

    /// Whether this signature was made over this text with the private key that belongs to the public key; only in the
    /// exact text form.
    #[must_use]
    pub fn fits_rsa(&self, key: &PublicKey, signature: &str, form: SignatureText) -> bool {
        form.decode(signature).is_some_and(|bytes| key.verifies(self.text.as_bytes(), &bytes))
    }
}

impl fmt::Debug for StringToSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StringToSign").field("body_hash", &self.body_hash()).finish_non_exhaustive()
    }
}

pub(crate) fn token_text(client_id: &str, timestamp: &str) -> StringToSign {
    StringToSign::from_text(format!("{client_id}|{timestamp}"))
}

pub(crate) fn transaction_text(
    profile: &Profile,
    method: &str,
    path_and_query: &str,
    token: Option<&str>,
    body: Body<'_>,
    timestamp: &str,
) -> StringToSign {
    let path = profile.signed_path(path_and_query);
    let hash = body.hash();
    let hash = match profile.empty_body {
        EmptyBody::EmptyField if body.bytes().is_empty() => "",
        _ => hash.as_str(),
    };
    joined(method, &path, token, hash, timestamp)
}

fn joined(method: &str, path: &str, token: Option<&str>, hash: &str, timestamp: &str) -> StringToSign {
    let size = method.len() + path.len() + token.map_or(0, |token| token.len() + 1);
    let mut text = String::with_capacity(size + hash.len() + timestamp.len() + 3);
    text.push_str(method);
    text.make_ascii_uppercase();
    text.push(':');
    text.push_str(path);
    text.push(':');
    if let Some(token) = token {
        text.push_str(token);
        text.push(':');
    }
    let start = text.len();
    text.push_str(hash);
    let body_hash = start..text.len();
    text.push(':');
    text.push_str(timestamp);
    StringToSign { text, body_hash }
}
