//! Where external ids come from when chance isn't enough: an id of nine digits would meet another one within a day.
//!
//! Comes in: the form of the ids and the moment. Stays out: the network; an allocator that needs one is the user's.

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::error::{SnapError, SnapErrorKind};
use super::external_id::{ENOUGH_DIGITS, ExternalIdForm};

/// An id on its way.
pub type NextId<'a> = Pin<Box<dyn Future<Output = Result<String, SnapError>> + Send + 'a>>;

/// Gives out external ids that are unique for the partner within a day in +07:00.
///
/// It returns a future, because ids that several machines share come from a database.
pub trait ExternalIds: Send + Sync + Debug {
    /// An id that was not given out on the day of `now`.
    fn next(&self, form: ExternalIdForm, now: SystemTime) -> NextId<'_>;
}

/// Random ids, for forms with room for them.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl ExternalIds for RandomIds {
    fn next(&self, form: ExternalIdForm, _now: SystemTime) -> NextId<'_> {
        let id = if form.is_roomy() {
            Ok(form.random())
        } else {
            Err(SnapError::new(
                SnapErrorKind::ExternalId,
                "X-EXTERNAL-ID",
                format!(
                    "{} characters are too few for random ids (at least {ENOUGH_DIGITS}); use CountedIds or an allocator of your own",
                    form.length()
                ),
            ))
        };
        Box::pin(std::future::ready(id))
    }
}

/// Ids that count on from the second of the day: for short forms, from 7 to 19 digits.
///
/// Within one process no id comes twice on a day, and after a restart none either, as long as the clock isn't set
/// back and fewer ids are used than fit into the seconds that have passed (9 digits: 10,000 for each second).
/// Several processes share a day by [`lane`](Self::lane).
///
/// ```
/// use bayar::snap::ExternalIdForm;
/// use bayar::snap::external_ids::CountedIds;
///
/// # fn example() -> Result<(), bayar::snap::SnapError> {
/// let ids = CountedIds::new();
/// let id = ids.take(ExternalIdForm::digits(9), std::time::SystemTime::now())?;
/// assert_eq!(id.len(), 9);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct CountedIds {
    lane: u64,
    lanes: u64,
    last: Mutex<(u64, u64)>,
}

impl CountedIds {
    /// For one process.
    #[must_use]
    pub fn new() -> Self {
        Self::lane(0, 1)
    }

    /// For one of several processes: number `lane` (from 0) of `lanes`. Each takes every `lanes`th number.
    #[must_use]
    pub fn lane(lane: u32, lanes: u32) -> Self {
        let lanes = u64::from(lanes.max(1));
        Self { lane: u64::from(lane) % lanes, lanes, last: Mutex::new((0, 0)) }
    }

    /// The next id, without a future.
    ///
    /// # Errors
    ///
    /// [`SnapErrorKind::ExternalId`] if the form has fewer than 7 or more than 19 characters, if `now` is before
    /// 1970, or if the numbers of the day are used up.
    pub fn take(&self, form: ExternalIdForm, now: SystemTime) -> Result<String, SnapError> {
        let wrong = |why| SnapError::new(SnapErrorKind::ExternalId, "X-EXTERNAL-ID", why);
        if !(7..=19).contains(&form.length()) {
            return Err(wrong("ids are counted with 7 to 19 characters; longer ones are made at random"));
        }
        let (day, second) = wib(now).ok_or_else(|| wrong("the clock says that it is before 1970"))?;
        let places = u32::try_from(form.length()).unwrap_or(19);
        let start = (10_000 + second) * 10_u64.pow(places - 5);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let least = if last.0 == day { start.max(last.1 + 1) } else { start };
        let number = least + (self.lanes + self.lane - least % self.lanes) % self.lanes;
        let id = number.to_string();
        if id.len() > form.length() {
            return Err(wrong("the numbers of this day are used up; ask the provider for longer ids"));
        }
        *last = (day, number);
        Ok(id)
    }
}

impl Default for CountedIds {
    fn default() -> Self {
        Self::new()
    }
}

impl ExternalIds for CountedIds {
    fn next(&self, form: ExternalIdForm, now: SystemTime) -> NextId<'_> {
        Box::pin(std::future::ready(self.take(form, now)))
    }
}

/// Day and second of the day in +07:00.
fn wib(now: SystemTime) -> Option<(u64, u64)> {
    let since = now.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs() + 7 * 3600;
    Some((since / 86_400, since % 86_400))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use super::*;

    fn at(second: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(17 * 3600 + second)
    }

    #[test]
    fn nine_digits_never_meet_within_a_day_and_over_a_restart() {
        let form = ExternalIdForm::digits(9);
        let mut ids = HashSet::new();
        for start in [0, 60, 86_000] {
            let process = CountedIds::new();
            for step in 0..5000 {
                let id = process.take(form, at(start + step / 1000)).expect("an id");
                assert!(form.accepts(&id) && id.len() == 9, "{id}");
                assert!(ids.insert(id));
            }
        }
        assert_eq!(CountedIds::new().take(form, at(0)).expect("an id"), "100000000");
    }

    #[test]
    fn lanes_stay_apart_and_a_clock_that_steps_back_does_no_harm() {
        let form = ExternalIdForm::digits(9);
        let mut ids = HashSet::new();
        for lane in 0..3 {
            let process = CountedIds::lane(lane, 3);
            for step in 0..100 {
                assert!(ids.insert(process.take(form, at(500 - step)).expect("an id")));
            }
        }
    }

    #[test]
    fn a_new_day_starts_again_and_odd_forms_are_refused() {
        let process = CountedIds::new();
        let form = ExternalIdForm::digits(7);
        let first = process.take(form, at(86_399)).expect("an id");
        assert_eq!(first, "9639900");
        assert_eq!(process.take(form, at(86_400)).expect("an id"), "1000000");
        assert!(process.take(ExternalIdForm::digits(6), at(0)).is_err());
        assert!(process.take(ExternalIdForm::digits(32), at(0)).is_err());
        let full: Result<Vec<_>, _> =
            (0..600_000).map(|_| CountedIds::take(&process, form, at(86_399 + 86_400))).collect();
        assert!(full.is_err());
    }
}
