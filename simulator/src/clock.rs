//! The virtual clock: the simulator's only source of time. It stands, runs, or runs at another rate than the real one.
//! No time zones other than UTC+7 come in here, and nothing that is due at a time.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp, civil, tz::Offset};
use tokio::sync::watch;

use crate::lock::lock;

/// Indonesian western time, in which the providers count days.
pub(crate) const WIB: Offset = Offset::constant(7);

/// How long a sleeper waits at most before it looks at the clock again.
const LONGEST_NAP: Duration = Duration::from_secs(3_600);

/// A handle on the simulator's clock; clones move the same clock.
///
/// Token lifetimes, timestamp windows, external-id days, settlement and callbacks follow it. It starts at the real time
/// and runs with it.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    hand: Mutex<Hand>,
    moved: watch::Sender<()>,
}

#[derive(Debug)]
struct Hand {
    shown: Timestamp,
    read_at: Instant,
    /// Virtual seconds in a real one; 0 is a frozen clock.
    rate: f64,
}

impl Hand {
    fn now(&self) -> Timestamp {
        if self.rate == 0.0 { self.shown } else { later(self.shown, scaled(self.read_at.elapsed(), self.rate)) }
    }

    fn put(&mut self, shown: Timestamp) {
        self.shown = shown;
        self.read_at = Instant::now();
    }
}

fn scaled(real: Duration, rate: f64) -> Duration {
    if rate == 1.0 { real } else { Duration::try_from_secs_f64(real.as_secs_f64() * rate).unwrap_or(Duration::MAX) }
}

/// A time so much later, or the end of time.
pub(crate) fn later(time: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| time.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

impl Clock {
    pub(crate) fn real() -> Self {
        let hand = Hand { shown: Timestamp::now(), read_at: Instant::now(), rate: 1.0 };
        Self(Arc::new(Inside { hand: Mutex::new(hand), moved: watch::Sender::new(()) }))
    }

    /// The virtual time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        lock(&self.0.hand).now()
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.change(|hand, now| hand.put(later(now, by)));
    }

    /// Sets the clock; it runs on from there, or stands there if it is frozen.
    pub fn set(&self, to: Timestamp) {
        self.change(|hand, _| hand.put(to));
    }

    /// Stops the clock where it is.
    pub fn freeze(&self) {
        self.run_at(0.0);
    }

    /// Lets the clock run with the real one, whatever it did before.
    pub fn run(&self) {
        self.run_at(1.0);
    }

    /// Lets the clock run at so many virtual seconds in a real one; 0, or what is no positive number, stops it.
    pub fn run_at(&self, rate: f64) {
        let rate = if rate.is_finite() { rate.max(0.0) } else { 0.0 };
        self.change(|hand, now| {
            hand.put(now);
            hand.rate = rate;
        });
    }

    /// Virtual seconds in a real one; 0 for a frozen clock.
    #[must_use]
    pub fn rate(&self) -> f64 {
        lock(&self.0.hand).rate
    }

    fn change(&self, change: impl FnOnce(&mut Hand, Timestamp)) {
        let mut hand = lock(&self.0.hand);
        let now = hand.now();
        change(&mut hand, now);
        drop(hand);
        self.0.moved.send_replace(());
    }

    /// Hears of every move of the clock from now on.
    pub(crate) fn moves(&self) -> watch::Receiver<()> {
        self.0.moved.subscribe()
    }

    /// Waits until the clock shows this time, however it comes to that.
    pub(crate) async fn reaches(&self, time: Timestamp) {
        let mut moves = self.moves();
        while let Some(nap) = self.nap_until(time) {
            let _ = tokio::time::timeout(nap, moves.changed()).await;
        }
    }

    /// How long to sleep in real time before looking again; none if it is that late already.
    pub(crate) fn nap_until(&self, time: Timestamp) -> Option<Duration> {
        let hand = lock(&self.0.hand);
        let left = time.duration_since(hand.now());
        if left <= SignedDuration::ZERO {
            return None;
        }
        let real = Duration::try_from_secs_f64(left.as_secs_f64() / hand.rate).unwrap_or(LONGEST_NAP);
        Some(real.clamp(Duration::from_millis(1), LONGEST_NAP))
    }
}

/// The day in UTC+7.
pub(crate) fn wib_day(time: Timestamp) -> civil::Date {
    WIB.to_datetime(time).date()
}

/// `YYYY-MM-DD HH:MM:SS` at this offset.
pub(crate) fn text_at(offset: Offset, time: Timestamp) -> String {
    let time = offset.to_datetime(time);
    let (date, clock) = (time.date(), time.time());
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        date.year(),
        date.month(),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second()
    )
}

/// `YYYY-MM-DDTHH:MM:SS+07:00`, as SNAP headers have it.
pub(crate) fn snap_text(time: Timestamp) -> String {
    WIB.to_datetime(time).strftime("%Y-%m-%dT%H:%M:%S+07:00").to_string()
}

/// `YYYY-MM-DDTHH:MM:SS.mmmZ`.
pub(crate) fn millis_text(time: Timestamp) -> String {
    Offset::UTC.to_datetime(time).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_by_hand() {
        let clock = Clock::real();
        clock.freeze();
        let before = clock.now();
        assert_eq!(clock.now(), before);
        clock.advance(Duration::from_secs(86_400));
        assert_eq!(clock.now(), before + SignedDuration::from_hours(24));
        clock.set(Timestamp::UNIX_EPOCH);
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
        clock.run();
        assert!(clock.now() < Timestamp::UNIX_EPOCH + SignedDuration::from_mins(1));
    }

    #[test]
    fn a_fast_clock_shows_years_in_an_instant() {
        let clock = Clock::real();
        clock.set(Timestamp::UNIX_EPOCH);
        clock.run_at(1e9);
        std::thread::sleep(Duration::from_millis(1));
        assert!(clock.now() > Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24));
        clock.run_at(f64::NAN);
        assert_eq!((clock.now(), clock.rate()), (clock.now(), 0.0));
    }

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_clock_is_moved() {
        let clock = Clock::real();
        clock.freeze();
        let due = clock.now() + SignedDuration::from_hours(1_000);
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.reaches(due).await }
        });
        clock.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.set(due);
        sleeper.await.unwrap();
    }

    #[test]
    fn an_absurd_advance_stops_at_the_end_of_time() {
        let clock = Clock::real();
        clock.freeze();
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }

    #[test]
    fn text_forms_differ_by_seven_hours() {
        let time: Timestamp = "2025-06-10T10:54:29.047Z".parse().unwrap();
        assert_eq!(text_at(WIB, time), "2025-06-10 17:54:29");
        assert_eq!(text_at(Offset::UTC, time), "2025-06-10 10:54:29");
        assert_eq!(snap_text(time), "2025-06-10T17:54:29+07:00");
        assert_eq!(millis_text(time), "2025-06-10T10:54:29.047Z");
        assert_eq!(wib_day("2025-06-10T17:00:00Z".parse().unwrap()), civil::date(2025, 6, 11));
    }
}
