//! The running simulator, as a test holds it: addresses, faults, clock, records, books.
//! Every method is one line into the room that does the work.

use std::{fmt, sync::Arc};

use crate::{
    builder::{Builder, StartError},
    clock::Clock,
    exchange::Behaviour,
    fault::Fault,
    finnet::Finnet,
    ledger::Ledger,
    operation::Operation,
    paycombat::PayCombat,
    recorder::RecordedCall,
    server::{Listener, Shared},
    singapay::Singapay,
    world::{Account, Bill, Customer, Merchant},
};

/// Singapay, Finnet SNAP and PayCombat, each on a loopback port of its own. Dropping it stops them.
pub struct Simulator {
    pub(crate) singapay: Arc<Singapay>,
    pub(crate) finnet: Arc<Finnet>,
    pub(crate) paycombat: Arc<PayCombat>,
    pub(crate) ports: Ports,
    pub(crate) shared: Arc<Shared>,
    pub(crate) ledger: Ledger,
}

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
    #[must_use]
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
        self.shared.script.add(operation, nth, fault);
    }

    /// Forgets every fault that has not struck yet.
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
        let Ports { singapay, finnet, paycombat } = self.ports;
        tokio::join!(singapay.stop(), finnet.stop(), paycombat.stop());
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("ports", &self.ports).field("ledger", &self.ledger).finish_non_exhaustive()
    }
}
