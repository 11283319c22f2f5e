//! A shop that pays bills: a simulator on a standing clock, a journal that outlives processes.

use super::trap::{Trap, TrapJournal};
use crate::{
    desk::{self, Desk},
    witness::seen,
};
use bayar::{
    Clock, Environment, Settings, Singapay,
    payments::{
        Builder, Outcome, PayError, Payments, Port,
        journal::{Journal, MemoryJournal},
        machine::{OnAbsent, State},
    },
    singapay::{self, Quote},
};
use bayar_simulator::{Fault, Operation, SecondPayment, demo};
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::sync::Notify;

/// The simulator's clock, for the crate.
#[derive(Clone, Debug)]
pub(crate) struct SharedClock(pub(crate) bayar_simulator::Clock);

impl Clock for SharedClock {
    fn now(&self) -> SystemTime {
        self.0.now().into()
    }

    fn monotonic(&self) -> Duration {
        self.0.now().duration_since(bayar_simulator::Timestamp::UNIX_EPOCH).unsigned_abs()
    }
}

pub(crate) struct Shop<J = MemoryJournal> {
    pub(crate) desk: Desk,
    pub(crate) client: Singapay,
    pub(crate) store: Arc<J>,
    pub(crate) quote: Quote,
    /// Told when a process dies.
    pub(crate) died: Arc<Notify>,
    /// Absence for good means "not paid", as where a provider promises that nothing is executed after a day.
    pub(crate) closes: bool,
}

impl Shop {
    /// At 10 in the morning, with a quote in hand.
    pub(crate) async fn new() -> Self {
        Self::with(MemoryJournal::new(), PATIENCE).await
    }
}

pub(crate) fn paid(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Paid(_))
}

/// A client of an address where nobody listens.
pub(crate) fn to_nowhere() -> Singapay {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let environment = Environment::local(&format!("http://{free}")).unwrap();
    Singapay::connect(singapay::Account::new(environment, desk::singapay_credentials())).unwrap()
}

/// Long enough for every answer that comes at all, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(10);
/// For answers that never come, because they wait for the standing clock.
pub(crate) const SHORT: Duration = Duration::from_millis(120);

impl<J: Journal> Shop<J> {
    /// The same with a journal, and a client that waits so long for an answer.
    pub(crate) async fn with(store: J, patience: Duration) -> Self {
        let desk = Desk::new().await;
        // A provider that refuses nothing: a second send would show as a second payment.
        desk.simulator.change_singapay(|s| s.second_payment = SecondPayment::ExecutedAgain);
        let clock = desk.simulator.clock();
        clock.freeze();
        clock.set("2026-11-20T03:00:00Z".parse().unwrap());
        let shared = Arc::new(SharedClock(clock));
        let desk = desk.settings(|s: Settings| s.clock(shared).effect_timeout(patience));
        let client = desk.singapay();
        let quote = desk.quote(&client).await;
        Self { desk, client, store: Arc::new(store), quote, died: Arc::default(), closes: false }
    }

    /// A process that starts on the journal as it is.
    pub(crate) async fn open(&self) -> Payments {
        self.open_with(Trap::None).await
    }

    pub(crate) async fn open_with(&self, trap: Trap) -> Payments {
        self.open_as(trap, self.client.clone()).await
    }

    pub(crate) async fn open_as(&self, trap: Trap, client: Singapay) -> Payments {
        seen(self.builder(trap, client).start().await.unwrap())
    }

    pub(crate) fn builder(&self, trap: Trap, client: Singapay) -> Builder {
        self.builder_on(self.trapped(trap), client)
    }

    pub(crate) fn builder_on(&self, journal: TrapJournal<J>, client: Singapay) -> Builder {
        let clock = self.desk.simulator.clock();
        let builder = Payments::builder(journal).account("jakarta", client).clock(Arc::new(SharedClock(clock)));
        let products = demo::BILLS.iter().map(|bill| bill.product_code).chain(["SPTLKMAS10"]);
        let products = products.filter(|_| self.closes);
        products.fold(builder.no_background(), |builder, product| {
            let mut policy = Port::policy(&self.client, product);
            policy.on_absent = OnAbsent::CloseNotPaid;
            builder.policy("jakarta", product, policy)
        })
    }

    pub(crate) fn trapped(&self, trap: Trap) -> TrapJournal<J> {
        TrapJournal::new(self.store.clone(), trap, self.died.clone(), self.desk.simulator.clock())
    }

    pub(crate) fn fault(&self, fault: Fault) {
        self.desk.simulator.script(Operation::PostpaidPaymentV2, 1, fault);
    }

    pub(crate) fn calls(&self) -> usize {
        self.desk.count(Operation::PostpaidPaymentV2)
    }

    pub(crate) fn executions(&self) -> u64 {
        self.desk.executions(&self.quote)
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.desk.simulator.clock().advance(by);
    }

    pub(crate) async fn pay(&self, payments: &Payments) -> Result<Outcome, PayError> {
        let result = payments.pay("order-42", &self.quote).await;
        if let Err(error) = &result {
            _ = seen(format!("{error} {:?}", std::error::Error::source(error)));
        }
        seen(result)
    }

    /// A day and a half goes by.
    pub(crate) async fn recover(&self, payments: &Payments) {
        let minute = Duration::from_secs(60);
        for minutes in [1, 1, 3, 10, 45, 360, 360, 360, 180, 180, 60] {
            self.advance(minute * minutes);
            payments.recover().await.unwrap();
        }
    }

    pub(crate) async fn state(&self, payments: &Payments) -> Option<State> {
        let found = payments.find("jakarta", "order-42").await.unwrap();
        found.map(|outcome| seen(outcome).payment().state())
    }
}
