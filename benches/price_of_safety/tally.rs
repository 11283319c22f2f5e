//! What came of all payments of one player.
//!
//! Comes in: what customers were told, and the truth. Stays out: how it came about.

use super::{
    day::{Day, SECOND, Time},
    provider::Provider,
};

/// What the customer is told in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Paid,
    NotPaid,
}

/// The last word to the customer: what, when, and whether a person had to look into it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub(crate) end: End,
    pub(crate) at: Time,
    pub(crate) review: bool,
}

/// Counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) payments: u64,
    pub(crate) paid: u64,
    pub(crate) twice: u64,
    pub(crate) failed_but_paid: u64,
    pub(crate) paid_but_not: u64,
    pub(crate) review: u64,
    pub(crate) sends: u64,
    pub(crate) look_ups: u64,
    /// From the order to the last word.
    held: Vec<Time>,
}

impl Tally {
    pub(crate) fn count(&mut self, day: &Day, provider: &Provider<'_>, told: &Told) {
        let paid = provider.paid();
        self.payments += 1;
        self.paid += u64::from(paid > 0);
        self.twice += u64::from(paid > 1);
        self.failed_but_paid += u64::from(told.end == End::NotPaid && paid > 0);
        self.paid_but_not += u64::from(told.end == End::Paid && paid == 0);
        self.review += u64::from(told.review);
        self.sends += provider.sends;
        self.look_ups += provider.look_ups;
        self.held.push(told.at - day.ordered);
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.payments += other.payments;
        self.paid += other.paid;
        self.twice += other.twice;
        self.failed_but_paid += other.failed_but_paid;
        self.paid_but_not += other.paid_but_not;
        self.review += other.review;
        self.sends += other.sends;
        self.look_ups += other.look_ups;
        self.held.extend(other.held);
    }

    /// Seconds for which customers' money was held, at most, in so many of 100 payments.
    pub(crate) fn held(&mut self, percent: usize) -> f64 {
        let at = (self.held.len() * percent).div_ceil(100).max(1) - 1;
        let (_, held, _) = self.held.select_nth_unstable(at);
        *held as f64 / SECOND as f64
    }
}
