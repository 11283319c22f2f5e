//! All events of a journal, in order: for people who follow it and for exports.
//!
//! May use: rusqlite. Reads only; acknowledges nothing.

use super::{SqliteJournal, chain, fails, rows};
use crate::payments::journal::{JournalError, Logged};
use rusqlite::{Connection, params};

impl SqliteJournal {
    /// Everything that happened behind this position, whatever consumers have acknowledged; 0 for all. At most `limit` of
    /// it.
    ///
    /// # Errors
    /// The store fails.
    pub async fn events(&self, after: u64, limit: usize) -> Result<Vec<Logged>, JournalError> {
        self.reader.run(move |db| events(db, after, limit)).await
    }

    /// The position of the last event; 0 if there is none.
    ///
    /// # Errors
    /// The store fails.
    pub async fn last_event(&self) -> Result<u64, JournalError> {
        self.reader.run(|db| Ok(chain::head(db)?.position)).await
    }

    /// Position and hash of the last event; 0 and nothing if there is none. Noted where nobody can write who writes the journal,
    /// they show later that everything up to there is still what it was.
    ///
    /// # Errors
    /// The store fails.
    pub async fn head(&self) -> Result<(u64, String), JournalError> {
        self.reader.run(|db| chain::head(db).map(|head| (head.position, head.hash))).await
    }
}

fn events(db: &Connection, after: u64, limit: usize) -> Result<Vec<Logged>, JournalError> {
    let mut query =
        db.prepare_cached("SELECT * FROM events WHERE position > ?1 ORDER BY position LIMIT ?2").map_err(fails)?;
    let values = params![rows::signed(after), rows::signed(limit as u64)];
    query.query_map(values, chain::logged).map_err(fails)?.collect::<Result<_, _>>().map_err(fails)
}
