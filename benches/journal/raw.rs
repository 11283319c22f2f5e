//! What the journal can't do without: rusqlite writing rows on the same settings, with nothing around it.
//!
//! Comes in: the tables of the journal. Stays out: checks, hashes, threads, the chain.

use crate::work;
use bayar::payments::{journal::SqliteJournal, machine::Record};
use rusqlite::{Connection, params};
use std::{
    path::Path,
    time::{Duration, Instant},
};

fn open(path: &Path) -> Connection {
    // Makes the tables.
    drop(SqliteJournal::open(path).unwrap());
    let db = Connection::open(path).unwrap();
    let words = [("journal_mode", "WAL"), ("synchronous", "FULL"), ("foreign_keys", "ON"), ("secure_delete", "ON")];
    for (pragma, value) in words {
        db.pragma_update(None, pragma, value).unwrap();
    }
    // With SQLite's own 1,000 it would carry the pages into the file eight times as often as the journal does.
    db.pragma_update(None, "wal_autocheckpoint", 8192).unwrap();
    db
}

/// Rows of one short text, each in a transaction of its own; how many per second.
pub(crate) fn plain(path: &Path, time: Duration) -> f64 {
    let db = open(path);
    db.execute_batch("CREATE TABLE plain (number INTEGER PRIMARY KEY, text TEXT NOT NULL)").unwrap();
    let mut insert = db.prepare("INSERT INTO plain (text) VALUES (?1)").unwrap();
    let start = Instant::now();
    let mut rows = 0;
    while start.elapsed() < time {
        insert.execute(["a payment was made"]).unwrap();
        rows += 1;
    }
    f64::from(rows) / start.elapsed().as_secs_f64()
}

/// The rows that the journal keeps of a payment, of `group` payments at once: all quoted, all permitted, all paid, each in one
/// transaction. How many payments per second.
pub(crate) fn groups(path: &Path, group: u64, time: Duration) -> f64 {
    let db = open(path);
    let start = Instant::now();
    let mut payments = 0;
    while start.elapsed() < time {
        let quoted: Vec<_> = (payments..payments + group).map(|n| next(work::quoted(n))).collect();
        let permitted: Vec<_> = quoted.iter().map(|r| next(work::permitted(r))).collect();
        let paid: Vec<_> = permitted.iter().map(|r| next(work::paid(r))).collect();
        commit(&db, &quoted, payments * 3);
        commit(&db, &permitted, payments * 3 + group);
        commit(&db, &paid, payments * 3 + 2 * group);
        payments += group;
    }
    payments as f64 / start.elapsed().as_secs_f64()
}

fn commit(db: &Connection, records: &[Record], position: u64) {
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    for (n, record) in records.iter().enumerate() {
        write(db, record);
        event(db, record, position + n as u64 + 1);
    }
    db.execute_batch("COMMIT").unwrap();
}

fn write(db: &Connection, record: &Record) {
    let facts = serde_json::to_string(record).unwrap();
    let person = serde_json::to_string(&record.person).unwrap();
    let (due, since) = (record.due.map(|due| due.millis() as i64), record.since.millis() as i64);
    let lock = record.lock.as_ref().map(bayar::Personal::as_str);
    let sql = match record.version {
        1 => "INSERT INTO intents VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, ?7, ?8, ?9, ?10, ?11, NULL)",
        _ => {
            "UPDATE intents SET version = ?2, account = ?3, key = ?4, state = ?5, due = ?6, since = ?7, \
             transaction_id = ?8, facts = ?9, lock = ?10, person = ?11 WHERE id = ?1"
        }
    };
    let values = params![
        record.id.as_str(),
        record.version as i64,
        record.account,
        record.key,
        record.state.name(),
        due,
        since,
        record.transaction_id,
        facts,
        lock,
        person
    ];
    db.prepare_cached(sql).unwrap().execute(values).unwrap();
    let mut attempts = db.prepare_cached("INSERT OR REPLACE INTO attempts VALUES (?1, ?2, ?3, ?4)").unwrap();
    for attempt in &record.attempts {
        let facts = serde_json::to_string(attempt).unwrap();
        attempts.execute(params![record.id.as_str(), attempt.number, facts, attempt.reference]).unwrap();
    }
}

fn event(db: &Connection, record: &Record, position: u64) {
    const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    let mut insert =
        db.prepare_cached("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, NULL)").unwrap();
    let (before, kind) = (record.state.name(), "answered");
    let (id, at, version) = (record.id.as_str(), record.updated.millis() as i64, record.version as i64);
    let none: Option<&str> = None;
    insert
        .execute(params![position as i64, id, version, at, before, before, kind, "HTTP 200, code 00", none, HASH, HASH])
        .unwrap();
}

fn next(mut record: Record) -> Record {
    record.version += 1;
    record
}
