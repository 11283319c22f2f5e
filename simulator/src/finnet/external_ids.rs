//! Which `X-EXTERNAL-ID`s a partner has used today, in UTC+7.
//! Yesterday's are forgotten.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

use jiff::{Timestamp, civil};

use crate::clock::wib_day;

/// Holds a 64-bit hash of each id and not the id. The chance that two of a million ids share a hash is below 1 in 30
/// million. Two halves of bounded size: when the newer one is full, the older one is forgotten.
#[derive(Debug)]
pub(super) struct ExternalIds {
    day: civil::Date,
    used: HashSet<u64>,
    used_before: HashSet<u64>,
    room: usize,
    hashes: RandomState,
}

impl ExternalIds {
    pub(super) fn new(room: usize) -> Self {
        let [used, used_before] = [(); 2].map(|()| HashSet::new());
        Self { day: civil::Date::default(), used, used_before, room: room.max(1), hashes: RandomState::new() }
    }

    /// Uses an id; false if the partner has used it on this day before.
    pub(super) fn use_up(&mut self, client_id: &str, external_id: &str, now: Timestamp) -> bool {
        let today = wib_day(now);
        if today != self.day {
            *self = Self { day: today, ..Self::new(self.room) };
        }
        if self.used.len() >= self.room {
            self.used_before = std::mem::take(&mut self.used);
        }
        let hash = self.hashes.hash_one((client_id, external_id));
        !self.used_before.contains(&hash) && self.used.insert(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_used_once_a_day_by_each_partner() {
        let mut ids = ExternalIds::new(10);
        let [evening, midnight]: [Timestamp; 2] =
            ["2025-06-10T16:59:59Z", "2025-06-10T17:00:00Z"].map(|it| it.parse().unwrap());
        assert!(ids.use_up("a", "1", evening));
        assert!(ids.use_up("b", "1", evening));
        assert!(!ids.use_up("a", "1", evening));
        assert!(ids.use_up("a", "1", midnight));
        assert!(!ids.use_up("a", "1", midnight));
    }

    #[test]
    fn a_flood_of_ids_is_bounded() {
        let mut ids = ExternalIds::new(100);
        for n in 0..10_000 {
            assert!(ids.use_up("a", &n.to_string(), Timestamp::UNIX_EPOCH));
            assert!(ids.used.len() + ids.used_before.len() <= 200);
        }
        assert!(!ids.use_up("a", "9901", Timestamp::UNIX_EPOCH));
    }
}
