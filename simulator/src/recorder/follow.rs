//! Following the calls as they end.
//! A follower that is too slow misses calls and is told how many; it never holds up a provider.

use std::sync::Arc;

use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::RecordedCall;

/// A stream of calls, each when it has ended. Made by [`Simulator::follow`](crate::Simulator::follow).
#[derive(Debug)]
pub struct Follow {
    calls: Receiver<Arc<RecordedCall>>,
    missed: u64,
}

impl Follow {
    pub(super) fn new(calls: Receiver<Arc<RecordedCall>>) -> Self {
        Self { calls, missed: 0 }
    }

    /// The next call that has ended; none once the simulator is gone.
    pub async fn next(&mut self) -> Option<Arc<RecordedCall>> {
        loop {
            match self.calls.recv().await {
                Ok(call) => return Some(call),
                Err(RecvError::Lagged(missed)) => self.missed += missed,
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// How many calls this follower was too slow for.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.missed
    }
}
