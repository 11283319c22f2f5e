//! The choices that a profile is made of.
//!
//! Comes in: what providers' documents disagree about. Stays out: the code that acts on a choice.

use std::borrow::Cow;

use crate::snap::text;

/// How transaction requests are signed. It is agreed for a partner, not for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Scheme {
    /// With a B2B token and HMAC-SHA512 over the client secret: the default of the standard.
    #[default]
    Symmetric,
    /// Without a token, by RSA with SHA-256.
    Asymmetric,
}

/// How the bytes of a signature become text. The standard doesn't say; nearly everyone uses base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum SignatureText {
    /// Standard alphabet, padded.
    #[default]
    Base64,
    /// Lower-case hex.
    Hex,
}

impl SignatureText {
    /// The bytes as text.
    #[must_use]
    pub fn encode(self, signature: &[u8]) -> String {
        match self {
            Self::Base64 => text::base64(signature),
            Self::Hex => text::hex(signature),
        }
    }

    /// The bytes that a text stands for, if it is exactly what [`encode`](Self::encode) makes of them.
    #[must_use]
    pub fn decode(self, signature: &str) -> Option<Vec<u8>> {
        match self {
            Self::Base64 => text::from_base64(signature),
            Self::Hex => text::from_hex(signature),
        }
    }
}

/// What stands in the string to sign when there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum EmptyBody {
    /// The SHA-256 of nothing: the standard; BRI and BCA print the value.
    #[default]
    Hash,
    /// An empty field; the colons stay.
    EmptyField,
}

/// What of the query string is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum QueryRule {
    /// All of it, as on the request line: the standard.
    #[default]
    Include,
    /// Nothing, as BRI has it.
    Exclude,
    /// The parameters sorted by name, then by value, and percent-encoded by RFC 3986, as BCA has it.
    SortedEncoded,
}

/// How the signed path differs from the path on the request line.
///
/// The same setting serves a webhook behind a reverse proxy: strip what the proxy added, and add what it took away.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct PathPrefix {
    pub(crate) strip: Cow<'static, str>,
    pub(crate) prepend: Cow<'static, str>,
}

impl PathPrefix {
    /// The path is signed as it is called.
    #[must_use]
    pub const fn as_called() -> Self {
        Self { strip: Cow::Borrowed(""), prepend: Cow::Borrowed("") }
    }

    /// A prefix that is on the request line and isn't signed, as `/nicepay` at NICEPAY.
    ///
    /// It is taken away only in front of a `/` or at the end; a path that doesn't start with it is signed as it is.
    #[must_use]
    pub fn strip(mut self, prefix: impl Into<Cow<'static, str>>) -> Self {
        self.strip = prefix.into();
        self
    }

    /// A prefix that is signed and isn't on the request line.
    #[must_use]
    pub fn prepend(mut self, prefix: impl Into<Cow<'static, str>>) -> Self {
        self.prepend = prefix.into();
        self
    }
}

/// The words of the body of a token request, which changed between versions of the standard.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct GrantSpelling {
    /// The name of the field.
    pub field: Cow<'static, str>,
    /// The value for a B2B token.
    pub client_credentials: Cow<'static, str>,
    /// The value for a customer's token from an auth code.
    pub authorization_code: Cow<'static, str>,
    /// The value for a customer's token from a refresh token.
    pub refresh_token: Cow<'static, str>,
}

impl GrantSpelling {
    /// `{"grantType":"client_credentials"}`, and `AUTHORIZATION_CODE`, `REFRESH_TOKEN` for customers' tokens.
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            field: Cow::Borrowed("grantType"),
            client_credentials: Cow::Borrowed("client_credentials"),
            authorization_code: Cow::Borrowed("AUTHORIZATION_CODE"),
            refresh_token: Cow::Borrowed("REFRESH_TOKEN"),
        }
    }

    /// The same with lower-case values for customers' tokens, as the samples of the standard have them.
    #[must_use]
    pub fn lower_case() -> Self {
        Self {
            authorization_code: Cow::Borrowed("authorization_code"),
            refresh_token: Cow::Borrowed("refresh_token"),
            ..Self::standard()
        }
    }

    /// The same with another name of the field, such as `granttype` (before 1.0.2).
    #[must_use]
    pub fn field(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.field = name.into();
        self
    }
}

impl Default for GrantSpelling {
    fn default() -> Self {
        Self::standard()
    }
}
