//! What callers do: repeat, race, leave, cancel, shut down.

use super::{
    shop::{SharedClock, Shop},
    trap::Trap,
};
use crate::desk;
use bayar::{
    Environment, Rupiah, Singapay,
    payments::{
        Limits, Outcome, PayErrorKind, Payments,
        machine::{Capability, Policy, Reason, State, Verdict},
    },
    singapay,
};
use bayar_simulator::{Fault, Operation, demo};
use std::{sync::Arc, time::Duration};

crate::trials!(
    a_repeated_key_pays_once,
    a_key_with_other_parameters_is_refused,
    two_processes_send_once,
    an_open_target_is_named,
    lifting_the_lock_in_words,
    a_dropped_future_cuts_nothing,
    a_short_patience_answers_open,
    what_was_never_sent_is_an_error_and_may_be_repeated,
    a_permit_that_cannot_be_stored_sends_nothing,
    a_permit_that_runs_out_sends_nothing,
    an_answer_that_cannot_be_stored_is_an_open_outcome,
    nothing_is_sent_while_held,
    nothing_is_sent_in_the_cut_off,
    an_old_quote_is_refused_and_stores_nothing,
    above_the_limit_nothing_is_sent,
    a_lower_limit_hides_no_open_payment,
    settling_asks_and_pays_at_most_so_much,
    a_look_up_that_fails_or_lags_is_made_again,
    two_candidates_are_for_a_person,
    no_look_up_means_review_at_once,
    an_open_payment_of_a_missing_account_reaches_a_person,
    late_contradictions_are_seen,
    a_person_closes_with_name_and_grounds,
    cancelled_before_sending_only,
    shutting_down_waits_for_sends,
    the_feed_comes_again_until_done,
    forgotten_after_closing_only,
    not_forgotten_before_the_last_look_up,
);

fn paid(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Paid(_))
}

async fn a_repeated_key_pays_once() {
    let shop = Shop::new().await;
    let payments = shop.open().await;
    for _ in 0..3 {
        assert!(paid(shop.pay(&payments).await.unwrap()));
    }
    assert!(paid(shop.pay(&shop.open().await).await.unwrap()), "after a restart too");
    assert_eq!((shop.calls(), shop.executions()), (1, 1));
}

// rule: a key that is used with other parameters is refused
async fn a_key_with_other_parameters_is_refused() {
    let shop = Shop::new().await;
    let payments = shop.open().await;
    let first = shop.pay(&payments).await.unwrap();
    let error = payments.pay("order-42", &shop.quote).same_as("something else").await.unwrap_err();
    assert_eq!(*error.kind(), PayErrorKind::KeyReused(first.payment().id().clone()));
    assert_eq!(*payments.pay("", &shop.quote).await.unwrap_err().kind(), PayErrorKind::Invalid);
    assert_eq!(shop.calls(), 1);
}

// rule: the permit to send is on disk before anything is sent
async fn two_processes_send_once() {
    let shop = Shop::new().await;
    let all: Vec<Payments> = vec![shop.open().await, shop.open().await, shop.open().await];
    let calls = (0..12).map(|n| shop.pay(&all[n % 3]));
    let outcomes = futures_util::future::join_all(calls).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert!(outcomes.into_iter().any(|outcome| paid(outcome.unwrap())));
    assert_eq!((shop.calls(), shop.executions()), (1, 1));
}

async fn an_open_target_is_named() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    let payments = shop.open().await;
    let first = shop.pay(&payments).await.unwrap();
    let second = shop.desk.quote(&shop.client).await;
    let error = payments.pay("order-43", &second).await.unwrap_err();
    assert_eq!(*error.kind(), PayErrorKind::AlreadyOpen(first.payment().id().clone()));
    assert_eq!(shop.calls(), 1);
    payments.resolve(first.payment().id()).await.map(paid).unwrap();
    assert!(paid(payments.pay("order-43", &second).await.unwrap()), "once the first is closed");
}

