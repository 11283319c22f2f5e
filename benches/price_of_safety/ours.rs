//! Our rules: the machine as it is shipped, driven as `Payments` drives it.
//!
//! Comes in: the machine. Stays out: any rule of its own.

use super::{
    day::{Day, SECOND, Time},
    provider::{Provider, Reply, Seen},
    tally::{End, Told},
};
use bayar::{
    Personal, Rupiah,
    payments::machine::{
        Answer, Capability, Command, Event, Finding, Intent, IntentId, Moment, Offer, OnAbsent, Permit, Person, Policy,
        Receipt, Record, Standing, State, Verdict, step,
    },
};
use std::{collections::BTreeMap, time::Duration};

/// A program that hears "nothing was sent" makes the same call again, with the same key, after so long.
const CALLED_AGAIN: Time = 10 * SECOND;

/// Pays one bill.
pub(crate) fn pay(provider: &mut Provider<'_>, day: &Day, on_absent: OnAbsent) -> Told {
    let mut policy = Policy::new(Capability::ReferenceInList);
    policy.on_absent = on_absent;
    let mut payment = Payment { record: quoted(day.ordered), now: day.ordered, policy, provider, review: false };
    loop {
        match payment.record.state {
            State::Quoted => payment.send(),
            State::Unknown | State::Pending => payment.wait(),
            State::Review => payment.person(),
            State::Paid => return payment.told(End::Paid),
            State::NotPaid | State::Cancelled => return payment.told(End::NotPaid),
            State::Reversed | State::New | State::Sending => panic!("{} can't last here", payment.record.state),
        }
    }
}

struct Payment<'a, 'b> {
    record: Record,
    now: Time,
    policy: Policy,
    provider: &'a mut Provider<'b>,
    review: bool,
}

impl Payment<'_, '_> {
    fn step(&mut self, event: &Event) -> Vec<Command> {
        let step = step(&self.record, event, Moment::from_millis(self.now), &self.policy);
        self.record = step.record;
        self.review |= self.record.state == State::Review;
        step.commands
    }

    /// With the permit stored. What a deploy cuts is found by the next start, which looks up before anything else.
    fn send(&mut self) {
        let permit = Permit { monotonic: Duration::from_millis(self.now), request_hash: String::new(), ahead: None };
        if !self.step(&Event::Permit(permit)).contains(&Command::Send) {
            return;
        }
        let (answered, reply) = self.provider.pay(self.now);
        if let Some(restart) = Day::cut(self.now, answered) {
            self.now = restart;
            self.step(&Event::Interrupted);
            return self.look_up();
        }
        self.now = answered;
        if self.step(&Event::Answered(self.answer(reply))).contains(&Command::LookUp) {
            self.look_up();
        }
        if self.record.state == State::Quoted {
            self.now = Day::cut(self.now, self.now + CALLED_AGAIN).unwrap_or(self.now + CALLED_AGAIN);
        }
    }

    fn answer(&self, reply: Reply) -> Answer {
        let transaction_id = self.provider.newest().to_string();
        match reply {
            Reply::Success => Answer::Success { transaction_id, price: price(), receipt: Receipt::Complete },
            Reply::Pending => Answer::Pending { transaction_id: Some(transaction_id) },
            Reply::Refused => Answer::Refused { code: Some("04".into()) },
            Reply::NeverSent => Answer::NotSent,
            Reply::Unclear => Answer::Unclear,
        }
    }

    /// Until a look-up is due, or a restart looks up everything that is open.
    fn wait(&mut self) {
        let due = self.record.due.expect("what is open is due").millis().max(self.now);
        self.now = Day::cut(self.now, due).unwrap_or(due);
        self.look_up();
    }

    fn look_up(&mut self) {
        let finding = match self.provider.look_up(self.now) {
            Seen::Success(number) => found(Standing::Success, number),
            Seen::Pending(number) => found(Standing::Pending, number),
            Seen::Failed(number) => found(Standing::Failed, number),
            Seen::Several => Finding::Candidates,
            Seen::Absent => Finding::Absent,
            Seen::Unavailable => Finding::Unavailable,
        };
        self.step(&Event::LookedUp(finding));
    }

    /// Somebody reads the settlement report, which does not lie.
    fn person(&mut self) {
        self.now = Day::report(self.now);
        let verdict = if self.provider.paid() > 0 { Verdict::Paid(None) } else { Verdict::NotPaid };
        self.step(&Event::Closed(verdict));
    }

    fn told(&self, end: End) -> Told {
        Told { end, at: self.now, review: self.review }
    }
}

fn found(standing: Standing, number: u32) -> Finding {
    Finding::Found { standing, transaction_id: number.to_string(), price: Some(price()), receipt: Receipt::Complete }
}

fn price() -> Rupiah {
    Rupiah::from_sen(7_419_400)
}

fn quoted(ordered: Time) -> Record {
    let now = Moment::from_millis(ordered);
    let person = Person {
        customer: Personal::new("800000001"),
        details: BTreeMap::new(),
        digest: String::new(),
        salt: None,
        goods: None,
    };
    let intent = Intent {
        id: IntentId::new(now, [0; 10]),
        account: "jakarta".into(),
        key: "order".into(),
        provider: "provider".into(),
        environment: "local".into(),
        product: "BILL".into(),
        at_most: price(),
        tag: None,
        lock: None,
        same: None,
        person,
    };
    let policy = Policy::new(Capability::ReferenceInList);
    let offer = Offer { reference: Some("reference".into()), price: price(), made_at: now };
    step(&Record::new(intent, now, policy.quote_age), &Event::Inquired(offer), now, &policy).record
}
