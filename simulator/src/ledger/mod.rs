//! What really happened, as a test reads it: executions, deposits, PIN resets, deletions.
//! Read only. Whatever is due by the clock is done before anything is read.

mod books;

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use serde::Serialize;

pub(crate) use self::books::Books;
use self::books::{BY_CUSTOMER, BY_REFERENCE, BY_TRANSACTION, Pages};
use crate::{clock::Clock, fault::Status, singapay::Singapay};

/// One executed payment. Debug shows no customer id.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Execution {
    /// The merchant that was charged.
    pub client_id: String,
    /// From the inquiry, or made by the provider for a direct payment.
    pub reference_number: String,
    /// Of this execution; a second execution has another.
    pub transaction_id: String,
    /// The customer's number at the biller.
    pub customer_id: String,
    /// For example `SPPLNPOS`.
    pub product_code: String,
    /// Rupiah taken from the deposit; given back if the status is not charged.
    pub price: i64,
    /// When, by the simulator's clock.
    pub at: Timestamp,
    /// Where it stands now.
    pub status: Status,
    /// Since when it stands there.
    pub turned_at: Timestamp,
}

impl fmt::Debug for Execution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Execution")
            .field("reference_number", &self.reference_number)
            .field("transaction_id", &self.transaction_id)
            .field("price", &self.price)
            .field("at", &self.at)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A merchant's deposit, in rupiah. `balance` is `start` - `paid` + `returned`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Deposit {
    /// At the beginning.
    pub start: i64,
    /// Taken for payments, ever.
    pub paid: i64,
    /// Given back for refunded and failed payments, ever.
    pub returned: i64,
    /// What there is now.
    pub balance: i64,
}

impl Deposit {
    fn of(start: i64) -> Self {
        Self { start, balance: start, ..Self::default() }
    }

    fn pay(&mut self, price: i64) {
        self.paid = self.paid.saturating_add(price);
        self.balance = self.balance.saturating_sub(price);
    }

    fn give_back(&mut self, price: i64) {
        self.returned = self.returned.saturating_add(price);
        self.balance = self.balance.saturating_add(price);
    }
}

/// A handle on the ledger; clones read the same books.
#[derive(Clone)]
pub struct Ledger {
    books: Books,
    singapay: Arc<Singapay>,
    clock: Clock,
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pages = self.books.pages();
        f.debug_struct("Ledger")
            .field("executed", &pages.executed)
            .field("pin_resets", &pages.pin_resets.values().sum::<u64>())
            .field("deletions", &pages.deletions.values().sum::<u64>())
            .finish_non_exhaustive()
    }
}

impl Ledger {
    pub(crate) fn new(books: Books, singapay: Arc<Singapay>, clock: Clock) -> Self {
        Self { books, singapay, clock }
    }

    fn read<T>(&self, read: impl FnOnce(&Pages) -> T) -> T {
        self.singapay.catch_up(self.clock.now());
        read(&self.books.pages())
    }

    /// How often the provider executed this reference number.
    #[must_use]
    pub fn executions(&self, reference_number: &str) -> u64 {
        self.read(|pages| pages.executions.all(BY_REFERENCE, reference_number).map(|_| 1).sum())
    }

    /// How often the provider executed a payment for this customer id, whatever the product.
    #[must_use]
    pub fn executions_of_customer(&self, customer_id: &str) -> u64 {
        self.read(|pages| pages.executions.all(BY_CUSTOMER, customer_id).map(|_| 1).sum())
    }

    /// The executed payments, oldest first: the newest [`Settings::ledger_executions`](crate::Settings) of them.
    #[must_use]
    pub fn paid(&self) -> Vec<Execution> {
        self.read(|pages| pages.executions.iter().cloned().collect())
    }

    /// The executed payments of this reference number, oldest first.
    #[must_use]
    pub fn paid_for_reference(&self, reference_number: &str) -> Vec<Execution> {
        self.read(|pages| pages.executions.all(BY_REFERENCE, reference_number).cloned().collect())
    }

    /// The executed payments of this customer id, oldest first.
    #[must_use]
    pub fn paid_for_customer(&self, customer_id: &str) -> Vec<Execution> {
        self.read(|pages| pages.executions.all(BY_CUSTOMER, customer_id).cloned().collect())
    }

    /// One executed payment.
    #[must_use]
    pub fn transaction(&self, transaction_id: &str) -> Option<Execution> {
        self.read(|pages| pages.executions.newest(BY_TRANSACTION, transaction_id).cloned())
    }

    /// How many payments were executed, those included that the ledger has forgotten.
    #[must_use]
    pub fn executed(&self) -> u64 {
        self.read(|pages| pages.executed)
    }

    /// The reference number that a transaction executed.
    #[must_use]
    pub fn reference_of(&self, transaction_id: &str) -> Option<String> {
        self.transaction(transaction_id).map(|execution| execution.reference_number)
    }

    /// Deposit of the first merchant of the world, in rupiah; 0 in a world without merchants.
    #[must_use]
    pub fn balance(&self) -> i64 {
        let first = self.read(|pages| pages.first_merchant.clone());
        first.and_then(|first| self.balance_of(&first)).unwrap_or_default()
    }

    /// Deposit of this merchant, in rupiah.
    #[must_use]
    pub fn balance_of(&self, client_id: &str) -> Option<i64> {
        self.deposit_of(client_id).map(|deposit| deposit.balance)
    }

    /// Deposit of this merchant, with what was taken and given back.
    #[must_use]
    pub fn deposit_of(&self, client_id: &str) -> Option<Deposit> {
        self.read(|pages| pages.deposits.get(client_id).copied())
    }

    /// All deposits by merchant (`client_id`), in alphabetical order.
    #[must_use]
    pub fn deposits(&self) -> Vec<(String, Deposit)> {
        let mut all: Vec<_> = self.read(|pages| pages.deposits.iter().map(|(id, it)| (id.clone(), *it)).collect());
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all
    }

    /// How often the PIN of this account was reset.
    #[must_use]
    pub fn pin_resets(&self, phone: &str) -> u64 {
        self.read(|pages| pages.pin_resets.get(phone).copied().unwrap_or_default())
    }

    /// How often this customer was deleted, in either data set.
    #[must_use]
    pub fn deletions(&self, customer_id: &str) -> u64 {
        self.read(|pages| pages.deletions.get(customer_id).copied().unwrap_or_default())
    }
}