async fn lifting_the_lock_in_words() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    let payments = shop.open().await;
    assert!(!paid(shop.pay(&payments).await.unwrap()));
    let second = shop.desk.quote(&shop.client).await;
    assert!(paid(payments.pay("order-43", &second).repeat(2).await.unwrap()));
    shop.recover(&payments).await;
    assert_eq!(shop.state(&payments).await, Some(State::Paid), "each by its own reference");
    assert_eq!((shop.executions(), shop.desk.executions(&second)), (1, 1));
}

// rule: a caller that leaves cuts nothing
async fn a_dropped_future_cuts_nothing() {
    for patience in [0, 5, 20] {
        let shop = Shop::new().await;
        let minute = Duration::from_secs(60);
        shop.fault(Fault::DelayByClock(minute));
        let payments = shop.open().await;
        let left = tokio::time::timeout(Duration::from_millis(patience), shop.pay(&payments)).await;
        assert!(left.is_err(), "it was dropped while it was under way");
        let arrives = async {
            while shop.calls() == 0 {
                tokio::task::yield_now().await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_secs(30), arrives).await.is_ok(), "it was cut");
        shop.advance(minute);
        assert!(payments.shutdown(Duration::from_secs(30)).await);
        let payments = shop.open().await;
        assert_eq!((shop.state(&payments).await, shop.calls()), (Some(State::Paid), 1), "{patience}");
    }
}

async fn a_short_patience_answers_open() {
    let shop = Shop::new().await;
    let minute = Duration::from_secs(60);
    shop.fault(Fault::DelayByClock(minute));
    let payments = shop.open().await;
    let ask = payments.pay("order-42", &shop.quote).tag("counter 3").answer_within(Duration::from_millis(30));
    let mut seen = ask.await.unwrap();
    assert_eq!((matches!(seen, Outcome::Open(_)), seen.payment().tag()), (true, Some("counter 3")));
    while shop.calls() == 0 {
        tokio::task::yield_now().await;
    }
    shop.advance(minute);
    while matches!(seen, Outcome::Open(_)) {
        seen = payments.watch(seen.payment()).await.unwrap();
    }
    assert!(paid(seen));
}

async fn what_was_never_sent_is_an_error_and_may_be_repeated() {
    let shop = Shop::new().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let environment = Environment::local(&format!("http://{free}")).unwrap();
    let account = singapay::Account::new(environment, desk::singapay_credentials());
    let nowhere = shop.open_as(Trap::None, Singapay::connect(account).unwrap()).await;
    for _ in 0..2 {
        let error = shop.pay(&nowhere).await.unwrap_err();
        assert_eq!(*error.kind(), PayErrorKind::NotSent);
        assert_eq!(shop.state(&nowhere).await, Some(State::Quoted));
    }
    let payments = shop.open().await;
    let outcome = shop.pay(&payments).await.unwrap();
    assert_eq!((outcome.payment().record().attempts.len(), shop.calls()), (3, 1));
    assert!(paid(outcome));
}

async fn a_permit_that_cannot_be_stored_sends_nothing() {
    let shop = Shop::new().await;
    let error = shop.pay(&shop.open_with(Trap::Fails(2)).await).await.unwrap_err();
    assert_eq!((error.kind(), shop.calls()), (&PayErrorKind::Store, 0));
    assert!(paid(shop.pay(&shop.open().await).await.unwrap()), "the same call may be made again");
}

// rule: the send deadline is asked for last thing before the request is handed over
async fn a_permit_that_runs_out_sends_nothing() {
    let shop = Shop::new().await;
    let payments = shop.open_with(Trap::Slow(2)).await;
    let error = shop.pay(&payments).await.unwrap_err();
    assert_eq!((error.kind(), shop.calls()), (&PayErrorKind::NotSent, 0));
    assert_eq!(shop.state(&payments).await, Some(State::Quoted));
}

// rule: an answer that can't be stored is an open outcome, never an error
async fn an_answer_that_cannot_be_stored_is_an_open_outcome() {
    let shop = Shop::new().await;
    let payments = shop.open_with(Trap::Fails(3)).await;
    let Outcome::Open(open) = shop.pay(&payments).await.unwrap() else { panic!("only the journal could know") };
    assert_eq!((open.state(), shop.executions()), (State::Sending, 1));
    shop.recover(&payments).await;
    assert_eq!((shop.state(&payments).await, shop.calls()), (Some(State::Paid), 1));
}

