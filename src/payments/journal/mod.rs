//! Where payments are written down before anything is sent.
//!
//! May use: the machine's data. Must not know: providers, the driver. What a store must enforce is enforced here, not above.

pub mod conformance;
mod entry;
mod erased;
mod memory;
mod shared;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use entry::{Change, Count, Created, Entry, JournalError, Logged, Query};
pub(crate) use erased::DynJournal;
pub use memory::MemoryJournal;
#[cfg(feature = "sqlite")]
pub use sqlite::{Damage, SqliteJournal, SqliteOptions};

use super::machine::{IntentId, Moment, Record};
use std::{fmt::Debug, time::Duration};

/// A store of payments. [`conformance::check`] holds one to everything that is written here.
pub trait Journal: Send + Sync + Debug + 'static {
    /// Stores a new payment as version 1, or returns what the same account and key already made. Durable when it
    /// returns.
    ///
    /// # Errors
    /// [`JournalError::AlreadyOpen`] if another payment with the same lock, or the same words of the caller, is open.
    fn create(&self, record: Record, entry: Entry) -> impl Future<Output = Result<Created, JournalError>> + Send;

    /// Stores a record over the version that it carries, as the next version, with its entry, in one transaction.
    /// Durable when it returns.
    ///
    /// # Errors
    /// [`JournalError::Conflict`] if it is not the newest; [`JournalError::AlreadyOpen`] if its lock, or what it is the
    /// [same](Record::same) as, is held by another open payment; [`JournalError::Claimed`] if its transaction belongs to another payment of the account. Then nothing
    /// was stored. After [`JournalError::Store`] nobody knows.
    fn commit(&self, next: Record, entry: Entry) -> impl Future<Output = Result<Record, JournalError>> + Send;

    /// The newest version.
    ///
    /// # Errors
    /// [`JournalError::NotFound`].
    fn load(&self, id: &IntentId) -> impl Future<Output = Result<Record, JournalError>> + Send;

    /// The payment of a key, if there is one.
    ///
    /// # Errors
    /// The store fails.
    fn find(&self, account: &str, key: &str) -> impl Future<Output = Result<Option<Record>, JournalError>> + Send;

    /// The payment of a provider's transaction, if one has claimed it.
    ///
    /// # Errors
    /// The store fails.
    fn of_transaction(
        &self,
        account: &str,
        transaction_id: &str,
    ) -> impl Future<Output = Result<Option<Record>, JournalError>> + Send;

    /// The newest payment of the account that was sent under this reference of the provider's, wherever it stands.
    ///
    /// # Errors
    /// The store fails.
    fn of_reference(
        &self,
        account: &str,
        reference: &str,
    ) -> impl Future<Output = Result<Option<Record>, JournalError>> + Send;

    /// Payments of one [target](Record::lock), whatever number of a repeat stands behind it in the lock: the open ones, and those
    /// that were sent and closed without a transaction. In no order; few, because what has a transaction is not among the closed.
    ///
    /// # Errors
    /// The store fails.
    fn of_target(&self, target: &str) -> impl Future<Output = Result<Vec<Record>, JournalError>> + Send;

    /// Leases payments that are due at `now`, the longest due first: nobody else gets them before the lease ends, or
    /// before they are committed. For look-ups only; a lease never protects a send.
    ///
    /// # Errors
    /// The store fails.
    fn claim_due(
        &self,
        now: Moment,
        limit: usize,
        lease: Duration,
    ) -> impl Future<Output = Result<Vec<IntentId>, JournalError>> + Send;

    /// Payments in some states, oldest first, page by page.
    ///
    /// # Errors
    /// The store fails.
    fn page(&self, query: Query) -> impl Future<Output = Result<Vec<Record>, JournalError>> + Send;

    /// How many there are of each state that is not closed, and since when the oldest has stood there.
    ///
    /// # Errors
    /// The store fails.
    fn counts(&self) -> impl Future<Output = Result<Vec<Count>, JournalError>> + Send;

    /// Everything that happened to one payment, in order.
    ///
    /// # Errors
    /// The store fails.
    fn history(&self, id: &IntentId) -> impl Future<Output = Result<Vec<Logged>, JournalError>> + Send;

    /// Changes of state, and receipts that came later ([`Entry::RECEIPT`]), that the consumer has not acknowledged, in the
    /// order of their commits. The same ones come again until [`acknowledge`](Self::acknowledge).
    ///
    /// # Errors
    /// The store fails.
    fn feed(&self, consumer: &str, limit: usize) -> impl Future<Output = Result<Vec<Change>, JournalError>> + Send;

    /// The consumer has acted on everything up to here. Never goes back.
    ///
    /// # Errors
    /// The store fails.
    fn acknowledge(&self, consumer: &str, position: u64) -> impl Future<Output = Result<(), JournalError>> + Send;

    /// Why nothing may be sent at present: the store may have been restored from an old backup.
    ///
    /// # Errors
    /// The store fails.
    fn held(&self) -> impl Future<Output = Result<Option<String>, JournalError>> + Send;

    /// Whether other workers write to it at the same time. Then a payment that is being sent is left alone until its
    /// permit and the lease after it are over; otherwise whatever this process is not sending was interrupted.
    fn is_shared(&self) -> bool {
        false
    }

    /// A person has made sure that sending is safe again.
    ///
    /// # Errors
    /// The store fails.
    fn release(&self, actor: &str) -> impl Future<Output = Result<(), JournalError>> + Send;
}
