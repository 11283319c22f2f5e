//! A journal that several owners share.
//!
//! May use: the trait. Adds nothing but that it is shared.

use super::{Change, Count, Created, Entry, Journal, JournalError, Logged, Query};
use crate::payments::machine::{IntentId, Moment, Record};
use std::{sync::Arc, time::Duration};

impl<J: Journal> Journal for Arc<J> {
    async fn create(&self, record: Record, entry: Entry) -> Result<Created, JournalError> {
        J::create(self, record, entry).await
    }

    async fn commit(&self, next: Record, entry: Entry) -> Result<Record, JournalError> {
        J::commit(self, next, entry).await
    }

    async fn load(&self, id: &IntentId) -> Result<Record, JournalError> {
        J::load(self, id).await
    }

    async fn find(&self, account: &str, key: &str) -> Result<Option<Record>, JournalError> {
        J::find(self, account, key).await
    }

    async fn of_transaction(&self, account: &str, transaction_id: &str) -> Result<Option<Record>, JournalError> {
        J::of_transaction(self, account, transaction_id).await
    }

    async fn of_reference(&self, account: &str, reference: &str) -> Result<Option<Record>, JournalError> {
        J::of_reference(self, account, reference).await
    }

    async fn of_target(&self, target: &str) -> Result<Vec<Record>, JournalError> {
        J::of_target(self, target).await
    }

    async fn claim_due(&self, now: Moment, limit: usize, lease: Duration) -> Result<Vec<IntentId>, JournalError> {
        J::claim_due(self, now, limit, lease).await
    }

    async fn page(&self, query: Query) -> Result<Vec<Record>, JournalError> {
        J::page(self, query).await
    }

    async fn counts(&self) -> Result<Vec<Count>, JournalError> {
        J::counts(self).await
    }

    async fn history(&self, id: &IntentId) -> Result<Vec<Logged>, JournalError> {
        J::history(self, id).await
    }

    async fn feed(&self, consumer: &str, limit: usize) -> Result<Vec<Change>, JournalError> {
        J::feed(self, consumer, limit).await
    }

    async fn acknowledge(&self, consumer: &str, position: u64) -> Result<(), JournalError> {
        J::acknowledge(self, consumer, position).await
    }

    async fn held(&self) -> Result<Option<String>, JournalError> {
        J::held(self).await
    }

    /// Always: another owner may be sending what this one has never heard of. After a restart an interrupted payment is looked
    /// up only when its permit and a lease are over; who wants that at once hands over the journal itself.
    fn is_shared(&self) -> bool {
        true
    }

    async fn release(&self, actor: &str) -> Result<(), JournalError> {
        J::release(self, actor).await
    }
}
