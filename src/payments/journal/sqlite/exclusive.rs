//! One process per journal.
//!
//! May use: rusqlite, whose lock the system releases when the process ends, however it ends.

use super::{beside, fails};
use crate::payments::journal::JournalError;
use rusqlite::{Connection, ErrorCode};
use std::{fmt, path::Path, sync::Mutex, time::Duration};

/// Holds the journal until it is dropped. Its connection is never used again; the mutex only makes it `Sync`.
pub(super) struct Exclusive {
    _held: Mutex<Connection>,
}

impl Exclusive {
    /// By a lock on an empty file beside the journal: a lock on the journal itself would shut its reader out too.
    pub(super) fn take(journal: &Path) -> Result<Self, JournalError> {
        let held = Connection::open(beside(journal, ".lock")?).map_err(fails)?;
        held.busy_timeout(Duration::ZERO).map_err(fails)?;
        match held.execute_batch("BEGIN EXCLUSIVE") {
            Ok(()) => Ok(Self { _held: Mutex::new(held) }),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                Err(JournalError::InUse(journal.to_owned()))
            }
            Err(error) => Err(fails(error)),
        }
    }
}

impl fmt::Debug for Exclusive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exclusive").finish_non_exhaustive()
    }
}
