//! What callers do: repeat, race, leave, lose patience, cancel, shut down.

use super::{
    shop::{Shop, paid},
    trap::Trap,
};
use bayar::payments::{Outcome, PayErrorKind, Payments, machine::State};
use bayar_simulator::Fault;
use std::time::Duration;

crate::trials!(
    a_repeated_key_pays_once,
    a_key_with_other_parameters_is_refused,
    two_processes_send_once,
    an_open_target_is_named,
    lifting_the_lock_in_words,
    a_word_of_the_caller_excludes_on_top,
    a_dropped_future_cuts_nothing,
    a_short_patience_answers_open,
    cancelled_before_sending_only,
    shutting_down_waits_for_sends,
);

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

/// One account, and two; the same word, another and none.
// rule: a word of the caller excludes beside the target, and lifts nothing
async fn a_word_of_the_caller_excludes_on_top() {
    let shop = Shop::new().await;
    shop.fault(Fault::DropAfterExecuting);
    let builder = shop.builder(Trap::None, shop.client.clone()).account("bandung", shop.client.clone());
    let payments = builder.start().await.unwrap();
    let first = payments.pay("order-1", &shop.quote).account("jakarta").same_as("pln:11:2026-11").await.unwrap();
    let open = PayErrorKind::AlreadyOpen(first.payment().id().clone());
    let again = shop.desk.quote(&shop.client).await;
    let ask = |key, account| payments.pay(key, &again).account(account);
    assert_eq!(*ask("order-2", "jakarta").same_as("pln:11:2026-12").await.unwrap_err().kind(), open);
    assert_eq!(*ask("order-3", "jakarta").await.unwrap_err().kind(), open);
    assert_eq!(*ask("order-4", "bandung").same_as("pln:11:2026-11").await.unwrap_err().kind(), open);
    assert_eq!(shop.calls(), 1);
    // In words: `repeat`, or another account without any word of its own.
    assert!(paid(ask("order-5", "jakarta").same_as("pln:11:2026-11").repeat(2).await.unwrap()));
    assert_eq!(shop.calls(), 2);
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
