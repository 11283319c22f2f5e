//! [`Payments`]: the builder, and what a program can ask for.
//!
//! May use: the rooms beside it. Decides nothing itself.

use super::{
    ask::Ask,
    callback::{self, CalledBack},
    error::{PayError, PayErrorKind},
    feed::Changes,
    inner::{Account, Inner, Limits, wants},
    journal::{Count, DynJournal, Entry, Journal, JournalError, Logged},
    machine::{Command, Event, IntentId, Offer, Policy, Record, Refusal, State},
    outcome::{Outcome, Payment},
    port::{Buyable, Payable, Port, Priced},
    purse::Purse,
    recovery::{self, Pass},
    slots::Slots,
    wish::Wish,
};
use crate::{Clock, Rupiah, SystemClock};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::sync::watch;

/// Payments at most once. Cheap to clone; clones share everything.
///
/// Every minute the recovery pass reports to `tracing`, for each state that is not closed, how many payments stand there and
/// for how many seconds the oldest does; a payment in review, and one that is unknown for more than an hour, are warnings.
/// With the feature `metrics` the same are gauges, `bayar_payments{state}` and `bayar_payments_oldest_seconds{state}`, and
/// each change of state is counted in `bayar_payments_changes_total{state}`.
#[derive(Clone, Debug)]
pub struct Payments {
    pub(super) inner: Arc<Inner>,
}

/// Makes [`Payments`].
#[derive(Debug)]
#[must_use = "nothing happens before `start`"]
pub struct Builder {
    journal: Arc<dyn DynJournal>,
    accounts: BTreeMap<String, Arc<dyn Port>>,
    policies: BTreeMap<(String, String), Policy>,
    limits: Limits,
    clock: Arc<dyn Clock>,
    every: Option<Duration>,
    catch_up: Duration,
}

impl Builder {
    /// An account that pays, by a name that stays the same over restarts.
    pub fn account(mut self, name: impl Into<String>, port: impl Port) -> Self {
        self.accounts.insert(name.into(), Arc::new(port));
        self
    }

    /// Other rules for one product of an account than the port's.
    pub fn policy(mut self, account: impl Into<String>, product: impl Into<String>, policy: Policy) -> Self {
        self.policies.insert((account.into(), product.into()), policy);
        self
    }

    /// Limits of our own making.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Where the time comes from. Give the accounts' clients the same clock.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// How often to see what is due. Default: every second.
    pub fn recover_every(mut self, every: Duration) -> Self {
        self.every = Some(every);
        self
    }

    /// How long [`start`](Self::start) looks up at most what was open; the rest is looked up when it is due. Default: 60
    /// seconds, so that a provider that is down does not keep the others waiting. Nothing is sent twice because of it: what
    /// is open can't be sent again.
    pub fn catch_up_within(mut self, limit: Duration) -> Self {
        self.catch_up = limit;
        self
    }

    /// No recovery in the background: somebody else calls [`Payments::recover`] or [`Payments::drive`].
    pub fn no_background(mut self) -> Self {
        self.every = None;
        self
    }

    /// Looks up everything that may be under way from before, and then is ready to pay.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn start(self) -> Result<Payments, JournalError> {
        let (every, limit) = (self.every, self.catch_up);
        let inner = Arc::new(self.inner());
        recovery::catch_up(&inner, limit).await?;
        if let Some(every) = every {
            tokio::spawn(recovery::background(Arc::downgrade(&inner), every));
        }
        Ok(Payments { inner })
    }

    fn inner(self) -> Inner {
        let Self { journal, accounts, policies, limits, clock, .. } = self;
        let slots = limits.in_flight.unwrap_or(8);
        let account = |(name, port): (String, Arc<dyn Port>)| {
            let own = policies.iter().filter(|((account, _), _)| *account == name);
            let policies = own.map(|((_, product), policy)| (product.clone(), policy.clone())).collect();
            (name, Account { port, slots: Slots::new(slots), purse: Purse::default(), policies })
        };
        Inner {
            journal,
            accounts: accounts.into_iter().map(account).collect(),
            limits,
            clock,
            sending: Default::default(),
            busy: watch::Sender::new(0),
            stopping: watch::Sender::new(false),
            reported: Default::default(),
            nudged: Default::default(),
            news: watch::Sender::new(0),
        }
    }
}

