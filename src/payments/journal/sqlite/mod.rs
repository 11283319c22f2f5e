//! The journal in one SQLite file: for one machine, with nothing to install.
//!
//! May use: rusqlite. One thread writes and commits what waits together; one reads.

mod chain;
mod events;
mod exclusive;
mod guard;
mod meta;
mod pen;
mod reader;
mod releases;
mod rows;
mod schema;
mod verify;
mod version;
mod writer;

pub use verify::Damage;

use super::{Change, Count, Created, Entry, Journal, JournalError, Logged, Query};
use crate::payments::machine::{IntentId, Moment, Record, State};
use exclusive::Exclusive;
use guard::Guard;
use pen::Pen;
use reader::Reader;
use rusqlite::{Connection, OpenFlags, params};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use version::Version;
use writer::Writer;

/// A failure of SQLite. Its texts name tables and columns, never values.
fn fails(error: rusqlite::Error) -> JournalError {
    JournalError::store(error)
}

/// Payments in a SQLite file (WAL, `synchronous=FULL`): what was committed survives a power cut.
///
/// **One process per file**: a second one that wants to write is refused with [`JournalError::InUse`];
/// [`SqliteOptions::read_only`] looks on while another process pays. Keep the guard file (beside the journal, or where [`SqliteOptions::guard`] says) **out of the
/// back-up**: it tells a journal that was restored from one, and then nothing is sent until a person releases it.
#[derive(Debug)]
pub struct SqliteJournal {
    /// Closed first: the last connection writes the log back into the file, and this one may not write.
    reader: Reader,
    /// Nothing if it was opened for reading only.
    writer: Option<Writer>,
    /// Released last.
    _exclusive: Option<Exclusive>,
}

/// How to open a [`SqliteJournal`].
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    path: PathBuf,
    guard: Option<PathBuf>,
}

impl SqliteOptions {
    /// The file, which is made if it is not there; the guard file lies beside it, with `.guard` behind its
    /// name.
    #[must_use]
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self { path: path.as_ref().to_owned(), guard: None }
    }

    /// Another place for the guard file: one that no back-up of the journal holds.
    #[must_use]
    pub fn guard(mut self, path: impl AsRef<Path>) -> Self {
        self.guard = Some(path.as_ref().to_owned());
        self
    }

    /// Opens the journal, for this process alone; brings an older file to this version. A new one is for its owner only (mode
    /// 0600 on Unix, and so are SQLite's files beside it): it names customers and holds vouchers. Beside it lies a file with `.lock`
    /// behind its name, which is empty and may stay.
    ///
    /// # Errors
    /// [`JournalError::InUse`] if it is open already; the file can't be opened or written, or is of a newer version.
    pub fn open(self) -> Result<SqliteJournal, JournalError> {
        make_private(&self.path).map_err(JournalError::store)?;
        let mut db = Connection::open(&self.path).map_err(fails)?;
        let exclusive = Exclusive::take(&self.path)?;
        schema::prepare(&db)?;
        schema::migrate(&mut db)?;
        let guard = Guard::open(&db, &self.guard_path()?)?;
        let reader = Reader::start(self.reader()?)?;
        Ok(SqliteJournal { reader, writer: Some(Writer::start(Pen::new(db)?, guard)?), _exclusive: Some(exclusive) })
    }

    /// Opens a journal that exists, to look at while another process may write: nothing can be stored, and nothing is
    /// sent.
    ///
    /// # Errors
    /// The file is not there, can't be read, or has tables of another version.
    pub fn read_only(self) -> Result<SqliteJournal, JournalError> {
        let reader = self.reader()?;
        schema::check(&reader)?;
        Ok(SqliteJournal { reader: Reader::start(reader)?, writer: None, _exclusive: None })
    }

    fn guard_path(&self) -> Result<PathBuf, JournalError> {
        self.guard.clone().map_or_else(|| beside(&self.path, ".guard"), Ok)
    }

    fn reader(&self) -> Result<Connection, JournalError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(&self.path, flags).map_err(fails)?;
        reader.busy_timeout(schema::PATIENCE).map_err(fails)?;
        schema::keep_statements(&reader);
        Ok(reader)
    }
}

