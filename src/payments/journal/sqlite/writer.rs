//! One thread that writes, and commits whatever waits in one transaction.
//!
//! May use: rusqlite. Must not know: what is written.

use super::{fails, guard::Guard};
use crate::payments::journal::JournalError;
use rusqlite::Connection;
use std::{
    fmt,
    sync::mpsc::{Receiver, Sender, channel},
    thread::{self, JoinHandle},
};
use tokio::sync::oneshot;

/// At most so many in one transaction, so that nobody waits for ever.
const MOST: usize = 512;

/// Tells its caller what became of a job, once the transaction is on disk or is not.
type Reply = Box<dyn FnOnce(Result<(), JournalError>) + Send>;
type Job = Box<dyn FnOnce(Result<&mut Connection, JournalError>) -> Reply + Send>;

/// A handle on the thread. The thread ends when the last handle is gone and everything handed over is written.
pub(super) struct Writer {
    /// Gone only while it is dropped.
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(db: Connection, guard: Guard) -> Result<Self, JournalError> {
        let (jobs, waiting) = channel();
        let run = move || write(db, guard, &waiting);
        let thread = thread::Builder::new().name("bayar-journal".into()).spawn(run).map_err(JournalError::store)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs `work` in the next transaction; returns when that is on disk. If `work` fails, all that it did is undone,
    /// and what others did in the same transaction is not. It is handed over before the first await, so a caller that
    /// leaves doesn't stop it.
    pub(super) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, JournalError> + Send + 'static,
    ) -> impl Future<Output = Result<T, JournalError>> + Send {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |db| {
            let result = db.and_then(|db| undone_if_failed(db, work));
            Box::new(move |committed| {
                _ = tell.send(committed.and(result));
            })
        });
        let handed = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        async move {
            let gone = || JournalError::store("the thread that writes the journal has ended");
            handed.then_some(()).ok_or_else(gone)?;
            told.await.map_err(|_| gone())?
        }
    }
}

/// Everything that was handed over is done, and the file is closed, when this returns.
impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

fn undone_if_failed<T>(
    db: &mut Connection,
    work: impl FnOnce(&Connection) -> Result<T, JournalError>,
) -> Result<T, JournalError> {
    db.execute_batch("SAVEPOINT job").map_err(fails)?;
    let result = work(db);
    let end = if result.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    db.execute_batch(end).map_err(fails)?;
    result
}

/// Without a transaction around it a job would be on disk by itself, and its caller told that it is not. SQLite ends a
/// transaction by itself when, for instance, the disk is full.
fn inside(db: &mut Connection) -> Result<&mut Connection, JournalError> {
    if db.is_autocommit() { Err(JournalError::store("the transaction was undone")) } else { Ok(db) }
}

fn write(mut db: Connection, mut guard: Guard, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        // Immediate: another process that writes is waited for here and not in the middle.
        let begun = db.execute_batch("BEGIN IMMEDIATE").map_err(fails);
        let jobs = std::iter::once(first).chain(waiting.try_iter().take(MOST - 1));
        let replies: Vec<_> = jobs.map(|job| job(begun.clone().and_then(|()| inside(&mut db)))).collect();
        let committed = begun.and_then(|()| db.execute_batch("COMMIT").map_err(fails));
        if committed.is_err() {
            // Nothing to undo if it never began.
            _ = db.execute_batch("ROLLBACK");
        } else {
            guard.follow(&db);
        }
        replies.into_iter().for_each(|reply| reply(committed.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::journal::sqlite::schema;
    use std::time::Duration;

    /// A caller that is told "not stored" must be told the truth: it may take another way then.
    #[tokio::test]
    async fn without_a_transaction_nothing_is_done() {
        let path = std::env::temp_dir().join(format!("bayar-writer-{}", std::process::id()));
        let open = || Connection::open(&path).expect("a file");
        let mut db = open();
        schema::prepare(&db).expect("prepared");
        schema::migrate(&mut db).expect("migrated");
        db.busy_timeout(Duration::ZERO).expect("no patience");
        let guard = Guard::open(&db, &path.with_extension("guard")).expect("a guard");
        let writer = Writer::start(db, guard).expect("a thread");

        let other = open();
        other.execute_batch("BEGIN IMMEDIATE").expect("the file is in use");
        let insert = "INSERT INTO consumers VALUES ('shop', 1)";
        let stored = writer.run(move |db| {
            // The other one is done before this job writes.
            other.execute_batch("ROLLBACK").map_err(fails)?;
            db.execute(insert, []).map_err(fails)
        });
        stored.await.expect_err("the transaction could not begin");
        let number: i64 = open().query_row("SELECT count(*) FROM consumers", [], |row| row.get(0)).expect("a count");
        assert_eq!(number, 0);
        writer.run(move |db| db.execute(insert, []).map_err(fails)).await.expect("the next one finds the file free");
        drop(writer);
        for end in ["", ".guard", "-wal", "-shm"] {
            let mut name = path.clone().into_os_string();
            name.push(end);
            _ = std::fs::remove_file(name);
        }
    }
}
