//! What a look-up means for a payment.
//!
//! May use: the step's work. Absence is never failure by itself.

use super::{Finding, Moment, OnAbsent, Reason, Receipt, Standing, State, step::Work};
use crate::Rupiah;

impl Work<'_> {
    pub(super) fn looked_up(&mut self, finding: &Finding) {
        match self.record.state {
            State::Sending if self.record.at_the_door => self.at_the_door(finding),
            State::Unknown | State::Pending => self.open(finding),
            State::Paid | State::NotPaid | State::Cancelled => self.afterwards(finding),
            _ => {}
        }
    }

    /// A refused token alone proves nothing; together with an absence it does.
    fn at_the_door(&mut self, finding: &Finding) {
        if *finding == Finding::Absent {
            return self.to(State::Quoted, None);
        }
        self.to(State::Unknown, Some(Reason::Unclear));
        if matches!(finding, Finding::Found { .. }) {
            self.open(finding);
        }
    }

    fn open(&mut self, finding: &Finding) {
        match finding {
            Finding::Found { standing, transaction_id, price, receipt } => {
                self.found(*standing, transaction_id, *price, *receipt);
            }
            Finding::Absent => self.absent(),
            Finding::Candidates => self.to(State::Review, Some(Reason::Candidates)),
            Finding::Contradiction => self.to(State::Review, Some(Reason::Contradiction)),
            Finding::Impossible => self.to(State::Review, Some(Reason::NoLookUp)),
            Finding::Unavailable => self.again_later(Reason::BudgetSpent),
        }
    }

    fn found(&mut self, standing: Standing, transaction_id: &str, price: Option<Rupiah>, receipt: Receipt) {
        let other_price = price.is_some() && price != self.record.price();
        let other_one = self.record.transaction_id.as_deref().is_some_and(|known| known != transaction_id);
        if other_price || other_one {
            return self.to(State::Review, Some(Reason::Contradiction));
        }
        let known = self.record.transaction_id.replace(transaction_id.to_owned()).is_some();
        match (standing, price) {
            // A later attempt may have been made that only the lost journal knew.
            (Standing::Failed, _) if self.record.restored && !known => self.to(State::Review, Some(Reason::Restored)),
            (Standing::Success, Some(price)) => self.paid(price, receipt),
            (Standing::Success, None) => self.to(State::Review, Some(Reason::Contradiction)),
            (Standing::Pending, _) => self.in_progress(),
            (Standing::Failed, _) => self.failed(),
            (Standing::Refunded, price) => {
                self.record.paid = price.or(self.record.paid);
                self.to(State::Reversed, None);
            }
        }
    }

    /// The provider may still change its mind: looked up once more at the end of the settle horizon.
    fn failed(&mut self) {
        self.to(State::NotPaid, Some(Reason::Failed));
        self.record.due = Some(self.horizon()).filter(|at| *at > self.now);
    }

    pub(super) fn paid(&mut self, price: Rupiah, receipt: Receipt) {
        (self.record.paid, self.record.receipt) = (Some(price), receipt);
        self.to(State::Paid, None);
        if receipt == Receipt::Missing {
            self.record.due = self.next_check();
        }
    }

    fn in_progress(&mut self) {
        // Absences before it appeared are worth nothing any more.
        (self.record.checks.absences, self.record.checks.absent_at) = (0, None);
        if self.record.state == State::Pending {
            return self.again_later(Reason::BudgetSpent);
        }
        let spent = self.next_check().is_none();
        let to = if spent { (State::Review, Some(Reason::BudgetSpent)) } else { (State::Pending, None) };
        self.to(to.0, to.1);
    }

    fn absent(&mut self) {
        if self.record.state == State::Pending {
            return self.vanished();
        }
        if self.policy.cut_off_until(self.now).is_some() {
            return self.again_later(Reason::StillAbsent);
        }
        let checks = &mut self.record.checks;
        let apart = checks.absent_at.is_none_or(|at| self.now.since(at) >= self.policy.absences_apart);
        if apart {
            (checks.absences, checks.absent_at) = (checks.absences + 1, Some(self.now));
        }
        if !self.is_conclusive() {
            return self.again_later(Reason::StillAbsent);
        }
        match self.policy.on_absent {
            OnAbsent::CloseNotPaid if !self.record.restored => self.to(State::NotPaid, Some(Reason::Absent)),
            _ => self.to(State::Review, Some(Reason::StillAbsent)),
        }
    }

    /// It was acknowledged, so this is a contradiction; but who looks before the first check is due (a restart, a callback)
    /// may only be faster than the provider's list.
    fn vanished(&mut self) {
        let first = self.policy.schedule.first().copied().unwrap_or_default();
        if self.now < self.record.checks.since.plus(first) {
            return self.again_later(Reason::BudgetSpent);
        }
        self.to(State::Review, Some(Reason::Vanished));
    }

    fn is_conclusive(&self) -> bool {
        // One absence is never enough, whatever a policy says.
        self.record.checks.absences >= self.policy.absences.max(2) && self.now >= self.horizon()
    }

    /// Unchanged, checked again later; a person's case when the budget is spent.
    fn again_later(&mut self, spent: Reason) {
        self.record.due = self.next_check();
        if self.record.due.is_none() {
            self.to(State::Review, Some(spent));
        }
    }

    /// Evidence after the end is never dropped, and never sends anything.
    fn afterwards(&mut self, finding: &Finding) {
        let (standing, transaction_id, price, receipt) = match finding {
            Finding::Found { standing, transaction_id, price, receipt } => (standing, transaction_id, price, receipt),
            Finding::Candidates => return self.conflicts(Reason::Candidates),
            Finding::Contradiction => return self.conflicts(Reason::Contradiction),
            Finding::Unavailable => return self.asked_in_vain(),
            Finding::Absent | Finding::Impossible => return self.no_news(),
        };
        let ours = self.record.transaction_id.as_deref().is_none_or(|known| known == transaction_id);
        match (self.record.state, standing) {
            (State::Paid, Standing::Refunded) if ours => self.to(State::Reversed, None),
            (State::Paid, Standing::Success)
                if ours && price.is_none_or(|price| Some(price) == self.record.price()) =>
            {
                if *receipt == Receipt::Complete {
                    self.record.receipt = Receipt::Complete;
                }
                self.no_news();
            }
            (State::Paid, Standing::Pending) if ours => self.no_news(),
            (State::NotPaid | State::Cancelled, Standing::Failed) => self.still_failed(),
            _ => self.to(State::Review, Some(Reason::Contradiction)),
        }
    }

    /// A person who has closed it knew of the conflict.
    fn conflicts(&mut self, reason: Reason) {
        if self.record.reason == Some(Reason::Person) {
            return self.no_news();
        }
        self.to(State::Review, Some(reason));
    }

    /// Asked again, but not for ever: an account may be gone for good.
    fn asked_in_vain(&mut self) {
        let last = self.horizon().plus(self.policy.budget);
        match (self.record.state, self.record.due) {
            (State::NotPaid | State::Cancelled, Some(_)) => {
                self.record.due = Some(self.now.plus(self.policy.then_every)).filter(|next| *next <= last);
            }
            _ => self.no_news(),
        }
    }

    fn still_failed(&mut self) {
        self.record.due = self.record.due.map(|_| self.horizon()).filter(|at| *at > self.now);
    }

    /// Until then the provider may still execute what it was sent, or take back what it said.
    pub(super) fn horizon(&self) -> Moment {
        self.record.send_by().plus(self.policy.settle_horizon)
    }

    /// A receipt that is missing is asked for again, as long as look-ups are made at all.
    fn no_news(&mut self) {
        let waiting = self.record.state == State::Paid && self.record.receipt == Receipt::Missing;
        self.record.due = if waiting { self.next_check() } else { None };
    }
}