/// Makes the file, for its owner only from the first byte; leaves one that is there as it is.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// A file beside the journal that is there. The same journal by another path is the same journal.
fn beside(journal: &Path, ending: &str) -> Result<PathBuf, JournalError> {
    let mut path = fs::canonicalize(journal).map_err(JournalError::store)?.into_os_string();
    path.push(ending);
    Ok(path.into())
}

impl SqliteJournal {
    /// Opens a journal with the usual [`SqliteOptions`].
    ///
    /// # Errors
    /// See [`SqliteOptions::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        SqliteOptions::new(path).open()
    }

    /// Handed over before the first await, as [`Writer::run`] does.
    fn write<I: Send + 'static, T: Send + 'static>(
        &self,
        item: I,
        work: impl Fn(&mut Pen, &mut I) -> Result<T, JournalError> + Send + 'static,
    ) -> impl Future<Output = Result<(I, T), JournalError>> + Send {
        let handed = self.writer.as_ref().map(|writer| writer.run(item, work));
        async move {
            let read_only = || JournalError::store("the journal was opened for reading only");
            handed.ok_or_else(read_only)?.await
        }
    }

    /// Reads everything and finds what was removed or altered since it was written. Nothing in the list: all is as it
    /// was. Whoever can write the file can also write a new chain; keep the last hash elsewhere to notice that.
    ///
    /// # Errors
    /// The store fails.
    pub async fn verify(&self) -> Result<Vec<Damage>, JournalError> {
        self.reader.run(verify::verify).await
    }
}

impl Journal for SqliteJournal {
    fn create(&self, mut record: Record, entry: Entry) -> impl Future<Output = Result<Created, JournalError>> + Send {
        record.version = 1;
        let handed = Version::of(record, entry).map(|first| self.write(first, create));
        async move {
            let (first, existing) = handed?.await?;
            Ok(existing.map_or(Created::New(first.record), Created::Existing))
        }
    }

    fn commit(&self, mut next: Record, entry: Entry) -> impl Future<Output = Result<Record, JournalError>> + Send {
        next.version += 1;
        let handed = Version::of(next, entry).map(|next| self.write(next, |pen, next| next.follow(pen)));
        async move { Ok(handed?.await?.0.record) }
    }

    fn load(&self, id: &IntentId) -> impl Future<Output = Result<Record, JournalError>> + Send {
        let id = id.clone();
        self.reader.run(move |db| rows::load(db, &id))
    }

    fn find(&self, account: &str, key: &str) -> impl Future<Output = Result<Option<Record>, JournalError>> + Send {
        let (account, key) = (account.to_owned(), key.to_owned());
        self.reader.run(move |db| rows::find(db, &account, &key))
    }

    fn of_transaction(
        &self,
        account: &str,
        transaction_id: &str,
    ) -> impl Future<Output = Result<Option<Record>, JournalError>> + Send {
        let (account, transaction) = (account.to_owned(), transaction_id.to_owned());
        self.reader.run(move |db| rows::of_transaction(db, &account, &transaction))
    }

    fn of_reference(
        &self,
        account: &str,
        reference: &str,
    ) -> impl Future<Output = Result<Option<Record>, JournalError>> + Send {
        let (account, reference) = (account.to_owned(), reference.to_owned());
        self.reader.run(move |db| rows::of_reference(db, &account, &reference))
    }

    fn of_target(&self, target: &str) -> impl Future<Output = Result<Vec<Record>, JournalError>> + Send {
        let target = target.to_owned();
        self.reader.run(move |db| rows::of_target(db, &target))
    }

    fn claim_due(
        &self,
        now: Moment,
        limit: usize,
        lease: Duration,
    ) -> impl Future<Output = Result<Vec<IntentId>, JournalError>> + Send {
        let handed = self.write((), move |pen, ()| claim_due(&pen.db, now, limit, lease));
        async move { Ok(handed.await?.1) }
    }

    fn page(&self, query: Query) -> impl Future<Output = Result<Vec<Record>, JournalError>> + Send {
        self.reader.run(move |db| page(db, &query))
    }

