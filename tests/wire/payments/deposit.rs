//! The floor of the deposit.

use super::{shop::Shop, trap::Trap};
use crate::desk;
use bayar::{
    Rupiah,
    payments::{Limits, Outcome, PayErrorKind, Payments},
    singapay::Bill,
};
use bayar_simulator::{Fault, Operation, demo};
use std::time::Duration;

crate::trials!(a_low_deposit_sends_nothing, two_at_once_do_not_count_on_the_same_rupiah,);

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
