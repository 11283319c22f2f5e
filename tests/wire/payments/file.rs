//! Journals that the walk runs on: one in memory, one in a file that goes when the test is done.

use bayar::payments::journal::{Journal, MemoryJournal};

/// A journal of which the walk asks, when it is through, whether everything is as it was written.
pub(crate) trait Store: Journal {
    async fn is_intact(&self) -> bool;
}

impl Store for MemoryJournal {
    async fn is_intact(&self) -> bool {
        true
    }
}

/// What goes with the journal: nothing.
pub(crate) fn memory() -> (MemoryJournal, ()) {
    (MemoryJournal::new(), ())
}

#[cfg(feature = "sqlite")]
pub(crate) use on_disk::sqlite;

#[cfg(feature = "sqlite")]
mod on_disk {
    use super::Store;
    use bayar::payments::journal::SqliteJournal;
    use std::{
        fs,
        path::PathBuf,
        sync::atomic::{AtomicU32, Ordering},
    };

    impl Store for SqliteJournal {
        async fn is_intact(&self) -> bool {
            self.verify().await.is_ok_and(|damages| damages.is_empty())
        }
    }

    /// Of a journal's files; removed in the end.
    pub(crate) struct Folder(PathBuf);

    impl Folder {
        pub(crate) fn file(&self, name: &str) -> PathBuf {
            self.0.join(name)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            _ = fs::remove_dir_all(&self.0);
        }
    }

    /// `payments.db` in a folder of its own.
    pub(crate) fn sqlite() -> (SqliteJournal, Folder) {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("walk-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = Folder(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name));
        _ = fs::remove_dir_all(&folder.0);
        fs::create_dir_all(&folder.0).unwrap();
        (SqliteJournal::open(folder.file("payments.db")).unwrap(), folder)
    }
}