    fn counts(&self) -> impl Future<Output = Result<Vec<Count>, JournalError>> + Send {
        self.reader.run(counts)
    }

    fn history(&self, id: &IntentId) -> impl Future<Output = Result<Vec<Logged>, JournalError>> + Send {
        let id = id.clone();
        self.reader.run(move |db| history(db, &id))
    }

    fn feed(&self, consumer: &str, limit: usize) -> impl Future<Output = Result<Vec<Change>, JournalError>> + Send {
        let consumer = consumer.to_owned();
        self.reader.run(move |db| feed(db, &consumer, limit))
    }

    fn acknowledge(&self, consumer: &str, position: u64) -> impl Future<Output = Result<(), JournalError>> + Send {
        let consumer = consumer.to_owned();
        let handed = self.write(consumer, move |pen, consumer| acknowledge(&pen.db, consumer, position));
        async move { handed.await.map(|_| ()) }
    }

    fn held(&self) -> impl Future<Output = Result<Option<String>, JournalError>> + Send {
        self.reader.run(|db| meta::get(db, "held"))
    }

    fn release(&self, actor: &str) -> impl Future<Output = Result<(), JournalError>> + Send {
        let actor = actor.to_owned();
        let handed = self.write(actor, |pen, actor| releases::release(&pen.db, actor));
        async move { handed.await.map(|_| ()) }
    }
}

/// What the key made before, if it was used.
fn create(pen: &mut Pen, first: &mut Version) -> Result<Option<Record>, JournalError> {
    let other = rows::open_like(&pen.db, &first.record)?;
    if other.is_none() && first.create(pen)? {
        return Ok(None);
    }
    let existing = rows::find(&pen.db, &first.record.account, &first.record.key)?;
    existing.map(Some).ok_or(other.map_or(JournalError::Conflict, JournalError::AlreadyOpen))
}

fn claim_due(db: &Connection, now: Moment, limit: usize, lease: Duration) -> Result<Vec<IntentId>, JournalError> {
    let mut query = db
        .prepare_cached(
            "UPDATE intents SET leased_until = ?2 WHERE id IN (
                 SELECT id FROM intents WHERE due <= ?1 AND (leased_until IS NULL OR leased_until <= ?1)
                 ORDER BY due LIMIT ?3)
             RETURNING id, due",
        )
        .map_err(fails)?;
    let values =
        params![rows::signed(now.millis()), rows::signed(now.plus(lease).millis()), rows::signed(limit as u64)];
    let claimed =
        query.query_map(values, |row| Ok((row.get::<_, i64>(1)?, row.get::<_, String>(0)?))).map_err(fails)?;
    // In whatever order they were written.
    let mut claimed = claimed.collect::<Result<Vec<_>, _>>().map_err(fails)?;
    claimed.sort();
    Ok(claimed.into_iter().map(|(_, id)| IntentId::from_text(id)).collect())
}

/// In the words of the index `standing`: SQLite uses it only where a condition repeats them.
const NOT_CLOSED: &str = "state <> 'paid' AND state <> 'not_paid' AND state <> 'reversed' AND state <> 'cancelled'";

fn page(db: &Connection, query: &Query) -> Result<Vec<Record>, JournalError> {
    let after = query.after.as_ref().map_or("", IntentId::as_str);
    rows::many(db, &in_page(&query.states), &[&after, &rows::signed(query.limit as u64)])
}

fn in_page(states: &[State]) -> String {
    let names: Vec<_> = states.iter().map(|state| format!("'{}'", state.name())).collect();
    // Or recovery would walk over every closed payment there ever was.
    let open = if states.iter().any(|state| state.is_closed()) { "TRUE" } else { NOT_CLOSED };
    format!("state IN ({}) AND {open} AND id > ?1 ORDER BY id LIMIT ?2", names.join(", "))
}

