//! A journal on which the process dies, or which fails, at a chosen write.

use bayar::payments::{
    journal::{Change, Count, Created, Entry, Journal, JournalError, Logged, MemoryJournal, Query},
    machine::{IntentId, Moment, Record},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::Notify;

/// What happens at the chosen write; writes count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trap {
    None,
    /// The process dies before it is stored.
    DiesBefore(usize),
    /// The process dies after it was stored.
    DiesAfter(usize),
    /// It is not stored, and says so.
    Fails(usize),
    /// It takes so long that a permit runs out.
    Slow(usize),
    /// Nothing may be sent.
    Held,
}

pub(crate) struct TrapJournal {
    store: Arc<MemoryJournal>,
    trap: Trap,
    writes: AtomicUsize,
    dead: AtomicBool,
    died: Arc<Notify>,
    clock: bayar_simulator::Clock,
}

impl std::fmt::Debug for TrapJournal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TrapJournal").field("trap", &self.trap).finish_non_exhaustive()
    }
}

impl TrapJournal {
    pub(crate) fn new(store: Arc<MemoryJournal>, trap: Trap, died: Arc<Notify>, clock: bayar_simulator::Clock) -> Self {
        Self { store, trap, writes: AtomicUsize::new(0), dead: AtomicBool::new(false), died, clock }
    }

    /// A dead process goes no further.
    async fn alive(&self) {
        if self.dead.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
    }

    async fn die(&self) {
        self.dead.store(true, Ordering::SeqCst);
        self.died.notify_one();
        self.alive().await;
    }

    async fn write<T>(&self, store: impl Future<Output = Result<T, JournalError>>) -> Result<T, JournalError> {
        self.alive().await;
        let number = self.writes.fetch_add(1, Ordering::SeqCst) + 1;
        match self.trap {
            Trap::DiesBefore(n) if n == number => self.die().await,
            Trap::Fails(n) if n == number => return Err(JournalError::store("no space left on the disk")),
            _ => {}
        }
        let result = store.await;
        match self.trap {
            Trap::DiesAfter(n) if n == number => self.die().await,
            Trap::Slow(n) if n == number => self.clock.advance(Duration::from_secs(31)),
            _ => {}
        }
        result
    }
}

impl Journal for TrapJournal {
    async fn create(&self, record: Record, entry: Entry) -> Result<Created, JournalError> {
        self.write(self.store.create(record, entry)).await
    }

    async fn commit(&self, next: Record, entry: Entry) -> Result<Record, JournalError> {
        self.write(self.store.commit(next, entry)).await
    }

    async fn load(&self, id: &IntentId) -> Result<Record, JournalError> {
        self.alive().await;
        self.store.load(id).await
    }

    async fn find(&self, account: &str, key: &str) -> Result<Option<Record>, JournalError> {
        self.alive().await;
        self.store.find(account, key).await
    }

    async fn claim_due(&self, now: Moment, limit: usize, lease: Duration) -> Result<Vec<IntentId>, JournalError> {
        self.alive().await;
        self.store.claim_due(now, limit, lease).await
    }

    async fn page(&self, query: Query) -> Result<Vec<Record>, JournalError> {
        self.alive().await;
        self.store.page(query).await
    }

    async fn counts(&self) -> Result<Vec<Count>, JournalError> {
        self.store.counts().await
    }

    async fn history(&self, id: &IntentId) -> Result<Vec<Logged>, JournalError> {
        self.store.history(id).await
    }

    async fn feed(&self, consumer: &str, limit: usize) -> Result<Vec<Change>, JournalError> {
        self.store.feed(consumer, limit).await
    }

    async fn acknowledge(&self, consumer: &str, position: u64) -> Result<(), JournalError> {
        self.store.acknowledge(consumer, position).await
    }

    async fn held(&self) -> Result<Option<String>, JournalError> {
        Ok((self.trap == Trap::Held).then(|| "it comes from a back-up".to_owned()))
    }

    async fn release(&self, actor: &str) -> Result<(), JournalError> {
        self.store.release(actor).await
    }
}
