//! What happens to a payment, and what is to be done about it, as plain data.
//!
//! May use: the values. Must not know: who saw it, who does it.

use super::{Moment, Offer, Receipt, State};
use crate::Rupiah;
use std::time::Duration;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The provider named a price.
    Inquired(Offer),
    /// It did not; an inquiry moves no money.
    InquiryFailed,
    /// The caller wants to send now.
    Permit(Permit),
    /// The call that was permitted came back.
    Answered(Answer),
    /// The process that was sending is gone, or lost its journal.
    Interrupted,
    /// A look-up came back.
    LookedUp(Finding),
    /// The provider called us: a hint that nobody can verify.
    CalledBack,
    /// The time that was due has come for what was never sent.
    Expired,
    /// The journal came from a back-up: this may have been sent since, and the journal does not know.
    Restored,
    /// The caller does not want it any more.
    Cancel,
    /// A person, or a settlement report, has decided.
    Closed(Verdict),
}

/// A permit that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The monotonic time beside `now`.
    pub monotonic: Duration,
    /// See [`Attempt::request_hash`](super::Attempt::request_hash).
    pub request_hash: String,
    /// See [`Attempt::ahead`](super::Attempt::ahead).
    pub ahead: Option<i64>,
}

/// What one payment call brought. Failure is a closed list; everything else is [`Unclear`](Self::Unclear).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// **Proven**: it was never sent.
    NotSent,
    /// The token was refused in the provider's documented form. Probably nothing was done; a look-up decides.
    TurnedAway,
    /// Paid, by an answer that is complete and fits the request.
    Success {
        /// The provider's id.
        transaction_id: String,
        /// What was paid.
        price: Rupiah,
        /// Whether the goods came.
        receipt: Receipt,
    },
    /// Taken, not finished.
    Pending {
        /// The provider's id, if the answer has one.
        transaction_id: Option<String>,
    },
    /// Refused by a code that a document promises to mean that nothing was done.
    Refused {
        /// The code.
        code: Option<String>,
    },
    /// Ours, and given back.
    Refunded {
        /// The provider's id.
        transaction_id: String,
    },
    /// Anything else at all.
    Unclear,
}

/// What a look-up brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// One transaction is ours.
    Found {
        /// Where it stands.
        standing: Standing,
        /// The provider's id.
        transaction_id: String,
        /// Its price, as far as the provider says.
        price: Option<Rupiah>,
        /// Whether the goods came.
        receipt: Receipt,
    },
    /// Every page of the whole window was read, and it is not there.
    Absent,
    /// More than one may be ours.
    Candidates,
    /// One has our reference, and another customer or price.
    Contradiction,
    /// The look-up failed, or its answer can't be read or proves nothing.
    Unavailable,
    /// There is no way to look it up.
    Impossible,
}

impl Finding {
    pub(in crate::payments) fn is_failed(&self) -> bool {
        matches!(self, Self::Found { standing: Standing::Failed, .. })
    }
}

/// Where a transaction stands at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Paid.
    Success,
    /// In progress.
    Pending,
    /// Not paid.
    Failed,
    /// Paid and given back.
    Refunded,
}

impl Standing {
    /// The provider has finished with it.
    #[must_use]
    pub fn is_settled(self) -> bool {
        self != Self::Pending
    }
}

/// What a person decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was paid; with the provider's id, where it is known.
    Paid(Option<String>),
    /// It was not.
    NotPaid,
    /// It was paid and given back.
    Reversed,
}

impl Verdict {
    pub(super) fn state(&self) -> State {
        match self {
            Self::Paid(_) => State::Paid,
            Self::NotPaid => State::NotPaid,
            Self::Reversed => State::Reversed,
        }
    }
}

/// What is to be done after a step was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Send, once, under the newest attempt. Only ever after the step into `Sending` is on disk.
    Send,
    /// Look up now.
    LookUp,
    /// Tell a person.
    Alert,
    /// Nothing was permitted, and nothing is to be stored.
    Refuse(Refusal),
}

/// Why a permit or another wish was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not in this state.
    NotNow,
    /// The biller's cut-off, until this moment.
    CutOff(Moment),
}
