//! What all tasks of one [`Payments`](super::Payments) share: journal, accounts, clock, and the one way to take a step.
//!
//! May use: the rooms beside it. A step is stored before anything is done about it.

use super::{
    error::{PayError, PayErrorKind},
    journal::{DynJournal, Entry, JournalError},
    machine::{Command, Event, Finding, IntentId, Moment, Person, Policy, Receipt, Record, State, Step, step},
    port::{Order, Port},
    purse::Purse,
    slots::Slots,
};
use crate::{Clock, Personal, Rupiah};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

/// Limits of our own making, for every account; [`Policy`](super::machine::Policy) may say otherwise for a product.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Limits {
    /// Refuse to pay more than this at once.
    pub per_payment: Option<Rupiah>,
    /// Refuse to pay what would leave less than this on the deposit. Asks for the balance before each payment, and counts what
    /// this process is sending at the time. What is open, and what others spend of the same deposit, it does not know.
    pub deposit_floor: Option<Rupiah>,
    /// How many payments of one account are being sent at once. 8, which leaves as many places of the client's own limit
    /// ([`Settings::in_flight`](crate::Settings::in_flight), 16) to look-ups: a permit runs out while it waits for a place there.
    pub in_flight: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Account {
    pub(super) port: Arc<dyn Port>,
    pub(super) slots: Slots,
    pub(super) purse: Purse,
    pub(super) policies: BTreeMap<String, Policy>,
}

impl Account {
    pub(super) fn policy(&self, product: &str) -> Policy {
        self.policies.get(product).cloned().unwrap_or_else(|| self.port.policy(product))
    }
}

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) journal: Arc<dyn DynJournal>,
    pub(super) accounts: BTreeMap<String, Account>,
    pub(super) limits: Limits,
    pub(super) clock: Arc<dyn Clock>,
    /// What this process is sending: it is not interrupted, it is under way.
    pub(super) sending: Mutex<HashSet<IntentId>>,
    /// Tasks that must not be cut.
    pub(super) busy: watch::Sender<usize>,
    pub(super) stopping: watch::Sender<bool>,
    /// When the counts were reported last, by the clock that nobody sets.
    pub(super) reported: Mutex<Option<Duration>>,
    /// When callbacks last caused a look-up of a payment, by the same.
    pub(super) nudged: Mutex<HashMap<IntentId, Duration>>,
    /// Ticks with each step.
    pub(super) news: watch::Sender<u64>,
}

impl Inner {
    pub(super) fn now(&self) -> Moment {
        self.clock.now().into()
    }

    pub(super) fn account(&self, name: &str) -> Result<&Account, PayError> {
        self.accounts
            .get(name)
            .ok_or_else(|| PayError::invalid("account", "no account of this name was given to the builder"))
    }

    pub(super) fn policy(&self, record: &Record) -> Result<Policy, PayError> {
        Ok(self.account(&record.account)?.policy(&record.product))
    }

    /// What the provider is to be told; nothing once the person is forgotten.
    pub(super) fn order(record: &Record) -> Option<Order> {
        let Person { customer, details, .. } = record.person.clone()?;
        Some(Order { product: record.product.clone(), customer, details })
    }

    /// Takes a step and stores it. Where somebody else was faster, the event is applied to what they made of it; a
    /// permit is not: whoever lost the race must not send.
    pub(super) async fn apply(&self, record: Record, event: Event, entry: Entry) -> Result<Step, JournalError> {
        self.apply_with(record, event, entry, Brought::default()).await
    }

