//! The rows of the matrix that need more than one payment against one fault.

use super::{
    shop::{SHORT, SharedClock, Shop},
    trap::Trap,
    walk::stage,
};
use crate::desk;
use axum::{Router, body::Bytes, extract::State as Shared, routing::post};
use bayar::{
    Rupiah,
    payments::{
        CalledBack, Limits, Outcome, PayErrorKind, Payments,
        journal::{Journal, MemoryJournal},
        machine::{Reason, State, Verdict},
    },
};
use bayar_simulator::{Fault, Operation, demo};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

crate::trials!(
    crashes_around_each_write,
    an_inquiry_is_repeated,
    two_workers_of_one_shared_journal,
    a_worker_that_oversleeps_sends_nothing,
    callbacks_are_hints,
    forged_callbacks_change_nothing,
    a_wrong_clock_loses_no_payment,
    a_clock_that_is_put_right_shortens_no_wait,
    a_restored_journal_sends_nothing,
    a_shutdown_that_cannot_wait_loses_nothing,
    counts_and_ages_are_reported,
);

const HOUR: Duration = Duration::from_secs(3600);

/// Rows 1, 3, 4, 5, 16, 32: the state right after the fault, after recovery, and the calls.
async fn crashes_around_each_write() {
    for (row, trap, now, later, calls) in [
        (1, Trap::DiesBefore(1), None, None, 0),
        (3, Trap::DiesBefore(2), Some(State::Quoted), Some(State::Cancelled), 0),
        (4, Trap::Fails(2), Some(State::Quoted), Some(State::Cancelled), 0),
        (5, Trap::DiesAfter(2), Some(State::Sending), Some(State::Review), 0),
        (16, Trap::DiesBefore(3), Some(State::Sending), Some(State::Paid), 1),
        (32, Trap::Fails(3), Some(State::Sending), Some(State::Paid), 1),
    ] {
        for repeats in [false, true] {
            let shop = Shop::new().await;
            let first = shop.open_with(trap).await;
            let result = tokio::select! {
                result = shop.pay(&first) => Some(result),
                () = shop.died.notified() => None,
            };
            match (row, result) {
                (4, Some(Err(error))) => assert_eq!(*error.kind(), PayErrorKind::Store),
                (32, Some(Ok(outcome))) => assert!(matches!(outcome, Outcome::Open(_))),
                (_, other) => assert!(other.is_none(), "row {row}: {other:?}"),
            }
            let stored = shop.store.find("jakarta", "order-42").await.unwrap().map(|record| record.state);
            assert_eq!(stored, now, "row {row}");
            let second = shop.open().await;
            if repeats {
                _ = shop.pay(&second).await.unwrap();
            }
            shop.recover(&second).await;
            // What was not sent is sent by the caller who asks again, and by nobody else.
            let sent_now = repeats && calls == 0 && now != Some(State::Sending);
            let expected = if sent_now { (Some(State::Paid), 1) } else { (later, calls) };
            assert_eq!((shop.state(&second).await, shop.calls()), expected, "row {row}");
        }
    }
}

/// Row 2: a price that could not be had moves no money; the caller asks again, and pays once.
async fn an_inquiry_is_repeated() {
    for name in ["02-inquiry-5xx", "02-inquiry-time-out", "02-inquiry-crash"] {
        let mut shop = stage(name, MemoryJournal::new()).await;
        shop.desk.settings = shop.desk.settings.clone().read_timeout(SHORT * 2);
        shop.client = shop.desk.singapay();
        let crash = if name.ends_with("crash") { Trap::DiesAfter(1) } else { Trap::None };
        let first = shop.open_with(crash).await;
        let price = Rupiah::new(demo::PLN_POSTPAID.price).unwrap();
        tokio::select! {
            _ = first.settle("order-42", &desk::pln(), price) => {}
            () = shop.died.notified() => assert_eq!(shop.state(&shop.open().await).await, Some(State::New)),
        }
        let second = shop.open().await;
        for _ in 0..4 {
            if second.settle("order-42", &desk::pln(), price).await.is_ok() {
                break;
            }
            assert_eq!((shop.state(&second).await, shop.calls()), (Some(State::New), 0), "{name}");
        }
        assert_eq!((shop.state(&second).await, shop.calls()), (Some(State::Paid), 1), "{name}");
    }
}

