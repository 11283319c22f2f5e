//! Reference numbers that inquiries made, and whether each was spent.
//! Bounded: the oldest reference numbers are forgotten when too many are open.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use super::purchase::Purchase;

#[derive(Debug)]
pub(super) struct Quotes {
    open: HashMap<Arc<str>, Quote>,
    order: VecDeque<Arc<str>>,
    room: usize,
}

/// A reference number that can be paid.
#[derive(Clone, Debug)]
pub(super) struct Quote {
    pub(super) purchase: Arc<Purchase>,
    /// Where unpaid inquiries stand in the list, the transaction id that the payment will have.
    pub(super) transaction_id: Option<Arc<str>>,
    pub(super) is_spent: bool,
}

impl Quotes {
    pub(super) fn new(room: usize) -> Self {
        Self { open: HashMap::new(), order: VecDeque::new(), room: room.max(1) }
    }

    pub(super) fn contains(&self, reference: &str) -> bool {
        self.open.contains_key(reference)
    }

    pub(super) fn add(&mut self, reference: String, purchase: Purchase, transaction_id: Option<String>) {
        while self.order.len() >= self.room {
            let Some(oldest) = self.order.pop_front() else { break };
            self.open.remove(&oldest);
        }
        let reference: Arc<str> = reference.into();
        let transaction_id = transaction_id.map(Into::into);
        self.order.push_back(Arc::clone(&reference));
        self.open.insert(reference, Quote { purchase: Arc::new(purchase), transaction_id, is_spent: false });
    }

    pub(super) fn find(&self, reference: &str) -> Option<&Quote> {
        self.open.get(reference)
    }

    pub(super) fn spend(&mut self, reference: &str) {
        if let Some(quote) = self.open.get_mut(reference) {
            quote.is_spent = true;
        }
    }

    /// Those that stand in the list, oldest first.
    pub(super) fn listed(&self) -> impl DoubleEndedIterator<Item = (&str, &Quote)> {
        let quotes = self.order.iter().filter_map(|reference| Some((&**reference, self.open.get(reference)?)));
        quotes.filter(|(_, quote)| !quote.is_spent && quote.transaction_id.is_some())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::demo;

    #[test]
    fn the_oldest_reference_is_forgotten_first() {
        let mut quotes = Quotes::new(2);
        for reference in ["a", "b", "c"] {
            let purchase = Purchase::of_bill(&"".into(), demo::PLN_POSTPAID.into(), Timestamp::UNIX_EPOCH);
            quotes.add(reference.to_owned(), purchase, None);
        }
        quotes.spend("b");
        assert!(quotes.find("a").is_none());
        assert!(quotes.find("b").is_some_and(|it| it.is_spent));
        assert!(quotes.find("c").is_some_and(|it| !it.is_spent));
    }
}
