//! What really happened: money moved, PINs reset, customers deleted. Written by the providers, read by tests.
//! Only things that were executed come in; a call that was refused or lost before execution leaves no trace here.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex},
};

use jiff::Timestamp;

use crate::{lock::lock, world::Merchant};

/// One executed payment. Debug shows no customer id.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Execution {
    /// The merchant that was charged.
    pub client_id: String,
    /// From the inquiry.
    pub reference_number: String,
    /// Of this execution; a second execution has another.
    pub transaction_id: String,
    /// The customer's number at the biller.
    pub customer_id: String,
    /// For example `SPPLNPOS`.
    pub product_code: String,
    /// Rupiah taken from the deposit.
    pub price: i64,
    /// When, by the simulator's clock.
    pub at: Timestamp,
}

impl fmt::Debug for Execution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Execution")
            .field("reference_number", &self.reference_number)
            .field("transaction_id", &self.transaction_id)
            .field("price", &self.price)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// A handle on the ledger; clones read the same books.
#[derive(Clone)]
pub struct Ledger(Arc<Mutex<Books>>);

#[derive(Default)]
struct Books {
    first_merchant: Option<String>,
    balances: HashMap<String, i64>,
    executions: Vec<Execution>,
    pin_resets: HashMap<String, u64>,
    deletions: HashMap<String, u64>,
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let books = lock(&self.0);
        f.debug_struct("Ledger")
            .field("executions", &books.executions.len())
            .field("pin_resets", &books.pin_resets.values().sum::<u64>())
            .field("deletions", &books.deletions.values().sum::<u64>())
            .finish_non_exhaustive()
    }
}

impl Ledger {
    pub(crate) fn open(merchants: &[Merchant]) -> Self {
        let first_merchant = merchants.first().map(|merchant| merchant.client_id.clone());
        let balances = merchants.iter().map(|merchant| (merchant.client_id.clone(), merchant.balance)).collect();
        Self(Arc::new(Mutex::new(Books { first_merchant, balances, ..Books::default() })))
    }

    /// How often the provider executed this reference number.
    #[must_use]
    pub fn executions(&self, reference_number: &str) -> u64 {
        self.count_paid(|it| it.reference_number == reference_number)
    }

    /// How often the provider executed a payment for this customer id, whatever the product.
    #[must_use]
    pub fn executions_of_customer(&self, customer_id: &str) -> u64 {
        self.count_paid(|it| it.customer_id == customer_id)
    }

    /// Every executed payment, oldest first.
    #[must_use]
    pub fn paid(&self) -> Vec<Execution> {
        lock(&self.0).executions.clone()
    }

    /// The reference number that a transaction executed.
    #[must_use]
    pub fn reference_of(&self, transaction_id: &str) -> Option<String> {
        let books = lock(&self.0);
        let execution = books.executions.iter().find(|it| it.transaction_id == transaction_id)?;
        Some(execution.reference_number.clone())
    }

    /// Deposit of the first merchant of the world, in rupiah; 0 in a world without merchants.
    #[must_use]
    pub fn balance(&self) -> i64 {
        let books = lock(&self.0);
        books.first_merchant.as_ref().and_then(|first| books.balances.get(first)).copied().unwrap_or_default()
    }

    /// Deposit of this merchant, in rupiah.
    #[must_use]
    pub fn balance_of(&self, client_id: &str) -> Option<i64> {
        lock(&self.0).balances.get(client_id).copied()
    }

    /// How often the PIN of this account was reset.
    #[must_use]
    pub fn pin_resets(&self, phone: &str) -> u64 {
        lock(&self.0).pin_resets.get(phone).copied().unwrap_or_default()
    }

    /// How often this customer was deleted, in either data set.
    #[must_use]
    pub fn deletions(&self, customer_id: &str) -> u64 {
        lock(&self.0).deletions.get(customer_id).copied().unwrap_or_default()
    }

    fn count_paid(&self, which: impl Fn(&Execution) -> bool) -> u64 {
        lock(&self.0).executions.iter().filter(|it| which(it)).map(|_| 1).sum()
    }

    /// Takes the price from the deposit and books the execution, both at once.
    pub(crate) fn pay(&self, execution: Execution) {
        let mut books = lock(&self.0);
        *books.balances.entry(execution.client_id.clone()).or_default() -= execution.price;
        books.executions.push(execution);
    }

    pub(crate) fn open_account(&self, merchant: &Merchant) {
        let mut books = lock(&self.0);
        books.first_merchant.get_or_insert_with(|| merchant.client_id.clone());
        books.balances.insert(merchant.client_id.clone(), merchant.balance);
    }

    pub(crate) fn reset_pin(&self, phone: &str) {
        *lock(&self.0).pin_resets.entry(phone.to_owned()).or_default() += 1;
    }

    pub(crate) fn delete(&self, customer_id: &str) {
        *lock(&self.0).deletions.entry(customer_id.to_owned()).or_default() += 1;
    }
}
