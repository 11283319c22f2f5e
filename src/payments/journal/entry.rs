//! What goes into a journal and comes out of it, beside the records.
//!
//! May use: the machine's data.

use crate::payments::machine::{IntentId, Moment, Record, State};
use std::{error::Error as StdError, fmt, path::PathBuf, sync::Arc};

/// What is written beside a version: what happened. It stays for ever, so it must hold no data about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Moment,
    /// What happened, in a word.
    pub kind: &'static str,
    /// Evidence: status and codes of an answer, a person's grounds.
    pub note: Option<String>,
    /// Who did it, if a person did.
    pub actor: Option<String>,
    /// The provider's answer to a look-up, [redacted](crate::payments::redacted). That to a payment stands with its attempt.
    pub answer: Option<String>,
}

impl Entry {
    /// The kind of an entry that consumers of the feed get although the state stays the same: the goods of a payment came later
    /// than its success.
    pub const RECEIPT: &'static str = "receipt";

    /// Something that happened by itself.
    #[must_use]
    pub fn new(at: Moment, kind: &'static str) -> Self {
        Self { at, kind, note: None, actor: None, answer: None }
    }
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its place among all entries of the journal, from 1.
    pub position: u64,
    /// Of which payment.
    pub id: IntentId,
    /// The version that came with it.
    pub version: u64,
    /// When.
    pub at: Moment,
    /// The state before; nothing for a new payment.
    pub from: Option<State>,
    /// The state after.
    pub to: State,
    /// What happened.
    pub kind: String,
    /// Evidence.
    pub note: Option<String>,
    /// Who did it, if a person did.
    pub actor: Option<String>,
    /// The provider's answer to a look-up, redacted.
    pub answer: Option<String>,
}

/// A change of state, or a receipt that came later, as a consumer gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What to acknowledge.
    pub position: u64,
    /// The state that it came to. The record may stand elsewhere by now.
    pub to: State,
    /// When.
    pub at: Moment,
    /// The payment as it is now.
    pub record: Record,
}

/// What came of storing a new payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// It is stored.
    New(Record),
    /// The key was used before; this is what it made.
    Existing(Record),
}

/// Which payments to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// In any of these states.
    pub states: Vec<State>,
    /// Behind this one.
    pub after: Option<IntentId>,
    /// At most so many.
    pub limit: usize,
}

/// How many payments stand in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The state.
    pub state: State,
    /// How many.
    pub number: u64,
    /// Since when the one that waits longest has stood there, however often it was looked up meanwhile.
    pub oldest: Moment,
}

/// Why a journal did not do it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JournalError {
    /// Somebody else has stored a newer version.
    Conflict,
    /// This other payment of the same target is open.
    AlreadyOpen(IntentId),
    /// The transaction belongs to this other payment.
    Claimed(IntentId),
    /// There is no such payment.
    NotFound,
    /// Another process has this journal open, and only one at a time may write.
    InUse(PathBuf),
    /// The store fails. What was asked for may or may not have been stored.
    Store(Arc<dyn StdError + Send + Sync>),
}

impl JournalError {
    /// A failure of the store.
    pub fn store(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Store(cause.into().into())
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict => f.write_str("somebody else has changed this payment meanwhile"),
            Self::AlreadyOpen(id) => write!(f, "payment {id} of the same target is open"),
            Self::Claimed(id) => write!(f, "the transaction belongs to payment {id}"),
            Self::NotFound => f.write_str("the journal has no such payment"),
            Self::InUse(path) => write!(
                f,
                "{} is open elsewhere: one process per journal; end the other one, or open it for reading only",
                path.display()
            ),
            Self::Store(_) => f.write_str("the journal's store fails"),
        }
    }
}

impl StdError for JournalError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Store(cause) => Some(&**cause),
            _ => None,
        }
    }
}