    /// The same, with what else the event brought.
    pub(super) async fn apply_with(
        &self,
        record: Record,
        event: Event,
        entry: Entry,
        brought: Brought,
    ) -> Result<Step, JournalError> {
        let (mut record, mut event) = (record, event);
        loop {
            let policy = self.accounts.get(&record.account).map(|a| a.policy(&record.product));
            let policy = policy.unwrap_or_else(|| Policy::new(super::machine::Capability::None));
            let mut next = step(&record, &event, self.now(), &policy);
            note(&mut next.record, &event, entry.note.as_deref(), &brought);
            if next.record == record {
                return Ok(next);
            }
            let kind = if goods_came(&record, &next.record) { Entry::RECEIPT } else { entry.kind };
            match self.journal.commit(next.record, Entry { kind, ..entry.clone() }).await {
                Ok(stored) => {
                    self.announce(&stored, record.state);
                    return Ok(Step { record: stored, commands: next.commands });
                }
                Err(JournalError::Conflict) if !matches!(event, Event::Permit(_)) => {
                    record = self.journal.load(&record.id).await?;
                }
                // Late evidence is never dropped because the target is being paid again.
                Err(JournalError::AlreadyOpen(_)) if record.state.is_closed() || event == Event::Restored => {
                    record.lift_lock();
                }
                // What proves somebody else's payment proves nothing about this one.
                Err(JournalError::Claimed(_)) if !matches!(event, Event::Closed(_)) => {
                    event = match event {
                        Event::LookedUp(_) => Event::LookedUp(Finding::Candidates),
                        _ => Event::Answered(super::machine::Answer::Unclear),
                    };
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn announce(&self, stored: &Record, from: State) {
        if stored.state != from {
            super::report::changed(stored.state);
        }
        tracing::info!(payment = %stored.id, state = %stored.state, version = stored.version, "payment");
        if stored.state == State::Review && from != State::Review {
            tracing::warn!(payment = %stored.id, reason = ?stored.reason, "a payment needs a person");
        }
        self.news.send_modify(|n| *n = n.wrapping_add(1));
    }

    pub(super) fn sending(&self) -> MutexGuard<'_, HashSet<IntentId>> {
        self.sending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` in a task that nobody's leaving cuts, and that a shutdown waits for.
    pub(super) fn spawn<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl Future<Output = T> + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        let busy = Busy::new(self.clone());
        tokio::spawn(async move {
            let _busy = busy;
            work.await
        })
    }

    pub(super) fn open_for_business(&self) -> Result<(), PayError> {
        if *self.stopping.borrow() {
            return Err(PayError::new(PayErrorKind::Stopped, "payments are being shut down"));
        }
        Ok(())
    }
}

/// What an answer or a look-up brought beside its meaning, stored in the same transaction.
#[derive(Clone, Debug, Default)]
pub(super) struct Brought {
    /// The answer, redacted.
    pub(super) answer: Option<String>,
    /// Token or voucher.
    pub(super) goods: Option<Personal>,
}

impl Brought {
    pub(super) fn by_look_up(goods: Option<Personal>) -> Self {
        Self { goods, answer: None }
    }
}

/// Keeps the evidence and the answer beside the attempt too, and the goods for the one who paid.
fn note(record: &mut Record, event: &Event, evidence: Option<&str>, brought: &Brought) {
    if let (Event::Answered(_), Some(attempt)) = (event, record.attempts.last_mut()) {
        attempt.answer = evidence.map(str::to_owned).or(attempt.answer.take());
        attempt.raw = brought.answer.clone().or(attempt.raw.take());
    }
    if let (State::Paid, Some(person)) = (record.state, &mut record.person) {
        person.goods = brought.goods.clone().or(person.goods.take());
    }
}

fn goods_came(before: &Record, after: &Record) -> bool {
    let paid = before.state == State::Paid && after.state == State::Paid;
    paid && before.receipt == Receipt::Missing && after.receipt == Receipt::Complete
}

/// Counts as busy until it is dropped, also when its task panics.
struct Busy(Arc<Inner>);

impl Busy {
    fn new(inner: Arc<Inner>) -> Self {
        inner.busy.send_modify(|n| *n += 1);
        Self(inner)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.send_modify(|n| *n -= 1);
    }
}

/// Marks a payment as being sent by this process.
pub(super) struct Sending(Arc<Inner>, IntentId);

impl Sending {
    /// Nothing if this process sends it already.
    pub(super) fn begin(inner: &Arc<Inner>, id: &IntentId) -> Option<Self> {
        inner.sending().insert(id.clone()).then(|| Self(inner.clone(), id.clone()))
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.sending().remove(&self.1);
    }
}

/// Whether a step tells its caller to do something.
pub(super) fn wants(step: &Step, command: Command) -> bool {
    step.commands.contains(&command)
}
