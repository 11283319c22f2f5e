//! The failure matrix against the simulator: every shipped scenario at every crash point, on its virtual clock. At most one
//! execution, never "not paid" with one, and the state that the matrix names.

use super::{
    file::{Store, memory},
    rows::{PLAYED, Row},
    shop::{SHORT, Shop},
    trap::Trap,
};
use bayar::payments::{
    Payments,
    journal::Journal,
    machine::State::{self, *},
};
use bayar_simulator::{Operation, Scenario, Status};
use std::{
    sync::{Mutex, atomic::Ordering},
    time::{Duration, Instant},
};

crate::trials!(
    every_fault_ends_as_the_matrix_says,
    every_fault_where_absence_closes,
    every_fault_with_a_death_before_a_write,
    every_fault_with_a_death_after_a_write,
    every_fault_with_a_journal_that_fails,
    every_fault_with_a_caller_that_leaves,
    every_fault_on_sqlite,
    every_crash_on_sqlite,
);

/// Without the log, on one thread: thousands of calls at trace level would be all that there is to read in it.
pub(crate) async fn quietly<F: Future<Output = ()>>(work: impl FnOnce() -> F + Send + 'static) {
    let run = move || {
        let _deaf = tracing::subscriber::set_default(tracing::subscriber::NoSubscriber::default());
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work());
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}

// rule: absence is no failure: a person decides, unless the provider promises a bound
// rule: only a 401 in the documented form counts as turned away; a gateway's proves nothing
// rule: a connection that broke is no proof that nothing was sent
// rule: a 5xx is no proof that nothing was done
// rule: an answer that can't be read is no proof that nothing was done
// rule: code 06 on a payment is unknown: a spent reference may answer so too
async fn every_fault_ends_as_the_matrix_says() {
    quietly(|| timed("without a crash", matrix(memory))).await;
}

/// Where a provider promises that nothing is executed after a day. "Not paid" must be true then too.
// rule: it takes two absences, and they must lie apart
async fn every_fault_where_absence_closes() {
    quietly(|| timed("where absence closes", closing())).await;
    quietly(|| timed("where absence closes, death before a write", closing_crashes(Trap::DiesBefore))).await;
}

// rule: what was being sent when the process died is unknown, and is not sent again
async fn every_fault_with_a_death_before_a_write() {
    quietly(|| timed("death before a write", crashes(memory, Trap::DiesBefore))).await;
}

async fn every_fault_with_a_death_after_a_write() {
    quietly(|| timed("death after a write", crashes(memory, Trap::DiesAfter))).await;
}

async fn every_fault_with_a_journal_that_fails() {
    quietly(|| timed("a journal that fails", crashes(memory, Trap::Fails))).await;
}

async fn every_fault_with_a_caller_that_leaves() {
    quietly(|| timed("a caller that leaves", crashes(memory, Trap::Leaves))).await;
}

#[cfg(feature = "sqlite")]
async fn every_fault_on_sqlite() {
    quietly(|| timed("on SQLite", matrix(super::file::sqlite))).await;
}

/// Each write with each end of it, as in memory; afterwards the chain of events must be whole.
#[cfg(feature = "sqlite")]
async fn every_crash_on_sqlite() {
    use super::file::sqlite;
    quietly(|| timed("on SQLite, death before a write", crashes(sqlite, Trap::DiesBefore))).await;
    quietly(|| timed("on SQLite, death after a write", crashes(sqlite, Trap::DiesAfter))).await;
    quietly(|| timed("on SQLite, a write that fails", crashes(sqlite, Trap::Fails))).await;
    quietly(|| timed("on SQLite, a caller that leaves", crashes(sqlite, Trap::Leaves))).await;
}

#[cfg(not(feature = "sqlite"))]
async fn every_fault_on_sqlite() {}

#[cfg(not(feature = "sqlite"))]
async fn every_crash_on_sqlite() {}

async fn timed(name: &str, runs: impl Future<Output = usize>) {
    static TOTAL: Mutex<(usize, Duration)> = Mutex::new((0, Duration::ZERO));
    let start = Instant::now();
    let runs = runs.await;
    let took = start.elapsed();
    let mut total = TOTAL.lock().unwrap();
    *total = (total.0 + runs, total.1 + took);
    let (all, long) = (total.0, total.1.as_secs_f64());
    println!("fault walk, {name}: {runs} runs in {:.1} s; {all} in {long:.1} s so far", took.as_secs_f64());
}

/// A shop in which the scenario is about to happen.
pub(crate) async fn stage<J: Journal>(name: &str, store: J) -> Shop<J> {
    let scenario = Scenario::find(name).unwrap();
    let text = format!("{:?}", scenario.rules);
    let shop = if text.contains("DelayByClock") {
        Shop::with(store, SHORT).await
    } else {
        Shop::with(store, Duration::from_secs(10)).await
    };
    shop.desk.simulator.play(&scenario);
    shop
}

