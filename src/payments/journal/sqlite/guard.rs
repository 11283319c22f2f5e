//! Notices a store that is older than what was seen before: restored from a back-up, or copied without this file.
//!
//! May use: a file outside the back-up. Holds sending; a person releases it.

use super::{chain, fails, meta};
use crate::payments::journal::JournalError;
use rusqlite::Connection;
use std::{
    fs::{self, File},
    io::{ErrorKind, Seek, SeekFrom, Write},
    path::Path,
};

/// The file says which store it guards, how often that was opened, and how far it had come.
pub(super) struct Guard {
    file: File,
    store: String,
    epoch: u64,
    noted: u64,
}

impl Guard {
    /// Compares the store with its file, and holds sending if the store lacks anything. Then a new epoch begins.
    pub(super) fn open(db: &Connection, path: &Path) -> Result<Self, JournalError> {
        let store = store_id(db)?;
        let epoch = meta::number(db, "epoch")?;
        let position = chain::head(db)?.position;
        let here = line(&store, epoch, position);
        if let Some(why) = suspicion(&here, read(path)?.as_deref(), position == 0) {
            meta::set(db, "held", why)?;
        }
        meta::set(db, "epoch", &(epoch + 1).to_string())?;
        let file = File::options().create(true).write(true).truncate(false).open(path).map_err(JournalError::store)?;
        let mut guard = Self { file, store, epoch: epoch + 1, noted: position };
        guard.note(chain::head(db)?.position).map_err(JournalError::store)?;
        guard.file.sync_all().map_err(JournalError::store)?;
        Ok(guard)
    }

    /// Notes how far the store has come. After the store's own commit and without a sync: it may lag behind, which is
    /// safe; it must never be ahead.
    pub(super) fn follow(&mut self, position: u64) {
        if position != self.noted && self.note(position).is_err() {
            tracing::warn!("the guard file of the journal can't be written");
        }
    }

    fn note(&mut self, position: u64) -> std::io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(line(&self.store, self.epoch, position).as_bytes())?;
        self.noted = position;
        Ok(())
    }
}

/// Of fixed length, so that it is overwritten in place.
fn line(store: &str, epoch: u64, position: u64) -> String {
    format!("{store} {epoch:020} {position:020}\n")
}

/// The texts of one store sort like what they say. Nothing to compare is suspicious too, unless nothing was ever stored: a first
/// start may have been killed before it wrote its file.
fn suspicion(here: &str, seen: Option<&str>, is_new: bool) -> Option<&'static str> {
    let same_store = |seen: &str| seen.split(' ').next() == here.split(' ').next();
    match seen {
        None if is_new => None,
        None => Some("its guard file is missing: the journal may come from a back-up"),
        Some(seen) if !same_store(seen) => Some("its guard file belongs to another journal"),
        Some(seen) if here < seen => Some("it is older than its guard file: it was restored from a back-up"),
        Some(_) => None,
    }
}

fn read(path: &Path) -> Result<Option<String>, JournalError> {
    match fs::read_to_string(path) {
        // Made, and not yet written.
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(JournalError::store(error)),
    }
}

fn store_id(db: &Connection) -> Result<String, JournalError> {
    if let Some(id) = meta::get(db, "store")? {
        return Ok(id);
    }
    let id: String = db.query_row("SELECT lower(hex(randomblob(16)))", [], |row| row.get(0)).map_err(fails)?;
    meta::set(db, "store", &id)?;
    Ok(id)
}
