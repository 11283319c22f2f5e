//! Time: an injected clock, and the text forms that the providers use (UTC+7).
//!
//! May use: std, jiff. Must not know: any provider, any HTTP library.

use jiff::{Timestamp, tz::Offset};
use std::{
    fmt::Debug,
    sync::Mutex,
    time::{Duration, Instant, SystemTime},
};

/// Where the crate takes the time from. Signatures carry it, tokens expire by it.
pub trait Clock: Send + Sync + Debug + 'static {
    /// The time of day.
    fn now(&self) -> SystemTime;

    /// Time since any fixed point; it never goes back when somebody sets the clock.
    fn monotonic(&self) -> Duration;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// The clock of the machine.
    #[must_use]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }
}

/// A clock that stands still until it is moved; for tests.
#[derive(Debug)]
pub struct ManualClock {
    state: Mutex<(SystemTime, Duration)>,
}

impl ManualClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn new(now: SystemTime) -> Self {
        Self { state: Mutex::new((now, Duration::ZERO)) }
    }

    /// Moves the time of day and the monotonic time forward.
    pub fn advance(&self, by: Duration) {
        let mut state = self.lock();
        state.0 += by;
        state.1 += by;
    }

    /// Sets the time of day only, as an administrator would.
    pub fn set(&self, now: SystemTime) {
        self.lock().0 = now;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (SystemTime, Duration)> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        self.lock().0
    }

    fn monotonic(&self) -> Duration {
        self.lock().1
    }
}

/// `2026-01-02T03:04:05+07:00`: 25 characters, Western Indonesian Time, no fraction.
#[must_use]
pub fn wib_rfc3339(time: SystemTime) -> String {
    format!("{}+07:00", wib(time).strftime("%Y-%m-%dT%H:%M:%S"))
}

/// `2026-01-02 03:04:05`: Western Indonesian Time without saying so, as Singapay prints it.
#[must_use]
pub fn wib_datetime(time: SystemTime) -> String {
    wib(time).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `2026-01-02`: the calendar day in Western Indonesian Time.
#[must_use]
pub fn wib_date(time: SystemTime) -> String {
    wib(time).strftime("%Y-%m-%d").to_string()
}

/// The fixed offset and not a zone of the host: Western Indonesian Time has no daylight saving.
fn wib(time: SystemTime) -> jiff::civil::DateTime {
    let stamp = Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH);
    Offset::constant(7).to_datetime(stamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn text_forms_are_seven_hours_ahead_of_utc() {
        // 2025-12-31T20:04:05Z is the next year in Jakarta.
        let time = at(1_767_211_445);
        assert_eq!(wib_rfc3339(time), "2026-01-01T03:04:05+07:00");
        assert_eq!(wib_datetime(time), "2026-01-01 03:04:05");
        assert_eq!(wib_date(time), "2026-01-01");
        assert_eq!(wib_rfc3339(time).len(), 25);
    }

    #[test]
    fn a_set_clock_does_not_move_monotonic_time() {
        let clock = ManualClock::new(at(100));
        clock.advance(Duration::from_secs(5));
        clock.set(at(1));
        assert_eq!((clock.now(), clock.monotonic()), (at(1), Duration::from_secs(5)));
    }
}