async fn nothing_is_sent_while_held() {
    let shop = Shop::new().await;
    let error = shop.pay(&shop.open_with(Trap::Held).await).await.unwrap_err();
    assert_eq!((error.kind(), shop.calls()), (&PayErrorKind::Held, 0));
}

async fn nothing_is_sent_in_the_cut_off() {
    let shop = Shop::new().await;
    shop.advance(Duration::from_secs(13 * 3600 + 1800));
    let quote = shop.desk.quote(&shop.client).await;
    let payments = shop.open().await;
    let error = payments.pay("order-1", &quote).await.unwrap_err();
    let PayErrorKind::CutOff { until } = error.kind() else { panic!("{error}") };
    assert!(error.to_string().contains("until 01:00 (UTC+7)"), "{error}");
    let until = bayar_simulator::Timestamp::try_from(*until).unwrap();
    assert_eq!((until, shop.calls()), ("2026-11-20T18:00:00Z".parse().unwrap(), 0));
}

async fn an_old_quote_is_refused_and_stores_nothing() {
    let shop = Shop::new().await;
    shop.advance(Duration::from_secs(601));
    let payments = shop.open().await;
    let error = shop.pay(&payments).await.unwrap_err();
    assert_eq!((error.kind(), shop.state(&payments).await), (&PayErrorKind::QuoteExpired, None));
}

async fn start(shop: &Shop, limits: Limits) -> Payments {
    shop.builder(Trap::None, shop.client.clone()).limits(limits).start().await.unwrap()
}

fn rupiah(amount: i64) -> Rupiah {
    Rupiah::new(amount).unwrap()
}

async fn above_the_limit_nothing_is_sent() {
    let shop = Shop::new().await;
    let mut limits = Limits::default();
    limits.per_payment = Some(rupiah(demo::PLN_POSTPAID.price - 1));
    let payments = start(&shop, limits).await;
    let error = payments.pay("order-1", &shop.quote).await.unwrap_err();
    assert_eq!(*error.kind(), PayErrorKind::AboveLimit);
    let error = payments.settle("order-2", &desk::pln(), rupiah(9_000_000)).await.unwrap_err();
    assert_eq!((error.kind(), shop.calls()), (&PayErrorKind::AboveLimit, 0));
}

/// A limit that was lowered says nothing about what was sent before.
// rule: what a key made before is answered whatever the limits are by now
async fn a_lower_limit_hides_no_open_payment() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    assert!(matches!(shop.pay(&shop.open().await).await.unwrap(), Outcome::Open(_)));
    let mut limits = Limits::default();
    limits.per_payment = Some(rupiah(1));
    let payments = start(&shop, limits).await;
    assert!(paid(shop.pay(&payments).await.unwrap()), "an error would say that nothing was sent");
    assert_eq!(shop.calls(), 1);
}

async fn settling_asks_and_pays_at_most_so_much() {
    let shop = Shop::new().await;
    let payments = shop.open().await;
    let price = rupiah(demo::PLN_POSTPAID.price);
    let below = rupiah(demo::PLN_POSTPAID.price - 1);
    let error = payments.settle("order-1", &desk::pln(), below).await.unwrap_err();
    assert_eq!((error.kind(), shop.calls()), (&PayErrorKind::AboveLimit, 0));
    shop.desk.simulator.script(Operation::PostpaidInquiryV2, 1, Fault::Html502);
    let error = payments.settle("order-2", &desk::pln(), price).await.unwrap_err();
    assert_eq!(*error.kind(), PayErrorKind::NoQuote);
    assert!(paid(payments.settle("order-2", &desk::pln(), price).await.unwrap()));
    assert!(paid(payments.settle("order-2", &desk::pln(), price).await.unwrap()));
    assert_eq!(shop.calls(), 1);
}

