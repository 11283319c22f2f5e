//! What was paid, as the provider remembers it: the newest so many transactions, found by id and customer.
//! How they are shown is in `rows`, who asks in `list`.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::purchase::Purchase;
use crate::{
    fault::{CallbackFault, Status},
    ring::Ring,
};

const BY_ID: usize = 0;
const BY_CUSTOMER: usize = 1;

/// One executed payment.
#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) id: Arc<str>,
    pub(super) reference: String,
    pub(super) purchase: Arc<Purchase>,
    /// What was really charged.
    pub(super) price: i64,
    pub(super) paid_at: Timestamp,
    pub(super) first: Status,
    /// What it turned to since, oldest first.
    pub(super) turns: Vec<(Timestamp, Status)>,
    /// Token or voucher code, and when it shows.
    pub(super) goods: Option<(Timestamp, String)>,
    pub(super) callbacks: Option<CallbackFault>,
}

impl Transaction {
    pub(super) fn status(&self) -> Status {
        self.turns.last().map_or(self.first, |(_, status)| *status)
    }

    /// The status that it had then.
    pub(super) fn status_at(&self, time: Timestamp) -> Status {
        let until = self.turns.iter().rev().find(|(at, _)| *at <= time);
        until.map_or(self.first, |(_, status)| *status)
    }

    /// What was bought, if it was there by then.
    pub(super) fn goods_at(&self, time: Timestamp) -> Option<&str> {
        let delivered = self.status_at(time) == Status::Success;
        self.goods.as_ref().filter(|(at, _)| delivered && *at <= time).map(|(_, goods)| goods.as_str())
    }
}

pub(super) struct Transactions(Ring<Transaction, 2>);

impl Transactions {
    pub(super) fn new(limit: usize) -> Self {
        Self(Ring::new(limit, |it| [&it.id, &it.purchase.customer_id]))
    }

    pub(super) fn add(&mut self, transaction: Transaction) {
        self.0.push(transaction);
    }

    pub(super) fn find(&self, id: &str) -> Option<&Transaction> {
        self.0.newest(BY_ID, id)
    }

    pub(super) fn change(&mut self, id: &str) -> Option<&mut Transaction> {
        self.0.change(BY_ID, id)
    }

    /// The newest one of a reference number.
    pub(super) fn of_reference(&self, reference: &str) -> Option<&Transaction> {
        self.0.iter().rev().find(|it| it.reference == reference)
    }

    /// Newest first; of one customer, or of all.
    pub(super) fn newest<'a>(&'a self, customer: Option<&'a str>) -> Box<dyn Iterator<Item = &'a Transaction> + 'a> {
        match customer {
            Some(customer) => Box::new(self.0.all(BY_CUSTOMER, customer).rev()),
            None => Box::new(self.0.iter().rev()),
        }
    }
}

/// A time so much earlier, or the beginning of time.
pub(super) fn earlier(time: Timestamp, by: std::time::Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| time.checked_sub(by).ok()).unwrap_or(Timestamp::MIN)
}
