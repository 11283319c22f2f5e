//! Access tokens that were issued, whose they are and when they end.
//! How a token looks and how it is refused is the provider's business, not ours.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};

/// Tokens by their text; bounded, because the oldest leave.
#[derive(Default)]
pub(crate) struct Tokens {
    issued: HashMap<Arc<str>, Token>,
    /// Oldest first.
    order: VecDeque<Arc<str>>,
}

struct Token {
    owner: Arc<str>,
    ends: Timestamp,
}

/// What a presented token is worth.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    Valid { owner: Arc<str> },
    Expired,
    Unknown,
}

/// So many tokens are remembered, expired ones among them, so that those are told from unknown ones.
const ROOM: usize = 4_096;

impl Tokens {
    pub(crate) fn issue(&mut self, token: &str, owner: &str, now: Timestamp, lifetime: SignedDuration) {
        if self.order.len() >= ROOM {
            self.order.pop_front().map(|oldest| self.issued.remove(&oldest));
        }
        let (ends, token): (_, Arc<str>) = (now.checked_add(lifetime).unwrap_or(Timestamp::MAX), token.into());
        self.order.push_back(Arc::clone(&token));
        self.issued.insert(token, Token { owner: owner.into(), ends });
    }

    pub(crate) fn worth(&self, token: &str, now: Timestamp) -> Worth {
        match self.issued.get(token) {
            None => Worth::Unknown,
            Some(token) if token.ends <= now => Worth::Expired,
            Some(token) => Worth::Valid { owner: Arc::clone(&token.owner) },
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
        tokens.issue("a", "owner", start, hour);
        let valid = Worth::Valid { owner: "owner".into() };
        assert_eq!(tokens.worth("a", start + hour - SignedDuration::from_secs(1)), valid);
        assert_eq!(tokens.worth("a", start + hour), Worth::Expired);
        assert_eq!(tokens.worth("b", start), Worth::Unknown);
        tokens.expire_all();
        assert_eq!(tokens.worth("a", start), Worth::Expired);
    }

    #[test]
    fn tokens_do_not_pile_up() {
        let mut tokens = Tokens::default();
        for second in 0..10_000 {
            let now = Timestamp::from_second(second).unwrap();
            tokens.issue(&format!("token {second}"), "owner", now, SignedDuration::from_secs(1));
        }
        assert_eq!((tokens.issued.len(), tokens.order.len()), (ROOM, ROOM));
        assert_eq!(tokens.worth("token 0", Timestamp::UNIX_EPOCH), Worth::Unknown);
    }
}
