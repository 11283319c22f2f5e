//! Reference numbers that inquiries made, and whether each was spent.
//! Bounded: the oldest reference numbers are forgotten when too many are open.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use jiff::Timestamp;

use crate::world::Bill;

/// What a reference number stands for.
#[derive(Debug)]
pub(super) struct Quote {
    pub(super) client_id: String,
    pub(super) bill: Bill,
    pub(super) inquired_at: Timestamp,
}

#[derive(Debug)]
pub(super) struct Quotes {
    open: HashMap<String, Entry>,
    order: VecDeque<String>,
    room: usize,
}

#[derive(Debug)]
struct Entry {
    quote: Arc<Quote>,
    spent: bool,
}

impl Quotes {
    pub(super) fn new(room: usize) -> Self {
        Self { open: HashMap::new(), order: VecDeque::new(), room: room.max(1) }
    }

    pub(super) fn contains(&self, reference: &str) -> bool {
        self.open.contains_key(reference)
    }

    pub(super) fn add(&mut self, reference: String, quote: Quote) {
        while self.order.len() >= self.room {
            let Some(oldest) = self.order.pop_front() else { break };
            self.open.remove(&oldest);
        }
        self.order.push_back(reference.clone());
        self.open.insert(reference, Entry { quote: Arc::new(quote), spent: false });
    }

    /// The quote, and whether it was paid before.
    pub(super) fn find(&self, reference: &str) -> Option<(Arc<Quote>, bool)> {
        self.open.get(reference).map(|entry| (Arc::clone(&entry.quote), entry.spent))
    }

    pub(super) fn spend(&mut self, reference: &str) {
        if let Some(entry) = self.open.get_mut(reference) {
            entry.spent = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo;

    #[test]
    fn the_oldest_reference_is_forgotten_first() {
        let mut quotes = Quotes::new(2);
        for reference in ["a", "b", "c"] {
            let bill = demo::PLN_POSTPAID.into();
            let quote = Quote { client_id: String::new(), bill, inquired_at: Timestamp::UNIX_EPOCH };
            quotes.add(reference.to_owned(), quote);
        }
        quotes.spend("b");
        assert!(quotes.find("a").is_none());
        assert!(quotes.find("b").is_some_and(|(_, spent)| spent));
        assert!(quotes.find("c").is_some_and(|(_, spent)| !spent));
    }
}