async fn a_look_up_that_fails_or_lags_is_made_again() {
    for fault in [Fault::Html502, Fault::Html502, Fault::ListLag(Duration::from_secs(86_400)), Fault::TruncatedBody] {
        let shop = Shop::new().await;
        shop.fault(Fault::DropAfterExecuting);
        let payments = shop.open().await;
        assert!(!paid(shop.pay(&payments).await.unwrap()));
        for nth in 1..=3 {
            shop.desk.simulator.script(Operation::ListBillTransaction, nth, fault.clone());
        }
        shop.advance(Duration::from_secs(61));
        payments.recover().await.unwrap();
        assert_eq!(shop.state(&payments).await, Some(State::Unknown), "{fault:?}");
        shop.recover(&payments).await;
        assert_eq!((shop.state(&payments).await, shop.calls()), (Some(State::Paid), 1), "{fault:?}");
    }
}

async fn two_candidates_are_for_a_person() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    let payments = shop.open().await;
    let open = shop.pay(&payments).await.unwrap();
    shop.desk.simulator.script(Operation::ListBillTransaction, 1, Fault::TwinRows);
    let outcome = payments.resolve(open.payment().id()).await.unwrap();
    assert_eq!((outcome.payment().state(), outcome.payment().reason()), (State::Review, Some(&Reason::Candidates)));
    assert_eq!(payments.review(None, 9).await.unwrap().len(), 1);
}

async fn no_look_up_means_review_at_once() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    let builder = shop.builder(Trap::None, shop.client.clone());
    let builder = builder.policy("jakarta", "SPPLNPOS", Policy::new(Capability::None));
    let payments = builder.start().await.unwrap();
    let open = shop.pay(&payments).await.unwrap();
    let outcome = payments.resolve(open.payment().id()).await.unwrap();
    assert_eq!((outcome.payment().state(), outcome.payment().reason()), (State::Review, Some(&Reason::NoLookUp)));
    assert_eq!(shop.desk.count(Operation::ListBillTransaction), 0);
}

async fn an_open_payment_of_a_missing_account_reaches_a_person() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    assert!(matches!(shop.pay(&shop.open().await).await.unwrap(), Outcome::Open(_)));
    let clock = SharedClock(shop.desk.simulator.clock());
    let elsewhere = Payments::builder(shop.trapped(Trap::None)).account("surabaya", shop.client.clone());
    let elsewhere = elsewhere.clock(Arc::new(clock)).no_background().start().await.unwrap();
    let open = elsewhere.find("jakarta", "order-42").await.unwrap().unwrap();
    assert_eq!(open.payment().state(), State::Unknown);
    let entries = elsewhere.history(open.payment().id()).await.unwrap().len();
    assert_eq!(entries, 3, "a start without its account takes none of its time");
    shop.recover(&elsewhere).await;
    assert_eq!(shop.state(&elsewhere).await, Some(State::Review));
    assert_eq!((shop.calls(), shop.executions()), (1, 1));
}

// rule: evidence after the end that contradicts is never dropped
async fn late_contradictions_are_seen() {
    for (settlement, first, last) in [
        ("success, 2h refunded", State::Paid, State::Reversed),
        ("success, 2h failed", State::Paid, State::Review),
        ("pending, 1m failed, 20h success", State::NotPaid, State::Review),
    ] {
        let shop = Shop::new().await;
        shop.fault(Fault::Settle(settlement.parse().unwrap()));
        let payments = shop.open().await;
        let id = shop.pay(&payments).await.unwrap().payment().id().clone();
        shop.advance(Duration::from_secs(3600));
        assert_eq!(payments.resolve(&id).await.unwrap().payment().state(), first, "{settlement}");
        shop.advance(Duration::from_secs(20 * 3600));
        assert_eq!(payments.resolve(&id).await.unwrap().payment().state(), last, "{settlement}");
        assert_eq!(shop.calls(), 1);
    }
}

async fn a_person_closes_with_name_and_grounds() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropBeforeReading);
    let payments = shop.open().await;
    let id = shop.pay(&payments).await.unwrap().payment().id().clone();
    let early = payments.close(&id, Verdict::NotPaid, "sari", "statement").await.unwrap_err();
    assert_eq!(*early.kind(), PayErrorKind::NotNow);
    shop.recover(&payments).await;
    let nameless = payments.close(&id, Verdict::NotPaid, " ", "statement").await.unwrap_err();
    assert_eq!(*nameless.kind(), PayErrorKind::Invalid);
    let closed = payments.close(&id, Verdict::NotPaid, "sari", "statement of the provider, page 3").await.unwrap();
    assert!(matches!(closed, Outcome::NotPaid(_)));
    let history = payments.history(&id).await.unwrap();
    assert_eq!(history.last().unwrap().actor.as_deref(), Some("sari"));
}

