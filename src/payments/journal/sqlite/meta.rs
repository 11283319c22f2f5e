//! Facts about the journal itself, by name.
//!
//! May use: rusqlite.

use super::fails;
use crate::payments::journal::JournalError;
use rusqlite::{Connection, OptionalExtension};

pub(super) fn get(db: &Connection, name: &str) -> Result<Option<String>, JournalError> {
    let mut query = db.prepare_cached("SELECT value FROM meta WHERE name = ?1").map_err(fails)?;
    query.query_row([name], |row| row.get(0)).optional().map_err(fails)
}

pub(super) fn number(db: &Connection, name: &str) -> Result<u64, JournalError> {
    Ok(get(db, name)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

pub(super) fn set(db: &Connection, name: &str, value: &str) -> Result<(), JournalError> {
    let mut query = db.prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)").map_err(fails)?;
    query.execute([name, value]).map(|_| ()).map_err(fails)
}

pub(super) fn clear(db: &Connection, name: &str) -> Result<(), JournalError> {
    db.execute("DELETE FROM meta WHERE name = ?1", [name]).map(|_| ()).map_err(fails)
}