fn counts(db: &Connection) -> Result<Vec<Count>, JournalError> {
    let mut query = db
        .prepare_cached(&format!("SELECT state, count(*), min(since) FROM intents WHERE {NOT_CLOSED} GROUP BY state"))
        .map_err(fails)?;
    let count = |row: &rusqlite::Row<'_>| {
        Ok(Count {
            state: rows::state(row, 0)?,
            number: rows::unsigned(row, 1)?,
            oldest: Moment::from_millis(rows::unsigned(row, 2)?),
        })
    };
    let mut counts: Vec<_> = query.query_map([], count).map_err(fails)?.collect::<Result<_, _>>().map_err(fails)?;
    counts.sort_by_key(|count: &Count| count.state);
    Ok(counts)
}

fn history(db: &Connection, id: &IntentId) -> Result<Vec<Logged>, JournalError> {
    let mut query = db.prepare_cached("SELECT * FROM events WHERE intent = ?1 ORDER BY version").map_err(fails)?;
    query.query_map([id.as_str()], chain::logged).map_err(fails)?.collect::<Result<_, _>>().map_err(fails)
}

fn feed(db: &Connection, consumer: &str, limit: usize) -> Result<Vec<Change>, JournalError> {
    let mut query = db
        .prepare_cached(
            "SELECT * FROM events WHERE position > coalesce((SELECT position FROM consumers WHERE name = ?1), 0)
             AND (before IS NOT after OR kind = 'receipt') ORDER BY position LIMIT ?2",
        )
        .map_err(fails)?;
    let news = query.query_map(params![consumer, rows::signed(limit as u64)], chain::logged).map_err(fails)?;
    let news = news.collect::<Result<Vec<_>, _>>().map_err(fails)?;
    let change = |l: Logged| Ok(Change { position: l.position, to: l.to, at: l.at, record: rows::load(db, &l.id)? });
    news.into_iter().map(change).collect()
}

fn acknowledge(db: &Connection, consumer: &str, position: u64) -> Result<(), JournalError> {
    let mut query = db
        .prepare_cached(
            "INSERT INTO consumers VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET position = max(position, excluded.position)",
        )
        .map_err(fails)?;
    query.execute(params![consumer, rows::signed(position)]).map(|_| ()).map_err(fails)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(statement: &str) -> String {
        let mut db = Connection::open_in_memory().unwrap();
        schema::migrate(&mut db).unwrap();
        let mut query = db.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
        let nothing = vec![rusqlite::types::Null; query.parameter_count()];
        let steps = query.query_map(rusqlite::params_from_iter(nothing), |row| row.get::<_, String>(3)).unwrap();
        steps.map(Result::unwrap).collect::<Vec<_>>().join("; ")
    }

    /// A start must not get slower with every payment that was ever closed.
    #[test]
    fn what_is_open_is_found_without_walking_over_what_is_closed() {
        for states in [&[State::Sending][..], &[State::Unknown, State::Pending], &[State::Review]] {
            let plan = plan(&format!("SELECT facts FROM intents WHERE {}", in_page(states)));
            assert!(plan.contains("USING INDEX standing (state=? AND id>?)"), "{states:?}: {plan}");
        }
        let counting =
            plan(&format!("SELECT state, count(*), min(since) FROM intents WHERE {NOT_CLOSED} GROUP BY state"));
        assert!(counting.contains("USING COVERING INDEX standing"), "{counting}");
    }

    #[test]
    fn those_of_a_target_are_found_without_walking_over_others() {
        let plans: Vec<_> = rows::of_one_target()
            .map(|condition| plan(&format!("SELECT facts FROM intents WHERE {condition}")))
            .collect();
        let by = |index: &str| {
            let start = format!("SEARCH intents USING INDEX {index} (lock");
            plans.iter().filter(|plan| plan.starts_with(&start)).count()
        };
        assert_eq!((by("one_open_per_target"), by("unclaimed")), (2, 2), "{plans:?}");
    }

    #[test]
    fn a_reference_is_found_without_walking_over_an_account() {
        let plan = plan(&format!("SELECT facts FROM intents WHERE {}", rows::OF_REFERENCE));
        assert!(plan.contains("intents USING PRIMARY KEY (id=?)"), "{plan}");
        assert!(plan.contains("attempts USING COVERING INDEX carried (reference=?)"), "{plan}");
    }
}
