//! How small and how large a value of the file may be. The JSON Schema says the same.
//!
//! May use: nothing. Must not know: any account.

use std::time::Duration;

/// Whole numbers, both ends included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    pub(super) least: i64,
    pub(super) most: i64,
}

/// Lengths of time, both ends included, with the words for them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    least: (Duration, &'static str),
    most: (Duration, &'static str),
}

pub(super) const ATTEMPTS: Numbers = Numbers { least: 1, most: 100 };
/// From a kilobyte, which holds any envelope, to a gigabyte.
pub(super) const BODY_LIMIT: Numbers = Numbers { least: 1 << 10, most: 1 << 30 };
/// 0 stands for no limit.
pub(super) const REQUESTS: Numbers = Numbers { least: 0, most: 10_000 };
/// As [`ExternalIdForm`](crate::snap::ExternalIdForm) has them.
pub(super) const EXTERNAL_ID_DIGITS: Numbers = Numbers { least: 1, most: 64 };

const NOTHING: (Duration, &str) = (Duration::ZERO, "0s");
const MILLISECOND: (Duration, &str) = (Duration::from_millis(1), "1ms");
const SECOND: (Duration, &str) = (Duration::from_secs(1), "1s");
const MINUTE: (Duration, &str) = (Duration::from_secs(60), "1m");
const HOUR: (Duration, &str) = (Duration::from_secs(60 * 60), "1h");
const DAY: (Duration, &str) = (Duration::from_secs(24 * 60 * 60), "24h");

/// With a limit of no time nothing could ever be sent.
pub(super) const TIMEOUT: Lengths = Lengths { least: MILLISECOND, most: HOUR };
pub(super) const BACKOFF: Lengths = Lengths { least: NOTHING, most: MINUTE };
/// 0s turns the correction off.
pub(super) const CLOCK_OFFSET: Lengths = Lengths { least: NOTHING, most: DAY };
pub(super) const TOKEN_LIFETIME: Lengths = Lengths { least: SECOND, most: DAY };

impl Numbers {
    pub(super) fn check(self, number: i64) -> Result<i64, String> {
        let fits = (self.least..=self.most).contains(&number);
        if fits { Ok(number) } else { Err(format!("it must be a number from {} to {}", self.least, self.most)) }
    }
}

impl Lengths {
    pub(super) fn check(self, length: Duration) -> Result<(), String> {
        let fits = (self.least.0..=self.most.0).contains(&length);
        if fits { Ok(()) } else { Err(format!("it must be a length of time from {} to {}", self.least.1, self.most.1)) }
    }
}
