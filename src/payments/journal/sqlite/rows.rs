//! Records from rows.
//!
//! May use: rusqlite, serde. Columns are what the store must search or enforce; the rest is one JSON text.

use super::fails;
use crate::{
    Personal,
    payments::{
        journal::JournalError,
        machine::{Attempt, IntentId, Moment, Record, State},
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};
use serde::de::DeserializeOwned;

const COLUMNS: &str = "SELECT facts, lock, person, since, same FROM intents";

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|number| u64::try_from(number).unwrap_or(0))
}

pub(super) fn state(row: &Row<'_>, column: usize) -> rusqlite::Result<State> {
    let name: String = row.get(column)?;
    let unknown = || unreadable(column, format!("no state is called {name:?}"));
    State::of_name(&name).ok_or_else(unknown)
}

fn unreadable(column: usize, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}

fn json(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    row.get(column)
}

fn parsed<T: DeserializeOwned>(text: &str, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|_| unreadable(column, "it is not what this program writes"))
}

/// A record without its attempts.
fn read(row: &Row<'_>) -> rusqlite::Result<Record> {
    let mut record: Record = parsed(&json(row, 0)?, 0)?;
    record.lock = row.get::<_, Option<String>>(1)?.map(Personal::new);
    record.person = row.get::<_, Option<String>>(2)?.map(|text| parsed(&text, 2)).transpose()?;
    record.same = row.get::<_, Option<String>>(4)?.map(Personal::new);
    if record.since == Moment::START {
        // Facts that the first version wrote don't say it; a migration found it out.
        record.since = Moment::from_millis(unsigned(row, 3)?);
    }
    Ok(record)
}

fn with_attempts(db: &Connection, mut record: Record) -> Result<Record, JournalError> {
    let mut query = db.prepare_cached("SELECT facts FROM attempts WHERE intent = ?1 ORDER BY number").map_err(fails)?;
    let attempts = query.query_map([record.id.as_str()], |row| parsed::<Attempt>(&json(row, 0)?, 0)).map_err(fails)?;
    record.attempts = attempts.collect::<Result<_, _>>().map_err(fails)?;
    Ok(record)
}

pub(super) fn load(db: &Connection, id: &IntentId) -> Result<Record, JournalError> {
    one(db, "id = ?1", &[id.as_str()])?.ok_or(JournalError::NotFound)
}

pub(super) fn find(db: &Connection, account: &str, key: &str) -> Result<Option<Record>, JournalError> {
    one(db, "account = ?1 AND key = ?2", &[account, key])
}

pub(super) fn of_transaction(
    db: &Connection,
    account: &str,
    transaction: &str,
) -> Result<Option<Record>, JournalError> {
    one(db, "account = ?1 AND transaction_id = ?2", &[account, transaction])
}

pub(super) fn of_reference(db: &Connection, account: &str, reference: &str) -> Result<Option<Record>, JournalError> {
    one(db, OF_REFERENCE, &[account, reference])
}

/// The newest. The plus keeps SQLite from walking over everything that the account ever paid.
pub(super) const OF_REFERENCE: &str =
    "+account = ?1 AND id IN (SELECT intent FROM attempts WHERE reference = ?2) ORDER BY id DESC LIMIT 1";

pub(super) fn of_target(db: &Connection, target: &str) -> Result<Vec<Record>, JournalError> {
    let mut found = vec![];
    for condition in of_one_target() {
        found.extend(many(db, &condition, &[&target])?);
    }
    found.retain(|record| !record.attempts.is_empty());
    Ok(found)
}

/// The target itself, and with something behind it: that begins with a blank and `#`, and `$` comes after `#`.
pub(super) fn of_one_target() -> impl Iterator<Item = String> {
    let locks = ["lock = ?1", "lock > ?1 || ' #' AND lock < ?1 || ' $'"];
    [OPEN, UNCLAIMED].into_iter().flat_map(move |among| locks.map(|lock| format!("{among} AND {lock}")))
}

/// In the words of the indexes `one_open_per_target` and `unclaimed`: SQLite uses one only where a condition repeats them.
const OPEN: &str =
    "lock IS NOT NULL AND (state = 'sending' OR state = 'unknown' OR state = 'pending' OR state = 'review')";
const UNCLAIMED: &str = "lock IS NOT NULL AND transaction_id IS NULL
    AND (state = 'paid' OR state = 'not_paid' OR state = 'reversed' OR state = 'cancelled')";

fn one(db: &Connection, condition: &str, values: &[&str]) -> Result<Option<Record>, JournalError> {
    let mut query = db.prepare_cached(&format!("{COLUMNS} WHERE {condition}")).map_err(fails)?;
    let found = query.query_row(rusqlite::params_from_iter(values), read).optional().map_err(fails)?;
    found.map(|record| with_attempts(db, record)).transpose()
}

/// Rows of one condition, read before their attempts are.
pub(super) fn many(
    db: &Connection,
    condition: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Record>, JournalError> {
    let mut query = db.prepare_cached(&format!("{COLUMNS} WHERE {condition}")).map_err(fails)?;
    let records = query.query_map(values, read).map_err(fails)?.collect::<Result<Vec<_>, _>>().map_err(fails)?;
    records.into_iter().map(|record| with_attempts(db, record)).collect()
}

/// The open payment, other than this one, that holds its lock or is the same in the caller's words.
pub(super) fn open_like(db: &Connection, record: &Record) -> Result<Option<IntentId>, JournalError> {
    let locks = [("lock", &record.lock), ("same", &record.same)];
    for (column, lock) in locks {
        let Some(lock) = lock else { continue };
        let mut query = db
            .prepare_cached(&format!(
                // In the words of the indexes `one_open_per_target` and `one_open_per_word`.
                "SELECT id FROM intents WHERE {column} = ?1 AND id <> ?2
                 AND (state = 'sending' OR state = 'unknown' OR state = 'pending' OR state = 'review')"
            ))
            .map_err(fails)?;
        let values = params![lock.as_str(), record.id.as_str()];
        let found = query.query_row(values, |row| row.get::<_, String>(0)).optional().map_err(fails)?;
        if found.is_some() {
            return Ok(found.map(IntentId::from_text));
        }
    }
    Ok(None)
}

/// The payment, other than this one, that has claimed its transaction.
pub(super) fn claimed(db: &Connection, record: &Record) -> Result<Option<IntentId>, JournalError> {
    let mut query = db
        .prepare_cached("SELECT id FROM intents WHERE account = ?1 AND transaction_id = ?2 AND id <> ?3")
        .map_err(fails)?;
    let values = params![record.account, record.transaction_id, record.id.as_str()];
    let found = query.query_row(values, |row| row.get::<_, String>(0)).optional();
    Ok(found.map_err(fails)?.map(IntentId::from_text))
}
