//! The search for what was removed or altered.
//!
//! May use: rusqlite. Reads what is stored, not what it would be if it were written today.

use super::{
    chain::{self, Head, Link},
    fails, meta, rows,
};
use crate::payments::{journal::JournalError, machine::IntentId};
use rusqlite::{Connection, OptionalExtension};

/// Something in the journal that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// The event at this position was removed or altered, or the one before it was.
    Event(u64),
    /// Events at the end are gone.
    End,
    /// The payment is not what its last event says.
    Payment(IntentId),
}

/// Walks the whole chain, and compares every payment with its last event.
pub(super) fn verify(db: &Connection) -> Result<Vec<Damage>, JournalError> {
    let (mut damages, end) = broken_links(db)?;
    if end.position > 0 && meta::get(db, "head")? != end.text() {
        damages.push(Damage::End);
    }
    damages.extend(altered_payments(db)?);
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

fn is_as_written(db: &Connection, id: &str, expected: &str) -> Result<bool, JournalError> {
    let mut query = db.prepare_cached("SELECT facts FROM intents WHERE id = ?1").map_err(fails)?;
    let facts: Option<String> = query.query_row([id], |row| row.get(0)).optional().map_err(fails)?;
    let attempts = rows::attempt_texts(db, id)?;
    Ok(facts.is_some_and(|facts| chain::fingerprint(&facts, &attempts) == expected))
}