/// Row 22, with a journal in which nobody knows what the others are sending.
// rule: in a shared journal another worker's send is left alone while its permit holds
async fn two_workers_of_one_shared_journal() {
    let shop = stage("22-two-workers", MemoryJournal::new()).await;
    let worker = || shop.builder_on(shop.trapped(Trap::None).shared(), shop.client.clone()).start();
    let (one, two) = (worker().await.unwrap(), worker().await.unwrap());
    let other_recovers = async {
        while shop.calls() == 0 {
            tokio::task::yield_now().await;
        }
        let pass = two.recover().await.unwrap();
        assert_eq!(pass.interrupted, 0, "the other worker is sending it");
        assert_eq!(shop.state(&two).await, Some(State::Sending));
        let id = two.find("jakarta", "order-42").await.unwrap().unwrap().payment().id().clone();
        assert_eq!(two.drive(&id).await.unwrap().payment().state(), State::Sending, "nor may a scheduler");
        assert!(matches!(shop.pay(&two).await.unwrap(), Outcome::Open(_)), "the loser reads the state");
    };
    let (outcome, ()) = tokio::join!(shop.pay(&one), other_recovers);
    assert_eq!(outcome.unwrap().payment().state(), State::Unknown, "the answer came too late");
    shop.recover(&two).await;
    assert_eq!((shop.state(&one).await, shop.calls(), shop.executions()), (Some(State::Paid), 1, 1));
}

/// Row 23: the permit is stored, the worker sleeps, another one recovers, the worker wakes.
async fn a_worker_that_oversleeps_sends_nothing() {
    let shop = Shop::new().await;
    let journal = shop.trapped(Trap::Sleeps(2)).shared();
    let alarm = journal.alarm();
    let sleeper = shop.builder_on(journal, shop.client.clone()).start().await.unwrap();
    let other = async {
        shop.died.notified().await;
        shop.advance(Duration::from_secs(29));
        let worker = shop.builder_on(shop.trapped(Trap::None).shared(), shop.client.clone()).start().await.unwrap();
        assert_eq!(shop.state(&worker).await, Some(State::Sending), "its permit still holds");
        shop.advance(Duration::from_secs(400));
        assert_eq!(worker.recover().await.unwrap().interrupted, 1);
        assert_eq!(shop.state(&worker).await, Some(State::Unknown));
        alarm.notify_one();
        worker
    };
    let (outcome, worker) = tokio::join!(shop.pay(&sleeper), other);
    assert_eq!(outcome.unwrap().payment().state(), State::Unknown, "it can't prove to the other that it did not send");
    shop.recover(&worker).await;
    assert_eq!((shop.state(&worker).await, shop.calls()), (Some(State::Review), 0));
}

type Bodies = Arc<Mutex<Vec<Bytes>>>;

/// A server that the provider calls.
async fn receiver() -> (String, Bodies) {
    let bodies = Bodies::default();
    let take = |Shared(bodies): Shared<Bodies>, body: Bytes| async move { bodies.lock().unwrap().push(body) };
    let router = Router::new().route("/", post(take)).with_state(bodies.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, bodies)
}

/// Rows 26 to 28: each callback causes a look-up at most, and the look-up decides.
async fn callbacks_are_hints() {
    for (name, callbacks, later) in [
        ("26-callback-late", 1, State::Paid),
        ("26-callback-never", 0, State::Paid),
        ("26-callback-out-of-order", 2, State::Reversed),
        ("26-callback-repeated", 2, State::Paid),
        ("27-failed-then-success", 1, State::Review),
        ("28-refund-after-success", 2, State::Reversed),
    ] {
        let shop = stage(name, MemoryJournal::new()).await;
        let (url, bodies) = receiver().await;
        shop.desk.simulator.change_singapay(|s| s.callback_url = Some(url));
        let payments = shop.open().await;
        let id = shop.pay(&payments).await.unwrap().payment().id().clone();
        let mut heard = 0;
        for wait in [Duration::from_secs(900), HOUR, 24 * HOUR] {
            shop.advance(wait);
            _ = payments.recover().await.unwrap();
            shop.desk.simulator.settled().await;
            let before = shop.desk.count(Operation::ListBillTransaction);
            let taken: Vec<_> = bodies.lock().unwrap().drain(..).collect();
            for body in &taken {
                _ = payments.callback("jakarta", body).await.unwrap();
            }
            let looks = shop.desk.count(Operation::ListBillTransaction) - before;
            assert!(looks <= taken.len().min(1), "{name}: {looks} look-ups");
            heard += taken.len();
        }
        assert_eq!((heard, shop.calls()), (callbacks, 1), "{name}");
        assert_eq!(payments.status(&id).await.unwrap().payment().state(), later, "{name}");
    }
}

