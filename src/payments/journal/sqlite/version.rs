//! Records as rows.
//!
//! May use: rusqlite, serde. The caller makes the texts and the hash of them, so that the one thread that writes only hands
//! them to SQLite.

use super::{
    chain::{self, Link},
    fails,
    pen::Pen,
    rows::{self, signed},
};
use crate::{
    Personal,
    payments::{
        journal::{Entry, JournalError},
        machine::{Record, State},
    },
};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Statement, params};
use serde::Serialize;

/// A version of a payment that is to be stored, and the event that comes with it.
pub(super) struct Version {
    pub(super) record: Record,
    facts: String,
    attempts: Vec<String>,
    person: Option<String>,
    event: Link,
}

impl Version {
    pub(super) fn of(record: Record, entry: Entry) -> Result<Self, JournalError> {
        let facts = text(&record)?;
        let attempts = record.attempts.iter().map(text).collect::<Result<Vec<_>, _>>()?;
        let person = record.person.as_ref().map(text).transpose()?;
        let kept = [record.lock.is_some(), record.person.is_some(), record.same.is_some()];
        let event = Link::new(&record, entry, chain::fingerprint(&facts, &attempts, kept));
        Ok(Self { record, facts, attempts, person, event })
    }

    /// Stores a new payment; says whether its key was free.
    pub(super) fn create(&mut self, pen: &mut Pen) -> Result<bool, JournalError> {
        let free = self.insert(&pen.db)?;
        if free {
            self.attempts(&pen.db)?;
            self.event.append(pen, None)?;
        }
        Ok(free)
    }

    /// Stores it over the version before.
    pub(super) fn follow(&mut self, pen: &mut Pen) -> Result<(), JournalError> {
        let (before, version) = self.standing(&pen.db)?;
        if version + 1 != self.record.version {
            return Err(JournalError::Conflict);
        }
        self.update(&pen.db)?;
        self.attempts(&pen.db)?;
        pen.forgot |= self.person.is_none();
        self.event.append(pen, Some(before))
    }

    fn standing(&self, db: &Connection) -> Result<(State, u64), JournalError> {
        let mut query = db.prepare_cached("SELECT state, version FROM intents WHERE id = ?1").map_err(fails)?;
        let standing =
            query.query_row([self.record.id.as_str()], |row| Ok((rows::state(row, 0)?, rows::unsigned(row, 1)?)));
        standing.optional().map_err(fails)?.ok_or(JournalError::NotFound)
    }

    fn insert(&self, db: &Connection) -> Result<bool, JournalError> {
        let mut query = db
            .prepare_cached(
                "INSERT INTO intents (id, version, state, due, since, transaction_id, facts, lock, person, same,
                 account, key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (account, key) DO NOTHING",
            )
            .map_err(fails)?;
        let stored = self.bind(&mut query).and_then(|()| {
            query.raw_bind_parameter(11, &self.record.account)?;
            query.raw_bind_parameter(12, &self.record.key)?;
            query.raw_execute()
        });
        Ok(stored.map_err(|error| self.conflict(db, error))? == 1)
    }

    fn update(&self, db: &Connection) -> Result<(), JournalError> {
        let mut query = db
            .prepare_cached(
                "UPDATE intents SET version = ?2, state = ?3, due = ?4, leased_until = NULL, since = ?5,
                 transaction_id = ?6, facts = ?7, lock = ?8, person = ?9, same = ?10 WHERE id = ?1",
            )
            .map_err(fails)?;
        let stored = self.bind(&mut query).and_then(|()| query.raw_execute());
        stored.map(|_| ()).map_err(|error| self.conflict(db, error))
    }

    /// What both statements take, in the same places.
    fn bind(&self, query: &mut Statement<'_>) -> rusqlite::Result<()> {
        let record = &self.record;
        query.raw_bind_parameter(1, record.id.as_str())?;
        query.raw_bind_parameter(2, signed(record.version))?;
        query.raw_bind_parameter(3, record.state.name())?;
        query.raw_bind_parameter(4, record.due.map(|due| signed(due.millis())))?;
        query.raw_bind_parameter(5, signed(record.since.millis()))?;
        query.raw_bind_parameter(6, &record.transaction_id)?;
        query.raw_bind_parameter(7, &self.facts)?;
        query.raw_bind_parameter(8, record.lock.as_ref().map(Personal::as_str))?;
        query.raw_bind_parameter(9, &self.person)?;
        query.raw_bind_parameter(10, record.same.as_ref().map(Personal::as_str))
    }

    /// All of them, since the hash is over all; a row that stays the same is not written again.
    fn attempts(&self, db: &Connection) -> Result<(), JournalError> {
        for (attempt, facts) in self.record.attempts.iter().zip(&self.attempts) {
            let mut query = db
                .prepare_cached(
                    "INSERT INTO attempts (intent, number, facts, reference) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT DO UPDATE SET facts = excluded.facts, reference = excluded.reference
                     WHERE facts <> excluded.facts",
                )
                .map_err(fails)?;
            let values = params![self.record.id.as_str(), attempt.number, facts, attempt.reference];
            query.execute(values).map_err(fails)?;
        }
        Ok(())
    }

    /// The store said no; this finds out to whom it belongs.
    fn conflict(&self, db: &Connection, error: rusqlite::Error) -> JournalError {
        if error.sqlite_error_code() != Some(ErrorCode::ConstraintViolation) {
            return fails(error);
        }
        let record = &self.record;
        match (rows::open_like(db, record), rows::claimed(db, record)) {
            (Ok(Some(other)), _) => JournalError::AlreadyOpen(other),
            (_, Ok(Some(other))) => JournalError::Claimed(other),
            _ => fails(error),
        }
    }
}

fn text(value: &impl Serialize) -> Result<String, JournalError> {
    serde_json::to_string(value).map_err(JournalError::store)
}