impl Payments {
    /// Payments that are written down in this journal.
    pub fn builder(journal: impl Journal) -> Builder {
        Builder {
            journal: Arc::new(journal),
            accounts: BTreeMap::new(),
            policies: BTreeMap::new(),
            limits: Limits::default(),
            clock: Arc::new(SystemClock::new()),
            every: Some(Duration::from_secs(1)),
            catch_up: Duration::from_secs(60),
        }
    }

    /// Pays what was quoted. The same key again returns what became of it, and never pays a second time.
    ///
    /// The key is yours and is unique for each account: 1 to 200 bytes without control characters, of the order and not of the
    /// attempt. It stays in the journal for ever, so it says nothing about a person.
    ///
    /// # Errors
    /// When it is awaited, and always before anything was sent: `Invalid` for the key, a tag, or an account that is not there;
    /// `KeyReused`, `AlreadyOpen`, `AboveLimit` (of [`Limits::per_payment`]), `QuoteExpired`, `CutOff`, `LowDeposit`, `NotSent`, `Held`,
    /// `Stopped`, `Store`. What each says of the key stands at [`PayErrorKind`].
    pub fn pay(&self, key: impl Into<String>, quote: &impl Priced) -> Ask {
        let offer = quote.offer();
        self.ask(key.into(), quote, offer.price, Some(offer))
    }

    /// Asks for the price and pays it, unless it is above `at_most`. The key is as in [`pay`](Self::pay), and `at_most` belongs to it:
    /// the same key with another one is refused.
    ///
    /// # Errors
    /// Those of [`pay`](Self::pay); `NoQuote` if the price could not be had, `Invalid` if `at_most` is not above 0, and `AboveLimit` if the
    /// price is above it, which spends the key.
    pub fn settle(&self, key: impl Into<String>, bill: &impl Payable, at_most: Rupiah) -> Ask {
        self.ask(key.into(), bill, at_most, None)
    }

    /// Buys what has no quote, at the price that the caller knows. A provider that charged another price makes it a case for
    /// a person, and so does a purchase of the same thing that nobody here made.
    ///
    /// The same product for the same customer is refused while one is open; [`Ask::repeat`] lifts that in words. After lost
    /// answers, identical purchases are told apart by their number alone, see [`Ask::group`]. The key is as in [`pay`](Self::pay), and
    /// `price` belongs to it.
    ///
    /// # Errors
    /// Those of [`pay`](Self::pay); `Invalid` if `price` is not above 0.
    pub fn buy(&self, key: impl Into<String>, product: &impl Buyable, price: Rupiah) -> Ask {
        let offer = Offer { reference: None, price, made_at: self.inner.now() };
        let mut ask = self.ask(key.into(), product, price, Some(offer));
        ask.wish.stated = true;
        ask
    }

    fn ask(&self, key: String, what: &impl Payable, at_most: Rupiah, offer: Option<Offer>) -> Ask {
        let (provider, order) = (what.provider(), what.order());
        let wish = Wish {
            key,
            account: None,
            provider,
            order,
            offer,
            stated: false,
            at_most,
            tag: None,
            group: None,
            repeat: 1,
            same_as: None,
        };
        Ask { inner: self.inner.clone(), wish, patience: None }
    }

    /// Where a payment stands, from the journal.
    ///
    /// # Errors
    /// There is none, or the journal fails.
    pub async fn status(&self, id: &IntentId) -> Result<Outcome, JournalError> {
        self.inner.journal.load(id).await.map(Outcome::of)
    }

