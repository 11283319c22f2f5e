//! Why a payment was not sent.
//!
//! May use: the journal's errors, a port's. Always means: nothing was sent by this call. What may be done with its key is said with
//! each kind.

use super::{journal::JournalError, machine::IntentId, port::PortError};
use std::{error::Error as StdError, fmt, sync::Arc, time::SystemTime};

/// **Nothing was sent by this call**, and making it again with the same key never pays twice. Whether that is of use says the
/// [kind](PayErrorKind): after some the key is spent, which means that its payment is closed as not sent.
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
    /// An argument can't be used; the text names it. Nothing was stored: correct it, the key is free.
    Invalid,
    /// The key belongs to this payment, which has other parameters (`at_most` of [`settle`](super::Payments::settle) and the price of
    /// [`buy`](super::Payments::buy) among them) or is of another environment. Keys are for ever. Look at that payment first: only
    /// what is another payment takes another key.
    KeyReused(IntentId),
    /// This other payment of the same target may be under way. Nothing was stored: the same call, once that one is closed.
    AlreadyOpen(IntentId),
    /// The price is above what the caller or the limits allow. Where the price was asked for
    /// ([`settle`](super::Payments::settle)) **the key is spent**: the same call answers `NotPaid`, and another `at_most` is
    /// [`KeyReused`](Self::KeyReused); take a new key with a higher limit. A price that was above
    /// [`Limits::per_payment`](super::Limits) from the start stores nothing: the key is free.
    AboveLimit,
    /// The quote is too old, or the price has changed. Inquire again, and take a new key: this one is spent, unless the quote was
    /// too old when the key came for the first time.
    QuoteExpired,
    /// The biller takes nothing until then. The same call after it; if the quote has grown too old by then,
    /// [`QuoteExpired`](Self::QuoteExpired) comes.
    CutOff {
        /// The end of the cut-off.
        until: SystemTime,
    },
    /// The deposit would fall below its floor, or is not known (then with a source). The same call, as long as the quote is not too
    /// old.
    LowDeposit,
    /// The price could not be had; the source says why. The same call, once that is mended.
    NoQuote,
    /// It is proven that nothing was sent: no connection, no token, the permit ran out. The same call, as long as the quote is not
    /// too old; when the policy's attempts are spent it is in `Review`.
    NotSent,
    /// Sending is held until a person releases it: the journal may come from a back-up. A key that the journal knows as not sent is
    /// in `Review` after the release, this one too.
    Held,
    /// It is being shut down. The same call in the next process.
    Stopped,
    /// There is no such payment, or it can't be done with it where it stands. The same call brings the same until it stands
    /// elsewhere.
    NotNow,
    /// The journal fails, so nothing may be sent. The same call once it works, whatever was stored.
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
