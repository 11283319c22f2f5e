//! The virtual clock: the simulator's only source of time, a movable offset over the real clock.
//! No sleeping and no time zones other than UTC+7 come in here.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp, civil, tz::Offset};

use crate::lock::lock;

/// Indonesian western time, in which the providers count days.
pub(crate) const WIB: Offset = Offset::constant(7);

/// A handle on the simulator's clock; clones move the same clock.
///
/// Token lifetimes, timestamp windows and external-id days follow it. It starts at the real time and runs with it.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Mutex<Hand>>);

#[derive(Debug)]
struct Hand {
    shown: Timestamp,
    read_at: Instant,
    frozen: bool,
}

impl Hand {
    fn now(&self) -> Timestamp {
        if self.frozen { self.shown } else { later(self.shown, self.read_at.elapsed()) }
    }

    fn put(&mut self, shown: Timestamp) {
        self.shown = shown;
        self.read_at = Instant::now();
    }
}

fn later(time: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| time.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

impl Clock {
    pub(crate) fn real() -> Self {
        Self(Arc::new(Mutex::new(Hand { shown: Timestamp::now(), read_at: Instant::now(), frozen: false })))
    }

    /// The virtual time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        lock(&self.0).now()
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let mut hand = lock(&self.0);
        let to = later(hand.now(), by);
        hand.put(to);
    }

    /// Sets the clock; it runs on from there, or stands there if it is frozen.
    pub fn set(&self, to: Timestamp) {
        lock(&self.0).put(to);
    }

    /// Stops the clock where it is.
    pub fn freeze(&self) {
        let mut hand = lock(&self.0);
        let now = hand.now();
        hand.put(now);
        hand.frozen = true;
    }

    /// Lets a frozen clock run again.
    pub fn run(&self) {
        let mut hand = lock(&self.0);
        let now = hand.now();
        hand.put(now);
        hand.frozen = false;
    }
}

/// The day in UTC+7.
pub(crate) fn wib_day(time: Timestamp) -> civil::Date {
    WIB.to_datetime(time).date()
}

/// `YYYY-MM-DD HH:MM:SS` in UTC+7.
pub(crate) fn wib_text(time: Timestamp) -> String {
    WIB.to_datetime(time).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `YYYY-MM-DD HH:MM:SS` in UTC.
pub(crate) fn utc_text(time: Timestamp) -> String {
    Offset::UTC.to_datetime(time).strftime("%Y-%m-%d %H:%M:%S").to_string()
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
    fn an_absurd_advance_stops_at_the_end_of_time() {
        let clock = Clock::real();
        clock.freeze();
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }

    #[test]
    fn text_forms_differ_by_seven_hours() {
        let time: Timestamp = "2025-06-10T10:54:29.047Z".parse().unwrap();
        assert_eq!(wib_text(time), "2025-06-10 17:54:29");
        assert_eq!(utc_text(time), "2025-06-10 10:54:29");
        assert_eq!(snap_text(time), "2025-06-10T17:54:29+07:00");
        assert_eq!(millis_text(time), "2025-06-10T10:54:29.047Z");
        assert_eq!(wib_day("2025-06-10T17:00:00Z".parse().unwrap()), civil::date(2025, 6, 11));
    }
}
