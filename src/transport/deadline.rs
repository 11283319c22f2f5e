//! The time limit of a whole call.
//!
//! May use: tokio's clock. Must not know: what is being waited for.

use futures_util::FutureExt;
use std::{future::poll_fn, task::Poll, time::Duration};
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
    pub(crate) async fn wait<T>(self, mut work: impl Future<Output = T> + Unpin) -> Option<T> {
        // What is ready needs no timer: a token in hand, a key in memory.
        if let Poll::Ready(done) = poll_fn(|context| Poll::Ready(work.poll_unpin(context))).await {
            return Some(done);
        }
        match self.0 {
            // Boxed, because it is rare and a timer is large.
            Some(at) => Box::pin(tokio::time::timeout_at(at, work)).await.ok(),
            None => Some(work.await),
        }
    }
}
