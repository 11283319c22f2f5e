//! What can go wrong inside `snap`.
//!
//! Comes in: words that name the field and the fix. Stays out: secrets, tokens, key material, and what was signed.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

/// What a [`SnapError`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SnapErrorKind {
    /// A key could not be read, is of the wrong kind, or is too short.
    Key,
    /// A [`Signer`](super::Signer) could not make a signature.
    Signer,
    /// A text is not JSON; see [`SnapError::offset`].
    Json,
    /// A `responseCode` has no HTTP status or no case in it.
    Code,
    /// A timestamp is not in a form of the standard.
    Timestamp,
    /// An external id can't be made as the profile asks.
    ExternalId,
    /// A text that was given could not be read as an HTTP request.
    Request,
    /// A store of the application (replays, external ids) failed.
    Store,
}

/// A failure of `snap`: nothing was signed, and nothing was accepted.
///
/// The message names the field and says how to put it right. It never holds a secret, a token or key material.
pub struct SnapError {
    kind: SnapErrorKind,
    field: &'static str,
    message: Cow<'static, str>,
    offset: Option<usize>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl SnapError {
    pub(crate) fn new(kind: SnapErrorKind, field: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, field, message: message.into(), offset: None, source: None }
    }

    pub(crate) fn at(mut self, offset: usize) -> Self {
        self.offset = Some(offset);
        self
    }

    /// The failure of a signer outside this crate, such as a KMS or an HSM.
    ///
    /// The source is kept as it is and printed with the error: it must hold no key material.
    pub fn signer(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let mut error = Self::new(
            SnapErrorKind::Signer,
            "signer",
            "the signer gave no signature, so nothing can be sent; see the source of this error",
        );
        error.source = Some(source.into());
        error
    }

    /// The failure of a store outside this crate, such as a database of seen external ids.
    pub fn store(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let mut error = Self::new(
            SnapErrorKind::Store,
            "store",
            "the store gave no answer, so nothing can be accepted; see the source of this error",
        );
        error.source = Some(source.into());
        error
    }

    /// What the failure is about.
    #[must_use]
    pub fn kind(&self) -> SnapErrorKind {
        self.kind
    }

    /// The field that has to be put right, as `private_key` or `responseCode`.
    #[must_use]
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// Where in the text the fault is, counted in bytes from 0, if it has a place.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        self.offset
    }
}

impl fmt::Display for SnapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)?;
        match self.offset {
            Some(offset) => write!(f, " (byte {offset})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for SnapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnapError")
            .field("kind", &self.kind)
            .field("message", &format_args!("{self}"))
            .field("source", &self.source)
            .finish()
    }
}

impl Error for SnapError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
