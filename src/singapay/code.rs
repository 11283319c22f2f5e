//! Singapay's response codes: what they mean and what to do.
//!
//! May use: nothing. The table is a documented list plus our reading of it for payments.

/// A response code of Singapay, `00` and so on. One sample writes `6` for `06`; both are one code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResponseCode(String);

impl ResponseCode {
    /// Reads a code as it came; a single digit is padded.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let digit = text.len() == 1 && text.bytes().all(|b| b.is_ascii_digit());
        Self(if digit { format!("0{text}") } else { text.to_owned() })
    }

    /// The code in two digits, or as it came if it is no digit.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the provider says it means, and what to do. Nothing for a code that no page lists.
    ///
    /// Sources: <https://docs-biller-b2b.singapay.id/docs/v1/getting-started/prerequisites>,
    /// <https://docs-biller-b2b.singapay.id/docs/v1/general/callback>,
    /// <https://docs.singapay.id/api-reference/postpaid-v2/payment-postpaid-v2.md>.
    /// The advice is ours: the provider's text for `99` says to try again, which could pay twice.
    #[must_use]
    pub fn meaning(&self) -> Option<Meaning> {
        TABLE.iter().find(|(code, ..)| *code == self.0).map(|&(_, meaning, next_step)| Meaning { meaning, next_step })
    }

    /// All documented codes.
    pub fn documented() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(code, ..)| Self((*code).to_owned()))
    }
}

/// What a response code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Meaning {
    /// The documented meaning.
    pub meaning: &'static str,
    /// What to do next.
    pub next_step: &'static str,
}

const LOOK_UP: &str = "look it up in the transaction list; never send the payment again because of this answer";

const TABLE: &[(&str, &str, &str)] = &[
    ("00", "done", "nothing"),
    ("01", "waiting for confirmation, or in progress", "ask for the transaction detail later; don't send again"),
    ("02", "cancelled by the user or the system", LOOK_UP),
    ("03", "unknown error", LOOK_UP),
    (
        "04",
        "bad input",
        "correct the field that the answer names. A payment: nothing was done if the HTTP status is 422; otherwise look it up",
    ),
    ("05", "timed out before it was finished", LOOK_UP),
    (
        "06",
        "not found",
        "inquiry or look-up: nothing is there. Payment: look it up, a spent reference may answer so too",
    ),
    ("07", "already exists", "an earlier attempt may have succeeded: look it up in the transaction list"),
    ("50", "refunded", "reverse the sale, if the transaction is yours"),
    ("99", "system error", LOOK_UP),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_digit_is_two() {
        assert_eq!(ResponseCode::new("6"), ResponseCode::new("06"));
        assert_eq!(ResponseCode::new("6").meaning().unwrap().meaning, "not found");
        assert!(ResponseCode::new("08").meaning().is_none(), "no page lists it");
    }
}
