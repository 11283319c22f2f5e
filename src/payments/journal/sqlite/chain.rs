//! Events, each with the hash of the one before it.
//!
//! May use: rusqlite, hashing. Events are only ever added.

use super::{fails, pen::Pen, rows};
use crate::payments::{
    journal::{Entry, JournalError, Logged},
    machine::{IntentId, Moment, Record, State},
};
use aws_lc_rs::digest::{Context, Digest, SHA256, digest};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The last event; position 0 if there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) position: u64,
    pub(super) hash: String,
}

impl Head {
    /// As `meta` keeps it, so that events that are gone from the end are missed.
    pub(super) fn text(&self) -> Option<String> {
        (self.position > 0).then(|| format!("{} {}", self.position, self.hash))
    }
}

pub(super) fn head(db: &Connection) -> Result<Head, JournalError> {
    let mut query =
        db.prepare_cached("SELECT position, hash FROM events ORDER BY position DESC LIMIT 1").map_err(fails)?;
    let last = query.query_row([], |row| Ok(Head { position: rows::unsigned(row, 0)?, hash: row.get(1)? })).optional();
    Ok(last.map_err(fails)?.unwrap_or_default())
}

/// What a payment says, without the person, who may be forgotten: the texts as they are stored, so that a later version of this
/// program, which would write them otherwise, comes to the same. Of locks and person only whether they are kept: a hash of
/// them would outlive what is forgotten.
pub(super) fn fingerprint(facts: &str, attempts: &[String], [lock, person, same]: [bool; 3]) -> String {
    hash_of(facts, attempts, &format!(",{lock},{person}{}", if same { ",same" } else { "" }))
}

/// Whether a payment is what an event says, which may be one from when lock and person were not counted.
pub(super) fn may_be(expected: &str, facts: &str, attempts: &[String], kept: [bool; 3]) -> bool {
    expected == fingerprint(facts, attempts, kept) || expected == hash_of(facts, attempts, "")
}

fn hash_of(facts: &str, attempts: &[String], rest: &str) -> String {
    let mut all = Context::new(&SHA256);
    // One JSON text, so that none can run over into the next.
    all.update(b"[");
    all.update(facts.as_bytes());
    all.update(b",[");
    for (n, attempt) in attempts.iter().enumerate() {
        all.update(if n == 0 { b"" } else { b"," });
        all.update(attempt.as_bytes());
    }
    all.update(b"]");
    all.update(rest.as_bytes());
    all.update(b"]");
    hex(&all.finish())
}

/// As JSON, so that no field can run over into the next.
pub(super) fn hash_of_fields(fields: &impl serde::Serialize) -> String {
    hex(&digest(&SHA256, serde_json::to_string(fields).unwrap_or_default().as_bytes()))
}

fn hex(digest: &Digest) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    let mut text = String::with_capacity(64);
    for byte in digest.as_ref() {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// An event and what comes with it.
pub(super) struct Link {
    logged: Logged,
    record: String,
}

impl Link {
    /// The event of a version; its place and the state before are for the writer to say.
    pub(super) fn new(record: &Record, entry: Entry, fingerprint: String) -> Self {
        let Entry { at, kind, note, actor, answer } = entry;
        let logged = Logged {
            position: 0,
            id: record.id.clone(),
            version: record.version,
            at,
            from: None,
            to: record.state,
            kind: kind.to_owned(),
            note,
            actor,
            answer,
        };
        Self { logged, record: fingerprint }
    }

    pub(super) fn position(&self) -> u64 {
        self.logged.position
    }

    /// Adds it to the end.
    pub(super) fn append(&mut self, pen: &mut Pen, from: Option<State>) -> Result<(), JournalError> {
        (self.logged.position, self.logged.from) = (pen.head.position + 1, from);
        let hash = self.hash(&pen.head.hash);
        self.insert(&pen.db, &hash)?;
        pen.head = Head { position: self.logged.position, hash };
        Ok(())
    }

    pub(super) fn hash(&self, before: &str) -> String {
        let Logged { position, id, version, at, from, to, kind, note, actor, answer } = &self.logged;
        let rest = (to, kind, note, actor, &self.record);
        match answer {
            // As before there were answers.
            None => hash_of_fields(&(before, position, id, version, at, from, rest)),
            Some(answer) => hash_of_fields(&(before, position, id, version, at, from, rest, answer)),
        }
    }

    fn insert(&self, db: &Connection, hash: &str) -> Result<(), JournalError> {
        let Logged { position, id, version, at, from, to, kind, note, actor, answer } = &self.logged;
        let mut query = db
            .prepare_cached("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
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
            hash,
            answer
        ];
        query.execute(values).map(|_| ()).map_err(fails)
    }

    /// With its hash.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<(Self, String)> {
        let logged = logged(row)?;
        Ok((Self { logged, record: row.get(9)? }, row.get(10)?))
    }
}

/// The columns of an event that are not hashes.
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
        answer: row.get(11)?,
    })
}
