//! How many payments are being sent at once: of an account, and of one product of it.
//!
//! May use: tokio. Must not know: what is being sent.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Debug)]
pub(super) struct Slots {
    account: Arc<Semaphore>,
    products: Mutex<BTreeMap<String, Arc<Semaphore>>>,
}

/// A place to send from, free again when it is dropped.
#[derive(Debug)]
#[must_use = "what is dropped is free for the next"]
pub(super) struct Slot {
    _product: Option<OwnedSemaphorePermit>,
    _account: OwnedSemaphorePermit,
}

impl Slots {
    pub(super) fn new(at_once: usize) -> Self {
        Self { account: semaphore(at_once), products: Mutex::default() }
    }

    /// Waits for a place, in a product that has `at_once` of its own and in the account. The product's first: whoever waits for
    /// that holds back nothing else. Nothing once there are no places any more.
    pub(super) async fn take(&self, product: &str, at_once: Option<usize>) -> Option<Slot> {
        let own = match at_once {
            Some(at_once) => Some(self.product(product, at_once).acquire_owned().await.ok()?),
            None => None,
        };
        Some(Slot { _product: own, _account: self.account.clone().acquire_owned().await.ok()? })
    }

    fn product(&self, product: &str, at_once: usize) -> Arc<Semaphore> {
        let mut products = self.products.lock().unwrap_or_else(PoisonError::into_inner);
        products.entry(product.to_owned()).or_insert_with(|| semaphore(at_once)).clone()
    }
}

fn semaphore(at_once: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(at_once.clamp(1, Semaphore::MAX_PERMITS)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn try_take(slots: &Slots, product: &str, at_once: Option<usize>) -> Option<Slot> {
        slots.take(product, at_once).now_or_never().flatten()
    }

    #[test]
    fn a_slow_product_does_not_take_the_places_of_others() {
        let slots = Slots::new(2);
        let first = try_take(&slots, "PDAM", Some(1)).expect("a place");
        assert!(try_take(&slots, "PDAM", Some(1)).is_none(), "the product has one place");
        let other = try_take(&slots, "PLN", None).expect("the account has two");
        assert!(try_take(&slots, "BPJS", None).is_none());
        drop(other);
        drop(first);
        assert!(try_take(&slots, "PDAM", Some(1)).is_some(), "it is free again");
    }

    #[test]
    fn nothing_at_once_would_be_for_ever() {
        assert!(try_take(&Slots::new(0), "PDAM", Some(0)).is_some());
    }
}
