//! The tables, and how an older file becomes a newer one.
//!
//! May use: rusqlite. A migration is never edited once it was released; a new one is added.

use super::fails;
use crate::payments::journal::JournalError;
use rusqlite::Connection;
use std::time::Duration;

/// Each raises `user_version` by one. The partial indexes hold what the store must enforce by itself; PostgreSQL has the
/// same ones. The second made their conditions anew: for `IN` with more than two values SQLite builds a table in memory each
/// time it writes a row, which was half of what a commit cost.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE intents (
        id TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        account TEXT NOT NULL,
        key TEXT NOT NULL,
        state TEXT NOT NULL,
        due INTEGER,
        leased_until INTEGER,
        updated INTEGER NOT NULL,
        transaction_id TEXT,
        facts TEXT NOT NULL,
        lock TEXT,
        person TEXT,
        UNIQUE (account, key)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX one_open_per_target ON intents (lock)
        WHERE lock IS NOT NULL AND state IN ('sending', 'unknown', 'pending', 'review');
    CREATE UNIQUE INDEX one_claim_per_transaction ON intents (account, transaction_id) WHERE transaction_id IS NOT NULL;
    CREATE INDEX due ON intents (due) WHERE due IS NOT NULL;
    CREATE INDEX standing ON intents (state, id, updated) WHERE state NOT IN ('paid', 'not_paid', 'reversed', 'cancelled');
    CREATE TABLE attempts (
        intent TEXT NOT NULL REFERENCES intents,
        number INTEGER NOT NULL,
        facts TEXT NOT NULL,
        PRIMARY KEY (intent, number)
    ) WITHOUT ROWID;
    CREATE TABLE events (
        position INTEGER PRIMARY KEY,
        intent TEXT NOT NULL,
        version INTEGER NOT NULL,
        at INTEGER NOT NULL,
        before TEXT,
        after TEXT NOT NULL,
        kind TEXT NOT NULL,
        note TEXT,
        actor TEXT,
        record TEXT NOT NULL,
        hash TEXT NOT NULL,
        UNIQUE (intent, version)
    );
    CREATE TABLE consumers (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
", "
    ALTER TABLE intents RENAME COLUMN updated TO since;
    UPDATE intents SET since = coalesce((
        SELECT at FROM events WHERE intent = intents.id AND before IS NOT after ORDER BY version DESC LIMIT 1
    ), since);
    DROP INDEX one_open_per_target;
    CREATE UNIQUE INDEX one_open_per_target ON intents (lock) WHERE lock IS NOT NULL
        AND (state = 'sending' OR state = 'unknown' OR state = 'pending' OR state = 'review');
    DROP INDEX standing;
    CREATE INDEX standing ON intents (state, id, since)
        WHERE state <> 'paid' AND state <> 'not_paid' AND state <> 'reversed' AND state <> 'cancelled';
    ALTER TABLE intents ADD COLUMN same TEXT;
    UPDATE intents SET same = substr(lock, 6), lock = NULL WHERE lock LIKE 'same %' AND account <> 'same';
    CREATE UNIQUE INDEX one_open_per_word ON intents (same) WHERE same IS NOT NULL
        AND (state = 'sending' OR state = 'unknown' OR state = 'pending' OR state = 'review');
    CREATE INDEX unclaimed ON intents (lock) WHERE lock IS NOT NULL AND transaction_id IS NULL
        AND (state = 'paid' OR state = 'not_paid' OR state = 'reversed' OR state = 'cancelled');
    ALTER TABLE events ADD COLUMN answer TEXT;
    ALTER TABLE attempts ADD COLUMN reference TEXT;
    UPDATE attempts SET reference = json_extract(facts, '$.reference');
    CREATE INDEX carried ON attempts (reference) WHERE reference IS NOT NULL;
    CREATE TABLE releases (number INTEGER PRIMARY KEY, at INTEGER, actor TEXT NOT NULL, why TEXT, hash TEXT);
    INSERT INTO releases (actor) SELECT value FROM meta WHERE name = 'released_by';
    DELETE FROM meta WHERE name = 'released_by';
"];

/// How long to wait for another process, which can only be a tool of somebody's.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What a connection needs before anything is read or written.
pub(super) fn prepare(db: &Connection) -> Result<(), JournalError> {
    db.busy_timeout(PATIENCE).map_err(fails)?;
    db.pragma_update(None, "journal_mode", "WAL").map_err(fails)?;
    // Durable when a commit returns; without it a power cut could take back a permit to send.
    db.pragma_update(None, "synchronous", "FULL").map_err(fails)?;
    // 32 MB: a payment writes to the same pages three times, which is to reach the file once. Measured in docs/performance.md.
    db.pragma_update(None, "wal_autocheckpoint", 8192).map_err(fails)?;
    db.pragma_update(None, "foreign_keys", "ON").map_err(fails)?;
    // What was forgotten is overwritten, not only unlinked.
    db.pragma_update(None, "secure_delete", "ON").map_err(fails)?;
    keep_statements(db);
    Ok(())
}

/// More than a connection ever uses: one that doesn't fit would be parsed anew each time.
pub(super) fn keep_statements(db: &Connection) {
    db.set_prepared_statement_cache_capacity(64);
}

/// Refuses tables of any other version than this program's.
pub(super) fn check(db: &Connection) -> Result<(), JournalError> {
    let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(fails)?;
    if usize::try_from(version) == Ok(MIGRATIONS.len()) {
        return Ok(());
    }
    let known = MIGRATIONS.len();
    Err(JournalError::store(format!(
        "the file has tables of version {version}, this program reads {known}: open it once for writing with a program of \
         this version"
    )))
}

/// Brings the tables to this version; refuses a file of a newer one.
pub(super) fn migrate(db: &mut Connection) -> Result<(), JournalError> {
    let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(fails)?;
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(fails)?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let done = usize::try_from(version).ok().filter(|_| version <= known);
    let Some(done) = done else {
        return Err(JournalError::store(format!(
            "the file has tables of version {version}, this program knows {known}: it is older than the file"
        )));
    };
    for migration in &MIGRATIONS[done..] {
        transaction.execute_batch(migration).map_err(fails)?;
    }
    transaction.pragma_update(None, "user_version", known).map_err(fails)?;
    transaction.commit().map_err(fails)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::{
        journal::{Journal, SqliteJournal, SqliteOptions},
        machine::{Moment, State},
    };
    use std::path::PathBuf;

    const START: u64 = 1_795_143_600_000;

    /// With what the first version wrote, byte for byte.
    fn old_file() -> PathBuf {
        let folder = std::env::temp_dir().join(format!("bayar-old-journal-{}", std::process::id()));
        _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("payments.db");
        let db = Connection::open(&path).expect("a file");
        db.execute_batch(MIGRATIONS[0]).expect("the first tables");
        db.pragma_update(None, "user_version", 1).expect("their version");
        db.execute_batch(include_str!("version_1.sql")).expect("rows");
        path
    }

    #[tokio::test]
    async fn a_file_of_the_first_version_is_in_order_afterwards() {
        let path = old_file();
        assert!(SqliteOptions::new(&path).read_only().is_err(), "it must be opened for writing once");
        let journal = SqliteJournal::open(&path).expect("opened");
        assert_eq!(journal.verify().await.expect("verify"), []);
        let record = journal.find("jakarta", "order-0").await.expect("find").expect("the payment");
        assert_eq!((record.state, record.attempts.len()), (State::Unknown, 1));
        assert_eq!(record.since.millis(), START + 2_000, "since it was interrupted, not since it was looked up");
        let counts = journal.counts().await.expect("counts");
        assert_eq!((counts[0].number, counts[0].oldest), (1, Moment::from_millis(START + 2_000)));
        let carried = journal.of_reference("jakarta", "INQ0").await.expect("of_reference");
        assert_eq!(carried.as_ref(), Some(&record));

        let entry = crate::payments::journal::Entry::new(Moment::from_millis(START + 99_000), "looked up");
        let next = journal.commit(record, entry).await.expect("commit");
        assert_eq!(journal.load(&next.id).await.expect("load").since.millis(), START + 2_000);
        assert_eq!(journal.verify().await.expect("verify"), []);
        let release: (Option<i64>, String) = Connection::open(&path)
            .and_then(|db| db.query_row("SELECT at, actor FROM releases", [], |row| Ok((row.get(0)?, row.get(1)?))))
            .expect("the release");
        assert_eq!(release, (None, "sari".to_owned()));
        drop(journal);
        std::fs::remove_dir_all(path.parent().expect("a folder")).expect("removed");
    }

    /// No crash of a process shows that a commit is on disk; only a power cut would.
    // rule: a commit is on disk when it returns
    #[test]
    fn the_writer_waits_for_the_disk_and_overwrites_what_is_deleted() {
        const FULL: i64 = 2;
        let path = std::env::temp_dir().join(format!("bayar-schema-{}.db", std::process::id()));
        let db = Connection::open(&path).expect("a file");
        prepare(&db).expect("settings");
        let number = |name| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).expect(name);
        let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0)).expect("a mode");
        assert_eq!((mode.as_str(), number("synchronous")), ("wal", FULL));
        assert_eq!((number("secure_delete"), number("foreign_keys")), (1, 1));
        drop(db);
        for left in ["", "-wal", "-shm"] {
            _ = std::fs::remove_file(format!("{}{left}", path.display()));
        }
    }
}
