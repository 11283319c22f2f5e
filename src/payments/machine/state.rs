//! The states of a payment.
//!
//! May use: nothing. Must not know: how one leads to another.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The intent is stored.
    New,
    /// The price is known and agreed. The only state from which it may be sent.
    Quoted,
    /// The permit to send is on disk; bytes may be on the wire.
    Sending,
    /// It may or may not have been executed.
    Unknown,
    /// The provider took it and has not finished.
    Pending,
    /// The provider says that it is paid.
    Paid,
    /// There is proof that it was not executed, or it failed in the end.
    NotPaid,
    /// It was paid, and the provider reports a refund.
    Reversed,
    /// Closed before anything was sent.
    Cancelled,
    /// The automatic means are exhausted, or evidence conflicts: a case for a person.
    Review,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::New,
        Self::Quoted,
        Self::Sending,
        Self::Unknown,
        Self::Pending,
        Self::Paid,
        Self::NotPaid,
        Self::Reversed,
        Self::Cancelled,
        Self::Review,
    ];

    /// Its name in stores and logs: `not_paid`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Quoted => "quoted",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::NotPaid => "not_paid",
            Self::Reversed => "reversed",
            Self::Cancelled => "cancelled",
            Self::Review => "review",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Money may be under way: no other payment of the same target may be sent meanwhile.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Sending | Self::Unknown | Self::Pending | Self::Review)
    }

    /// Nothing was sent that is not proven to have stayed without effect.
    #[must_use]
    pub fn is_before_sending(self) -> bool {
        matches!(self, Self::New | Self::Quoted)
    }

    /// No automatic step leads on. Evidence that contradicts it may still come.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Paid | Self::NotPaid | Self::Reversed | Self::Cancelled)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
