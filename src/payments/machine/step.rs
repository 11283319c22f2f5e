//! One step of a payment: a pure function.
//!
//! May use: the rooms beside it. Has no clock, no I/O and no chance in it; nothing else changes a record.

use super::{
    Answer, Attempt, Capability, Command, Event, Moment, Offer, Permit, Policy, Reason, Record, Refusal, State, Verdict,
};

/// What a step leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not stored did not happen"]
pub struct Step {
    /// The record afterwards. Equal to the one before if the event means nothing in its state.
    pub record: Record,
    /// What is to be done once it is stored.
    pub commands: Vec<Command>,
}

/// What becomes of a payment when something happens. The rules of its product come as a value, like everything else, so that
/// the function depends on nothing but its arguments.
pub fn step(record: &Record, event: &Event, now: Moment, policy: &Policy) -> Step {
    let mut next = Work { record: record.clone(), commands: vec![], now, policy };
    match event {
        Event::Inquired(offer) => next.inquired(offer),
        Event::Permit(permit) => next.permit(permit),
        Event::Answered(answer) => next.answered(answer),
        Event::Interrupted => next.interrupted(),
        Event::LookedUp(finding) => next.looked_up(finding),
        Event::CalledBack => next.called_back(),
        Event::Expired => next.expired(),
        Event::Restored => next.restored(),
        Event::Cancel => next.cancel(),
        Event::Closed(verdict) => next.closed(verdict),
        Event::InquiryFailed => next.inquiry_failed(),
    }
    if next.record != *record {
        next.record.updated = now;
    }
    Step { record: next.record, commands: next.commands }
}

/// A record while it is being changed.
pub(super) struct Work<'a> {
    pub(super) record: Record,
    pub(super) commands: Vec<Command>,
    pub(super) now: Moment,
    pub(super) policy: &'a Policy,
}

