//! The time limit of a whole call.
//!
//! May use: tokio's clock. Must not know: what is being waited for.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};
use tokio::time::Instant;

/// The moment at which a call gives up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    /// A limit too far away for the clock is no limit.
    pub(crate) fn after(limit: Duration) -> Self {
        Self(Instant::now().checked_add(limit))
    }

    pub(crate) fn left(self) -> Duration {
        self.0.map_or(Duration::MAX, |at| at.saturating_duration_since(Instant::now()))
    }

    /// Waits for `work`, or returns nothing when the limit passes first.
    pub(crate) async fn wait<T>(self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        // What is ready needs no timer: a token in hand, a key in memory.
        if let Poll::Ready(done) = poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
            return Some(done);
        }
        match self.0 {
            Some(at) => tokio::time::timeout_at(at, work).await.ok(),
            None => Some(work.await),
        }
    }
}
