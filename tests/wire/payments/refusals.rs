//! What is refused before anything is sent, and what may be asked for again.

use super::{
    shop::{Shop, paid, to_nowhere},
    trap::Trap,
};
use crate::desk;
use bayar::{
    Rupiah,
    payments::{Limits, Outcome, PayErrorKind, Payments, machine::State},
};
use bayar_simulator::{Fault, Operation, demo};
use std::time::Duration;

crate::trials!(
    what_was_never_sent_is_an_error_and_may_be_repeated,
    a_permit_that_cannot_be_stored_sends_nothing,
    a_permit_that_runs_out_sends_nothing,
    nothing_is_sent_while_held,
    nothing_is_sent_in_the_cut_off,
    an_old_quote_is_refused_and_stores_nothing,
    above_the_limit_nothing_is_sent,
    a_lower_limit_hides_no_open_payment,
    settling_asks_and_pays_at_most_so_much,
);

async fn start(shop: &Shop, limits: Limits) -> Payments {
    shop.builder(Trap::None, shop.client.clone()).limits(limits).start().await.unwrap()
}

fn rupiah(amount: i64) -> Rupiah {
    Rupiah::new(amount).unwrap()
}

async fn what_was_never_sent_is_an_error_and_may_be_repeated() {
    let shop = Shop::new().await;
    let nowhere = shop.open_as(Trap::None, to_nowhere()).await;
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
