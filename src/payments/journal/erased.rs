//! Any journal behind one type.
//!
//! May use: the trait. Adds nothing.

use super::{Change, Count, Created, Entry, Journal, JournalError, Logged, Query};
use crate::payments::machine::{IntentId, Moment, Record};
use futures_util::future::BoxFuture;
use std::{fmt::Debug, time::Duration};

type Answer<'a, T> = BoxFuture<'a, Result<T, JournalError>>;

pub(crate) trait DynJournal: Send + Sync + Debug {
    fn create(&self, record: Record, entry: Entry) -> Answer<'_, Created>;
    fn commit(&self, next: Record, entry: Entry) -> Answer<'_, Record>;
    fn load<'a>(&'a self, id: &'a IntentId) -> Answer<'a, Record>;
    fn find<'a>(&'a self, account: &'a str, key: &'a str) -> Answer<'a, Option<Record>>;
    fn of_transaction<'a>(&'a self, account: &'a str, transaction_id: &'a str) -> Answer<'a, Option<Record>>;
    fn of_reference<'a>(&'a self, account: &'a str, reference: &'a str) -> Answer<'a, Option<Record>>;
    fn of_target<'a>(&'a self, target: &'a str) -> Answer<'a, Vec<Record>>;
    fn claim_due(&self, now: Moment, limit: usize, lease: Duration) -> Answer<'_, Vec<IntentId>>;
    fn page(&self, query: Query) -> Answer<'_, Vec<Record>>;
    fn counts(&self) -> Answer<'_, Vec<Count>>;
    fn history<'a>(&'a self, id: &'a IntentId) -> Answer<'a, Vec<Logged>>;
    fn feed<'a>(&'a self, consumer: &'a str, limit: usize) -> Answer<'a, Vec<Change>>;
    fn acknowledge<'a>(&'a self, consumer: &'a str, position: u64) -> Answer<'a, ()>;
    fn held(&self) -> Answer<'_, Option<String>>;
    fn is_shared(&self) -> bool;
    fn release<'a>(&'a self, actor: &'a str) -> Answer<'a, ()>;
}

impl<J: Journal> DynJournal for J {
    fn create(&self, record: Record, entry: Entry) -> Answer<'_, Created> {
        Box::pin(Journal::create(self, record, entry))
    }

    fn commit(&self, next: Record, entry: Entry) -> Answer<'_, Record> {
        Box::pin(Journal::commit(self, next, entry))
    }

    fn load<'a>(&'a self, id: &'a IntentId) -> Answer<'a, Record> {
        Box::pin(Journal::load(self, id))
    }

    fn find<'a>(&'a self, account: &'a str, key: &'a str) -> Answer<'a, Option<Record>> {
        Box::pin(Journal::find(self, account, key))
    }

    fn of_transaction<'a>(&'a self, account: &'a str, transaction_id: &'a str) -> Answer<'a, Option<Record>> {
        Box::pin(Journal::of_transaction(self, account, transaction_id))
    }

    fn of_reference<'a>(&'a self, account: &'a str, reference: &'a str) -> Answer<'a, Option<Record>> {
        Box::pin(Journal::of_reference(self, account, reference))
    }

    fn of_target<'a>(&'a self, target: &'a str) -> Answer<'a, Vec<Record>> {
        Box::pin(Journal::of_target(self, target))
    }

    fn claim_due(&self, now: Moment, limit: usize, lease: Duration) -> Answer<'_, Vec<IntentId>> {
        Box::pin(Journal::claim_due(self, now, limit, lease))
    }

    fn page(&self, query: Query) -> Answer<'_, Vec<Record>> {
        Box::pin(Journal::page(self, query))
    }

    fn counts(&self) -> Answer<'_, Vec<Count>> {
        Box::pin(Journal::counts(self))
    }

    fn history<'a>(&'a self, id: &'a IntentId) -> Answer<'a, Vec<Logged>> {
        Box::pin(Journal::history(self, id))
    }

    fn feed<'a>(&'a self, consumer: &'a str, limit: usize) -> Answer<'a, Vec<Change>> {
        Box::pin(Journal::feed(self, consumer, limit))
    }

    fn acknowledge<'a>(&'a self, consumer: &'a str, position: u64) -> Answer<'a, ()> {
        Box::pin(Journal::acknowledge(self, consumer, position))
    }

    fn held(&self) -> Answer<'_, Option<String>> {
        Box::pin(Journal::held(self))
    }

    fn is_shared(&self) -> bool {
        Journal::is_shared(self)
    }

    fn release<'a>(&'a self, actor: &'a str) -> Answer<'a, ()> {
        Box::pin(Journal::release(self, actor))
    }
}
