//! Payments, as they go through the journal: three commits each, made by the machine.
//!
//! Comes in: a journal. Stays out: providers; each payment succeeds at once.

use bayar::{
    Personal, Rupiah,
    payments::{
        journal::{Created, Entry, Journal},
        machine::{
            Answer, Capability, Event, Intent, IntentId, Moment, Offer, Permit, Person, Policy, Receipt, Record, step,
        },
    },
};
use std::{collections::BTreeMap, time::Duration};

/// 2026-11-20 10:00 in UTC+7.
pub(crate) fn now() -> Moment {
    Moment::from_millis(1_795_143_600_000)
}

pub(crate) fn policy() -> Policy {
    Policy::new(Capability::ReferenceInList)
}

/// A payment of a bill of its own, quoted.
pub(crate) fn quoted(number: u64) -> Record {
    let person = Person {
        customer: Personal::new(format!("{number:012}")),
        details: BTreeMap::from([("command".to_owned(), Personal::new("plnpos"))]),
        digest: "qL8xkE0mS1zW5cUuYp3oVb7dTn2hJr9aGf4iXeKwMZs".into(),
        salt: Some("0123456789abcdef012345".into()),
        goods: None,
    };
    let mut chance = [0; 10];
    // Spread like chance, and never the same twice.
    chance[..8].copy_from_slice(&number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    let intent = Intent {
        id: IntentId::new(now().plus(Duration::from_millis(number)), chance),
        account: "jakarta".into(),
        key: format!("order-{number}"),
        provider: "singapay".into(),
        environment: "sandbox".into(),
        product: "SPPLNPOS".into(),
        at_most: price(),
        tag: None,
        lock: Some(format!("jakarta SPPLNPOS {number:012}").into()),
        same: None,
        person,
    };
    let offer = Offer { reference: Some(format!("INQ{number:017}")), price: price(), made_at: now() };
    take(&Record::new(intent, now(), policy().quote_age), &Event::Inquired(offer))
}

fn price() -> Rupiah {
    Rupiah::from_sen(7_419_400)
}

fn take(record: &Record, event: &Event) -> Record {
    step(record, event, now(), &policy()).record
}

pub(crate) fn permitted(record: &Record) -> Record {
    let request_hash = "Zk3vQ8yHs2LxT6nWcB1oJr5uEa9dMf7gPiXwKq4tYbU".into();
    take(record, &Event::Permit(Permit { monotonic: Duration::from_secs(1), request_hash, ahead: Some(0) }))
}

pub(crate) fn paid(record: &Record) -> Record {
    let transaction_id = format!("01K{}", &record.id.as_str()[..23]);
    let answer = Answer::Success { transaction_id, price: price(), receipt: Receipt::Complete };
    take(record, &Event::Answered(answer))
}

/// As a crash leaves it.
pub(crate) fn interrupted(record: &Record) -> Record {
    take(record, &Event::Interrupted)
}

pub(crate) fn entry(kind: &'static str) -> Entry {
    Entry { note: Some("HTTP 200, code 00".into()), ..Entry::new(now(), kind) }
}

/// One payment: on disk as quoted, as permitted, as paid.
pub(crate) async fn pay(journal: &impl Journal, number: u64) {
    let made = journal.create(quoted(number), entry("created")).await.unwrap();
    let Created::New(record) = made else { panic!("payment {number} was there") };
    let record = journal.commit(permitted(&record), entry("permitted")).await.unwrap();
    journal.commit(paid(&record), entry("answered")).await.unwrap();
}
