//! What is known about one payment.
//!
//! May use: the values, serde. Must not know: where it is stored. Data about a person is kept apart, so that it can go.

use super::{Moment, State};
use crate::{Personal, Rupiah};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, time::Duration};

/// Stands in a lock between the target and what tells payments of it apart: a number, an id.
pub(crate) const REPEAT: &str = " #";

/// The id of a payment in the journal: 32 hexadecimal digits. It says nothing about whose bill it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IntentId(String);

impl IntentId {
    /// From time and chance, so that ids sort by age.
    #[must_use]
    pub fn new(now: Moment, chance: [u8; 10]) -> Self {
        let chance = u128::from_be_bytes({
            let mut wide = [0; 16];
            wide[6..].copy_from_slice(&chance);
            wide
        });
        Self(format!("{:032x}", (u128::from(now.millis()) << 80) | chance))
    }

    /// As it was printed. Whether such a payment exists is for the journal to say.
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IntentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What is agreed: the provider's price, and its reference of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The provider's reference of the inquiry; nothing for a product that is bought without one.
    pub reference: Option<String>,
    /// The total to pay.
    pub price: Rupiah,
    /// When the provider named it.
    pub made_at: Moment,
}

/// One permit to send. It is on disk before the first byte leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// When it was given.
    pub at: Moment,
    /// The same by a clock that nobody sets.
    pub monotonic: Duration,
    /// Until when the request may be handed over.
    pub send_by: Moment,
    /// What it carries and a look-up asks for: the provider's reference of the inquiry, or our own where the provider takes one.
    pub reference: Option<String>,
    /// A hash of all that the request is made from but credentials: id, account, environment, product, customer, details and
    /// offer. Keyed with [`Person::salt`]: once the person is forgotten, nobody can try customers against it. A hash that held the
    /// password would be one to try passwords against.
    pub request_hash: String,
    /// By how many seconds the provider's clock was ahead of ours as it was given, if that was known: ours may be set later, and the
    /// settle horizon runs by theirs.
    #[serde(default)]
    pub ahead: Option<i64>,
    /// What came back, for people: status and codes, nothing about persons.
    pub answer: Option<String>,
    /// The answer as it came, redacted: names of fields, and values that can't be about a person.
    #[serde(default)]
    pub raw: Option<String>,
}

/// Whether everything that a payer is due has come: a payment may succeed before its token does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    /// Paid and delivered.
    Complete,
    /// Paid; token, voucher or the like are missing. They are looked up.
    #[default]
    Missing,
}

/// Why a payment stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// New: the price could not be had.
    NoQuote,
    /// Cancelled: by the caller.
    Caller,
    /// Cancelled: the price is above what the caller allowed.
    AboveLimit,
    /// Cancelled: nobody paid it while the quote was good.
    QuoteTooOld,
    /// Cancelled: the provider now names another price.
    AmountChanged,
    /// Unknown: no answer, or one that proves nothing.
    Unclear,
    /// Unknown: the process ended, or lost its journal, while it was being sent.
    Interrupted,
    /// Unknown: the answer says that it succeeded, at another price.
    OtherPrice,
    /// Not paid: a refusal on the provider's closed list, with its code.
    Refused(Option<String>),
    /// Not paid: the provider says that it failed.
    Failed,
    /// Not paid: absent for longer than the provider promises to take, by [`OnAbsent::CloseNotPaid`](super::OnAbsent).
    Absent,
    /// Review: look-ups found nothing for as long as they were to be made.
    StillAbsent,
    /// Review: the provider took it, and now doesn't know it.
    Vanished,
    /// Review: the time for look-ups is over.
    BudgetSpent,
    /// Review: more than one transaction may be this one.
    Candidates,
    /// Review: evidence against evidence.
    Contradiction,
    /// Review: every permitted attempt was turned away.
    AttemptsSpent,
    /// Review: nobody can look this up.
    NoLookUp,
    /// Review: the journal was restored from a back-up in which this was not sent yet.
    Restored,
    /// Closed by a person.
    Person,
}

