//! A journal on which the process dies, or which fails, at a chosen write.

use bayar::payments::{
    journal::{Change, Count, Created, Entry, Journal, JournalError, Logged, Query},
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
    /// Its caller leaves while it is stored; the process goes on.
    Leaves(usize),
    /// It takes so long that a permit runs out.
    Slow(usize),
    /// Its process sleeps after it was stored, tells so, and goes on when it is woken.
    Sleeps(usize),
    /// Nothing may be sent until it is released.
    Held,
}

impl Trap {
    /// Of the write that it waits for.
    pub(crate) fn number(self) -> Option<usize> {
        match self {
            Self::DiesBefore(n) | Self::DiesAfter(n) | Self::Fails(n) | Self::Leaves(n) => Some(n),
            _ => None,
        }
    }
}

pub(crate) struct TrapJournal<J> {
    store: Arc<J>,
    trap: Trap,
    writes: Arc<AtomicUsize>,
    dead: AtomicBool,
    died: Arc<Notify>,
    clock: bayar_simulator::Clock,
    shared: bool,
    released: AtomicBool,
    woken: Arc<Notify>,
}

impl<J> std::fmt::Debug for TrapJournal<J> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TrapJournal").field("trap", &self.trap).finish_non_exhaustive()
    }
}

impl<J: Journal> TrapJournal<J> {
    pub(crate) fn new(store: Arc<J>, trap: Trap, died: Arc<Notify>, clock: bayar_simulator::Clock) -> Self {
        Self {
            store,
            trap,
            writes: Arc::default(),
            dead: AtomicBool::new(false),
            died,
            clock,
            shared: false,
            released: AtomicBool::new(false),
            woken: Arc::default(),
        }
    }

    /// As if others wrote to it too.
    pub(crate) fn shared(self) -> Self {
        Self { shared: true, ..self }
    }

    /// Wakes what sleeps.
    pub(crate) fn alarm(&self) -> Arc<Notify> {
        self.woken.clone()
    }

    /// How many writes were asked for.
    pub(crate) fn counter(&self) -> Arc<AtomicUsize> {
        self.writes.clone()
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
            Trap::Leaves(n) if n == number => {
                self.died.notify_one();
                tokio::task::yield_now().await;
            }
            Trap::Fails(n) if n == number => return Err(JournalError::store("no space left on the disk")),
            _ => {}
        }
        let result = store.await;
        match self.trap {
            Trap::DiesAfter(n) if n == number => self.die().await,
            Trap::Sleeps(n) if n == number => {
                self.died.notify_one();
                self.woken.notified().await;
            }
            Trap::Slow(n) if n == number => self.clock.advance(Duration::from_secs(31)),
            _ => {}
        }
        result
    }
}

impl<J: Journal> Journal for TrapJournal<J> {
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

    async fn of_transaction(&self, account: &str, transaction_id: &str) -> Result<Option<Record>, JournalError> {
        self.alive().await;
        self.store.of_transaction(account, transaction_id).await
    }

    async fn of_target(&self, target: &str) -> Result<Vec<Record>, JournalError> {
        self.store.of_target(target).await
    }

    async fn of_reference(&self, account: &str, reference: &str) -> Result<Option<Record>, JournalError> {
        self.alive().await;
        self.store.of_reference(account, reference).await
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
        let held = self.trap == Trap::Held && !self.released.load(Ordering::SeqCst);
        Ok(held.then(|| "it comes from a back-up".to_owned()))
    }

    fn is_shared(&self) -> bool {
        self.shared
    }

    async fn release(&self, actor: &str) -> Result<(), JournalError> {
        self.released.store(true, Ordering::SeqCst);
        self.store.release(actor).await
    }
}
