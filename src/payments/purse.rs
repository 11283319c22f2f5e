//! What this process is about to spend of one deposit, so that two payments don't count on the same rupiah.
//!
//! May use: money. Must not know: who asks for the balance.

use crate::Rupiah;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Debug, Default)]
pub(super) struct Purse(Mutex<Rupiah>);

/// Set aside until it is dropped.
#[derive(Debug)]
#[must_use = "what is dropped is not set aside"]
pub(super) struct Reserved<'a> {
    purse: &'a Purse,
    price: Rupiah,
    /// This price and all that was set aside before it. What was paid a moment ago may be in it and be missing on the deposit
    /// already: a refusal too many then, never one too few.
    pub(super) total: Rupiah,
}

impl Purse {
    /// Sets so much aside; nothing if the sum does not fit.
    pub(super) fn reserve(&self, price: Rupiah) -> Option<Reserved<'_>> {
        let mut sum = self.sum();
        let total = sum.checked_add(price)?;
        *sum = total;
        Some(Reserved { purse: self, price, total })
    }

    fn sum(&self) -> MutexGuard<'_, Rupiah> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        let mut sum = self.purse.sum();
        *sum = sum.checked_sub(self.price).unwrap_or_default();
    }
}
