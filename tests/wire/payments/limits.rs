//! Limits of our own: the floor of the deposit, how many are sent at once.

use super::{shop::Shop, trap::Trap};
use crate::desk;
use bayar::{
    Rupiah,
    payments::{Limits, Outcome, PayErrorKind, Payments, Port, machine::State},
    singapay::Bill,
};
use bayar_simulator::{Fault, Operation, demo};
use std::{future::IntoFuture, time::Duration};

crate::trials!(
    a_low_deposit_sends_nothing,
    two_at_once_do_not_count_on_the_same_rupiah,
    a_product_keeps_a_floor_of_its_own,
    a_slow_product_takes_its_own_places_only,
);

/// A shop that leaves so much, once the PLN bill is paid, and so much more.
async fn with_floor(shop: &Shop, more: i64) -> Payments {
    let mut limits = Limits::default();
    limits.deposit_floor = Some(rupiah(demo::MERCHANT.balance - demo::PLN_POSTPAID.price + more));
    shop.builder(Trap::None, shop.client.clone()).limits(limits).start().await.unwrap()
}

fn rupiah(amount: i64) -> Rupiah {
    Rupiah::new(amount).unwrap()
}

async fn a_low_deposit_sends_nothing() {
    let shop = Shop::new().await;
    let error = with_floor(&shop, 1).await.settle("order-1", &desk::pln(), rupiah(80_000)).await.unwrap_err();
    assert_eq!((error.kind(), shop.calls()), (&PayErrorKind::LowDeposit, 0));
    let paid = with_floor(&shop, 0).await.settle("order-1", &desk::pln(), rupiah(80_000)).await.unwrap();
    assert!(matches!(paid, Outcome::Paid(_)), "exactly the floor is left");
}

// rule: payments that are sent at once don't count on the same part of the deposit
async fn two_at_once_do_not_count_on_the_same_rupiah() {
    let shop = Shop::new().await;
    // Both hear of the whole deposit before either spends of it.
    for nth in [1, 2] {
        shop.desk.simulator.script(Operation::CheckBalance, nth, Fault::Delay(Duration::from_millis(60)));
    }
    let payments = with_floor(&shop, 0).await;
    let other = Bill::pln_non_bill(demo::PLN_POSTPAID.customer_id);
    let (one, two) = tokio::join!(
        payments.settle("order-1", &desk::pln(), rupiah(80_000)),
        payments.settle("order-2", &other, rupiah(80_000)),
    );
    let refused = [one, two].into_iter().filter_map(Result::err).map(|error| error.kind().clone());
    assert_eq!(refused.collect::<Vec<_>>(), [PayErrorKind::LowDeposit]);
    assert_eq!(shop.calls(), 1);
}

// rule: a product keeps the floor that its own policy sets
async fn a_product_keeps_a_floor_of_its_own() {
    let shop = Shop::new().await;
    let mut policy = Port::policy(&shop.client, demo::PLN_POSTPAID.product_code);
    policy.deposit_floor = Some(rupiah(demo::MERCHANT.balance - demo::PLN_POSTPAID.price + 1));
    let builder = shop.builder(Trap::None, shop.client.clone());
    let payments = builder.policy("jakarta", demo::PLN_POSTPAID.product_code, policy).start().await.unwrap();
    let error = payments.settle("order-1", &desk::pln(), rupiah(80_000)).await.unwrap_err();
    assert_eq!((error.kind(), shop.calls()), (&PayErrorKind::LowDeposit, 0));
    let other = Bill::pln_non_bill(demo::PLN_POSTPAID.customer_id);
    let paid = payments.settle("order-2", &other, rupiah(80_000)).await.unwrap();
    assert!(matches!(paid, Outcome::Paid(_)), "another product has no floor");
}

async fn a_slow_product_takes_its_own_places_only() {
    let shop = Shop::new().await;
    let minute = Duration::from_secs(60);
    shop.fault(Fault::DelayByClock(minute));
    let mut policy = Port::policy(&shop.client, demo::PLN_POSTPAID.product_code);
    policy.in_flight = Some(1);
    let builder = shop.builder(Trap::None, shop.client.clone());
    let payments = builder.policy("jakarta", demo::PLN_POSTPAID.product_code, policy).start().await.unwrap();
    let slow = tokio::spawn(payments.pay("order-42", &shop.quote).into_future());
    while shop.calls() == 0 {
        tokio::task::yield_now().await;
    }
    let next = payments.settle("order-43", &desk::pln(), rupiah(80_000)).repeat(2);
    let waiting = next.answer_within(Duration::from_millis(50)).await.unwrap();
    let other = Bill::pln_non_bill(demo::PLN_POSTPAID.customer_id);
    let paid = payments.settle("order-44", &other, rupiah(80_000)).await.unwrap();
    assert!(matches!(paid, Outcome::Paid(_)), "another product has places of the account");
    let seen = payments.status(waiting.payment().id()).await.unwrap();
    assert_eq!((seen.payment().state().is_before_sending(), shop.calls()), (true, 2));
    shop.advance(minute);
    assert!(matches!(slow.await.unwrap().unwrap(), Outcome::Paid(_)));
    let mut seen = seen;
    while !seen.payment().state().is_closed() {
        seen = payments.watch(seen.payment()).await.unwrap();
    }
    assert_eq!((seen.payment().state(), shop.calls()), (State::Paid, 3));
}
