//! How fast and how many at once: a limit that we put on ourselves.
//!
//! May use: tokio. Must not know: any provider, what is being sent.

use super::deadline::Deadline;
use std::{
    collections::VecDeque,
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

const SECOND: Duration = Duration::from_secs(1);

/// At most so many within any second: a turn comes at once, or a second after the one that is so many before it.
#[derive(Debug)]
struct Rate {
    most: usize,
    /// The turns of the last second and those to come, in order; never more than `most`.
    turns: Mutex<VecDeque<Instant>>,
}

impl Rate {
    fn new(per_second: u32) -> Self {
        Self { most: usize::try_from(per_second.max(1)).unwrap_or(usize::MAX), turns: Mutex::default() }
    }

    /// Books the next turn and says how long it is until then; books nothing if that is more than `patience`.
    fn book(&self, patience: Duration) -> Option<Duration> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        // The clock is read within the lock: turns are in order.
        book(&mut turns, self.most, Instant::now(), patience)
    }
}

/// Each turn is put in once and taken out once, so this costs the same at every rate.
fn book(turns: &mut VecDeque<Instant>, most: usize, now: Instant, patience: Duration) -> Option<Duration> {
    while turns.front().is_some_and(|turn| *turn + SECOND <= now) {
        turns.pop_front();
    }
    let until = turns.front().filter(|_| turns.len() >= most).map(|first| *first + SECOND);
    let wait = until.unwrap_or(now).duration_since(now);
    if wait >= patience {
        return None;
    }
    if until.is_some() {
        turns.pop_front();
    }
    turns.push_back(now + wait);
    Some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When the turns come of callers that ask `each` after the one before, until `until`.
    fn turns(most: usize, each: Duration, until: Duration) -> Vec<Duration> {
        let (start, mut booked) = (Instant::now(), VecDeque::new());
        let asked = (0..).map(|n| each * n).take_while(|asked| *asked < until);
        let turn = |asked| asked + book(&mut booked, most, start + asked, Duration::MAX).unwrap();
        asked.map(turn).collect()
    }

    #[test]
    fn no_second_has_more_turns_than_the_limit() {
        let long = Duration::from_secs(4);
        for (most, each) in [(1, 7), (10, 1), (10, 90), (10, 100), (10, 110), (20, 3)] {
            let turns = turns(most, Duration::from_millis(each), long);
            let within = |from: &Duration| turns.iter().filter(|at| *at >= from && **at < *from + SECOND).count();
            let fullest = turns.iter().map(within).max();
            assert!(fullest <= Some(most), "{fullest:?} instead of {most}, asked every {each} ms");
            assert!(turns.is_sorted(), "{turns:?}");
        }
    }

    #[tokio::test]
    async fn a_burst_goes_at_once_and_the_rest_a_second_later() {
        let rate = Rate::new(10);
        let waits: Vec<_> = (0..23).map(|_| rate.book(Duration::MAX).unwrap()).collect();
        assert!(waits[..10].iter().all(Duration::is_zero), "{waits:?}");
        for (n, wait) in waits.iter().enumerate().skip(10) {
            let expected = SECOND * (n as u32 / 10);
            assert!(*wait <= expected && *wait > expected - SECOND / 2, "{waits:?}");
        }
        assert_eq!(rate.turns.lock().unwrap().len(), 10, "no more is kept than is needed");
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
