//! The books: money moved, PINs reset, customers deleted. Written by the providers, read through the ledger.
//! Only things that were executed come in; a call that was refused or lost before execution leaves no trace here.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use jiff::Timestamp;

use super::{Deposit, Execution};
use crate::{fault::Status, lock::lock, ring::Ring, world::Merchant};

/// Kinds of keys of an execution.
pub(super) const BY_REFERENCE: usize = 0;
pub(super) const BY_CUSTOMER: usize = 1;
pub(super) const BY_TRANSACTION: usize = 2;

/// A handle on the books; clones write the same ones.
#[derive(Clone)]
pub(crate) struct Books(Arc<Mutex<Pages>>);

pub(super) struct Pages {
    pub(super) first_merchant: Option<String>,
    pub(super) deposits: HashMap<String, Deposit>,
    pub(super) executions: Ring<Execution, 3>,
    pub(super) executed: u64,
    pub(super) pin_resets: HashMap<String, u64>,
    pub(super) deletions: HashMap<String, u64>,
    limit: usize,
}

impl Pages {
    fn new(merchants: &[Merchant], limit: usize) -> Self {
        let deposits = merchants.iter().map(|it| (it.client_id.clone(), Deposit::of(it.balance))).collect();
        Self {
            first_merchant: merchants.first().map(|merchant| merchant.client_id.clone()),
            deposits,
            executions: Ring::new(limit, |it| [&it.reference_number, &it.customer_id, &it.transaction_id]),
            executed: 0,
            pin_resets: HashMap::new(),
            deletions: HashMap::new(),
            limit,
        }
    }
}

impl Books {
    pub(crate) fn open(merchants: &[Merchant], limit: usize) -> Self {
        Self(Arc::new(Mutex::new(Pages::new(merchants, limit))))
    }

    pub(crate) fn reopen(&self, merchants: &[Merchant]) {
        let mut pages = self.pages();
        *pages = Pages::new(merchants, pages.limit);
    }

    pub(super) fn pages(&self) -> MutexGuard<'_, Pages> {
        lock(&self.0)
    }

    pub(crate) fn balance_of(&self, client_id: &str) -> Option<i64> {
        self.pages().deposits.get(client_id).map(|deposit| deposit.balance)
    }

    /// Takes the price from the deposit, if this status charges it, and books the execution, both at once.
    pub(crate) fn pay(&self, execution: Execution) {
        let mut pages = self.pages();
        pages.executed += 1;
        if execution.status.is_charged() {
            pages.deposits.entry(execution.client_id.clone()).or_default().pay(execution.price);
        }
        pages.executions.push(execution);
    }

    /// A payment turned from one status to another; the deposit follows.
    pub(crate) fn turn(
        &self,
        client_id: &str,
        transaction_id: &str,
        price: i64,
        [from, to]: [Status; 2],
        at: Timestamp,
    ) {
        let mut pages = self.pages();
        let deposit = pages.deposits.entry(client_id.to_owned()).or_default();
        match (from.is_charged(), to.is_charged()) {
            (true, false) => deposit.give_back(price),
            (false, true) => deposit.pay(price),
            _ => {}
        }
        if let Some(execution) = pages.executions.change(BY_TRANSACTION, transaction_id) {
            execution.status = to;
            execution.turned_at = at;
        }
    }

    pub(crate) fn open_account(&self, merchant: &Merchant) {
        let mut pages = self.pages();
        pages.first_merchant.get_or_insert_with(|| merchant.client_id.clone());
        pages.deposits.insert(merchant.client_id.clone(), Deposit::of(merchant.balance));
    }

    pub(crate) fn reset_pin(&self, phone: &str) {
        *self.pages().pin_resets.entry(phone.to_owned()).or_default() += 1;
    }

    pub(crate) fn delete(&self, customer_id: &str) {
        *self.pages().deletions.entry(customer_id.to_owned()).or_default() += 1;
    }
}
