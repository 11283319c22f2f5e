//! What differs between providers and products, as data.
//!
//! May use: std, money. The numbers are choices to begin with; nobody has measured them against a live provider.

use super::Moment;
use crate::Rupiah;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// How a payment whose answer was lost can be found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Capability {
    /// By a reference of our own that the payment carried.
    OwnReference,
    /// By the provider's reference of the inquiry, which appears in a list.
    ReferenceInList,
    /// By product, customer, price and time only.
    Fingerprint,
    /// By a reference that arrives in the payment's answer: useless when that was lost.
    ByProviderReference,
    /// Not at all: an unknown end goes to review at once.
    None,
}

/// What an absence that is conclusive means. Sending again does not exist here: it would need a provider's
/// proof that a second send of one reference is refused, and no provider gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnAbsent {
    /// A person decides.
    #[default]
    Review,
    /// It was not paid. **Only with the provider's written upper bound on late execution**, no longer than
    /// [`Policy::settle_horizon`]; where that is wrong, a payment is reported as not paid.
    CloseNotPaid,
}

/// A daily window (UTC+7) in which a product is neither paid nor judged absent. It may pass midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutOff {
    from: u32,
    to: u32,
}

impl CutOff {
    /// From one time of day to another, each as hour and minute in UTC+7.
    #[must_use]
    pub fn new(from: (u32, u32), to: (u32, u32)) -> Self {
        let minutes = |(hour, minute): (u32, u32)| (hour * 60 + minute) % (24 * 60);
        Self { from: minutes(from), to: minutes(to) }
    }

    /// PLN, roughly as it is known: 23:00 to 01:00.
    #[must_use]
    pub fn pln() -> Self {
        Self::new((23, 0), (1, 0))
    }

    /// When the window that holds this moment ends; nothing if none does.
    #[must_use]
    pub fn until(self, at: Moment) -> Option<Moment> {
        const DAY: u64 = 24 * 60;
        let minute = at.minute_of_day();
        let (from, to) = (u64::from(self.from), u64::from(self.to));
        let inside = if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to };
        let whole = Moment::from_millis(at.millis() / 60_000 * 60_000);
        inside.then(|| whole.plus(MINUTE * u32::try_from((to + DAY - minute) % DAY).unwrap_or(0)))
    }
}

/// The rules for the payments of one product at one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// How a lost payment can be found.
    pub capability: Capability,
    /// How old a quote may be when it is paid. 10 minutes.
    pub quote_age: Duration,
    /// How long a permit to send holds. 30 seconds.
    pub send_window: Duration,
    /// When to look up, counted from the moment it was sent: 60 s, 2, 5, 15, 60 min.
    pub schedule: Vec<Duration>,
    /// And so often afterwards. 1 hour.
    pub then_every: Duration,
    /// After this long an open payment goes to review. 24 hours.
    pub budget: Duration,
    /// How late a provider may still execute what it was sent: before, absence proves nothing. 24 hours.
    pub settle_horizon: Duration,
    /// How many absences it takes. 2.
    pub absences: u32,
    /// How far apart they have to be. 60 seconds.
    pub absences_apart: Duration,
    /// When it is neither sent nor judged absent.
    pub cut_offs: Vec<CutOff>,
    /// What a conclusive absence means.
    pub on_absent: OnAbsent,
    /// How often one intent is sent at most, each time after proof that the time before had no effect. 3.
    pub attempts: u32,
    /// A refused token counts as turned away at the door, if a look-up finds nothing either. True; our reading, no
    /// provider promises it.
    pub unauthorized_is_turned_away: bool,
    /// Refuse to pay what would leave less than this on the account's deposit, instead of the floor of
    /// [`Limits`](crate::payments::Limits): what is kept for other products. None.
    pub deposit_floor: Option<Rupiah>,
    /// How many payments of this product are being sent at once, within the number of
    /// [`Limits`](crate::payments::Limits): so that a slow biller doesn't take the places of all others. No number of its own.
    pub in_flight: Option<usize>,
}

impl Policy {
    /// The start values.
    #[must_use]
    pub fn new(capability: Capability) -> Self {
        Self {
            capability,
            quote_age: 10 * MINUTE,
            send_window: Duration::from_secs(30),
            schedule: vec![MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR],
            then_every: HOUR,
            budget: 24 * HOUR,
            settle_horizon: 24 * HOUR,
            absences: 2,
            absences_apart: MINUTE,
            cut_offs: vec![],
            on_absent: OnAbsent::Review,
            attempts: 3,
            unauthorized_is_turned_away: true,
            deposit_floor: None,
            in_flight: None,
        }
    }

    /// When the cut-off that holds this moment ends; nothing if none does.
    #[must_use]
    pub fn cut_off_until(&self, at: Moment) -> Option<Moment> {
        self.cut_offs.iter().filter_map(|window| window.until(at)).max()
    }

    /// When to look up next, for what is open since `since`; nothing when the budget is spent. The last look-up comes
    /// after the settle horizon, so that an absence can be conclusive at all.
    pub(super) fn next_check(&self, since: Moment, send_by: Moment, now: Moment) -> Option<Moment> {
        let last = since.plus(self.budget).max(send_by.plus(self.settle_horizon));
        if now >= last {
            return None;
        }
        let listed = self.schedule.iter().map(|after| since.plus(*after)).find(|at| *at > now);
        let next = listed.unwrap_or_else(|| now.plus(self.then_every)).min(last);
        Some(self.cut_off_until(next).unwrap_or(next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-01 00:00 in UTC+7.
    const MIDNIGHT: Moment = Moment::at(1_767_200_400_000);

    #[test]
    fn a_cut_off_may_pass_midnight() {
        let end = MIDNIGHT.plus(HOUR);
        for (minutes, until) in [(0, Some(end)), (59, Some(end)), (60, None), (22 * 60 + 59, None)] {
            assert_eq!(CutOff::pln().until(MIDNIGHT.plus(minutes * MINUTE)), until, "{minutes}");
        }
        assert_eq!(CutOff::pln().until(MIDNIGHT.plus(23 * HOUR)), Some(MIDNIGHT.plus(25 * HOUR)));
    }

    #[test]
    fn look_ups_come_at_the_listed_times_and_end_after_the_horizon() {
        let policy = Policy::new(Capability::ReferenceInList);
        let (mut now, mut at) = (MIDNIGHT, vec![]);
        while let Some(next) = policy.next_check(MIDNIGHT, MIDNIGHT.plus(MINUTE), now) {
            assert!(next > now && at.len() < 100);
            now = next;
            at.push(next.since(MIDNIGHT).as_secs() / 60);
        }
        assert_eq!(at[..6], [1, 2, 5, 15, 60, 120]);
        assert_eq!(at.last(), Some(&(24 * 60 + 1)));
    }
}
