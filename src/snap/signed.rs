//! A finished signature.
//!
//! Comes in: the string to sign and the bytes of its signature. Stays out: keys.

use std::fmt;

use super::profile::SignatureText;
use super::string_to_sign::StringToSign;

/// A signature, and what it was made of.
///
/// The string to sign holds the token of a symmetric signature: it is a secret, and `Debug` doesn't show it.
#[derive(Clone)]
pub struct Signed {
    string_to_sign: StringToSign,
    signature: String,
    text: SignatureText,
}

impl Signed {
    /// The value of `X-SIGNATURE`, in the text form of the profile.
    #[must_use]
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// The value of `X-SIGNATURE`, taken out.
    #[must_use]
    pub fn into_signature(self) -> String {
        self.signature
    }

    /// The same signature in a text form of your choice.
    #[must_use]
    pub fn signature_as(&self, form: SignatureText) -> String {
        if form == self.text {
            return self.signature.clone();
        }
        let bytes = self.text.decode(&self.signature).unwrap_or_default();
        form.encode(&bytes)
    }

    /// The exact text that was signed. Treat it as a secret: with a symmetric signature it holds the token.
    #[must_use]
    pub fn string_to_sign(&self) -> &str {
        self.string_to_sign.as_str()
    }

    /// The body hash within the string to sign: 64 lower-case hex digits; empty for a token request, and where the
    /// profile has an empty field for an empty body.
    #[must_use]
    pub fn body_hash(&self) -> &str {
        self.string_to_sign.body_hash()
    }

    pub(super) fn new(string_to_sign: StringToSign, signature: &[u8], text: SignatureText) -> Self {
        Self { signature: text.encode(signature), string_to_sign, text }
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("body_hash", &self.body_hash()).finish_non_exhaustive()
    }
}
