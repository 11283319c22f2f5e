//! One thread that writes, and commits whatever waits in one transaction.
//!
//! May use: the pen. Must not know: what is written.

use super::{guard::Guard, pen::Pen};
use crate::payments::journal::JournalError;
use std::{
    fmt, iter,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};
use tokio::sync::oneshot;

/// At most so many in one transaction, so that nobody waits for ever.
const MOST: usize = 512;
/// For the next of those who share a transaction.
const MOST_PATIENCE: Duration = Duration::from_millis(1);
const WIPE_AGAIN: Duration = Duration::from_secs(1);

/// Something to be written, and somebody who waits for it.
trait Job: Send {
    /// Writes it in a transaction; again in another one if that was undone.
    fn run(&mut self, pen: &mut Pen) -> Result<(), JournalError>;

    /// Tells what became of it, once the transaction is on disk or is not.
    fn reply(self: Box<Self>, committed: Result<(), JournalError>);
}

struct Task<I, T, W> {
    item: I,
    work: W,
    result: Result<T, JournalError>,
    tell: oneshot::Sender<Result<(I, T), JournalError>>,
}

impl<I, T, W> Job for Task<I, T, W>
where
    I: Send,
    T: Send,
    W: Fn(&mut Pen, &mut I) -> Result<T, JournalError> + Send,
{
    fn run(&mut self, pen: &mut Pen) -> Result<(), JournalError> {
        self.result = (self.work)(pen, &mut self.item);
        self.result.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    fn reply(self: Box<Self>, committed: Result<(), JournalError>) {
        let Self { item, result, tell, .. } = *self;
        _ = tell.send(committed.and(result).map(|result| (item, result)));
    }
}

/// A handle on the thread. The thread ends when the last handle is gone and everything handed over is written.
pub(super) struct Writer {
    /// Gone only while it is dropped.
    jobs: Option<Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(pen: Pen, guard: Guard) -> Result<Self, JournalError> {
        let (jobs, waiting) = channel();
        let run = move || write(pen, guard, &waiting);
        let thread = thread::Builder::new().name("bayar-journal".into()).spawn(run).map_err(JournalError::store)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Does `work` with `item` in the next transaction; returns both when that is on disk. If `work` fails, all that it did
    /// is undone, and what others did at the same time is not. It is handed over before the first await, so a caller that
    /// leaves doesn't stop it.
    pub(super) fn run<I: Send + 'static, T: Send + 'static>(
        &self,
        item: I,
        work: impl Fn(&mut Pen, &mut I) -> Result<T, JournalError> + Send + 'static,
    ) -> impl Future<Output = Result<(I, T), JournalError>> + Send {
        let (tell, told) = oneshot::channel();
        let result = Err(JournalError::store("it was not written"));
        let job = Box::new(Task { item, work, result, tell });
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

fn write(mut pen: Pen, mut guard: Guard, waiting: &Receiver<Box<dyn Job>>) {
    let mut company = Company::default();
    while let Some(first) = next(&mut pen, waiting) {
        let mut jobs = vec![];
        match together(&mut pen, company.of(first, waiting), &mut jobs) {
            Ok(committed) => {
                company.went(jobs.len(), pen.took);
                finish(&mut pen, &mut guard, jobs, &committed);
            }
            // So that only the one that failed is told so.
            Err(_) => jobs.into_iter().for_each(|job| alone(&mut pen, &mut guard, job)),
        }
    }
}

/// Who shares a transaction. Those who were told together often come again together, and a commit costs much more than to wait
/// for the next of them; nobody is waited for by one who was alone.
#[derive(Default)]
struct Company {
    number: usize,
    patience: Duration,
}

impl Company {
    fn of(&self, first: Box<dyn Job>, waiting: &Receiver<Box<dyn Job>>) -> impl Iterator<Item = Box<dyn Job>> {
        let more = (1..MOST).map_while(|n| {
            let here = waiting.try_recv().ok();
            here.or_else(|| if n < self.number { waiting.recv_timeout(self.patience).ok() } else { None })
        });
        iter::once(first).chain(more)
    }

    fn went(&mut self, number: usize, commit: Duration) {
        (self.number, self.patience) = (number, (commit / 8).min(MOST_PATIENCE));
    }
}

/// Waits for a job; meanwhile what could not be wiped is tried again.
fn next(pen: &mut Pen, waiting: &Receiver<Box<dyn Job>>) -> Option<Box<dyn Job>> {
    while pen.forgot {
        match waiting.recv_timeout(WIPE_AGAIN) {
            Err(RecvTimeoutError::Timeout) => pen.wipe(),
            job => return job.ok(),
        }
    }
    waiting.recv().ok()
}

/// Everything in one transaction, and what became of that. Fails if a job failed when it had already written, which takes a
/// broken disk or an altered file: then nothing came of any.
fn together(
    pen: &mut Pen,
    waiting: impl Iterator<Item = Box<dyn Job>>,
    jobs: &mut Vec<Box<dyn Job>>,
) -> Result<Result<(), JournalError>, JournalError> {
    if let Err(error) = pen.begin() {
        // Without a transaction a job would be on disk by itself, and its caller told that it is not.
        jobs.extend(waiting);
        return Ok(Err(error));
    }
    for mut job in waiting {
        let kept = pen.keep_or_undo(|pen| job.run(pen));
        jobs.push(job);
        kept?;
    }
    Ok(pen.commit())
}

fn alone(pen: &mut Pen, guard: &mut Guard, job: Box<dyn Job>) {
    let mut jobs = vec![];
    let committed = together(pen, iter::once(job), &mut jobs).unwrap_or_else(Err);
    finish(pen, guard, jobs, &committed);
}

fn finish(pen: &mut Pen, guard: &mut Guard, jobs: Vec<Box<dyn Job>>, committed: &Result<(), JournalError>) {
    guard.follow(pen.head.position);
    pen.wipe();
    jobs.into_iter().for_each(|job| job.reply(committed.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::journal::sqlite::{fails, schema};
    use rusqlite::Connection;
    use std::path::PathBuf;

    /// A writer on a file of its own, which is gone afterwards.
    struct Desk(PathBuf);

    impl Desk {
        fn new(name: &str) -> (Self, Writer) {
            let desk = Self(std::env::temp_dir().join(format!("bayar-writer-{name}-{}", std::process::id())));
            let mut db = desk.open();
            schema::prepare(&db).expect("prepared");
            schema::migrate(&mut db).expect("migrated");
            db.busy_timeout(Duration::ZERO).expect("no patience");
            let guard = Guard::open(&db, &desk.0.with_extension("guard")).expect("a guard");
            let writer = Writer::start(Pen::new(db).expect("a pen"), guard).expect("a thread");
            (desk, writer)
        }

        fn open(&self) -> Connection {
            Connection::open(&self.0).expect("a file")
        }

        fn consumers(&self) -> Vec<String> {
            let db = self.open();
            let mut query = db.prepare("SELECT name FROM consumers ORDER BY name").expect("a query");
            let names = query.query_map([], |row| row.get(0)).expect("names");
            names.map(|name| name.expect("a name")).collect()
        }
    }

    impl Drop for Desk {
        fn drop(&mut self) {
            for end in ["", ".guard", "-wal", "-shm"] {
                let mut name = self.0.clone().into_os_string();
                name.push(end);
                _ = std::fs::remove_file(name);
            }
        }
    }

    fn insert(pen: &Pen, name: &str) -> Result<(), JournalError> {
        pen.db.execute("INSERT INTO consumers VALUES (?1, 1)", [name]).map(|_| ()).map_err(fails)
    }

    struct Nothing;

    impl Job for Nothing {
        fn run(&mut self, _: &mut Pen) -> Result<(), JournalError> {
            Ok(())
        }

        fn reply(self: Box<Self>, _: Result<(), JournalError>) {}
    }

    /// A pause of that length would be noticed.
    #[test]
    fn those_who_came_together_are_waited_for_and_nobody_else() {
        let patience = Duration::from_secs(3600);
        let (jobs, waiting) = channel::<Box<dyn Job>>();
        let alone = Company { number: 1, patience };
        assert_eq!(alone.of(Box::new(Nothing), &waiting).count(), 1);

        let two = Company { number: 2, patience };
        let mut group = two.of(Box::new(Nothing), &waiting);
        assert!(group.next().is_some());
        let late = thread::spawn(move || jobs.send(Box::new(Nothing)));
        assert_eq!(group.count(), 1);
        late.join().expect("the thread").expect("sent");
    }

    /// A caller that is told "not stored" must be told the truth: it may take another way then.
    #[tokio::test]
    async fn without_a_transaction_nothing_is_done() {
        let (desk, writer) = Desk::new("busy");
        let other = desk.open();
        other.execute_batch("BEGIN IMMEDIATE").expect("the file is in use");
        let stored = writer.run(other, |pen, other| {
            // The other one is done before this job writes.
            other.execute_batch("ROLLBACK").map_err(fails)?;
            insert(pen, "shop")
        });
        stored.await.expect_err("the transaction could not begin");
        assert!(desk.consumers().is_empty());
        writer.run((), |pen, ()| insert(pen, "shop")).await.expect("the next one finds the file free");
        assert_eq!(desk.consumers(), ["shop"]);
    }

    /// Four that share a transaction: one fails at once, one when it has written.
    // rule: a job of the journal that fails leaves nothing behind
    #[tokio::test]
    async fn a_job_that_fails_is_undone_alone() {
        let (desk, writer) = Desk::new("undone");
        let (open, gate) = channel::<()>();
        let first = writer.run(gate, |pen, gate| {
            _ = gate.recv();
            insert(pen, "first")
        });
        let at_once = writer.run((), |_, ()| Err::<(), _>(JournalError::Conflict));
        let half_way = writer.run((), |pen, ()| {
            insert(pen, "half")?;
            insert(pen, "half")
        });
        let last = writer.run((), |pen, ()| insert(pen, "last"));
        drop(open);
        first.await.expect("stored, though it was undone once");
        assert!(matches!(at_once.await, Err(JournalError::Conflict)));
        assert!(matches!(half_way.await, Err(JournalError::Store(_))));
        last.await.expect("stored");
        assert_eq!(desk.consumers(), ["first", "last"]);
    }
}
