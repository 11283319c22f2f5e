//! Every arrow that exists between two states.
//!
//! May use: the states. A test walks [`step`](super::step) and finds these arrows and no other.

use super::State::{self, *};

/// A change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arrow {
    /// Before.
    pub from: State,
    /// What happens.
    pub event: &'static str,
    /// After.
    pub to: State,
}

const fn arrow(from: State, event: &'static str, to: State) -> Arrow {
    Arrow { from, event, to }
}

/// All of them, by the state they leave. What changes no state is not here.
pub const ARROWS: &[Arrow] = &[
    arrow(New, "price is within the limit", Quoted),
    arrow(New, "price above the limit, cancelled, too old", Cancelled),
    arrow(New, "restored from a back-up", Review),
    arrow(Quoted, "permit is on disk", Sending),
    arrow(Quoted, "cancelled, too old, other price", Cancelled),
    arrow(Quoted, "attempts are spent; restored from a back-up", Review),
    arrow(Sending, "proof: not sent, or turned away and absent", Quoted),
    arrow(Sending, "success", Paid),
    arrow(Sending, "in progress", Pending),
    arrow(Sending, "refusal on the closed list, or failed", NotPaid),
    arrow(Sending, "refunded", Reversed),
    arrow(Sending, "anything else, or interrupted", Unknown),
    arrow(Sending, "turned away; found in conflict", Review),
    arrow(Unknown, "found paid", Paid),
    arrow(Unknown, "found in progress", Pending),
    arrow(Unknown, "found failed, or conclusively absent", NotPaid),
    arrow(Unknown, "found refunded", Reversed),
    arrow(Unknown, "conflict, or no more look-ups", Review),
    arrow(Pending, "found paid", Paid),
    arrow(Pending, "found failed", NotPaid),
    arrow(Pending, "found refunded", Reversed),
    arrow(Pending, "absent, conflict, or no more look-ups", Review),
    arrow(Paid, "found refunded", Reversed),
    arrow(Paid, "evidence against it", Review),
    arrow(NotPaid, "evidence against it", Review),
    arrow(Cancelled, "turned away once, and executed late", Review),
    arrow(Review, "a person says paid", Paid),
    arrow(Review, "a person says not paid", NotPaid),
    arrow(Review, "a person says refunded", Reversed),
];