/// Row 26: whoever knows the address can call it.
// rule: a callback is a hint: it causes a look-up and says nothing
async fn forged_callbacks_change_nothing() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterReading);
    let payments = shop.open().await;
    let open = shop.pay(&payments).await.unwrap();
    let reference = shop.quote.reference_number();
    let success = format!(
        r#"{{"command":"callback","response_code":"00","data":{{"transaction_id":"FORGED","reference_number":"{reference}","status":"success"}}}}"#
    );
    let take = async |body: &str| payments.callback("jakarta", body.as_bytes()).await.unwrap();
    assert_eq!(take(&success).await, CalledBack::LookedUp);
    assert_eq!(take(&success).await, CalledBack::Nothing, "one look-up, however often it is called");
    for nonsense in ["", "{}", "<html>", r#"{"command":"callback","data":{"transaction_id":7}}"#, &"[".repeat(100_000)]
    {
        assert_eq!(take(nonsense).await, CalledBack::Unknown);
    }
    assert_eq!(take(success.replace(reference, "another").as_str()).await, CalledBack::Unknown);
    assert_eq!(payments.callback("bandung", b"{}").await.unwrap_err().kind(), &PayErrorKind::Invalid);
    let now = payments.status(open.payment().id()).await.unwrap();
    assert_eq!((now.payment().state(), now.payment().transaction_id()), (State::Unknown, None));
    shop.recover(&payments).await;
    assert_eq!(take(&success).await, CalledBack::Nothing, "in review it is a person's case");
    assert_eq!((shop.state(&payments).await, shop.calls()), (Some(State::Review), 1));
}

/// Row 29: Singapay signs nothing, so a wrong clock turns nothing away; and the payment is found by it all the same.
async fn a_wrong_clock_loses_no_payment() {
    for minutes in [-300, -10, 5, 10, 360] {
        for lost in [false, true] {
            let shop = Shop::new().await;
            if lost {
                shop.fault(Fault::DropAfterExecuting);
            }
            let clock = WrongClock(SharedClock(shop.desk.simulator.clock()), minutes);
            let builder = Payments::builder(shop.trapped(Trap::None)).account("jakarta", shop.client.clone());
            let payments = builder.clock(Arc::new(clock)).no_background().start().await.unwrap();
            // The quote was made by the wrong clock too.
            let price = Rupiah::new(demo::PLN_POSTPAID.price).unwrap();
            let first = payments.settle("order-42", &desk::pln(), price).await;
            if let Err(error) = &first {
                assert_eq!((error.kind(), shop.calls()), (&PayErrorKind::QuoteExpired, 0), "{minutes}");
                continue;
            }
            shop.recover(&payments).await;
            assert_eq!((shop.state(&payments).await, shop.calls()), (Some(State::Paid), 1), "{minutes} {lost}");
        }
    }
}

/// A clock that was a day slow as it was sent, and is put right: the horizon isn't over.
// rule: how long something was absent is counted by the provider's clock
async fn a_clock_that_is_put_right_shortens_no_wait() {
    let mut shop = Shop::new().await;
    shop.closes = true;
    shop.fault(Fault::ExecuteLate(Duration::from_secs(3 * 3600)));
    let clock = shop.desk.simulator.clock();
    let slow = || Arc::new(WrongClock(SharedClock(clock.clone()), -25 * 60));
    let price = Rupiah::new(demo::PLN_POSTPAID.price).unwrap();
    shop.desk.settings = shop.desk.settings.clone().clock(slow());
    let before = shop.desk.singapay();
    let payments = shop.builder(Trap::None, before).clock(slow()).start().await.unwrap();
    let open = payments.settle("order-42", &desk::pln(), price).await.unwrap();
    assert_eq!(open.payment().state(), State::Unknown);
    // One absence by the slow clock; the second one would be the last.
    shop.advance(Duration::from_secs(61));
    _ = payments.recover().await.unwrap();
    let payments = shop.open().await;
    for _ in 0..5 {
        shop.advance(Duration::from_secs(120));
        _ = payments.recover().await.unwrap();
        let state = shop.state(&payments).await;
        assert!(matches!(state, Some(State::Unknown | State::Review)), "{state:?}: it will be executed");
    }
    shop.advance(Duration::from_secs(3 * 3600));
    assert_eq!(shop.calls(), 1);
}

#[derive(Debug)]
struct WrongClock(SharedClock, i64);

impl bayar::Clock for WrongClock {
    fn now(&self) -> std::time::SystemTime {
        let by = Duration::from_secs(60 * self.1.unsigned_abs());
        if self.1 < 0 { self.0.now() - by } else { self.0.now() + by }
    }

    fn monotonic(&self) -> Duration {
        self.0.monotonic()
    }
}