/// Look-ups so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checks {
    /// Since when it is open.
    pub since: Moment,
    /// How many absences count.
    pub absences: u32,
    /// When the last one that counts was seen.
    pub absent_at: Option<Moment>,
}

/// Whose bill, and what the provider must be told: stored apart, and taken away by `forget`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The customer's number at the biller.
    pub customer: Personal,
    /// Whatever else the provider must be told, by the provider's own names.
    pub details: BTreeMap<String, Personal>,
    /// A hash of what the caller asked for, to notice a key that is used for something else.
    pub digest: String,
    /// By chance, and the key of [`Attempt::request_hash`].
    #[serde(default)]
    pub salt: Option<String>,
    /// What was paid for, as the provider handed it out: token, voucher.
    #[serde(default)]
    pub goods: Option<Personal>,
}

/// Everything that is known about one payment. Journals store it as it is; only [`step`](super::step) changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Record {
    /// Its id.
    pub id: IntentId,
    /// Counts commits, from 1. A commit must name the one that it follows.
    pub version: u64,
    /// The account that pays, by the name that the program gave it.
    pub account: String,
    /// The caller's key: one payment for each.
    pub key: String,
    /// The provider.
    pub provider: String,
    /// The provider's environment.
    pub environment: String,
    /// The product code.
    pub product: String,
    /// Refuse a price above this.
    pub at_most: Rupiah,
    /// The caller's own mark.
    pub tag: Option<String>,
    /// The caller's own group of identical purchases, among which it does not matter which is which.
    #[serde(default)]
    pub group: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Why.
    pub reason: Option<Reason>,
    /// What is agreed.
    pub offer: Option<Offer>,
    /// Every permit to send, in order.
    #[serde(skip)]
    pub attempts: Vec<Attempt>,
    /// A refused token is being checked by a look-up. Only while `Sending`.
    pub at_the_door: bool,
    /// How often it was turned away at the door.
    pub turned_away: u32,
    /// Look-ups so far.
    pub checks: Checks,
    /// When something is to be done next.
    pub due: Option<Moment>,
    /// The provider's id of the transaction; one payment for each.
    pub transaction_id: Option<String>,
    /// What was paid.
    pub paid: Option<Rupiah>,
    /// Whether the goods came.
    pub receipt: Receipt,
    /// When it was made.
    pub created: Moment,
    /// When it changed.
    pub updated: Moment,
    /// Since when it stands in its state.
    #[serde(default)]
    pub since: Moment,
    /// It was open in a journal that was restored from a back-up: what was sent since, the journal doesn't know, so neither an
    /// absence nor a number of rows closes it.
    #[serde(default)]
    pub restored: bool,
    /// The target that it excludes while it is open: account, product and customer. It names a person.
    #[serde(skip)]
    pub lock: Option<Personal>,
    /// The same in the caller's words, beside it. It may name a person.
    #[serde(skip)]
    pub same: Option<Personal>,
    /// Whose bill; nothing after `forget`.
    #[serde(skip)]
    pub person: Option<Person>,
}

impl Record {
    /// What may not be paid a second time at present: the lock, while it is open.
    #[must_use]
    pub fn held_lock(&self) -> Option<&str> {
        self.lock.as_ref().map(Personal::as_str).filter(|_| self.state.is_open())
    }

    /// The same of the caller's words.
    #[must_use]
    pub fn held_same(&self) -> Option<&str> {
        self.same.as_ref().map(Personal::as_str).filter(|_| self.state.is_open())
    }

    /// Takes away everything about a person.
    pub fn forget_person(&mut self) {
        (self.person, self.lock, self.same) = (None, None, None);
    }

    /// The lock without the number of a repeat: what all payments of one target share.
    pub(crate) fn target(&self) -> Option<&str> {
        let lock = self.lock.as_ref()?.as_str();
        Some(lock.rsplit_once(REPEAT).map_or(lock, |(target, _)| target))
    }

