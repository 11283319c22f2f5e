//! The running simulator, as a test holds it: addresses, faults, clock, records, books.
//! Every method is one line into the room that does the work.

use std::{fmt, net::SocketAddr, sync::Arc, time::Duration};

use tokio::task::JoinHandle;

use crate::{
    builder::{Builder, StartError},
    clock::Clock,
    courier::{Outbox, SentCallback},
    exchange::Behaviour,
    fault::{Fault, Rule, RuleReport, Status},
    finnet::Finnet,
    ledger::{Books, Ledger},
    operation::{Operation, Provider},
    paycombat::PayCombat,
    recorder::{Follow, RecordedCall},
    server::{Listener, Shared},
    settings::SingapaySettings,
    singapay::Singapay,
    world::{Account, Bill, Customer, Merchant, Product, World},
};

/// Singapay, Finnet SNAP and PayCombat, each on a loopback port of its own. Dropping it stops them.
pub struct Simulator {
    pub(crate) singapay: Arc<Singapay>,
    pub(crate) finnet: Arc<Finnet>,
    pub(crate) paycombat: Arc<PayCombat>,
    pub(crate) ports: Ports,
    pub(crate) shared: Arc<Shared>,
    pub(crate) ledger: Ledger,
    pub(crate) books: Books,
    pub(crate) outbox: Arc<Outbox>,
    /// As it was at start.
    pub(crate) world: World,
    pub(crate) tasks: Tasks,
}

/// What runs beside the listeners; dropping it stops them.
#[derive(Debug)]
pub(crate) struct Tasks(pub(crate) Vec<JoinHandle<()>>);

impl Drop for Tasks {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

/// How long to wait for callbacks that are due; each receiver has five seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the providers listen.
#[derive(Debug)]
pub(crate) struct Ports {
    pub(crate) singapay: Listener,
    pub(crate) finnet: Listener,
    pub(crate) paycombat: Listener,
}

impl Simulator {
    /// Starts the demo world with the default settings.
    ///
    /// # Errors
    ///
    /// As [`Builder::start`].
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// A builder with the demo world and the default settings.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Base URL of Singapay, without a slash at the end.
    #[must_use]
    pub fn singapay_url(&self) -> String {
        self.ports.singapay.url()
    }

    /// Base URL of Finnet, without a slash at the end.
    #[must_use]
    pub fn finnet_url(&self) -> String {
        self.ports.finnet.url()
    }

    /// Base URL of PayCombat, without a slash at the end.
    #[must_use]
    pub fn paycombat_url(&self) -> String {
        self.ports.paycombat.url()
    }

    /// What really happened.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.ledger.clone()
    }

