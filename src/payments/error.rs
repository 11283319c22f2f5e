//! Why a payment was not sent.
//!
//! May use: the journal's errors, a port's. Always means: nothing was sent, and the same call may be made again.

use super::{journal::JournalError, machine::IntentId, port::PortError};
use std::{error::Error as StdError, fmt, sync::Arc, time::SystemTime};

/// **Nothing was sent by this call**, and the same call may be made again once the cause is gone.
#[derive(Clone)]
pub struct PayError {
    kind: PayErrorKind,
    text: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The kinds of [`PayError`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayErrorKind {
    /// An argument can't be used; the text names it.
    Invalid,
    /// The key belongs to a payment with other parameters, or of another environment. Keys are for ever: take another one.
    KeyReused(IntentId),
    /// This other payment of the same target may be under way.
    AlreadyOpen(IntentId),
    /// The price is above what the caller or the limits allow.
    AboveLimit,
    /// The quote is too old, or the price has changed: inquire again, and take a new key.
    QuoteExpired,
    /// The biller takes nothing until then.
    CutOff {
        /// The end of the cut-off.
        until: SystemTime,
    },
    /// The deposit would fall below its floor.
    LowDeposit,
    /// The price could not be had.
    NoQuote,
    /// It is proven that nothing was sent: no connection, no token, the permit ran out.
    NotSent,
    /// Sending is held until a person releases it: the journal may come from a back-up.
    Held,
    /// It is being shut down.
    Stopped,
    /// There is no such payment, or it can't be done with it where it stands.
    NotNow,
    /// The journal fails, so nothing may be sent.
    Store,
}

impl PayError {
    pub(super) fn new(kind: PayErrorKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), source: None }
    }

    pub(super) fn invalid(field: &str, text: &str) -> Self {
        Self::new(PayErrorKind::Invalid, format!("{field}: {text}"))
    }

    pub(super) fn caused(kind: PayErrorKind, text: impl Into<String>, cause: Option<PortError>) -> Self {
        Self { source: cause.map(Arc::from), ..Self::new(kind, text) }
    }

    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> &PayErrorKind {
        &self.kind
    }
}

impl From<JournalError> for PayError {
    fn from(error: JournalError) -> Self {
        let kind = match &error {
            JournalError::AlreadyOpen(id) => PayErrorKind::AlreadyOpen(id.clone()),
            JournalError::NotFound | JournalError::Conflict | JournalError::Claimed(_) => PayErrorKind::NotNow,
            JournalError::InUse(_) | JournalError::Store(_) => PayErrorKind::Store,
        };
        Self { text: error.to_string(), kind, source: Some(Arc::new(error)) }
    }
}

impl fmt::Display for PayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; nothing was sent", self.text)
    }
}

impl fmt::Debug for PayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PayError").field("kind", &self.kind).field("text", &self.text).finish_non_exhaustive()
    }
}

impl StdError for PayError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