    /// The payment of a key, if there is one.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn find(&self, account: &str, key: &str) -> Result<Option<Outcome>, JournalError> {
        Ok(self.inner.journal.find(account, key).await?.map(Outcome::of))
    }

    /// Waits until a payment stands elsewhere than `seen`, or its goods have come, and says where.
    ///
    /// # Errors
    /// There is none, or the journal fails.
    pub async fn watch(&self, seen: &Payment) -> Result<Outcome, JournalError> {
        let mut news = self.inner.news.subscribe();
        loop {
            let record = self.inner.journal.load(seen.id()).await?;
            let news_of_it = record.state != seen.state() || record.receipt != seen.receipt();
            if news_of_it || *self.inner.stopping.borrow() {
                return Ok(Outcome::of(record));
            }
            _ = tokio::time::timeout(Duration::from_secs(1), news.changed()).await;
        }
    }

    /// Looks a payment up now, whether that is due or not. A look-up, never a payment.
    ///
    /// # Errors
    /// There is none, its account is not here, or the journal fails.
    pub async fn resolve(&self, id: &IntentId) -> Result<Outcome, PayError> {
        let record = self.inner.journal.load(id).await?;
        if self.inner.sending().contains(id) {
            return Ok(Outcome::of(record));
        }
        let record = match record.state {
            State::Sending if recovery::is_orphan(&self.inner, &record) => {
                self.apply(record, Event::Interrupted, Entry::new(self.inner.now(), "interrupted")).await?
            }
            _ => record,
        };
        recovery::drive(&self.inner, &record.id).await.map(Outcome::of)
    }

    /// The provider has called: hand over the body as it came. **It is never believed**: it names a payment, and that is
    /// looked up now instead of later, at most once in 30 seconds. Forged, stale and repeated ones do no more.
    ///
    /// # Errors
    /// The account is not here, or the journal fails.
    pub async fn callback(&self, account: &str, body: &[u8]) -> Result<CalledBack, PayError> {
        callback::take(&self.inner, account, body).await
    }

    /// For an outside scheduler or workflow engine, which may call it as often as it likes: the same as
    /// [`resolve`](Self::resolve). It never sends. **Never put `pay` itself into a step that is repeated with another key.**
    ///
    /// # Errors
    /// See [`resolve`](Self::resolve).
    pub async fn drive(&self, id: &IntentId) -> Result<Outcome, PayError> {
        self.resolve(id).await
    }

    /// Closes a payment that was not sent.
    ///
    /// # Errors
    /// `NotNow` if it was sent, or is being sent; `Held` if the journal may come from a back-up.
    pub async fn cancel(&self, id: &IntentId, actor: &str) -> Result<Outcome, PayError> {
        if let Some(why) = self.inner.journal.held().await? {
            return Err(PayError::new(PayErrorKind::Held, format!("it may have been sent: {why}")));
        }
        let record = self.inner.journal.load(id).await?;
        let entry = Entry { actor: Some(actor.to_owned()), ..Entry::new(self.inner.now(), "cancelled") };
        self.apply(record, Event::Cancel, entry).await.map(Outcome::of)
    }

    pub(super) async fn apply(&self, record: Record, event: Event, entry: Entry) -> Result<Record, PayError> {
        let step = self.inner.apply(record, event, entry).await?;
        if wants(&step, Command::Refuse(Refusal::NotNow)) {
            let text = format!("the payment is {}", step.record.state);
            return Err(PayError::new(PayErrorKind::NotNow, text));
        }
        Ok(step.record)
    }

    /// Everything that happened to a payment.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn history(&self, id: &IntentId) -> Result<Vec<Logged>, JournalError> {
        self.inner.journal.history(id).await
    }

    /// How many payments are not closed, by state, and since when the oldest.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn counts(&self) -> Result<Vec<Count>, JournalError> {
        self.inner.journal.counts().await
    }

    /// The changes that a consumer has not yet acted on. One task for each name.
    pub fn changes(&self, consumer: impl Into<String>) -> Changes {
        Changes { inner: self.inner.clone(), consumer: consumer.into() }
    }

    /// One recovery pass, as the background makes them.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn recover(&self) -> Result<Pass, JournalError> {
        recovery::pass(&self.inner).await
    }

    /// Takes nothing new, and waits for what is being sent, but not longer than `limit`. Says whether all was finished; the
    /// rest is looked up at the next start.
    pub async fn shutdown(self, limit: Duration) -> bool {
        self.inner.stopping.send_replace(true);
        self.inner.news.send_modify(|n| *n = n.wrapping_add(1));
        let mut busy = self.inner.busy.subscribe();
        let idle = busy.wait_for(|number| *number == 0);
        tokio::time::timeout(limit, idle).await.is_ok()
    }
}
