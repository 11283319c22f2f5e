//! The walk for what is not paid by a quote in hand: a bill that is inquired and paid in one, credit that is bought directly, and
//! two of the same. Every fault at every write that a process may die at.

use super::{
    file::memory,
    shop::{SHORT, Shop},
    trap::Trap,
    walk::quietly,
};
use crate::desk;
use bayar::{
    Phone, Rupiah,
    payments::{
        Payments,
        journal::Journal,
        machine::State::{self, *},
    },
    singapay::Product,
};
use bayar_simulator::{Fault, Operation, Status, demo};
use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

crate::trials!(settling_at_every_crash, buying_at_every_crash, buying_two_at_every_crash);

#[derive(Clone, Copy)]
enum Act {
    Settle,
    Buy,
    /// With `repeat`.
    BuyTwo,
}

impl Act {
    fn operation(self) -> Operation {
        match self {
            Self::Settle => Operation::PostpaidPaymentV2,
            _ => Operation::PrepaidPaymentV2,
        }
    }

    fn customer(self) -> &'static str {
        match self {
            Self::Settle => demo::PLN_POSTPAID.customer_id,
            _ => demo::PREPAID_PHONE,
        }
    }

    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::BuyTwo => &["order-1", "order-2"],
            _ => &["order-1"],
        }
    }

    /// As a program does that was just started: everything that is to be paid, whatever it did before.
    async fn play(self, payments: &Payments) {
        for (key, nth) in self.keys().iter().zip(1..) {
            let rupiah = |amount| Rupiah::new(amount).unwrap();
            let pulsa = || Product::pulsa("SPTLKMAS10", &Phone::parse(demo::PREPAID_PHONE).unwrap());
            _ = match self {
                Self::Settle => payments.settle(*key, &desk::pln(), rupiah(demo::PLN_POSTPAID.price)).await,
                _ => payments.buy(*key, &pulsa(), rupiah(11_000)).repeat(nth).await,
            };
        }
    }
}

fn faults() -> Vec<Fault> {
    let settle = |text: &str| Fault::Settle(text.parse().unwrap());
    vec![
        Fault::DropAfterReading,
        Fault::DropAfterExecuting,
        Fault::Html502,
        Fault::Html502.after_executing(),
        Fault::SystemError99.after_executing(),
        Fault::TruncatedBody,
        Fault::Code("04".into()),
        Fault::Code("06".into()),
        Fault::UnauthorizedOnce,
        Fault::ExecuteLate(Duration::from_secs(90 * 60)),
        settle("pending, 20m failed"),
        settle("pending, 20m success"),
        settle("pending, 5m failed, 20h success"),
    ]
}

async fn settling_at_every_crash() {
    quietly(|| walked(Act::Settle)).await;
}

async fn buying_at_every_crash() {
    quietly(|| walked(Act::Buy)).await;
}

async fn buying_two_at_every_crash() {
    quietly(|| walked(Act::BuyTwo)).await;
}

async fn walked(act: Act) {
    let (start, mut runs, mut ends) = (Instant::now(), 0, [0; 3]);
    for fault in faults() {
        for closes in [false, true] {
            let traps: [fn(usize) -> Trap; 3] = [Trap::DiesBefore, Trap::DiesAfter, Trap::Fails];
            for trap in traps {
                let mut number = 1;
                while played(act, &fault, trap(number), closes, &mut ends).await {
                    number += 1;
                }
                runs += number;
            }
        }
    }
    let [paid, not_paid, review] = ends;
    let took = start.elapsed().as_secs_f64();
    println!("walk of acts: {runs} runs, {paid} paid, {not_paid} not paid, {review} in review, in {took:.1} s");
    assert!(paid > 10 && not_paid > 10 && review > 10, "it met all ends");
}

/// Says whether the chosen write came.
async fn played(act: Act, fault: &Fault, trap: Trap, closes: bool, ends: &mut [usize; 3]) -> bool {
    let name = format!("{fault:?} with {trap:?}, absence closes: {closes}");
    let mut shop = Shop::with(memory().0, if late(fault) { SHORT } else { Duration::from_secs(10) }).await;
    shop.closes = closes;
    shop.desk.simulator.script(act.operation(), 1, fault.clone());
    let journal = shop.trapped(trap);
    let writes = journal.counter();
    let first = shop.builder_on(journal, shop.client.clone()).start().await.unwrap();
    let whole = async {
        act.play(&first).await;
        shop.recover(&first).await;
    };
    tokio::select! {
        () = whole => {}
        () = shop.died.notified() => {}
    }
    let snapped = trap.number().is_some_and(|number| writes.load(Ordering::SeqCst) >= number);
    let second = shop.open().await;
    act.play(&second).await;
    shop.recover(&second).await;
    judge(act, &shop, &second, &name, ends).await;
    snapped
}

fn late(fault: &Fault) -> bool {
    format!("{fault:?}").contains("DelayByClock")
}

async fn judge<J: Journal>(act: Act, shop: &Shop<J>, payments: &Payments, name: &str, ends: &mut [usize; 3]) {
    let ledger = shop.desk.simulator.ledger();
    let keys = act.keys();
    assert!(ledger.executions_of_customer(act.customer()) <= keys.len() as u64, "{name}: paid once too often");
    let live = |status: Status| matches!(status, Status::Success | Status::Pending);
    let moved = ledger.paid().iter().filter(|execution| live(execution.status)).count();
    let mut states = vec![];
    for key in keys {
        states.push(payments.find("jakarta", key).await.unwrap().map(|outcome| outcome.payment().state()));
    }
    let number = |wanted: &[State]| states.iter().flatten().filter(|state| wanted.contains(state)).count();
    let (paid, review) = (number(&[Paid]), number(&[Review]));
    assert_eq!(number(&[New, Quoted, Sending, Unknown, Pending]), 0, "{name}: {states:?}");
    assert!(paid <= moved, "{name}: {states:?}, but {moved} were executed");
    assert!(moved <= paid + review, "{name}: {states:?}: {moved} were executed, and one is told as not paid");
    for (sum, number) in ends.iter_mut().zip([paid, keys.len() - paid - review, review]) {
        *sum += number;
    }
}
