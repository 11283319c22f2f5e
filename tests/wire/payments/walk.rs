//! Every fault at every crash point: at most one execution, and never "not paid" with one.

use super::{shop::Shop, trap::Trap};
use bayar::payments::machine::State::{self, *};
use bayar_simulator::{Fault, Operation, Status};
use bytes::Bytes;
use std::time::Duration;

crate::trials!(
    every_fault_ends_as_the_matrix_says,
    every_fault_with_a_death_before_a_write,
    every_fault_with_a_death_after_a_write,
    every_fault_with_a_journal_that_fails,
);

/// Without the log, on one thread: thousands of calls at trace level would be all that there is to read in it.
async fn quietly<F: Future<Output = ()>>(work: impl FnOnce() -> F + Send + 'static) {
    let run = move || {
        let _deaf = tracing::subscriber::set_default(tracing::subscriber::NoSubscriber::default());
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work());
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}

async fn every_fault_ends_as_the_matrix_says() {
    quietly(matrix).await;
}

async fn every_fault_with_a_death_before_a_write() {
    quietly(|| crashes([1, 2, 3].map(Trap::DiesBefore))).await;
}

async fn every_fault_with_a_death_after_a_write() {
    quietly(|| crashes([1, 2, 3].map(Trap::DiesAfter))).await;
}

async fn every_fault_with_a_journal_that_fails() {
    quietly(|| crashes([1, 2, 3].map(Trap::Fails))).await;
}

/// A row of the failure matrix: the state right after the fault, after recovery, and how many calls it took.
struct Row {
    name: &'static str,
    fault: Option<Fault>,
    now: State,
    later: State,
    calls: usize,
}

fn row(name: &'static str, fault: Fault, now: State, later: State) -> Row {
    Row { name, fault: Some(fault), now, later, calls: 1 }
}

fn html(status: u16) -> Fault {
    Fault::Answer { status, content_type: "text/html".to_owned(), body: Bytes::from_static(b"<html>sorry</html>") }
}

fn settle(text: &str) -> Fault {
    Fault::Settle(text.parse().unwrap())
}

fn rows() -> Vec<Row> {
    let minute = Duration::from_secs(60);
    let mut rows = vec![
        Row { name: "nothing", fault: None, now: Paid, later: Paid, calls: 1 },
        row("7 lost before it was read", Fault::DropBeforeReading, Unknown, Review),
        row("7 lost before it was executed", Fault::DropAfterReading, Unknown, Review),
        row("7 reset", Fault::Reset, Unknown, Review),
        row("8 answer lost", Fault::DropAfterExecuting, Unknown, Paid),
        row("8 reset", Fault::Reset.after_executing(), Unknown, Paid),
        row("8 time-out", Fault::Delay(Duration::from_secs(20)), Unknown, Paid),
        row("9 executed late", Fault::ExecuteLate(10 * minute), Unknown, Paid),
        row("11 truncated", Fault::TruncatedBody, Unknown, Paid),
        row("11 missing field", Fault::NullField("data.transaction_id".into()), Unknown, Paid),
        row("11 a gateway's 401", html(401), Unknown, Review),
        Row { calls: 2, ..row("12 refused token", Fault::UnauthorizedOnce, Paid, Paid) },
        row("13 listed refusal", Fault::Code("04".into()), NotPaid, NotPaid),
        row("15 redirect", Fault::Redirect307, Unknown, Review),
        row("17 pending, then paid", settle("pending, 20m success"), Pending, Paid),
        row("17 pending, then failed", settle("pending, 20m failed"), Pending, NotPaid),
        row("17 pending, then refunded", settle("pending, 20m success, 25m refunded"), Pending, Reversed),
        row("17 pending for ever", settle("pending"), Pending, Review),
        row("18 other price", Fault::OtherAmount(500), Unknown, Review),
    ];
    let either = [
        ("10 gateway", Fault::Html502),
        ("10 code 99", Fault::SystemError99),
        ("11 html", html(200)),
        ("14 too many requests", Fault::TooManyRequests(1)),
        ("14 code 06", Fault::Code("06".into())),
        ("14 code 07", Fault::Code("07".into())),
        ("14 code 03", Fault::Code("03".into())),
    ];
    for (name, fault) in either {
        rows.push(row(name, fault.clone(), Unknown, Review));
        rows.push(row(name, fault.after_executing(), Unknown, Paid));
    }
    rows
}

async fn matrix() {
    for row in rows() {
        let shop = Shop::new().await;
        if let Some(fault) = row.fault {
            shop.fault(fault);
        }
        let payments = shop.open().await;
        let outcome = shop.pay(&payments).await.unwrap();
        assert_eq!(outcome.payment().state(), row.now, "{}", row.name);
        // Restarting changes nothing about what is found.
        drop(payments);
        let payments = shop.open().await;
        shop.recover(&payments).await;
        assert_eq!(shop.state(&payments).await, Some(row.later), "{}", row.name);
        _ = shop.pay(&payments).await.unwrap();
        assert_eq!(shop.calls(), row.calls, "{}", row.name);
        promises(&shop, row.name, Some(row.later)).await;
    }
}

async fn crashes(traps: [Trap; 3]) {
    for crash in traps {
        for row in rows() {
            let name = format!("{} with {crash:?}", row.name);
            let shop = Shop::new().await;
            if let Some(fault) = row.fault {
                shop.fault(fault);
            }
            let first = shop.open_with(crash).await;
            // A dead process says nothing.
            tokio::select! {
                _ = shop.pay(&first) => {}
                () = shop.died.notified() => {}
            }
            let second = shop.open().await;
            // The caller repeats the call, as anybody would.
            _ = shop.pay(&second).await;
            shop.recover(&second).await;
            let state = shop.state(&second).await;
            assert!(shop.calls() <= row.calls, "{name}: {} calls", shop.calls());
            assert!(!matches!(state, Some(New | Quoted | Sending | Unknown | Pending)), "{name}: {state:?}");
            promises(&shop, &name, state).await;
        }
    }
}

async fn promises(shop: &Shop, name: &str, state: Option<State>) {
    assert!(shop.executions() <= 1, "{name}: paid twice");
    let paid = shop.desk.simulator.ledger().paid();
    let moved = paid.iter().any(|execution| matches!(execution.status, Status::Success | Status::Pending));
    match state {
        Some(NotPaid | Cancelled) | None => assert!(!moved, "{name}: reported as not paid, but paid"),
        Some(Paid) => assert!(moved, "{name}: reported as paid, but not paid"),
        _ => {}
    }
    // Nothing was asked for twice: a followed redirect, or a second payment.
    assert!(shop.desk.count(Operation::PostpaidPaymentV2) <= 2, "{name}");
}
