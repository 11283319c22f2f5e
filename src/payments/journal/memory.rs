//! A journal that is gone when the process is: for tests and examples.
//!
//! May use: a map. Never use it where money moves.

use super::{Change, Count, Created, Entry, Journal, JournalError, Logged, Query};
use crate::{
    Personal,
    payments::machine::{IntentId, Moment, Record, State},
};
use std::{
    collections::BTreeMap,
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A journal in memory. What it holds is lost with the process, and with it every promise.
#[derive(Debug, Default)]
pub struct MemoryJournal {
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    records: BTreeMap<IntentId, Record>,
    keys: BTreeMap<(String, String), IntentId>,
    leases: BTreeMap<IntentId, Moment>,
    log: Vec<Logged>,
    consumers: BTreeMap<String, u64>,
}

impl MemoryJournal {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn holder(&self, [lock, same]: [Option<&str>; 2], but: &IntentId) -> Result<(), JournalError> {
        let holds = |r: &Record| lock.is_some() && r.held_lock() == lock || same.is_some() && r.held_same() == same;
        let other = self.records.values().find(|r| r.id != *but && holds(r));
        other.map_or(Ok(()), |other| Err(JournalError::AlreadyOpen(other.id.clone())))
    }

    fn of_target(&self, target: &str) -> Vec<Record> {
        let unclaimed = |r: &Record| r.state.is_closed() && r.transaction_id.is_none() && !r.attempts.is_empty();
        let wanted = |r: &&Record| r.target() == Some(target) && (r.state.is_open() || unclaimed(r));
        self.records.values().filter(wanted).cloned().collect()
    }

    fn claim(&self, next: &Record) -> Result<(), JournalError> {
        let Some(transaction) = &next.transaction_id else { return Ok(()) };
        let same = |r: &&Record| r.account == next.account && r.transaction_id.as_ref() == Some(transaction);
        let other = self.records.values().filter(same).find(|r| r.id != next.id);
        other.map_or(Ok(()), |other| Err(JournalError::Claimed(other.id.clone())))
    }

    fn put(&mut self, mut record: Record, from: Option<State>, entry: Entry) -> Record {
        record.version += 1;
        self.log.push(Logged {
            position: self.log.len() as u64 + 1,
            id: record.id.clone(),
            version: record.version,
            at: entry.at,
            from,
            to: record.state,
            kind: entry.kind.to_owned(),
            note: entry.note,
            actor: entry.actor,
            answer: entry.answer,
        });
        self.leases.remove(&record.id);
        self.records.insert(record.id.clone(), record.clone());
        record
    }

    fn create(&mut self, record: Record, entry: Entry) -> Result<Created, JournalError> {
        let key = (record.account.clone(), record.key.clone());
        if let Some(id) = self.keys.get(&key) {
            return Ok(Created::Existing(self.records[id].clone()));
        }
        self.holder([&record.lock, &record.same].map(|l| l.as_ref().map(Personal::as_str)), &record.id)?;
        self.keys.insert(key, record.id.clone());
        Ok(Created::New(self.put(record, None, entry)))
    }

    fn commit(&mut self, next: Record, entry: Entry) -> Result<Record, JournalError> {
        let stored = self.records.get(&next.id).ok_or(JournalError::NotFound)?;
        if stored.version != next.version {
            return Err(JournalError::Conflict);
        }
        let from = stored.state;
        self.holder([next.held_lock(), next.held_same()], &next.id)?;
        self.claim(&next)?;
        Ok(self.put(next, Some(from), entry))
    }

    fn claim_due(&mut self, now: Moment, limit: usize, lease: Duration) -> Vec<IntentId> {
        let free = |r: &&Record| self.leases.get(&r.id).is_none_or(|until| *until <= now);
        let is_due = |r: &&Record| r.due.is_some_and(|due| due <= now);
        let mut due: Vec<_> = self.records.values().filter(is_due).filter(free).collect();
        due.sort_by_key(|r| r.due);
        let ids: Vec<_> = due.into_iter().take(limit).map(|r| r.id.clone()).collect();
        self.leases.extend(ids.iter().map(|id| (id.clone(), now.plus(lease))));
        ids
    }

    fn counts(&self) -> Vec<Count> {
        let mut counts = BTreeMap::new();
        for record in self.records.values().filter(|r| !r.state.is_closed()) {
            let count =
                counts.entry(record.state).or_insert(Count { state: record.state, number: 0, oldest: Moment::END });
            (count.number, count.oldest) = (count.number + 1, count.oldest.min(record.since));
        }
        counts.into_values().collect()
    }

    fn feed(&self, consumer: &str, limit: usize) -> Vec<Change> {
        let done = self.consumers.get(consumer).copied().unwrap_or(0);
        let is_news = |l: &&Logged| l.from != Some(l.to) || l.kind == Entry::RECEIPT;
        let news = self.log.iter().filter(|l| l.position > done).filter(is_news);
        let change =
            |l: &Logged| Change { position: l.position, to: l.to, at: l.at, record: self.records[&l.id].clone() };
        news.take(limit).map(change).collect()
    }
}

impl Journal for MemoryJournal {
    fn create(&self, record: Record, entry: Entry) -> impl Future<Output = Result<Created, JournalError>> + Send {
        ready(self.shelf().create(record, entry))
    }

    fn commit(&self, next: Record, entry: Entry) -> impl Future<Output = Result<Record, JournalError>> + Send {
        ready(self.shelf().commit(next, entry))
    }

    fn load(&self, id: &IntentId) -> impl Future<Output = Result<Record, JournalError>> + Send {
        ready(self.shelf().records.get(id).cloned().ok_or(JournalError::NotFound))
    }

    fn find(&self, account: &str, key: &str) -> impl Future<Output = Result<Option<Record>, JournalError>> + Send {
        let shelf = self.shelf();
        let id = shelf.keys.get(&(account.to_owned(), key.to_owned()));
        ready(Ok(id.and_then(|id| shelf.records.get(id).cloned())))
    }

    fn of_transaction(
        &self,
        account: &str,
        transaction_id: &str,
    ) -> impl Future<Output = Result<Option<Record>, JournalError>> + Send {
        let shelf = self.shelf();
        let claims = |r: &&Record| r.account == account && r.transaction_id.as_deref() == Some(transaction_id);
        ready(Ok(shelf.records.values().find(claims).cloned()))
    }

    fn of_reference(
        &self,
        account: &str,
        reference: &str,
    ) -> impl Future<Output = Result<Option<Record>, JournalError>> + Send {
        let shelf = self.shelf();
        let carried = |r: &&Record| r.attempts.iter().any(|a| a.reference.as_deref() == Some(reference));
        ready(Ok(shelf.records.values().rev().filter(|r| r.account == account).find(carried).cloned()))
    }

    fn of_target(&self, target: &str) -> impl Future<Output = Result<Vec<Record>, JournalError>> + Send {
        ready(Ok(self.shelf().of_target(target)))
    }

    fn claim_due(
        &self,
        now: Moment,
        limit: usize,
        lease: Duration,
    ) -> impl Future<Output = Result<Vec<IntentId>, JournalError>> + Send {
        ready(Ok(self.shelf().claim_due(now, limit, lease)))
    }

    fn page(&self, query: Query) -> impl Future<Output = Result<Vec<Record>, JournalError>> + Send {
        let shelf = self.shelf();
        let wanted = |r: &&Record| query.states.contains(&r.state) && query.after.as_ref().is_none_or(|a| r.id > *a);
        ready(Ok(shelf.records.values().filter(wanted).take(query.limit).cloned().collect()))
    }

    fn counts(&self) -> impl Future<Output = Result<Vec<Count>, JournalError>> + Send {
        ready(Ok(self.shelf().counts()))
    }

    fn history(&self, id: &IntentId) -> impl Future<Output = Result<Vec<Logged>, JournalError>> + Send {
        ready(Ok(self.shelf().log.iter().filter(|l| l.id == *id).cloned().collect()))
    }

    fn feed(&self, consumer: &str, limit: usize) -> impl Future<Output = Result<Vec<Change>, JournalError>> + Send {
        ready(Ok(self.shelf().feed(consumer, limit)))
    }

    fn acknowledge(&self, consumer: &str, position: u64) -> impl Future<Output = Result<(), JournalError>> + Send {
        let mut shelf = self.shelf();
        let done = shelf.consumers.entry(consumer.to_owned()).or_default();
        *done = position.max(*done);
        ready(Ok(()))
    }

    fn held(&self) -> impl Future<Output = Result<Option<String>, JournalError>> + Send {
        ready(Ok(None))
    }

    fn release(&self, _actor: &str) -> impl Future<Output = Result<(), JournalError>> + Send {
        ready(Ok(()))
    }
}
