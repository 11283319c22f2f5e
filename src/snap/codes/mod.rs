//! What a response code means, what to do next, and whether the outcome stays open.
//!
//! Comes in: a code, the HTTP status line, the profile. Stays out: guesses; a failure is proof that nothing was done
//! only where the provider's own document lists the code for that service.

mod reading;
mod rules;
mod table;

pub use reading::{Original, Reading};
pub use rules::CaseRule;
pub use table::{CodeRow, TABLE};

/// Where a request stands after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Standing {
    /// It was done.
    Success,
    /// It was taken and is not finished.
    InProgress,
    /// It was refused. Whether that is proof, see [`Reading::is_proof`].
    Failed,
    /// Nothing can be said: ask for the status.
    Open,
}

impl Standing {
    /// The standing in a word or two.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Success => "done",
            Self::InProgress => "in progress",
            Self::Failed => "refused",
            Self::Open => "open",
        }
    }
}

/// The standard's kinds of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Category {
    /// About the systems in between.
    System,
    /// About the form of the message.
    Message,
    /// About the transaction itself.
    Business,
}

/// What to do after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NextStep {
    /// Go on.
    GoOn,
    /// Put the request right; the same request gets the same answer.
    Correct,
    /// Get a fresh B2B token, and sign again with a new time and a new external id, once.
    FreshToken,
    /// Check the key, the client id and the clock; `explain` names the cause of a refused signature.
    CheckSignature,
    /// Refresh the customer's token, or let the customer bind the account again.
    FreshCustomerToken,
    /// Let the customer bind the account again.
    BindAgain,
    /// Try later, unchanged; honour `Retry-After`.
    Later,
    /// Ask for the status before anything else, and don't send under a new reference.
    Inquire,
    /// Ask for the status of the earlier transaction that this one is about.
    InquireOriginal,
    /// Let the customer go through the OTP.
    Otp,
    /// Nothing can be done with this request; tell the customer.
    Stop,
}

impl NextStep {
    /// The step in words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::GoOn => "go on",
            Self::Correct => "put the request right; the same request gets the same answer",
            Self::FreshToken => "get a fresh B2B token and sign again with a new time and external id, once",
            Self::CheckSignature => "check key, client id and clock; explain names the cause of a refused signature",
            Self::FreshCustomerToken => "refresh the customer's token, or let the customer bind the account again",
            Self::BindAgain => "let the customer bind the account again",
            Self::Later => "try later, unchanged; honour Retry-After",
            Self::Inquire => "ask for the status before anything else; don't send under a new reference",
            Self::InquireOriginal => "ask for the status of the earlier transaction",
            Self::Otp => "let the customer go through the OTP",
            Self::Stop => "nothing more can be done with this request; tell the customer",
        }
    }
}
