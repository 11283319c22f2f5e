//! What happened, for the application: again and again until it says that it has acted.
//!
//! May use: the journal.

use super::{
    inner::Inner,
    journal::{Change, JournalError},
    machine::{Moment, State},
    outcome::{Outcome, Payment},
};
use std::{sync::Arc, time::Duration};

/// How long to wait at most before looking again: another process may have written.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The changes of state of all payments, for one consumer. Its place is stored by its name.
#[derive(Debug)]
pub struct Changes {
    pub(super) inner: Arc<Inner>,
    pub(super) consumer: String,
}

impl Changes {
    /// The oldest change that was not acknowledged; waits for one. **The same one comes again** until
    /// [`Delivery::done`], also after a restart.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn next(&mut self) -> Result<Option<Delivery>, JournalError> {
        let mut news = self.inner.news.subscribe();
        loop {
            if let Some(delivery) = self.waiting().await? {
                return Ok(Some(delivery));
            }
            if *self.inner.stopping.borrow() {
                return Ok(None);
            }
            _ = tokio::time::timeout(LOOK_AGAIN, news.changed()).await;
        }
    }

    /// The same without waiting.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn waiting(&mut self) -> Result<Option<Delivery>, JournalError> {
        let mut changes = self.inner.journal.feed(&self.consumer, 1).await?;
        let delivery = |change| Delivery { inner: self.inner.clone(), consumer: self.consumer.clone(), change };
        Ok(changes.pop().map(delivery))
    }
}

/// One change. Unless it is [`done`](Self::done), it comes again.
#[derive(Debug)]
#[must_use = "act on it, then say that it is done"]
pub struct Delivery {
    inner: Arc<Inner>,
    consumer: String,
    change: Change,
}

impl Delivery {
    /// The state that the payment came to.
    #[must_use]
    pub fn state(&self) -> State {
        self.change.to
    }

    /// When.
    #[must_use]
    pub fn at(&self) -> Moment {
        self.change.at
    }

    /// Its place in the feed: grows, and never names anything else.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.change.position
    }

    /// Where the payment stands now; it may have gone on since.
    pub fn outcome(&self) -> Outcome {
        Outcome::of(self.change.record.clone())
    }

    /// The payment as it is now.
    #[must_use]
    pub fn payment(&self) -> Payment {
        Payment(Box::new(self.change.record.clone()))
    }

    /// The application has acted on it.
    ///
    /// # Errors
    /// The journal fails; then it comes again.
    pub async fn done(self) -> Result<(), JournalError> {
        self.inner.journal.acknowledge(&self.consumer, self.change.position).await
    }
}
