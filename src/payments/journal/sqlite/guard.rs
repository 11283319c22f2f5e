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

/// What a guard file that says nothing may have said. No journal is opened so often.
const UNKNOWN_EPOCHS: u64 = 1_000_000;

/// The file says which store it guards, how often that was opened, and how far it had come.
pub(super) struct Guard {
    file: File,
    store: String,
    epoch: u64,
    noted: u64,
}

impl Guard {
    /// Compares the store with its file, and holds sending if the store lacks anything. Then a new epoch begins, which is later
    /// than all that either has seen: whatever back-up is restored next is older too.
    pub(super) fn open(db: &Connection, path: &Path) -> Result<Self, JournalError> {
        let seen = read(path)?;
        let together = db.unchecked_transaction().map_err(fails)?;
        let store = store_id(db)?;
        let (epoch, position) = (meta::number(db, "epoch")?, chain::head(db)?.position);
        let here = Line { store, epoch, position };
        if let Some(why) = suspicion(&here, seen.as_ref()) {
            meta::set(db, "held", why)?;
        }
        let epoch = next_epoch(&here, seen.as_ref());
        meta::set(db, "epoch", &epoch.to_string())?;
        together.commit().map_err(fails)?;
        let file = File::options().create(true).write(true).truncate(false).open(path).map_err(JournalError::store)?;
        let mut guard = Self { file, store: here.store, epoch, noted: position };
        guard.note(position).map_err(JournalError::store)?;
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
        // Of fixed length, so that it is overwritten in place.
        let line = format!("{} {:020} {position:020}\n", self.store, self.epoch);
        self.file.write_all(line.as_bytes())?;
        self.noted = position;
        Ok(())
    }
}

/// What a store says of itself, or its guard file of it.
struct Line {
    store: String,
    epoch: u64,
    position: u64,
}

impl Line {
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let store = words.next()?.to_owned();
        Some(Self { store, epoch: words.next()?.parse().ok()?, position: words.next()?.parse().ok()? })
    }
}

/// Nothing to compare is suspicious too, unless nothing was ever stored: a first start may have been killed before it wrote
/// its file.
fn suspicion(here: &Line, seen: Option<&Line>) -> Option<&'static str> {
    match seen {
        None if here.position == 0 => None,
        None => Some("its guard file is missing or empty: the journal may come from a back-up"),
        Some(seen) if seen.store != here.store => Some("its guard file belongs to another journal"),
        Some(seen) if (here.epoch, here.position) < (seen.epoch, seen.position) => {
            Some("it is older than its guard file: it was restored from a back-up")
        }
        Some(_) => None,
    }
}

/// A new journal is counted like one whose file is lost: nobody can tell them apart.
fn next_epoch(here: &Line, seen: Option<&Line>) -> u64 {
    let seen = seen.filter(|seen| seen.store == here.store);
    let seen = seen.map_or(here.epoch.saturating_add(UNKNOWN_EPOCHS), |seen| seen.epoch);
    here.epoch.max(seen).saturating_add(1)
}

/// Nothing if there is none, or if it was made and not yet written.
fn read(path: &Path) -> Result<Option<Line>, JournalError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Line::parse(&text)),
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
