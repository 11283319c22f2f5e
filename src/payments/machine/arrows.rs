//! Every arrow that exists between two states.
//!
//! May use: the states. A test walks [`step`](super::step) and finds these arrows and no other.

use super::State::{self, *};

/// A change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arrow {
    /// Before.
    pub from: State,
    /// What happens, in words.
    pub event: &'static str,
    /// The kinds of events that can lead along it, in the order of the alphabet; a finding and an answer name what they found.
    pub kinds: &'static [&'static str],
    /// After.
    pub to: State,
}

const fn arrow(from: State, event: &'static str, kinds: &'static [&'static str], to: State) -> Arrow {
    Arrow { from, event, kinds, to }
}

/// All of them, by the state they leave. What changes no state is not here.
pub const ARROWS: &[Arrow] = &[
    arrow(New, "price is within the limit", &["inquired"], Quoted),
    arrow(New, "price above the limit, cancelled, too old", &["cancel", "expired", "inquired"], Cancelled),
    arrow(New, "restored from a back-up", &["restored"], Review),
    arrow(Quoted, "permit is on disk", &["permit"], Sending),
    arrow(Quoted, "cancelled, too old, other price", &["cancel", "expired", "inquired", "permit"], Cancelled),
    arrow(Quoted, "attempts are spent; restored from a back-up", &["permit", "restored"], Review),
    arrow(Sending, "proof: not sent, or turned away and absent", &["answered: not sent", "looked up: absent"], Quoted),
    arrow(Sending, "success", &["answered: success", "looked up: found success"], Paid),
    arrow(Sending, "in progress", &["answered: pending", "looked up: found pending"], Pending),
    arrow(Sending, "refusal on the closed list, or failed", &["answered: refused", "looked up: found failed"], NotPaid),
    arrow(Sending, "refunded", &["answered: refunded", "looked up: found refunded"], Reversed),
    arrow(
        Sending,
        "anything else, or interrupted",
        &[
            "answered: success",
            "answered: turned away",
            "answered: unclear",
            "interrupted",
            "looked up: candidates",
            "looked up: contradiction",
            "looked up: impossible",
            "looked up: unavailable",
        ],
        Unknown,
    ),
    arrow(
        Sending,
        "turned away; found in conflict",
        &[
            "looked up: found failed",
            "looked up: found pending",
            "looked up: found refunded",
            "looked up: found success",
        ],
        Review,
    ),
    arrow(Unknown, "found paid, or late answer", &["answered: success", "looked up: found success"], Paid),
    arrow(Unknown, "found in progress, or late answer", &["answered: pending", "looked up: found pending"], Pending),
    arrow(
        Unknown,
        "found failed, late refusal, absent for good",
        &["answered: refused", "looked up: absent", "looked up: found failed"],
        NotPaid,
    ),
    arrow(Unknown, "found refunded, or late answer", &["answered: refunded", "looked up: found refunded"], Reversed),
    arrow(
        Unknown,
        "conflict, or no more look-ups",
        &[
            "looked up: absent",
            "looked up: candidates",
            "looked up: contradiction",
            "looked up: found failed",
            "looked up: found pending",
            "looked up: found refunded",
            "looked up: found success",
            "looked up: impossible",
            "looked up: unavailable",
        ],
        Review,
    ),
    arrow(Pending, "found paid, or late answer", &["answered: success", "looked up: found success"], Paid),
    arrow(Pending, "found failed", &["looked up: found failed"], NotPaid),
    arrow(Pending, "found refunded, or late answer", &["answered: refunded", "looked up: found refunded"], Reversed),
    arrow(
        Pending,
        "absent, conflict, or no more look-ups",
        &[
            "answered: pending",
            "answered: refunded",
            "answered: success",
            "looked up: absent",
            "looked up: candidates",
            "looked up: contradiction",
            "looked up: found failed",
            "looked up: found pending",
            "looked up: found refunded",
            "looked up: found success",
            "looked up: impossible",
            "looked up: unavailable",
        ],
        Review,
    ),
    arrow(Paid, "found refunded, or late answer", &["answered: refunded", "looked up: found refunded"], Reversed),
    arrow(
        Paid,
        "evidence against it",
        &[
            "answered: pending",
            "answered: refunded",
            "answered: success",
            "looked up: candidates",
            "looked up: contradiction",
            "looked up: found failed",
            "looked up: found pending",
            "looked up: found refunded",
            "looked up: found success",
        ],
        Review,
    ),
    arrow(
        NotPaid,
        "evidence against it",
        &[
            "answered: pending",
            "answered: refunded",
            "answered: success",
            "looked up: candidates",
            "looked up: contradiction",
            "looked up: found pending",
            "looked up: found refunded",
            "looked up: found success",
        ],
        Review,
    ),
    arrow(
        Cancelled,
        "turned away once, and executed late",
        &[
            "answered: pending",
            "answered: refunded",
            "answered: success",
            "looked up: candidates",
            "looked up: contradiction",
            "looked up: found pending",
            "looked up: found refunded",
            "looked up: found success",
        ],
        Review,
    ),
    arrow(Review, "a person says paid", &["closed: paid"], Paid),
    arrow(Review, "a person says not paid", &["closed: not paid"], NotPaid),
    arrow(Review, "a person says refunded", &["closed: reversed"], Reversed),
];
