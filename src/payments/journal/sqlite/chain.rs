//! Events, each with the hash of the one before it, and the search for what was removed or altered.
//!
//! May use: rusqlite, hashing. Events are only ever added.

use super::{fails, meta, rows};
use crate::payments::{
    journal::{Entry, JournalError, Logged},
    machine::{IntentId, Moment, Record, State},
};
use aws_lc_rs::digest::{SHA256, digest};
use rusqlite::{Connection, OptionalExtension, Row, params};

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

/// Position and hash of the last event.
pub(super) fn head(db: &Connection) -> Result<(u64, String), JournalError> {
    let mut query =
        db.prepare_cached("SELECT position, hash FROM events ORDER BY position DESC LIMIT 1").map_err(fails)?;
    let last = query.query_row([], |row| Ok((rows::unsigned(row, 0)?, row.get(1)?))).optional();
    Ok(last.map_err(fails)?.unwrap_or_default())
}

pub(super) fn append(db: &Connection, record: &Record, from: Option<State>, entry: &Entry) -> Result<(), JournalError> {
    let (last, before) = head(db)?;
    let link = Link {
        logged: Logged {
            position: last + 1,
            id: record.id.clone(),
            version: record.version,
            at: entry.at,
            from,
            to: record.state,
            kind: entry.kind.to_owned(),
            note: entry.note.clone(),
            actor: entry.actor.clone(),
        },
        record: fingerprint(record)?,
    };
    let hash = link.hash(&before);
    link.insert(db, &hash)?;
    meta::set(db, "head", &format!("{} {hash}", last + 1))
}

/// What a record says, without the person, who may be forgotten.
fn fingerprint(record: &Record) -> Result<String, JournalError> {
    let facts = serde_json::to_string(&(record, &record.attempts)).map_err(JournalError::store)?;
    Ok(hex(facts.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    digest(&SHA256, bytes).as_ref().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

struct Link {
    logged: Logged,
    record: String,
}

impl Link {
    fn hash(&self, before: &str) -> String {
        let Logged { position, id, version, at, from, to, kind, note, actor } = &self.logged;
        // As JSON, so that no field can run over into the next.
        let fields = (before, position, id, version, at, from, (to, kind, note, actor, &self.record));
        hex(serde_json::to_string(&fields).unwrap_or_default().as_bytes())
    }

    fn insert(&self, db: &Connection, hash: &str) -> Result<(), JournalError> {
        let Logged { position, id, version, at, from, to, kind, note, actor } = &self.logged;
        let mut query = db
            .prepare_cached("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
            .map_err(fails)?;
        let (from, to) = (from.map(State::name), to.name());
        let values = params![
            rows::signed(*position),
            id.as_str(),
            rows::signed(*version),
            rows::signed(at.millis()),
            from,
            to,
            kind,
            note,
            actor,
            self.record,
            hash
        ];
        query.execute(values).map(|_| ()).map_err(fails)
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<(Self, String)> {
        let logged = logged(row)?;
        Ok((Self { logged, record: row.get(9)? }, row.get(10)?))
    }
}

/// The first nine columns of an event.
pub(super) fn logged(row: &Row<'_>) -> rusqlite::Result<Logged> {
    Ok(Logged {
        position: rows::unsigned(row, 0)?,
        id: IntentId::from_text(row.get::<_, String>(1)?),
        version: rows::unsigned(row, 2)?,
        at: Moment::from_millis(rows::unsigned(row, 3)?),
        from: row.get::<_, Option<String>>(4)?.map(|_| rows::state(row, 4)).transpose()?,
        to: rows::state(row, 5)?,
        kind: row.get(6)?,
        note: row.get(7)?,
        actor: row.get(8)?,
    })
}

/// Walks the whole chain, and compares every payment with its last event.
pub(super) fn verify(db: &Connection) -> Result<Vec<Damage>, JournalError> {
    let mut damages = vec![];
    let (mut before, mut position) = (String::new(), 0);
    let mut query = db.prepare("SELECT * FROM events ORDER BY position").map_err(fails)?;
    let links = query.query_map([], Link::read).map_err(fails)?;
    for link in links {
        let (link, hash) = link.map_err(fails)?;
        if link.logged.position != position + 1 || link.hash(&before) != hash {
            damages.push(Damage::Event(link.logged.position));
        }
        (before, position) = (hash, link.logged.position);
    }
    if position > 0 && meta::get(db, "head")? != Some(format!("{position} {before}")) {
        damages.push(Damage::End);
    }
    damages.extend(altered_payments(db)?);
    Ok(damages)
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
        let id = IntentId::from_text(id);
        let stored = rows::load(db, &id).and_then(|record| fingerprint(&record));
        if stored.ok() != Some(expected) {
            damages.push(Damage::Payment(id));
        }
    }
    Ok(damages)
}
