//! The model test: what a few numbers say must be what the ledger says, after every step.
//! The model knows references, prices and times, and nothing of how the simulator works.

use std::{collections::HashMap, time::Duration};

use bayar_simulator::{Operation, Settings, Simulator, Status, Timestamp, demo};

use crate::{client, client::Client, seed, setting};

const PULSA: i64 = 11_000;

/// What one fault on a payment does to the money.
#[derive(Clone, Copy)]
enum Effect {
    /// Executed so many times, and so many rupiah more each time.
    Now(i64, i64),
    /// Executed after so many seconds, if nobody else did it by then.
    Later(i64),
    /// Pending; turns to this after ten seconds.
    Pending(Status),
}

const FAULTS: [(&str, Effect); 20] = [
    ("", Effect::Now(1, 0)),
    ("drop-before-reading", Effect::Now(0, 0)),
    ("drop-after-reading", Effect::Now(0, 0)),
    ("drop-after-executing", Effect::Now(1, 0)),
    ("reset", Effect::Now(0, 0)),
    ("truncated-body", Effect::Now(1, 0)),
    ("html-503", Effect::Now(0, 0)),
    ("after-executing + html-504", Effect::Now(1, 0)),
    ("system-error-99", Effect::Now(0, 0)),
    ("after-executing + code=07", Effect::Now(1, 0)),
    ("too-many-requests=1", Effect::Now(0, 0)),
    ("redirect-308", Effect::Now(0, 0)),
    ("unauthorized-once", Effect::Now(0, 0)),
    ("invalid-utf8", Effect::Now(1, 0)),
    ("null-field=data.price", Effect::Now(1, 0)),
    ("execute-twice", Effect::Now(2, 0)),
    ("other-amount=700", Effect::Now(1, 700)),
    ("execute-late=40s", Effect::Later(40)),
    ("settle=pending, 10s success", Effect::Pending(Status::Success)),
    ("settle=pending, 10s failed", Effect::Pending(Status::Failed)),
];

/// A step that money will take later.
#[derive(Clone)]
enum Due {
    Execute(usize),
    Turn(i64, Status),
}

/// One reference number, as the model sees it.
struct Reference {
    number: String,
    customer: usize,
    price: i64,
    executions: u64,
    doubled: bool,
}

struct Model {
    now: Timestamp,
    balance: i64,
    executed: u64,
    references: Vec<Reference>,
    due: Vec<(Timestamp, Due)>,
}

impl Model {
    fn execute(&mut self, index: usize, times: i64, surcharge: i64) {
        let reference = &mut self.references[index];
        reference.executions += times as u64;
        reference.doubled |= times > 1;
        self.executed += times as u64;
        self.balance -= times * (reference.price + surcharge);
    }

    /// A payment arrives.
    fn pay(&mut self, index: usize, effect: Effect) {
        if self.references[index].executions > 0 {
            return;
        }
        match effect {
            Effect::Now(times, surcharge) => self.execute(index, times, surcharge),
            Effect::Later(seconds) => self.plan(seconds, Due::Execute(index)),
            Effect::Pending(status) => {
                self.execute(index, 1, 0);
                self.plan(10, Due::Turn(self.references[index].price, status));
            }
        }
    }

    fn buy(&mut self, effect: Effect) {
        let charge = |model: &mut Self, times: i64, each: i64| {
            model.executed += times as u64;
            model.balance -= times * each;
        };
        match effect {
            Effect::Now(times, surcharge) => charge(self, times, PULSA + surcharge),
            Effect::Pending(status) => {
                charge(self, 1, PULSA);
                self.plan(10, Due::Turn(PULSA, status));
            }
            Effect::Later(_) => {}
        }
    }

    fn plan(&mut self, seconds: i64, due: Due) {
        self.due.push((self.now + jiff::SignedDuration::from_secs(seconds), due));
    }

    fn advance(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
        let mut due: Vec<_> = self.due.iter().filter(|(at, _)| *at <= self.now).cloned().collect();
        self.due.retain(|(at, _)| *at > self.now);
        due.sort_by_key(|(at, _)| *at);
        for (_, due) in due {
            match due {
                Due::Execute(index) if self.references[index].executions == 0 => self.execute(index, 1, 0),
                Due::Turn(price, Status::Failed) => self.balance += price,
                _ => {}
            }
        }
    }
}

struct Walk {
    sim: Simulator,
    client: Client,
    model: Model,
    random: fastrand::Rng,
    bills: Vec<bayar_simulator::Bill>,
    signed_in: Timestamp,
}

const START: i64 = 1_000_000_000_000;

