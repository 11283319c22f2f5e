//! Is this request really from the provider, fresh, and new?
//!
//! Comes in: a request as it was received, before any framework parsed its body. Stays out: doubt; what can't be
//! checked is refused.
//!
//! A verified request is not yet a payment: match its reference **and its amount** with your order before you act.

mod issue;
mod received;
mod refusal;
mod replay;
#[cfg(test)]
mod tests;
mod verified;
mod verifier;
mod webhook;

pub use issue::{IssuedToken, TokenCheck, TokenIssuer};
pub use received::Received;
pub use refusal::{Refusal, RefusalReason};
pub use replay::{Answer, MemoryReplays, ReplayStore, Seen};
pub use verified::Verified;
pub use verifier::Verifier;
pub use webhook::TestWebhook;