    /// The clock that everything in the simulator follows.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.shared.clock.clone()
    }

    /// Lets the `nth` call of this operation from now on, counted from 1, go wrong. Several may be scripted; if two
    /// strike the same call, the one that was scripted first does.
    pub fn script(&self, operation: Operation, nth: u64, fault: Fault) {
        self.add_rule(Rule::new(fault).operation(operation).nth(nth).times(1));
    }

    /// Lets every call go wrong that this rule strikes. If several strike the same call, the one that was added first
    /// does.
    pub fn add_rule(&self, rule: Rule) {
        self.shared.script.add(rule);
    }

    /// The rules in force, oldest first; those that can't strike any more are gone.
    #[must_use]
    pub fn rules(&self) -> Vec<RuleReport> {
        self.shared.script.report()
    }

    /// Forgets every rule, and every fault that has not struck yet.
    pub fn clear_script(&self) {
        self.shared.script.clear();
    }

    /// The recorded calls of all providers in the order of arrival. The oldest are missing once
    /// [`Settings::recorded_calls`](crate::Settings::recorded_calls) or
    /// [`Settings::recorded_bytes`](crate::Settings::recorded_bytes) is reached.
    #[must_use]
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.shared.recorder.calls(|_| true)
    }

    /// The recorded calls of one operation.
    #[must_use]
    pub fn calls_of(&self, operation: Operation) -> Vec<RecordedCall> {
        self.shared.recorder.calls(|call| call.operation == Some(operation))
    }

    /// The recorded calls for one customer, of all operations.
    #[must_use]
    pub fn calls_of_customer(&self, customer: &str) -> Vec<RecordedCall> {
        self.shared.recorder.calls(|call| call.customer.as_deref() == Some(customer))
    }

    /// Hears of every call from now on, when it has ended.
    #[must_use]
    pub fn follow(&self) -> Follow {
        self.shared.recorder.follow()
    }

    /// How many calls of this operation arrived, also those that fell out of the record.
    #[must_use]
    pub fn count(&self, operation: Operation) -> usize {
        self.shared.recorder.count(operation)
    }

    /// Every access token that Singapay and Finnet issued is expired from now on.
    pub fn expire_tokens(&self) {
        self.singapay.expire_tokens();
        self.finnet.expire_tokens();
    }

    /// Adds or replaces a Singapay merchant; its deposit starts again.
    pub fn put_merchant(&self, merchant: Merchant) {
        self.singapay.put_merchant(merchant);
    }

    /// Adds or replaces a Singapay bill.
    pub fn put_bill(&self, bill: Bill) {
        self.singapay.put_bill(bill);
    }

    /// Adds or replaces a Singapay prepaid product.
    pub fn put_product(&self, product: Product) {
        self.singapay.put_product(product);
    }

    /// Changes assumptions about Singapay while it runs. What was decided before stays as it was.
    pub fn change_singapay(&self, change: impl FnOnce(&mut SingapaySettings)) {
        self.singapay.change_settings(change);
    }

    /// The assumptions about Singapay that are in force.
    #[must_use]
    pub fn singapay_settings(&self) -> SingapaySettings {
        self.singapay.settings().as_ref().clone()
    }

    /// Lets a payment turn to another status now, as the provider would: the deposit follows, and a callback is sent
    /// for success and refund. By transaction id, or by reference number (then its newest payment). False if there is
    /// no such payment, or if it stands there already.
    pub fn turn(&self, which: &str, status: Status) -> bool {
        self.singapay.turn(which, status, self.shared.clock.now())
    }

    /// Refunds a payment, by transaction id or reference number.
    pub fn refund(&self, which: &str) -> bool {
        self.turn(which, Status::Refunded)
    }

    /// The callbacks that were sent, oldest first; the newest [`Settings::callbacks_kept`](crate::Settings) of them.
    #[must_use]
    pub fn callbacks(&self) -> Vec<SentCallback> {
        self.outbox.sent()
    }

    /// Does everything that is due by the clock, and waits until every callback that was due has been sent.
    pub async fn settled(&self) {
        self.singapay.catch_up(self.shared.clock.now());
        let _ = tokio::time::timeout(PATIENCE, self.outbox.is_empty()).await;
    }

    /// Begins again: the world as it was at start, no transactions, no records, no rules, the clock with the real one.
    /// Settings and merchants' credentials stay.
    pub fn reset(&self) {
        self.shared.script.clear();
        self.shared.clock.set(jiff::Timestamp::now());
        self.shared.clock.run();
        self.books.reopen(&self.world.merchants);
        self.singapay.reset(&self.world);
        self.finnet.reset(&self.world);
        self.paycombat.reset(&self.world, self.shared.clock.now());
        self.shared.recorder.clear();
        self.outbox.clear();
    }

    /// Where a provider listens.
    #[must_use]
    pub fn address(&self, provider: Provider) -> SocketAddr {
        match provider {
            Provider::Singapay => self.ports.singapay.address(),
            Provider::Finnet => self.ports.finnet.address(),
            Provider::PayCombat => self.ports.paycombat.address(),
        }
    }

    /// Adds or replaces a Finnet e-money account.
    pub fn put_account(&self, account: Account) {
        self.finnet.put_account(account);
    }

    /// Adds or replaces a PayCombat customer; one that was deleted is back.
    pub fn put_customer(&self, customer: Customer) {
        self.paycombat.put_customer(customer, self.shared.clock.now());
    }

    /// Stops listening and lets open calls end, for one second at most.
    pub async fn shutdown(self) {
        drop(self.tasks);
        let Ports { singapay, finnet, paycombat } = self.ports;
        tokio::join!(singapay.stop(), finnet.stop(), paycombat.stop());
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("ports", &self.ports).field("ledger", &self.ledger).finish_non_exhaustive()
    }
}