async fn matrix<J: Store, F>(store: impl Fn() -> (J, F)) -> usize {
    for row in PLAYED {
        let (journal, _files) = store();
        let shop = stage(row.scenario, journal).await;
        let payments = shop.open().await;
        let outcome = shop.pay(&payments).await.unwrap();
        assert_eq!(outcome.payment().state(), row.now, "{}", row.scenario);
        // Restarting changes nothing about what is found.
        drop(payments);
        let payments = shop.open().await;
        shop.recover(&payments).await;
        assert_eq!(shop.state(&payments).await, Some(row.later), "{}", row.scenario);
        _ = shop.pay(&payments).await.unwrap();
        assert_eq!(shop.calls(), row.calls, "{}", row.scenario);
        promises(&shop, row, row.scenario, Some(row.later));
        assert!(shop.store.is_intact().await, "{}", row.scenario);
    }
    PLAYED.len()
}

async fn closing() -> usize {
    let mut closed = 0;
    for row in PLAYED {
        let mut shop = stage(row.scenario, memory().0).await;
        shop.closes = true;
        let payments = shop.open().await;
        _ = shop.pay(&payments).await.unwrap();
        shop.recover(&payments).await;
        let state = shop.state(&payments).await;
        let by_absence = state == Some(NotPaid) && row.later == Review;
        assert!(by_absence || state == Some(row.later), "{}: {state:?}", row.scenario);
        closed += usize::from(by_absence);
        promises(&shop, row, row.scenario, state);
    }
    assert!(closed > 5, "{closed} were closed by their absence");
    PLAYED.len()
}

async fn closing_crashes(trap: impl Fn(usize) -> Trap) -> usize {
    let mut runs = 0;
    for row in PLAYED.iter().filter(|row| row.later == Review) {
        let mut number = 1;
        while crash_in(row, memory(), trap(number), true).await {
            number += 1;
        }
        runs += number;
    }
    runs
}

/// Every row with every write at which something can happen, those of the recovery included.
async fn crashes<J: Store, F>(store: impl Fn() -> (J, F), trap: impl Fn(usize) -> Trap) -> usize {
    let mut runs = 0;
    for row in PLAYED {
        let mut number = 1;
        // Until there is no such write any more: then the trap did not snap.
        while crash(row, store(), trap(number)).await {
            number += 1;
        }
        assert!(number > 3, "{}: permit and answer are writes", row.scenario);
        runs += number;
    }
    runs
}

/// Says whether the chosen write came.
async fn crash<J: Store, F>(row: &Row, store: (J, F), trap: Trap) -> bool {
    crash_in(row, store, trap, false).await
}

async fn crash_in<J: Store, F>(row: &Row, (journal, _files): (J, F), trap: Trap, closes: bool) -> bool {
    let name = format!("{} with {trap:?}", row.scenario);
    let mut shop = stage(row.scenario, journal).await;
    shop.closes = closes;
    let journal = shop.trapped(trap);
    let writes = journal.counter();
    let first = shop.builder_on(journal, shop.client.clone()).start().await.unwrap();
    until_death(&shop, trap, &first).await;
    let snapped = trap.number().is_some_and(|number| writes.load(Ordering::SeqCst) >= number);
    let second = shop.open().await;
    // The caller repeats the call, as anybody would.
    _ = shop.pay(&second).await;
    shop.recover(&second).await;
    let state = shop.state(&second).await;
    assert!(shop.calls() <= row.calls, "{name}: {} calls", shop.calls());
    assert!(!matches!(state, Some(New | Quoted | Sending | Unknown | Pending)), "{name}: {state:?}");
    promises(&shop, row, &name, state);
    assert!(shop.store.is_intact().await, "{name}: the journal is damaged");
    snapped
}

/// The first process: it pays, its caller tries again after an error, it recovers. A dead process says nothing.
async fn until_death<J: Journal>(shop: &Shop<J>, trap: Trap, first: &Payments) {
    let leaves = matches!(trap, Trap::Leaves(_));
    let whole = async {
        _ = shop.pay(first).await;
        _ = shop.pay(first).await;
        shop.recover(first).await;
    };
    tokio::select! {
        () = whole => {}
        () = shop.died.notified() => {}
    }
    if leaves {
        // Whoever left cut nothing: what was begun goes on by itself.
        assert!(first.clone().shutdown(Duration::from_secs(30)).await);
    }
}

pub(crate) fn promises<J: Journal>(shop: &Shop<J>, row: &Row, name: &str, state: Option<State>) {
    assert!(shop.executions() <= 1, "{name}: paid twice");
    let paid = shop.desk.simulator.ledger().paid();
    let standing = |wanted: &[Status]| paid.iter().any(|execution| wanted.contains(&execution.status));
    let moved = standing(&[Status::Success, Status::Pending]);
    match state {
        Some(NotPaid | Cancelled) | None => assert!(!moved, "{name}: reported as not paid, but paid"),
        // Nobody has told of a refund yet.
        Some(Paid) => assert!(moved || standing(&[Status::Refunded]), "{name}: reported as paid, but not paid"),
        // A person is only troubled where the matrix says so, or where nothing can be proven.
        Some(Review) => assert!(!moved || row.later != Paid, "{name}: paid, and left to a person"),
        _ => {}
    }
    // Nothing was asked for twice: a followed redirect, or a second payment.
    assert!(shop.desk.count(Operation::PostpaidPaymentV2) <= 2, "{name}");
}
