//! Access tokens that were issued, whose they are and when they end.
//! How a token looks and how it is refused is the provider's business, not ours.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

/// Tokens by their text; bounded, because expired ones leave when the table has grown.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    issued: HashMap<String, Token>,
    sweep_at: usize,
}

#[derive(Debug)]
struct Token {
    owner: String,
    ends: Timestamp,
}

/// What a presented token is worth.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    Valid { owner: String },
    Expired,
    Unknown,
}

/// Expired tokens are kept until the table is this large, so that they are told from unknown ones.
const ROOM: usize = 1_024;

impl Tokens {
    pub(crate) fn issue(&mut self, token: String, owner: &str, now: Timestamp, lifetime: SignedDuration) {
        if self.issued.len() >= self.sweep_at.max(ROOM) {
            self.issued.retain(|_, token| token.ends > now);
            self.sweep_at = 2 * self.issued.len();
        }
        let ends = now.checked_add(lifetime).unwrap_or(Timestamp::MAX);
        self.issued.insert(token, Token { owner: owner.to_owned(), ends });
    }

    pub(crate) fn worth(&self, token: &str, now: Timestamp) -> Worth {
        match self.issued.get(token) {
            None => Worth::Unknown,
            Some(token) if token.ends <= now => Worth::Expired,
            Some(token) => Worth::Valid { owner: token.owner.clone() },
        }
    }

    pub(crate) fn expire_all(&mut self) {
        for token in self.issued.values_mut() {
            token.ends = Timestamp::MIN;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lives_as_long_as_it_says() {
        let (mut tokens, hour) = (Tokens::default(), SignedDuration::from_hours(1));
        let start = Timestamp::UNIX_EPOCH;
        tokens.issue("a".into(), "owner", start, hour);
        let valid = Worth::Valid { owner: "owner".into() };
        assert_eq!(tokens.worth("a", start + hour - SignedDuration::from_secs(1)), valid);
        assert_eq!(tokens.worth("a", start + hour), Worth::Expired);
        assert_eq!(tokens.worth("b", start), Worth::Unknown);
        tokens.expire_all();
        assert_eq!(tokens.worth("a", start), Worth::Expired);
    }

    #[test]
    fn expired_tokens_do_not_pile_up() {
        let mut tokens = Tokens::default();
        for second in 0..10_000 {
            let now = Timestamp::from_second(second).unwrap();
            tokens.issue(format!("token {second}"), "owner", now, SignedDuration::from_secs(1));
        }
        assert!(tokens.issued.len() <= ROOM, "{}", tokens.issued.len());
    }
}