impl Work<'_> {
    /// The one place where a state changes.
    pub(super) fn to(&mut self, state: State, reason: Option<Reason>) {
        if self.record.state != state {
            self.record.since = self.now;
        }
        self.record.state = state;
        self.record.reason = reason;
        self.record.at_the_door = false;
        self.record.due = match state {
            // Long overdue: looked up once more, and that look-up decides.
            State::Unknown | State::Pending => self.next_check().or(Some(self.now)),
            State::Quoted => self.record.offer.as_ref().map(|offer| offer.made_at.plus(self.policy.quote_age)),
            // What was turned away may still be executed late: a provider's 401 is no promise.
            State::Cancelled if self.record.turned_away > 0 => Some(self.horizon()),
            _ => None,
        };
        if state == State::Review {
            self.commands.push(Command::Alert);
        }
    }

    pub(super) fn next_check(&self) -> Option<Moment> {
        self.policy.next_check(self.record.checks.since, self.record.send_by(), self.now)
    }

    /// What is open is always to be looked up some day.
    fn stay_due(&mut self) {
        self.record.due = self.record.due.or(Some(self.now));
    }

    fn inquired(&mut self, offer: &Offer) {
        let same = self.record.price() == Some(offer.price);
        match self.record.state {
            State::New if offer.price > self.record.at_most => self.to(State::Cancelled, Some(Reason::AboveLimit)),
            State::New => {
                self.record.offer = Some(offer.clone());
                self.to(State::Quoted, None);
            }
            // Asked again: nothing was sent under the older reference, or it is proven to have had no effect.
            State::Quoted if same => {
                self.record.offer = Some(offer.clone());
                self.to(State::Quoted, None);
            }
            State::Quoted => self.to(State::Cancelled, Some(Reason::AmountChanged)),
            _ => {}
        }
    }

    /// An inquiry moves no money; that there is no price yet is noted.
    fn inquiry_failed(&mut self) {
        if self.record.state == State::New {
            self.record.reason = Some(Reason::NoQuote);
        }
    }

    fn permit(&mut self, permit: &Permit) {
        let State::Quoted = self.record.state else { return self.refuse(Refusal::NotNow) };
        if self.quote_is_too_old() {
            return self.to(State::Cancelled, Some(Reason::QuoteTooOld));
        }
        if let Some(until) = self.policy.cut_off_until(self.now) {
            return self.refuse(Refusal::CutOff(until));
        }
        let made = u32::try_from(self.record.attempts.len()).unwrap_or(u32::MAX);
        if made >= self.policy.attempts {
            return self.to(State::Review, Some(Reason::AttemptsSpent));
        }
        self.record.attempts.push(self.attempt(made + 1, permit));
        self.record.checks.since = self.now;
        self.to(State::Sending, None);
        self.commands.push(Command::Send);
    }

    fn attempt(&self, number: u32, permit: &Permit) -> Attempt {
        Attempt {
            number,
            at: self.now,
            monotonic: permit.monotonic,
            send_by: self.now.plus(self.policy.send_window),
            reference: self.reference(number),
            request_hash: permit.request_hash.clone(),
            ahead: permit.ahead,
            answer: None,
            raw: None,
        }
    }

    /// What the request carries and a look-up asks for: the provider's reference of the inquiry, or one of our own.
    fn reference(&self, number: u32) -> Option<String> {
        match self.policy.capability {
            Capability::OwnReference => Some(format!("{}-{number}", self.record.id)),
            _ => self.record.offer.as_ref().and_then(|offer| offer.reference.clone()),
        }
    }

    fn quote_is_too_old(&self) -> bool {
        let made_at = self.record.offer.as_ref().map_or(self.record.created, |offer| offer.made_at);
        self.now > made_at.plus(self.policy.quote_age)
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.commands.push(Command::Refuse(refusal));
    }

    fn answered(&mut self, answer: &Answer) {
        match self.record.state {
            State::Sending => self.answered_while_sending(answer),
            // Recovery was faster. What the answer proves counts; "not sent" and the like come too late to lead back.
            State::Unknown => self.take(answer),
            State::Quoted | State::New => {}
            _ => self.answered_late(answer),
        }
    }

    /// Whoever drove the payment meanwhile did not know of this answer. Money that moved is never left out.
    fn answered_late(&mut self, answer: &Answer) {
        let (id, price) = match answer {
            Answer::Success { transaction_id, price, .. } => (Some(transaction_id), Some(*price)),
            Answer::Refunded { transaction_id } => (Some(transaction_id), None),
            Answer::Pending { transaction_id } => (transaction_id.as_ref(), None),
            _ => return,
        };
        let known = self.record.transaction_id.as_ref();
        let fits = known.is_none_or(|known| Some(known) == id) && price.is_none_or(|p| Some(p) == self.record.price());
        if known.is_none() {
            self.record.transaction_id = id.cloned();
        }
        match (self.record.state, answer) {
            (State::Pending, Answer::Success { .. } | Answer::Refunded { .. }) if fits => self.take(answer),
            (State::Pending, Answer::Pending { .. }) if fits || id.is_none() => self.stay_due(),
            (State::Paid, Answer::Pending { .. }) if fits || id.is_none() => {}
            (State::Paid, Answer::Success { .. }) if fits => {}
            (State::Paid, Answer::Refunded { .. }) if fits => self.to(State::Reversed, None),
            (State::Review | State::Reversed, _) => {}
            _ => self.to(State::Review, Some(Reason::Contradiction)),
        }
    }

    fn answered_while_sending(&mut self, answer: &Answer) {
        match answer {
            Answer::NotSent => self.to(State::Quoted, None),
            Answer::TurnedAway if self.may_knock_again() => {
                self.record.at_the_door = true;
                self.record.turned_away += 1;
                self.commands.push(Command::LookUp);
            }
            Answer::TurnedAway | Answer::Unclear => self.to(State::Unknown, Some(Reason::Unclear)),
            _ => self.take(answer),
        }
    }

    /// Once in its life, and only where the provider's 401 is trusted that far.
    fn may_knock_again(&self) -> bool {
        self.policy.unauthorized_is_turned_away && self.record.turned_away == 0
    }

    fn take(&mut self, answer: &Answer) {
        match answer {
            Answer::Success { transaction_id, price, receipt } => {
                self.record.transaction_id = Some(transaction_id.clone());
                if self.record.price() == Some(*price) {
                    self.paid(*price, *receipt);
                } else {
                    self.to(State::Unknown, Some(Reason::OtherPrice));
                }
            }
            Answer::Pending { transaction_id } => {
                self.record.transaction_id = transaction_id.clone().or(self.record.transaction_id.take());
                self.to(State::Pending, None);
            }
            Answer::Refused { code } => self.refused(code.clone()),
            Answer::Refunded { transaction_id } => {
                self.record.transaction_id = Some(transaction_id.clone());
                self.to(State::Reversed, None);
            }
            Answer::NotSent | Answer::TurnedAway | Answer::Unclear => {}
        }
    }

    /// Proof about this attempt. One before it that was turned away may still be executed late, and the refusal may even
    /// come from that: it is looked up once more at the end of the settle horizon.
    fn refused(&mut self, code: Option<String>) {
        self.to(State::NotPaid, Some(Reason::Refused(code)));
        if self.record.turned_away > 0 {
            self.record.due = Some(self.horizon());
        }
    }

    fn interrupted(&mut self) {
        if self.record.state == State::Sending {
            self.to(State::Unknown, Some(Reason::Interrupted));
        }
    }

    fn called_back(&mut self) {
        if matches!(self.record.state, State::Unknown | State::Pending | State::Paid | State::NotPaid) {
            self.commands.push(Command::LookUp);
        }
    }

    fn expired(&mut self) {
        if self.record.state.is_before_sending() && self.quote_is_too_old() {
            self.to(State::Cancelled, Some(Reason::QuoteTooOld));
        }
    }

    /// Neither sent, which might be a second time, nor called "not paid", of which there is no proof. What was open stays
    /// open, and is closed only by what is certainly its own.
    fn restored(&mut self) {
        match self.record.state {
            State::New | State::Quoted => self.to(State::Review, Some(Reason::Restored)),
            State::Sending => self.record.restored = true,
            State::Unknown | State::Pending => {
                self.record.restored = true;
                self.stay_due();
            }
            _ => {}
        }
    }

    fn cancel(&mut self) {
        if self.record.state.is_before_sending() {
            self.to(State::Cancelled, Some(Reason::Caller));
        } else {
            self.refuse(Refusal::NotNow);
        }
    }

    fn closed(&mut self, verdict: &Verdict) {
        let State::Review = self.record.state else { return self.refuse(Refusal::NotNow) };
        if let Verdict::Paid(transaction_id) = verdict {
            self.record.transaction_id = transaction_id.clone().or(self.record.transaction_id.take());
            self.record.paid = self.record.price();
            self.record.receipt = super::Receipt::Complete;
        }
        self.to(verdict.state(), Some(Reason::Person));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Finding, Intent, IntentId, Person, Receipt, Standing};
    use super::*;
    use crate::{Personal, Rupiah};
    use std::time::Duration;

    const START: Moment = Moment::at(1_767_225_600_000);

    fn quoted() -> Record {
        let price = Rupiah::new(10_000).expect("an amount");
        let person = Person {
            customer: Personal::new("1"),
            details: Default::default(),
            digest: String::new(),
            salt: None,
            goods: None,
        };
        let intent = Intent {
            id: IntentId::new(START, [1; 10]),
            account: "jakarta".into(),
            key: "order-1".into(),
            provider: "singapay".into(),
            environment: "sandbox".into(),
            product: "PDAM".into(),
            at_most: price,
            tag: None,
            lock: None,
            same: None,
            person,
        };
        let record = Record::new(intent, START, Duration::from_secs(600));
        after(record, &Event::Inquired(Offer { reference: Some("R".into()), price, made_at: START }))
    }

    fn after(record: Record, event: &Event) -> Record {
        step(&record, event, START, &Policy::new(Capability::ReferenceInList)).record
    }

    fn sent(record: Record) -> Record {
        after(record, &Event::Permit(Permit { monotonic: Duration::ZERO, request_hash: String::new(), ahead: None }))
    }

    /// The refusal of the second attempt may even come from the first one: "this reference is spent".
    #[test]
    fn a_refusal_after_a_refused_token_is_looked_up_once_more() {
        let refused = Event::Answered(Answer::Refused { code: Some("04".into()) });
        let plain = after(sent(quoted()), &refused);
        assert_eq!((plain.state, plain.due), (State::NotPaid, None));

        let turned_away = after(sent(quoted()), &Event::Answered(Answer::TurnedAway));
        let again = sent(after(turned_away, &Event::LookedUp(Finding::Absent)));
        let refused = after(again, &refused);
        let horizon = refused.send_by().plus(Policy::new(Capability::ReferenceInList).settle_horizon);
        assert_eq!((refused.state, refused.due), (State::NotPaid, Some(horizon)));
        let found = Finding::Found {
            standing: Standing::Success,
            transaction_id: "T1".into(),
            price: refused.price(),
            receipt: Receipt::Complete,
        };
        assert_eq!(after(refused, &Event::LookedUp(found)).state, State::Review);
    }
}
