//! The limits that a client puts on itself.

use crate::{desk::Desk, witness::told};
use bayar::ErrorKind;
use bayar_simulator::{Fault, Operation};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

crate::trials!(
    requests_go_no_faster_than_the_limit,
    requests_at_once_are_capped,
    a_token_is_fetched_within_the_turn,
    a_payment_that_can_not_have_its_turn_is_not_sent,
    a_local_environment_has_no_limits_of_its_own,
);

/// How long after the start each of so many answers came, besides one that went before them.
async fn balances(client: &bayar::Singapay, number: usize) -> Vec<Duration> {
    let started = Instant::now();
    told(client.balance().await).unwrap();
    let mut all = JoinSet::new();
    for _ in 0..number {
        let client = client.clone();
        all.spawn(async move {
            client.balance().await.unwrap();
            started.elapsed()
        });
    }
    all.join_all().await
}

async fn requests_go_no_faster_than_the_limit() {
    let desk = Desk::new().await.settings(|s| s.rate_limit(10));
    let came = balances(&desk.singapay(), 22).await;
    // An answer comes after its request has left, and the first left after the start: these can't be too many.
    for second in 1..=2 {
        let within = 1 + came.iter().filter(|at| **at < Duration::from_secs(second)).count();
        assert!(within <= 10 * second as usize, "{within} in {second} s: {came:?}");
    }
    assert!(came.iter().all(|at| *at < Duration::from_secs(8)), "{came:?}");
}

async fn requests_at_once_are_capped() {
    let desk = Desk::new().await.settings(|s| s.in_flight(1));
    for nth in 2..=4 {
        desk.simulator.script(Operation::CheckBalance, nth, Fault::Delay(Duration::from_millis(100)));
    }
    let took = balances(&desk.singapay(), 3).await;
    assert!(took.iter().any(|took| *took >= Duration::from_millis(300)), "{took:?}");
}

async fn a_token_is_fetched_within_the_turn() {
    let desk = Desk::new().await.settings(|s| s.in_flight(1).rate_limit(1).deadline(Duration::from_secs(2)));
    told(desk.singapay().balance().await).unwrap();
}

async fn a_payment_that_can_not_have_its_turn_is_not_sent() {
    let desk = Desk::new().await.settings(|s| s.in_flight(1).deadline(Duration::from_millis(300)));
    let client = desk.singapay();
    let quote = desk.quote(&client).await;
    desk.simulator.script(Operation::CheckBalance, 1, Fault::Delay(Duration::from_millis(250)));
    let slow = tokio::spawn({
        let client = client.clone();
        async move { client.balance().await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    // The first payment waits for the balance, the second for the first.
    let other = desk.singapay();
    desk.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::Delay(Duration::from_secs(2)));
    let (first, second) = tokio::join!(client.pay_unguarded(&quote), client.balance());
    assert_eq!(told(first).unwrap().name(), "unknown");
    let error = told(second).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Deadline, false), "{error}");
    told(slow.await.unwrap()).unwrap();
    told(other.balance().await).unwrap();
}

async fn a_local_environment_has_no_limits_of_its_own() {
    let desk = Desk::new().await;
    let took = balances(&desk.singapay(), 60).await;
    assert!(took.iter().all(|took| *took < Duration::from_secs(2)), "{took:?}");
}