/// Row 30, as far as a journal in memory can play it: what it shows as not sent is neither sent nor called "not paid".
// rule: what a restored journal shows as not sent may have been sent since
async fn a_restored_journal_sends_nothing() {
    let shop = Shop::new().await;
    tokio::select! {
        _ = async { shop.pay(&shop.open_with(Trap::DiesBefore(2)).await).await } => panic!("it dies"),
        () = shop.died.notified() => {}
    }
    let held = shop.open_with(Trap::Held).await;
    assert_eq!(*shop.pay(&held).await.unwrap_err().kind(), PayErrorKind::Held);
    let id = held.find("jakarta", "order-42").await.unwrap().unwrap().payment().id().clone();
    assert_eq!(*held.cancel(&id, "sari").await.unwrap_err().kind(), PayErrorKind::Held);
    // Another quote, which the limits now refuse: that too would be told as not paid.
    let mut limits = Limits::default();
    limits.per_payment = Some(Rupiah::new(1).unwrap());
    let strict = shop.builder(Trap::Held, shop.client.clone()).limits(limits).start().await.unwrap();
    let other = shop.desk.quote(&shop.client).await;
    assert_eq!(*strict.pay("order-42", &other).await.unwrap_err().kind(), PayErrorKind::Held);
    shop.recover(&held).await;
    assert_eq!(shop.state(&held).await, Some(State::Quoted), "no proof that it was not sent");
    assert_eq!(held.release("sari").await.unwrap(), 1);
    let outcome = held.status(&id).await.unwrap();
    assert_eq!((outcome.payment().state(), outcome.payment().reason()), (State::Review, Some(&Reason::Restored)));
    assert_eq!(shop.calls(), 0);
    _ = held.close(&id, Verdict::NotPaid, "sari", "statement of the provider, page 3").await.unwrap();
    #[cfg(feature = "sqlite")]
    a_restored_file_sends_nothing().await;
}

/// Row 30: the file comes from a back-up that was made between quote and payment.
#[cfg(feature = "sqlite")]
async fn a_restored_file_sends_nothing() {
    let (journal, folder) = super::file::sqlite();
    let shop = Shop::with(journal, Duration::from_secs(10)).await;
    tokio::select! {
        _ = async { shop.pay(&shop.open_with(Trap::DiesBefore(2)).await).await } => panic!("it dies"),
        () = shop.died.notified() => {}
    }
    let back_up = folder.file("back-up.db");
    rusqlite::Connection::open(folder.file("payments.db"))
        .unwrap()
        .execute("VACUUM INTO ?1", [back_up.to_str().unwrap()])
        .unwrap();
    assert!(matches!(shop.pay(&shop.open().await).await.unwrap(), Outcome::Paid(_)));
    let guard = folder.file("payments.db.guard");
    let restored = bayar::payments::journal::SqliteOptions::new(&back_up).guard(guard).open().unwrap();
    let clock = Arc::new(SharedClock(shop.desk.simulator.clock()));
    let builder = Payments::builder(restored).account("jakarta", shop.client.clone()).clock(clock);
    let payments = builder.no_background().start().await.unwrap();
    assert_eq!(*shop.pay(&payments).await.unwrap_err().kind(), PayErrorKind::Held);
    shop.recover(&payments).await;
    assert_eq!(shop.state(&payments).await, Some(State::Quoted), "neither sent nor called not paid");
    assert_eq!(payments.release("sari").await.unwrap(), 1);
    assert!(matches!(shop.pay(&payments).await.unwrap(), Outcome::Open(_)));
    assert_eq!((shop.state(&payments).await, shop.calls()), (Some(State::Review), 1));
}

/// Row 33: the limit of the shutdown ends before the payment does.
async fn a_shutdown_that_cannot_wait_loses_nothing() {
    let shop = stage("33-sigterm-during-send", MemoryJournal::new()).await;
    let payments = shop.open().await;
    let caller = payments.clone();
    let task = tokio::spawn(caller.pay("order-42", &shop.quote).into_future());
    while shop.calls() == 0 {
        tokio::task::yield_now().await;
    }
    assert!(!payments.shutdown(Duration::from_millis(1)).await);
    task.abort();
    let next = shop.open().await;
    assert!(matches!(next.find("jakarta", "order-42").await.unwrap(), Some(Outcome::Open(_) | Outcome::Paid(_))));
    shop.recover(&next).await;
    assert_eq!((shop.state(&next).await, shop.calls()), (Some(State::Paid), 1));
}

/// Counts and the oldest age reach the log.
async fn counts_and_ages_are_reported() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropBeforeReading);
    let payments = shop.open().await;
    assert!(matches!(shop.pay(&payments).await.unwrap(), Outcome::Open(_)));
    shop.advance(Duration::from_secs(61));
    shop.desk.simulator.script(Operation::ListBillTransaction, 1, Fault::Html502);
    _ = payments.recover().await.unwrap();
    for line in ["payments that are not closed", "state=unknown number=1"] {
        assert!(crate::witness::heard(line), "{line}");
    }
    assert_eq!(payments.counts().await.unwrap().len(), 1);
}
