//! Which `X-EXTERNAL-ID`s a partner has used today, in UTC+7.
//! Yesterday's are forgotten.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

use jiff::{Timestamp, civil};

use crate::clock::wib_day;

/// Holds a 64-bit hash of each id and not the id, so that a million calls a day fit in a few megabytes. The chance that
/// two of a million ids share a hash is below 1 in 30 million.
#[derive(Debug, Default)]
pub(super) struct ExternalIds {
    day: civil::Date,
    used: HashSet<u64>,
    hashes: RandomState,
}

impl ExternalIds {
    /// Uses an id; false if the partner has used it on this day before.
    pub(super) fn use_up(&mut self, client_id: &str, external_id: &str, now: Timestamp) -> bool {
        let today = wib_day(now);
        if today != self.day {
            self.day = today;
            self.used.clear();
        }
        self.used.insert(self.hashes.hash_one((client_id, external_id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_used_once_a_day_by_each_partner() {
        let mut ids = ExternalIds::default();
        let [evening, midnight]: [Timestamp; 2] =
            ["2025-06-10T16:59:59Z", "2025-06-10T17:00:00Z"].map(|it| it.parse().unwrap());
        assert!(ids.use_up("a", "1", evening));
        assert!(ids.use_up("b", "1", evening));
        assert!(!ids.use_up("a", "1", evening));
        assert!(ids.use_up("a", "1", midnight));
        assert!(!ids.use_up("a", "1", midnight));
    }
}
