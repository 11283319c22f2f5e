//! A point in time as the journal stores it.
//!
//! May use: std, jiff for printing. Must not know: any clock.

use serde::{Deserialize, Serialize};
use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A point in time, in milliseconds since 1970 (UTC): exactly what is stored, so that nothing changes by storing it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(u64);

impl Moment {
    /// Before everything.
    pub const START: Self = Self(0);
    /// The last one that every store can hold.
    pub const END: Self = Self(i64::MAX as u64);

    #[cfg(test)]
    pub(crate) const fn at(millis: u64) -> Self {
        Self(millis)
    }

    /// From milliseconds since 1970.
    #[must_use]
    pub fn from_millis(millis: u64) -> Self {
        Self(millis).min(Self::END)
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub fn millis(self) -> u64 {
        self.0
    }

    /// So much later.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self::from_millis(self.0.saturating_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX)))
    }

    /// The minute of the day in UTC+7, the providers' zone.
    pub(crate) fn minute_of_day(self) -> u64 {
        (self.0 / 60_000 + 7 * 60) % (24 * 60)
    }

    /// The time of day in UTC+7, as people write it.
    pub(crate) fn time_of_day(self) -> String {
        let minute = self.minute_of_day();
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }

    /// How long it is since `earlier`; nothing if that lies ahead.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::START.plus(since)
    }
}

impl From<Moment> for SystemTime {
    fn from(moment: Moment) -> Self {
        UNIX_EPOCH.checked_add(Duration::from_millis(moment.0)).unwrap_or(UNIX_EPOCH)
    }
}

/// In UTC, to the second: `2026-11-20T03:00:00Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = i64::try_from(self.0 / 1000).unwrap_or(i64::MAX);
        match jiff::Timestamp::from_second(seconds) {
            Ok(time) => fmt::Display::fmt(&time, f),
            Err(_) => f.write_str("a time that no calendar has"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_as_a_time_and_every_one_can_be_printed() {
        assert_eq!(Moment::at(1_795_143_600_999).to_string(), "2026-11-20T03:00:00Z");
        assert!(Moment::END.to_string().contains("no calendar"));
    }
}
