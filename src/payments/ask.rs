//! A call that pays: chosen by setters, started by awaiting it.
//!
//! May use: the rooms beside it. What it starts belongs to `Payments`.

use super::{error::PayError, inner::Inner, machine::Record, outcome::Outcome, send, wish::Wish};
use crate::Personal;
use std::{future::IntoFuture, pin::Pin, sync::Arc, time::Duration};
use tokio::sync::watch;

/// A payment that is to be made. Awaiting it starts it; **from then on, dropping the future cuts nothing**.
#[derive(Debug)]
#[must_use = "nothing is paid before it is awaited"]
pub struct Ask {
    pub(super) inner: Arc<Inner>,
    pub(super) wish: Wish,
    pub(super) patience: Option<Duration>,
}

impl Ask {
    /// From this account; needed where the builder got several of the provider.
    pub fn account(mut self, name: impl Into<String>) -> Self {
        self.wish.account = Some(name.into());
        self
    }

    /// The caller's own mark. It is stored for ever: nothing about a person.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.wish.tag = Some(tag.into());
        self
    }

    /// How long this caller waits. The payment goes on; the outcome is then [`Outcome::Open`].
    pub fn answer_within(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
        self
    }

    /// The n-th payment of the same target on purpose, while others may be open. 1 is the first one.
    pub fn repeat(mut self, nth: u32) -> Self {
        self.wish.repeat = nth;
        self
    }

    /// Identical purchases with the same word are one to the caller: after lost answers it does not matter which of them
    /// a transaction is given to. Otherwise as many transactions as purchases must have come to an end before any of them is
    /// closed. It is stored for ever: nothing about a person.
    pub fn group(mut self, name: impl Into<String>) -> Self {
        self.wish.group = Some(name.into());
        self
    }

    /// What the payment is about in the caller's own words, like `pln:114676170021:2026-11`: no other payment with the same
    /// words is sent while one is open, whatever its account, product code or provider. That comes on top: a payment of the
    /// same product for the same customer of one account is refused too while one is open, in whatever words.
    pub fn same_as(mut self, target: impl Into<Personal>) -> Self {
        self.wish.same_as = Some(target.into());
        self
    }
}

impl IntoFuture for Ask {
    type Output = Result<Outcome, PayError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { inner, wish, patience } = self;
        Box::pin(async move {
            let (seen, mut latest) = watch::channel(None);
            let mut task = inner.spawn(send::carry_out(inner.clone(), wish, seen));
            if let Some(patience) = patience {
                let waited = tokio::time::timeout(patience, &mut task).await;
                match (waited, stored(&mut latest).await) {
                    (Err(_), Some(record)) => return Ok(Outcome::of(newest(&inner, record).await)),
                    (Ok(done), _) => return ended(done).await,
                    // It was never stored: the task is about to say why.
                    (Err(_), None) => {}
                }
            }
            ended(task.await).await
        })
    }
}

/// The payment once it is in the journal; nothing if the task ended before.
async fn stored(latest: &mut watch::Receiver<Option<Record>>) -> Option<Record> {
    latest.wait_for(Option::is_some).await.ok()?.clone()
}

async fn newest(inner: &Inner, record: Record) -> Record {
    inner.journal.load(&record.id).await.unwrap_or(record)
}

async fn ended(task: Result<Result<Record, PayError>, tokio::task::JoinError>) -> Result<Outcome, PayError> {
    match task {
        Ok(result) => result.map(Outcome::of),
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        // The runtime ends, and this future with it. An error would say that nothing was sent.
        Err(_) => std::future::pending().await,
    }
}