impl Walk {
    async fn begin(seed: u64) -> Self {
        let mut settings = Settings::default();
        settings.ledger_executions = 1_000_000;
        let bills = demo::pln_bills(seed, 50);
        let mut merchant = bayar_simulator::Merchant::from(demo::MERCHANT);
        merchant.balance = START;
        let sim = Simulator::builder().settings(settings).bills(bills.clone()).merchant(merchant);
        let sim = sim.start().await.unwrap();
        sim.clock().freeze();
        let now = sim.clock().now();
        let model = Model { now, balance: START, executed: 0, references: Vec::new(), due: Vec::new() };
        let mut client = Client::new(&sim);
        client.sign_in().await;
        Self { sim, client, model, random: fastrand::Rng::with_seed(seed), bills, signed_in: now }
    }

    async fn step(&mut self) {
        match self.random.u8(..20) {
            0..6 => self.inquire().await,
            6..13 => self.pay().await,
            13..16 => self.buy().await,
            16 => self.list().await,
            _ => {
                let seconds = self.random.u64(..30);
                self.sim.clock().advance(Duration::from_secs(seconds));
                self.model.advance(seconds);
            }
        }
        if self.model.now.duration_since(self.signed_in).as_secs() > 3_000 {
            self.client.sign_in().await;
            self.signed_in = self.model.now;
        }
    }

    async fn inquire(&mut self) {
        let customer = self.random.usize(..self.bills.len());
        let body = client::inquiry(&self.bills[customer].customer_id);
        let fault = if self.random.u8(..4) == 0 { Some("drop-after-executing") } else { None };
        let seen = self.client.call(Operation::PostpaidInquiryV2, &body, fault).await;
        if let Some(answer) = client::json_of(seen) {
            let number = answer["data"]["reference_number"].as_str().unwrap().to_owned();
            let price = self.bills[customer].price;
            self.model.references.push(Reference { number, customer, price, executions: 0, doubled: false });
        }
    }

    /// Mostly a young reference, so that many are paid more than once.
    async fn pay(&mut self) {
        let count = self.model.references.len();
        if count == 0 {
            return;
        }
        let index = count - 1 - self.random.usize(..count.min(20));
        let (fault, effect) = FAULTS[self.random.usize(..FAULTS.len())];
        let reference = &self.model.references[index];
        let body = client::payment(&self.bills[reference.customer].customer_id, &reference.number);
        self.client.call(Operation::PostpaidPaymentV2, &body, Some(fault).filter(|it| !it.is_empty())).await;
        self.model.pay(index, effect);
    }

    async fn buy(&mut self) {
        let (fault, effect) = loop {
            let (fault, effect) = FAULTS[self.random.usize(..FAULTS.len())];
            if !matches!(effect, Effect::Later(_)) {
                break (fault, effect);
            }
        };
        let body = client::pulsa(demo::PREPAID_PHONE);
        self.client.call(Operation::PrepaidPaymentV2, &body, Some(fault).filter(|it| !it.is_empty())).await;
        self.model.buy(effect);
    }

    async fn list(&mut self) {
        let customer = &self.bills[self.random.usize(..self.bills.len())].customer_id;
        let body = serde_json::json!({"command": "list-bill-transaction", "data": {"customer_id": customer}});
        let answer = client::json_of(self.client.call(Operation::ListBillTransaction, &body, None).await).unwrap();
        let total = answer["data"]["pagination"]["total"].as_u64().unwrap();
        let kept = self.sim.ledger().executions_of_customer(customer);
        assert!(total == kept || self.model.executed > 5_000, "{total} rows, {kept} executions");
    }

    fn check(&self, is_last: bool) {
        let ledger = self.sim.ledger();
        let deposit = ledger.deposit_of(demo::MERCHANT.client_id).unwrap();
        assert_eq!(deposit.balance, deposit.start - deposit.paid + deposit.returned);
        assert_eq!((deposit.balance, ledger.executed()), (self.model.balance, self.model.executed));
        let count = self.model.references.len();
        let some = if is_last { 0 } else { count.saturating_sub(20) };
        for reference in &self.model.references[some..] {
            let executions = ledger.executions(&reference.number);
            assert_eq!(executions, reference.executions, "{}", reference.number);
            assert!(executions <= 1 || reference.doubled, "{} twice without a fault", reference.number);
        }
    }
}

// rule: a payment that failed gives the deposit back
// rule: a payment that is executed late is not executed if its reference was paid by then
// rule: a reference number is executed once
#[tokio::test]
async fn a_random_walk_agrees_with_the_model() {
    let (seed, steps) = (seed(), setting("SIMULATOR_MODEL_STEPS", 2_000));
    println!("SIMULATOR_SEED={seed}, {steps} steps");
    let mut walk = Walk::begin(seed).await;
    for _ in 0..steps {
        walk.step().await;
        walk.check(false);
    }
    walk.sim.clock().advance(Duration::from_secs(60));
    walk.model.advance(60);
    walk.check(true);
    let mut paid: HashMap<bool, u64> = HashMap::new();
    walk.model.references.iter().for_each(|it| *paid.entry(it.executions > 0).or_default() += 1);
    println!("{} executions, references paid and not: {paid:?}", walk.model.executed);
    assert!(walk.model.executed > steps / 20, "the walk does something");
}
