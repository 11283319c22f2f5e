//! The provider that the program plays against: the simulator with room enough, its clock standing still.
//!
//! May use: the simulator. Must not know: processes, verdicts.

use super::plan::{Plan, STEP, Strike};
use bayar_simulator::{Execution, Merchant, Operation, RecordedCall, Simulator, StartError, Timestamp, World, demo};
use std::{collections::HashMap, future, time::Duration};

/// So many calls of a run are looked at.
const CALLS_KEPT: usize = 512;
/// A call that times out is held for so many times the time that the program was told.
const HOLD: u32 = 3;
/// After the last run the clock moves by so much: whatever was late has happened.
const LONG_ENOUGH: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// How often to look whether a call is held at which the program is to be killed.
const LOOK: Duration = Duration::from_millis(1);

/// A call of the program, as the provider saw it.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// None if there is no such operation.
    pub(super) operation: Option<Operation>,
    pub(super) status: Option<u16>,
    pub(super) code: Option<String>,
    pub(super) reference: Option<String>,
    pub(super) problem: Option<String>,
    pub(super) strike: Option<Strike>,
    /// A payment that the provider executes, now or later.
    pub(super) executes: bool,
}

pub(super) struct Stage {
    simulator: Simulator,
    began: Timestamp,
    hold: Duration,
    plan: Plan,
    /// The last call before this run, and how many there were of each operation.
    before: u64,
    counts: HashMap<Operation, usize>,
}

impl Stage {
    /// Starts a world with these bills, in which nobody refuses a second payment: no provider promises to.
    pub(super) async fn open(seed: u64, bills: usize, runs: u32, time_out: Duration) -> Result<Self, StartError> {
        let rich = Merchant { balance: 1_000_000_000_000_000, ..demo::MERCHANT.into() };
        let mut settings = bayar_simulator::Settings::default();
        let room = bills.saturating_mul(runs as usize + 1).saturating_mul(16);
        settings.seed = seed;
        settings.recorded_calls = CALLS_KEPT;
        settings.ledger_executions = room;
        settings.singapay.transactions_kept = room;
        settings.singapay.unpaid_references = room;
        settings.singapay.second_payment = bayar_simulator::SecondPayment::ExecutedAgain;
        let world = World::empty().merchant(rich).bills(demo::pln_bills(seed, bills));
        let simulator = Simulator::builder().world(world).settings(settings).start().await?;
        simulator.clock().freeze();
        let began = simulator.clock().now();
        let hold = time_out.saturating_mul(HOLD);
        Ok(Self { simulator, began, hold, plan: Plan::empty(), before: 0, counts: HashMap::new() })
    }

    /// Where the provider listens.
    pub(super) fn url(&self) -> String {
        self.simulator.singapay_url()
    }

    /// Lays out the troubles of the next run.
    pub(super) fn begin(&mut self, plan: Plan) {
        self.before = self.simulator.calls().last().map_or(self.before, |call| call.number);
        self.counts = Operation::ALL.map(|it| (it, self.simulator.count(it))).into();
        self.simulator.clear_script();
        plan.rules(self.hold).into_iter().for_each(|rule| self.simulator.add_rule(rule));
        self.plan = plan;
    }

    /// Ends when a call is held at which the program is to be killed: executed or not, and not answered.
    pub(super) async fn killing_point(&self) {
        let kills = self.plan.kills();
        if kills.is_empty() {
            return future::pending().await;
        }
        while !kills.iter().any(|(operation, nth)| self.is_held(*operation, *nth)) {
            tokio::time::sleep(LOOK).await;
        }
    }

    fn is_held(&self, operation: Operation, nth: u64) -> bool {
        let count = self.simulator.count(operation) - self.counts.get(&operation).copied().unwrap_or_default();
        let nth = usize::try_from(nth).unwrap_or(usize::MAX);
        if count < nth {
            return false;
        }
        let calls = self.simulator.calls_of(operation);
        let mut own = calls.iter().filter(|call| call.number > self.before);
        own.nth(nth - 1).is_none_or(|call| call.fault.is_some() && call.verdict.is_judged())
    }

    /// The calls of the run, oldest first.
    pub(super) fn calls(&self) -> Vec<Call> {
        let mut counts: HashMap<Operation, u64> = HashMap::new();
        let own = self.simulator.calls().into_iter().filter(|call| call.number > self.before);
        let read = own.map(|call| {
            let strike = call.operation.and_then(|operation| {
                let nth = counts.entry(operation).or_default();
                *nth += 1;
                self.plan.at(operation, *nth)
            });
            Call::read(&call, strike)
        });
        read.collect()
    }

    /// Moves the clock to the next round.
    pub(super) fn step(&self) {
        self.simulator.clock().advance(STEP);
    }

    /// Minutes since the beginning, by the provider's clock.
    pub(super) fn now(&self) -> u64 {
        self.minutes(self.simulator.clock().now())
    }

    /// Lets everything happen that is still to come.
    pub(super) fn settle(&self) {
        self.simulator.clear_script();
        self.simulator.clock().advance(LONG_ENOUGH);
    }

    /// What the ledger holds of a customer, oldest first.
    pub(super) fn paid(&self, customer: &str) -> Vec<Execution> {
        self.simulator.ledger().paid_for_customer(customer)
    }

    /// Minutes between the beginning and a time, by the provider's clock.
    pub(super) fn minutes(&self, time: Timestamp) -> u64 {
        u64::try_from(time.duration_since(self.began).as_mins()).unwrap_or_default()
    }

    pub(super) async fn close(self) {
        self.simulator.shutdown().await;
    }
}

impl Call {
    fn read(call: &RecordedCall, strike: Option<Strike>) -> Self {
        let pays = call.operation == Some(Operation::PostpaidPaymentV2);
        Self {
            operation: call.operation,
            status: call.status,
            code: call.response_code(),
            reference: call.reference_number(),
            problem: call.verdict.problem().map(str::to_owned),
            strike,
            executes: pays && call.verdict.is_accepted() && strike.is_none_or(|it| it.executes),
        }
    }
}
