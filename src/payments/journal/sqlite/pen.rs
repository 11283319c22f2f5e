//! What jobs write with: the connection in a transaction, and the end of the chain.
//!
//! May use: rusqlite. Only this process writes to the file, so what it remembers is what the file holds.

use super::{
    chain::{self, Head},
    fails, meta, schema,
};
use crate::payments::journal::JournalError;
use rusqlite::Connection;
use std::time::{Duration, Instant};

/// Events that are gone from the end would never be missed once another one is written there. Nothing is sent then: they may have
/// been permits to send.
fn note_missing(db: &Connection, head: &Head) -> Result<(), JournalError> {
    let Some(noted) = meta::get(db, "head")?.filter(|noted| Some(noted) != head.text().as_ref()) else { return Ok(()) };
    let together = db.unchecked_transaction().map_err(fails)?;
    if meta::get(db, "missing")?.is_none() {
        meta::set(db, "missing", &noted)?;
    }
    match head.text() {
        Some(text) => meta::set(db, "head", &text)?,
        None => meta::clear(db, "head")?,
    }
    meta::set(db, "held", "events at the end of the journal are gone or altered: `bayar payments verify` shows it")?;
    together.commit().map_err(fails)
}

pub(super) struct Pen {
    pub(super) db: Connection,
    /// The last event, the transaction's own among them.
    pub(super) head: Head,
    /// The last event when the transaction began.
    before: Head,
    /// How long the last commit took.
    pub(super) took: Duration,
    /// A person was forgotten, and may still be read in SQLite's log.
    pub(super) forgot: bool,
}

impl Pen {
    pub(super) fn new(db: Connection) -> Result<Self, JournalError> {
        let head = chain::head(&db)?;
        note_missing(&db, &head)?;
        Ok(Self { db, before: head.clone(), head, took: Duration::ZERO, forgot: false })
    }

    /// Immediate: another process that writes is waited for here and not in the middle.
    pub(super) fn begin(&mut self) -> Result<(), JournalError> {
        self.run("BEGIN IMMEDIATE")
    }

    /// On disk when it returns; if it fails, all of the transaction is undone.
    pub(super) fn commit(&mut self) -> Result<(), JournalError> {
        let start = Instant::now();
        let committed = self.note_head().and_then(|()| self.run("COMMIT"));
        self.took = start.elapsed();
        if committed.is_ok() {
            self.before.clone_from(&self.head);
        } else {
            self.roll_back();
        }
        committed
    }

    pub(super) fn roll_back(&mut self) {
        // Fails only if SQLite has done it by itself.
        _ = self.run("ROLLBACK");
        self.head.clone_from(&self.before);
    }

    /// Does a job. If it fails, nothing of it stays: SQLite undoes the statement that failed, and a job that had written before is
    /// undone with the whole transaction; only then this fails too. No savepoint: SQLite would copy every page that a job
    /// touches.
    pub(super) fn keep_or_undo(
        &mut self,
        job: impl FnOnce(&mut Self) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let changes = self.db.total_changes();
        let done = job(self);
        // SQLite ends a transaction by itself when, for instance, the disk is full.
        let ended = self.db.is_autocommit();
        if !ended && (done.is_ok() || self.db.total_changes() == changes) {
            return Ok(());
        }
        self.roll_back();
        done.and_then(|()| Err(JournalError::store("the transaction was undone")))
    }

    /// The log holds pages as they were before somebody was forgotten until it is written back and cut off. A reader may be in the
    /// way, which is not waited for: then it is tried again.
    pub(super) fn wipe(&mut self) {
        if self.forgot {
            let wiped = self.cut_log();
            self.forgot = !matches!(wiped, Ok(true));
        }
    }

    fn cut_log(&self) -> rusqlite::Result<bool> {
        self.db.busy_timeout(Duration::from_millis(20))?;
        let cut = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| Ok(!row.get::<_, bool>(0)?));
        self.db.busy_timeout(schema::PATIENCE)?;
        cut
    }

    /// Once for all events of a transaction.
    fn note_head(&self) -> Result<(), JournalError> {
        match self.head.text() {
            Some(text) if self.head != self.before => meta::set(&self.db, "head", &text),
            _ => Ok(()),
        }
    }

    /// Prepared once: SQLite parses a statement as long as it takes to insert a row.
    fn run(&self, statement: &str) -> Result<(), JournalError> {
        let mut statement = self.db.prepare_cached(statement).map_err(fails)?;
        statement.execute([]).map(|_| ()).map_err(fails)
    }
}
