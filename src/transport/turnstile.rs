//! How fast and how many at once: a limit that we put on ourselves.
//!
//! May use: tokio. Must not know: any provider, what is being sent.

use super::deadline::Deadline;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

/// Where calls wait for their turn. First come, first served.
#[derive(Debug, Default)]
pub(crate) struct Turnstile {
    rate: Option<Rate>,
    room: Option<Arc<Semaphore>>,
}

/// Leave to send one request; the room is free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _room: Option<OwnedSemaphorePermit>,
}

impl Turnstile {
    pub(crate) fn new(per_second: Option<u32>, at_once: Option<u32>) -> Self {
        let room = at_once.and_then(|n| usize::try_from(n).ok());
        Self {
            rate: per_second.map(Rate::new),
            room: room.map(|n| Arc::new(Semaphore::new(n.min(Semaphore::MAX_PERMITS)))),
        }
    }

    /// Waits for a turn; nothing if it would not come before the deadline.
    pub(crate) async fn enter(&self, deadline: Deadline) -> Option<Turn> {
        let room = match &self.room {
            Some(room) => Some(place(room, deadline).await?),
            None => None,
        };
        if let Some(rate) = &self.rate {
            // After the room: who waits here is next to send.
            let wait = rate.book(deadline.left())?;
            if !wait.is_zero() {
                Box::pin(tokio::time::sleep(wait)).await;
            }
        }
        Some(Turn { _room: room })
    }
}

/// A place that is free is nobody's turn: those who wait are given theirs directly.
async fn place(room: &Arc<Semaphore>, deadline: Deadline) -> Option<OwnedSemaphorePermit> {
    match room.clone().try_acquire_owned() {
        Ok(place) => Some(place),
        // The semaphore is never closed.
        Err(_) => deadline.wait(Box::pin(room.clone().acquire_owned())).await?.ok(),
    }
}

/// At most so many within any second, evenly filled up again (the generic cell rate algorithm).
#[derive(Debug)]
struct Rate {
    every: Duration,
    burst: Duration,
    full_at: Mutex<Option<Instant>>,
}

impl Rate {
    fn new(per_second: u32) -> Self {
        let every = Duration::from_secs(1) / per_second.max(1);
        Self { every, burst: every * per_second.max(1).saturating_sub(1), full_at: Mutex::new(None) }
    }

    /// Books the next place and says how long it is until then; books nothing if that is more than `patience`.
    fn book(&self, patience: Duration) -> Option<Duration> {
        let now = Instant::now();
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let at = full_at.unwrap_or(now).max(now);
        let wait = at.duration_since(now).saturating_sub(self.burst);
        if wait >= patience {
            return None;
        }
        *full_at = Some(at + self.every);
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_burst_goes_at_once_and_the_rest_evenly() {
        let rate = Rate::new(10);
        let waits: Vec<_> = (0..13).map(|_| rate.book(Duration::MAX).unwrap()).collect();
        assert!(waits[..10].iter().all(Duration::is_zero), "{waits:?}");
        for (n, wait) in waits[10..].iter().enumerate() {
            let expected = Duration::from_millis(100 * (n as u64 + 1));
            assert!(*wait <= expected && *wait > expected - Duration::from_millis(50), "{waits:?}");
        }
    }

    #[tokio::test]
    async fn who_can_not_wait_books_nothing() {
        let rate = Rate::new(1);
        rate.book(Duration::MAX).unwrap();
        assert_eq!(rate.book(Duration::from_millis(500)), None);
        assert!(rate.book(Duration::MAX).unwrap() <= Duration::from_secs(1), "the place was not taken");
    }

    #[tokio::test]
    async fn the_room_is_free_again_when_a_turn_ends() {
        let turnstile = Turnstile::new(None, Some(1));
        let turn = turnstile.enter(Deadline::after(Duration::from_secs(1))).await.unwrap();
        assert!(turnstile.enter(Deadline::after(Duration::from_millis(20))).await.is_none());
        drop(turn);
        assert!(turnstile.enter(Deadline::after(Duration::from_secs(1))).await.is_some());
    }
}