    /// Makes the lock one of its own: it excludes nothing any more, and is still of its target.
    pub(crate) fn lift_lock(&mut self) {
        self.lock = self.target().map(|target| format!("{target}{REPEAT}{}", self.id).into());
        self.same = None;
    }

    /// Until when the newest permit to send holds; when it was made, if there is none.
    #[must_use]
    pub fn send_by(&self) -> Moment {
        self.attempts.last().map_or(self.created, |attempt| attempt.send_by)
    }

    pub(crate) fn price(&self) -> Option<Rupiah> {
        self.offer.as_ref().map(|offer| offer.price)
    }
}

/// A payment that is to be made, before anything is known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// Its id.
    pub id: IntentId,
    /// The account that pays.
    pub account: String,
    /// The caller's key.
    pub key: String,
    /// The provider.
    pub provider: String,
    /// The provider's environment.
    pub environment: String,
    /// The product code.
    pub product: String,
    /// Refuse a price above this.
    pub at_most: Rupiah,
    /// The caller's own mark.
    pub tag: Option<String>,
    /// The target that it excludes while it is open.
    pub lock: Option<Personal>,
    /// The same in the caller's words.
    pub same: Option<Personal>,
    /// Whose bill.
    pub person: Person,
}

impl Record {
    /// A new payment: nothing was asked, nothing was sent. It is due when nobody carried on with it for `patience`.
    #[must_use]
    pub fn new(intent: Intent, now: Moment, patience: Duration) -> Self {
        Self {
            id: intent.id,
            version: 0,
            account: intent.account,
            key: intent.key,
            provider: intent.provider,
            environment: intent.environment,
            product: intent.product,
            at_most: intent.at_most,
            tag: intent.tag,
            group: None,
            state: State::New,
            reason: None,
            offer: None,
            attempts: vec![],
            at_the_door: false,
            turned_away: 0,
            checks: Checks::default(),
            due: Some(now.plus(patience)),
            transaction_id: None,
            paid: None,
            receipt: Receipt::Missing,
            created: now,
            updated: now,
            since: now,
            restored: false,
            lock: intent.lock,
            same: intent.same,
            person: Some(intent.person),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Capability, Event, Finding, Permit, Policy, step};
    use super::*;

    fn minutes(number: u64) -> Moment {
        Moment::at(1_767_225_600_000).plus(Duration::from_secs(60 * number))
    }

    /// Or whoever waits longest would be the one that was looked up least.
    #[test]
    fn since_when_it_stands_there_does_not_move_with_look_ups() {
        let price = Rupiah::new(10_000).expect("an amount");
        let intent = Intent {
            id: IntentId::new(minutes(0), [1; 10]),
            account: "jakarta".into(),
            key: "order-1".into(),
            provider: "singapay".into(),
            environment: "sandbox".into(),
            product: "PDAM".into(),
            at_most: price,
            tag: None,
            lock: None,
            same: None,
            person: Person {
                customer: Personal::new("1"),
                details: BTreeMap::new(),
                digest: String::new(),
                salt: None,
                goods: None,
            },
        };
        let offer = Offer { reference: Some("R".into()), price, made_at: minutes(0) };
        let permit = Permit { monotonic: Duration::ZERO, request_hash: String::new(), ahead: None };
        let events = [
            (0, Event::Inquired(offer), 0),
            (1, Event::Permit(permit), 1),
            (2, Event::Interrupted, 2),
            (5, Event::LookedUp(Finding::Unavailable), 2),
            (9, Event::LookedUp(Finding::Absent), 2),
        ];
        let mut record = Record::new(intent, minutes(0), Duration::from_secs(600));
        for (at, event, since) in events {
            record = step(&record, &event, minutes(at), &Policy::new(Capability::ReferenceInList)).record;
            assert_eq!((record.since, record.updated), (minutes(since), minutes(at)), "{event:?}");
        }
    }
}
