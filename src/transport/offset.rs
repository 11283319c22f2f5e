//! How far the machine's clock is from the provider's, by the `Date` of its answers.
//!
//! May use: jiff, http. Must not know: any provider, what a signature is made of.

use http::{
    HeaderMap, HeaderValue,
    header::{AGE, DATE},
};
use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

/// Less than this is no fault of the clock: `Date` has whole seconds, and answers take time.
const TOLERANCE: i64 = 5;

/// How far the machine's clock is from the provider's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClockOffset {
    /// Seconds to add to the machine's time to get the provider's: negative if the machine is ahead. Exact to a few
    /// seconds.
    pub seconds: i64,
    /// Whether signed timestamps are corrected by it: not below 5 seconds, and not beyond
    /// [`Settings::clock_offset_limit`](crate::Settings::clock_offset_limit).
    pub applied: bool,
}

/// Measures with every answer.
#[derive(Debug)]
pub(crate) struct OffsetMeter {
    limit: Duration,
    last: Mutex<Option<ClockOffset>>,
    /// The last `Date`, and what it says: a second has many answers.
    read: Mutex<Option<(HeaderValue, i64)>>,
}

impl OffsetMeter {
    pub(crate) fn new(limit: Duration) -> Self {
        Self { limit, last: Mutex::new(None), read: Mutex::new(None) }
    }

    /// The last measurement.
    pub(crate) fn last(&self) -> Option<ClockOffset> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The machine's time, corrected.
    pub(crate) fn correct(&self, now: SystemTime) -> SystemTime {
        let seconds = self.applied();
        let by = Duration::from_secs(seconds.unsigned_abs());
        let corrected = if seconds < 0 { now.checked_sub(by) } else { now.checked_add(by) };
        corrected.unwrap_or(now)
    }

    /// The seconds since 1970 of a `Date`.
    fn read(&self, date: &HeaderValue) -> Option<i64> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, seconds)) = read.as_ref().filter(|(text, _)| text == date) {
            return Some(*seconds);
        }
        let seconds = DateTimeParser::new().parse_timestamp(date.as_bytes()).ok()?.as_second();
        *read = Some((date.clone(), seconds));
        Some(seconds)
    }

    /// The seconds by which timestamps are corrected.
    pub(crate) fn applied(&self) -> i64 {
        self.last().filter(|o| o.applied).map_or(0, |o| o.seconds)
    }

    /// Reads the `Date` of an answer to a request that was sent at `asked` and answered at `answered`.
    pub(crate) fn observe(&self, headers: &HeaderMap, asked: SystemTime, answered: SystemTime) {
        // An answer with an age comes from a cache, and so does its date.
        let fresh = headers.get(DATE).filter(|_| !headers.contains_key(AGE));
        let Some(seconds) = fresh.and_then(|date| apart(self.read(date)?, asked, answered)) else { return };
        let far = seconds.abs() >= TOLERANCE;
        let applied = far && Duration::from_secs(seconds.unsigned_abs()) <= self.limit;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        // Answers come back a second earlier or later; a correction that jumps with them helps nobody.
        let news = last.is_none_or(|l| (l.seconds - seconds).abs() >= TOLERANCE || l.applied != applied);
        if !news {
            return;
        }
        *last = Some(ClockOffset { seconds, applied });
        drop(last);
        if far {
            tracing::warn!(seconds, applied, "this machine's clock differs from the provider's; set it by NTP");
        }
    }
}

fn apart(date: i64, asked: SystemTime, answered: SystemTime) -> Option<i64> {
    let seconds = |time| Timestamp::try_from(time).ok().map(Timestamp::as_second);
    let (first, last) = (seconds(asked)?, seconds(answered)?);
    // The provider wrote it somewhere between the two; only what lies outside is certain.
    Some(if date < first { date - first } else { (date - last).max(0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn headers(date: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(DATE, HeaderValue::from_static(date))])
    }

    // 2026-01-02T03:04:05Z
    const DATE_TEXT: &str = "Fri, 02 Jan 2026 03:04:05 GMT";
    const DATE_SECONDS: u64 = 1_767_323_045;

    fn observed(asked: u64, answered: u64) -> OffsetMeter {
        let meter = OffsetMeter::new(Duration::from_secs(900));
        meter.observe(&headers(DATE_TEXT), at(asked), at(answered));
        meter
    }

    #[test]
    fn a_clock_that_is_right_is_left_alone() {
        let meter = observed(DATE_SECONDS - 1, DATE_SECONDS + 20);
        assert_eq!(meter.last(), Some(ClockOffset { seconds: 0, applied: false }));
        assert_eq!(meter.correct(at(7)), at(7));
    }

    #[test]
    fn a_clock_that_is_off_is_corrected_within_the_limit() {
        let ahead = observed(DATE_SECONDS + 300, DATE_SECONDS + 301);
        assert_eq!(ahead.last(), Some(ClockOffset { seconds: -300, applied: true }));
        assert_eq!(ahead.correct(at(DATE_SECONDS + 300)), at(DATE_SECONDS));
        let behind = observed(DATE_SECONDS - 120, DATE_SECONDS - 119);
        assert_eq!(behind.applied(), 119);
        let far = observed(DATE_SECONDS + 901, DATE_SECONDS + 901);
        assert_eq!(far.last(), Some(ClockOffset { seconds: -901, applied: false }));
        assert_eq!(far.correct(at(5)), at(5));
    }

    #[test]
    fn what_is_no_date_measures_nothing() {
        let meter = OffsetMeter::new(Duration::from_secs(900));
        for odd in ["", "yesterday", "Fri, 99 Jan 2026 03:04:05 GMT"] {
            meter.observe(&headers(odd), at(0), at(0));
        }
        let mut cached = headers(DATE_TEXT);
        cached.insert(AGE, HeaderValue::from_static("3"));
        meter.observe(&cached, at(0), at(0));
        assert_eq!(meter.last(), None);
    }
}
