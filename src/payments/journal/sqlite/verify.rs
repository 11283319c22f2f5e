//! The search for what was removed or altered.
//!
//! May use: rusqlite. Reads what is stored, not what it would be if it were written today.

use super::{
    chain::{self, Head, Link},
    fails, meta, releases, rows,
};
use crate::payments::{
    journal::JournalError,
    machine::{Attempt, IntentId, Record},
};
use rusqlite::{Connection, OptionalExtension, Row};

/// Something in the journal that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// The event at this position was removed or altered, or the one before it was.
    Event(u64),
    /// Events at the end are gone, or were when the journal was opened once.
    End,
    /// The note of this release of sending, or one before it, was removed or altered; 0: one at the end is gone.
    Release(u64),
    /// The payment is not what its last event says, or not what the store finds it by.
    Payment(IntentId),
    /// The consumer of this name has acknowledged what has not happened, and would miss it.
    Consumer(String),
}

/// Walks the whole chain, and compares every payment with its last event. In one snapshot: while somebody pays, the end
/// would otherwise move between two reads.
pub(super) fn verify(db: &Connection) -> Result<Vec<Damage>, JournalError> {
    let snapshot = db.unchecked_transaction().map_err(fails)?;
    let (mut damages, end) = broken_links(&snapshot)?;
    if meta::get(&snapshot, "head")? != end.text() || meta::get(&snapshot, "missing")?.is_some() {
        damages.push(Damage::End);
    }
    damages.extend(altered_payments(&snapshot)?);
    damages.extend(consumers_ahead(&snapshot, end.position)?);
    damages.extend(releases::altered(&snapshot)?.into_iter().map(Damage::Release));
    Ok(damages)
}

fn broken_links(db: &Connection) -> Result<(Vec<Damage>, Head), JournalError> {
    let (mut damages, mut end) = (vec![], Head::default());
    let mut query = db.prepare("SELECT * FROM events ORDER BY position").map_err(fails)?;
    let links = query.query_map([], Link::read).map_err(fails)?;
    for link in links {
        let (link, hash) = link.map_err(fails)?;
        let position = link.position();
        if position != end.position + 1 || link.hash(&end.hash) != hash {
            damages.push(Damage::Event(position));
        }
        end = Head { position, hash };
    }
    Ok((damages, end))
}

fn altered_payments(db: &Connection) -> Result<Vec<Damage>, JournalError> {
    let mut query = db
        .prepare(
            "SELECT e.intent, e.record FROM events e
             WHERE e.version = (SELECT max(version) FROM events WHERE intent = e.intent)
             UNION ALL SELECT id, '' FROM intents WHERE id NOT IN (SELECT intent FROM events)",
        )
        .map_err(fails)?;
    let last = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).map_err(fails)?;
    let mut damages = vec![];
    for one in last {
        let (id, expected) = one.map_err(fails)?;
        if !is_as_written(db, &id, &expected)? {
            damages.push(Damage::Payment(IntentId::from_text(id)));
        }
    }
    Ok(damages)
}

/// Its columns are what queries go by: one that says otherwise than the facts would hide a payment.
fn is_as_written(db: &Connection, id: &str, expected: &str) -> Result<bool, JournalError> {
    let mut query = db
        .prepare_cached(
            "SELECT facts, lock IS NOT NULL, person IS NOT NULL, id, version, account, key, state, due, transaction_id,
                    since, same IS NOT NULL
             FROM intents WHERE id = ?1",
        )
        .map_err(fails)?;
    let payment = |row: &Row<'_>| {
        let facts: String = row.get(0)?;
        let agree = serde_json::from_str(&facts).is_ok_and(|record| payment_agrees(row, &record).unwrap_or(false));
        Ok((facts, [row.get(1)?, row.get(2)?, row.get(11)?], agree))
    };
    let stored = query.query_row([id], payment).optional().map_err(fails)?;
    let Some((facts, kept, agree)) = stored else { return Ok(false) };
    let Some(attempts) = attempts(db, id)? else { return Ok(false) };
    Ok(agree && chain::may_be(expected, &facts, &attempts, kept))
}

fn payment_agrees(row: &Row<'_>, record: &Record) -> rusqlite::Result<bool> {
    let texts = row.get::<_, String>(3)? == record.id.as_str()
        && row.get::<_, String>(5)? == record.account
        && row.get::<_, String>(6)? == record.key
        && row.get::<_, String>(7)? == record.state.name()
        && row.get::<_, Option<String>>(9)? == record.transaction_id;
    let due = record.due.map(|due| rows::signed(due.millis()));
    // Facts of the first version don't say since when.
    let since = [rows::signed(record.since.millis()), row.get(10)?];
    let numbers = row.get::<_, i64>(4)? == rows::signed(record.version)
        && row.get::<_, Option<i64>>(8)? == due
        && (since[0] == 0 || since[0] == since[1]);
    Ok(texts && numbers)
}

/// The texts; nothing if a column says otherwise.
fn attempts(db: &Connection, id: &str) -> Result<Option<Vec<String>>, JournalError> {
    let mut query = db
        .prepare_cached("SELECT facts, number, reference FROM attempts WHERE intent = ?1 ORDER BY number")
        .map_err(fails)?;
    let attempt = |row: &Row<'_>| {
        let facts: String = row.get(0)?;
        let columns: (u32, Option<String>) = (row.get(1)?, row.get(2)?);
        let agrees = serde_json::from_str(&facts).is_ok_and(|a: Attempt| (a.number, a.reference) == columns);
        Ok(agrees.then_some(facts))
    };
    query.query_map([id], attempt).map_err(fails)?.collect::<Result<_, _>>().map_err(fails)
}

fn consumers_ahead(db: &Connection, end: u64) -> Result<Vec<Damage>, JournalError> {
    let mut query = db.prepare("SELECT name FROM consumers WHERE position > ?1 ORDER BY name").map_err(fails)?;
    let ahead = query.query_map([rows::signed(end)], |row| row.get(0).map(Damage::Consumer)).map_err(fails)?;
    ahead.collect::<Result<_, _>>().map_err(fails)
}