async fn cancelled_before_sending_only() {
    let shop = Shop::new().await;
    let payments = shop.open().await;
    _ = shop.pay(&shop.open_with(Trap::Fails(2)).await).await;
    let id = payments.find("jakarta", "order-42").await.unwrap().unwrap().payment().id().clone();
    assert!(matches!(payments.cancel(&id, "sari").await.unwrap(), Outcome::NotPaid(_)));
    assert!(matches!(shop.pay(&payments).await.unwrap(), Outcome::NotPaid(_)), "the key is spent");
    assert_eq!(*payments.cancel(&id, "sari").await.unwrap_err().kind(), PayErrorKind::NotNow);
    assert_eq!(shop.calls(), 0);
}

async fn shutting_down_waits_for_sends() {
    let shop = Shop::new().await;
    shop.fault(Fault::Delay(Duration::from_millis(100)));
    let payments = shop.open().await;
    let caller = payments.clone();
    let ask = caller.pay("order-42", &shop.quote).into_future();
    let task = tokio::spawn(ask);
    while shop.calls() == 0 {
        tokio::task::yield_now().await;
    }
    assert!(!payments.clone().shutdown(Duration::from_millis(1)).await);
    assert!(payments.shutdown(Duration::from_secs(5)).await);
    assert!(paid(task.await.unwrap().unwrap()));
    let error = caller.pay("order-43", &shop.quote).await.unwrap_err();
    assert_eq!(*error.kind(), PayErrorKind::Stopped);
}

// rule: a change comes again until the application has acted on it
async fn the_feed_comes_again_until_done() {
    let shop = Shop::new().await;
    let payments = shop.open().await;
    _ = shop.pay(&payments).await.unwrap();
    let mut states = vec![];
    for _ in 0..3 {
        let delivery = payments.changes("wallet").next().await.unwrap().unwrap();
        assert_eq!(delivery.state(), State::Quoted, "not acknowledged, so it comes again");
    }
    let payments = shop.open().await;
    let mut changes = payments.changes("wallet");
    while let Some(delivery) = changes.waiting().await.unwrap() {
        states.push(delivery.state());
        delivery.done().await.unwrap();
    }
    assert_eq!(states, [State::Quoted, State::Sending, State::Paid]);
    assert!(payments.changes("wallet").waiting().await.unwrap().is_none());
}

async fn forgotten_after_closing_only() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    let payments = shop.open().await;
    let id = shop.pay(&payments).await.unwrap().payment().id().clone();
    assert_eq!(*payments.forget(&id, "sari").await.unwrap_err().kind(), PayErrorKind::NotNow);
    shop.recover(&payments).await;
    payments.forget(&id, "sari").await.unwrap();
    let outcome = shop.pay(&payments).await.unwrap();
    assert!(outcome.payment().record().person.is_none() && paid(outcome), "the key still stands for it");
    assert_eq!(shop.calls(), 1);
}

/// "Failed" may be taken back until the settle horizon: a payment that was forgotten by then could not be looked up.
// rule: a failure is looked up once more at the end of the settle horizon, and not forgotten before
async fn not_forgotten_before_the_last_look_up() {
    let shop = Shop::new().await;
    shop.fault(Fault::Settle("pending, 1m failed, 20h success".parse().unwrap()));
    let payments = shop.open().await;
    let id = shop.pay(&payments).await.unwrap().payment().id().clone();
    shop.advance(Duration::from_secs(120));
    payments.recover().await.unwrap();
    assert_eq!(shop.state(&payments).await, Some(State::NotPaid));
    let error = payments.forget(&id, "sari").await.unwrap_err();
    assert!(*error.kind() == PayErrorKind::NotNow && error.to_string().contains("at 2026-11-21T03:00:30Z"), "{error}");
    shop.recover(&payments).await;
    assert_eq!(shop.state(&payments).await, Some(State::Review), "the last look-up found it paid");
}
