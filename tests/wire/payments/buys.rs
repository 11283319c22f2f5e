//! Direct prepaid: no quote, no reference; found by product, customer and count.

use super::{
    shop::{Shop, to_nowhere},
    trap::Trap,
};
use bayar::{
    Phone, Rupiah,
    payments::{
        Outcome, PayErrorKind, Payments,
        journal::MemoryJournal,
        machine::{Reason, Receipt, State, Verdict},
    },
    singapay::{Prepaid, Product},
};
use bayar_simulator::{Fault, Operation, Settlement, Status, demo};
use std::time::Duration;

crate::trials!(
    a_purchase_is_pending_and_settles,
    a_lost_purchase_is_found_by_its_fingerprint,
    the_same_again_needs_a_word,
    two_of_the_same_are_matched_by_count,
    fewer_than_were_sent_close_none,
    within_a_group_fewer_close_some,
    another_price_is_for_a_person,
    a_purchase_by_others_is_not_ours,
    other_parameters_are_refused,
    goods_that_come_later_are_looked_up,
    goods_reach_the_application,
    an_older_failure_is_not_ours,
    a_failure_is_ours_only_at_the_horizon,
    a_twin_that_a_person_closed_still_counts,
    what_was_never_sent_does_not_count,
);

const PRICE: i64 = 11_000;

pub(crate) fn pulsa() -> Product {
    Product::pulsa("SPTLKMAS10", &Phone::parse(demo::PREPAID_PHONE).unwrap())
}

pub(crate) fn price() -> Rupiah {
    Rupiah::new(PRICE).unwrap()
}

fn strikes(shop: &Shop, nth: u64, fault: Fault) {
    shop.desk.simulator.script(Operation::PrepaidPaymentV2, nth, fault);
}

fn sent(shop: &Shop) -> usize {
    shop.desk.count(Operation::PrepaidPaymentV2)
}

fn executions(shop: &Shop) -> u64 {
    shop.desk.simulator.ledger().executions_of_customer(demo::PREPAID_PHONE)
}

async fn state(payments: &Payments, key: &str) -> (State, Option<Reason>) {
    let payment = payments.find("jakarta", key).await.unwrap().unwrap();
    (payment.payment().state(), payment.payment().reason().cloned())
}

async fn a_purchase_is_pending_and_settles() {
    let shop = Shop::new().await;
    let payments = shop.open().await;
    let outcome = payments.buy("order-1", &pulsa(), price()).await.unwrap();
    assert_eq!(outcome.payment().state(), State::Pending, "the documented first answer");
    shop.recover(&payments).await;
    assert_eq!(state(&payments, "order-1").await.0, State::Paid);
    assert!(matches!(payments.buy("order-1", &pulsa(), price()).await.unwrap(), Outcome::Paid(_)));
    assert_eq!((sent(&shop), executions(&shop)), (1, 1));
}

async fn a_lost_purchase_is_found_by_its_fingerprint() {
    for (fault, later, executed) in
        [(Fault::DropAfterExecuting, State::Paid, 1), (Fault::DropAfterReading, State::Review, 0)]
    {
        let shop = Shop::new().await;
        strikes(&shop, 1, fault);
        let payments = shop.open().await;
        let outcome = payments.buy("order-1", &pulsa(), price()).await.unwrap();
        assert_eq!(outcome.payment().state(), State::Unknown);
        shop.recover(&shop.open().await).await;
        assert_eq!(state(&payments, "order-1").await.0, later);
        assert_eq!((sent(&shop), executions(&shop)), (1, executed));
    }
}

async fn the_same_again_needs_a_word() {
    let shop = Shop::new().await;
    let payments = shop.open().await;
    let first = payments.buy("order-1", &pulsa(), price()).await.unwrap();
    let error = payments.buy("order-2", &pulsa(), price()).await.unwrap_err();
    assert_eq!(*error.kind(), PayErrorKind::AlreadyOpen(first.payment().id().clone()));
    assert!(matches!(payments.buy("order-2", &pulsa(), price()).repeat(2).await.unwrap(), Outcome::Open(_)));
    shop.recover(&payments).await;
    for key in ["order-1", "order-2"] {
        assert_eq!(state(&payments, key).await.0, State::Paid);
    }
    assert_eq!((sent(&shop), executions(&shop)), (2, 2), "two purchases, as it was said");
}

/// Two identical purchases whose answers were lost by these faults.
async fn pair(first: Fault, second: Fault, group: Option<&str>) -> (Shop, Payments) {
    let shop = Shop::new().await;
    strikes(&shop, 1, first);
    strikes(&shop, 2, second);
    let payments = shop.open().await;
    for (key, nth) in [("order-1", 1), ("order-2", 2)] {
        let mut ask = payments.buy(key, &pulsa(), price()).repeat(nth);
        if let Some(group) = group {
            ask = ask.group(group);
        }
        assert_eq!(ask.await.unwrap().payment().state(), State::Unknown);
    }
    (shop, payments)
}

async fn two_of_the_same_are_matched_by_count() {
    let (shop, payments) = pair(Fault::DropAfterExecuting, Fault::DropAfterExecuting, None).await;
    shop.recover(&payments).await;
    let mut ids = vec![];
    for key in ["order-1", "order-2"] {
        assert_eq!(state(&payments, key).await.0, State::Paid);
        let payment = payments.find("jakarta", key).await.unwrap().unwrap();
        let id = payment.payment().transaction_id().unwrap().to_owned();
        let history = payments.history(payment.payment().id()).await.unwrap();
        let note = history.last().unwrap().note.clone().unwrap();
        assert!(note.contains(&id) && note.contains("identical purchases"), "the assignment is recorded: {note}");
        ids.push(id);
    }
    assert_ne!(ids[0], ids[1]);
    assert_eq!(executions(&shop), 2);
}

async fn fewer_than_were_sent_close_none() {
    for faults in
        [[Fault::DropAfterExecuting, Fault::DropAfterReading], [Fault::DropAfterReading, Fault::DropAfterExecuting]]
    {
        let [first, second] = faults;
        let (shop, payments) = pair(first, second, None).await;
        shop.recover(&payments).await;
        for key in ["order-1", "order-2"] {
            assert_eq!(state(&payments, key).await, (State::Review, Some(Reason::BudgetSpent)));
        }
        assert_eq!(executions(&shop), 1);
    }
}

async fn within_a_group_fewer_close_some() {
    let (shop, payments) = pair(Fault::DropAfterReading, Fault::DropAfterExecuting, Some("basket-7")).await;
    shop.recover(&payments).await;
    let mut ends = [state(&payments, "order-1").await, state(&payments, "order-2").await];
    ends.sort_by_key(|(state, _)| *state);
    let expected = [(State::Paid, None), (State::Review, Some(Reason::StillAbsent))];
    assert_eq!(ends, expected, "one was made, and one of them is paid: it does not matter which");
    assert_eq!(executions(&shop), 1);
}

async fn another_price_is_for_a_person() {
    for lost in [false, true] {
        let shop = Shop::new().await;
        let price_higher = Fault::OtherAmount(500);
        if lost {
            strikes(&shop, 1, Fault::DropAfterExecuting);
        } else {
            shop.desk.simulator.change_singapay(|s| s.direct_settlement = Settlement::at_once(Status::Success));
            strikes(&shop, 1, price_higher);
        }
        let payments = shop.open().await;
        let stated = if lost { Rupiah::new(PRICE + 1).unwrap() } else { price() };
        let outcome = payments.buy("order-1", &pulsa(), stated).await.unwrap();
        assert_eq!(outcome.payment().state(), State::Unknown, "{lost}");
        shop.recover(&payments).await;
        assert_eq!(state(&payments, "order-1").await, (State::Review, Some(Reason::Contradiction)), "{lost}");
        assert_eq!(sent(&shop), 1);
    }
}

async fn a_purchase_by_others_is_not_ours() {
    let shop = Shop::new().await;
    _ = shop.client.buy_unguarded(&pulsa(), price()).await.unwrap();
    shop.advance(Duration::from_secs(10 * 3600));
    strikes(&shop, 1, Fault::DropAfterReading);
    let payments = shop.open().await;
    _ = payments.buy("order-1", &pulsa(), price()).await.unwrap();
    shop.recover(&payments).await;
    assert_eq!(state(&payments, "order-1").await.0, State::Review, "what is hours older is somebody else's");
    // And one that may be ours or theirs is nobody's.
    let shop = Shop::new().await;
    strikes(&shop, 1, Fault::DropAfterExecuting);
    let payments = shop.open().await;
    _ = payments.buy("order-1", &pulsa(), price()).await.unwrap();
    _ = shop.client.buy_unguarded(&pulsa(), price()).await.unwrap();
    shop.recover(&payments).await;
    assert_eq!(state(&payments, "order-1").await, (State::Review, Some(Reason::Candidates)));
}

async fn other_parameters_are_refused() {
    let shop = Shop::new().await;
    let payments = shop.open().await;
    let first = payments.buy("order-1", &pulsa(), price()).await.unwrap();
    let reused = payments.buy("order-1", &pulsa(), Rupiah::new(PRICE + 1).unwrap()).await.unwrap_err();
    assert_eq!(*reused.kind(), PayErrorKind::KeyReused(first.payment().id().clone()));
    let other = Product::data("SPTKMSF2G30", &Phone::parse(demo::PREPAID_PHONE).unwrap());
    assert_eq!(*payments.buy("order-2", &pulsa(), Rupiah::ZERO).await.unwrap_err().kind(), PayErrorKind::Invalid);
    assert_eq!(*payments.settle("order-3", &other, price()).await.unwrap_err().kind(), PayErrorKind::NoQuote);
    assert_eq!(sent(&shop), 1);
}

/// Row 19: paid and delivered are two facts.
async fn goods_that_come_later_are_looked_up() {
    for (scenario, last) in [("19-token-missing", Receipt::Complete), ("19-token-never", Receipt::Missing)] {
        for trap in [Trap::None, Trap::Fails(3)] {
            let shop = super::walk::stage(scenario, MemoryJournal::new()).await;
            let quote = shop.client.inquire(&Prepaid::pln_token("SPPLNTOK", demo::METER)).await.unwrap();
            let payments = shop.open_with(trap).await;
            let outcome = payments.pay("order-1", &quote).await.unwrap();
            if trap == Trap::None {
                assert_eq!((outcome.payment().state(), outcome.payment().receipt()), (State::Paid, Receipt::Missing));
            }
            shop.recover(&payments).await;
            let payment = payments.find("jakarta", "order-1").await.unwrap().unwrap();
            assert_eq!((payment.payment().state(), payment.payment().receipt()), (State::Paid, last), "{scenario}");
            assert_eq!(payment.payment().goods().is_some(), last == Receipt::Complete, "{scenario}");
            assert_eq!(sent(&shop), 1);
        }
    }
}

/// What was bought reaches the one who paid, at once or later, and is gone with the rest of the person.
async fn goods_reach_the_application() {
    for (at_once, times) in [(true, 1), (false, 2)] {
        let shop = super::walk::stage("19-token-missing", MemoryJournal::new()).await;
        if at_once {
            shop.desk.simulator.clear_script();
            shop.desk.simulator.change_singapay(|s| s.token_after = Some(Duration::ZERO));
        }
        let quote = shop.client.inquire(&Prepaid::pln_token("SPPLNTOK", demo::METER)).await.unwrap();
        let payments = shop.open().await;
        let id = payments.pay("order-1", &quote).await.unwrap().payment().id().clone();
        shop.recover(&payments).await;
        let transaction = payments.status(&id).await.unwrap().payment().transaction_id().unwrap().to_owned();
        let shown = shop.client.detail(&transaction).await.unwrap().unwrap();
        let token = shown.other_info().unwrap()["token"].as_str().unwrap().to_owned();
        let mut told = vec![];
        let mut changes = payments.changes("wallet");
        while let Some(delivery) = changes.waiting().await.unwrap() {
            let payment = delivery.payment();
            let goods = payment.goods().map(|goods| goods.as_str().contains(&token));
            told.push((delivery.state(), goods));
            delivery.done().await.unwrap();
        }
        let paid: Vec<_> = told.iter().filter(|(state, _)| *state == State::Paid).collect();
        assert_eq!(paid.len(), times, "the feed tells of goods that come later");
        assert_eq!(told.last(), Some(&(State::Paid, Some(true))));
        payments.forget(&id, "sari").await.unwrap();
        assert!(payments.status(&id).await.unwrap().payment().goods().is_none());
    }
}

/// Somebody's failed purchase of an hour ago is none of ours: ours is executed yet.
// rule: a failed transaction without a reference proves nothing about a purchase that was sent after it
async fn an_older_failure_is_not_ours() {
    let shop = Shop::new().await;
    strikes(&shop, 1, Fault::Settle("pending, 1m failed".parse().unwrap()));
    let other = shop.client.buy_unguarded(&pulsa(), price()).await.unwrap();
    assert!(matches!(other, bayar::Effect::Pending(_)));
    shop.advance(Duration::from_secs(40 * 60));
    strikes(&shop, 1, Fault::ExecuteLate(Duration::from_secs(5 * 60)));
    let payments = shop.open().await;
    assert_eq!(payments.buy("order-1", &pulsa(), price()).await.unwrap().payment().state(), State::Unknown);
    shop.advance(Duration::from_secs(61));
    payments.recover().await.unwrap();
    assert_eq!(state(&payments, "order-1").await.0, State::Unknown, "the failure came before it was sent");
    shop.recover(&payments).await;
    let (last, _) = state(&payments, "order-1").await;
    assert!(matches!(last, State::Paid | State::Review), "{last}: it was executed");
    assert_eq!(sent(&shop), 2);
    // Nor does it prove anything about ours that was never executed, however long one waits.
    let shop = Shop::new().await;
    strikes(&shop, 1, Fault::Settle("pending, 1m failed".parse().unwrap()));
    _ = shop.client.buy_unguarded(&pulsa(), price()).await.unwrap();
    shop.advance(Duration::from_secs(40 * 60));
    strikes(&shop, 1, Fault::DropAfterReading);
    let payments = shop.open().await;
    _ = payments.buy("order-1", &pulsa(), price()).await.unwrap();
    shop.recover(&payments).await;
    assert_eq!(state(&payments, "order-1").await.0, State::Review);
}

/// A failed row that came after ours was sent may still be another's, or that of an attempt before.
// rule: a failed transaction without a reference proves nothing before the settle horizon
async fn a_failure_is_ours_only_at_the_horizon() {
    let shop = Shop::new().await;
    strikes(&shop, 1, Fault::ExecuteLate(Duration::from_secs(3 * 3600)));
    let payments = shop.open().await;
    assert_eq!(payments.buy("order-1", &pulsa(), price()).await.unwrap().payment().state(), State::Unknown);
    strikes(&shop, 1, Fault::Settle("pending, 1m failed".parse().unwrap()));
    _ = shop.client.buy_unguarded(&pulsa(), price()).await.unwrap();
    shop.advance(Duration::from_secs(3600));
    payments.recover().await.unwrap();
    assert_eq!(state(&payments, "order-1").await.0, State::Unknown, "somebody else's purchase failed");
    shop.recover(&payments).await;
    assert_eq!(state(&payments, "order-1").await, (State::Review, Some(Reason::Candidates)), "one was executed");
    // Where it is the only one by then, it is ours.
    let shop = Shop::new().await;
    strikes(&shop, 1, Fault::Settle("failed".parse().unwrap()).and(Fault::DropAfterExecuting));
    let payments = shop.open().await;
    _ = payments.buy("order-1", &pulsa(), price()).await.unwrap();
    shop.advance(Duration::from_secs(3600));
    payments.recover().await.unwrap();
    assert_eq!(state(&payments, "order-1").await.0, State::Unknown);
    shop.recover(&payments).await;
    assert_eq!(state(&payments, "order-1").await, (State::NotPaid, Some(Reason::Failed)));
}

/// A person closed the first one without its transaction: that is not the second one's.
// rule: what was closed without a transaction still counts among identical purchases
async fn a_twin_that_a_person_closed_still_counts() {
    let shop = Shop::new().await;
    strikes(&shop, 1, Fault::DropAfterExecuting);
    let payments = shop.open().await;
    let other = Rupiah::new(PRICE + 1).unwrap();
    let first = payments.buy("order-1", &pulsa(), other).await.unwrap().payment().id().clone();
    assert_eq!(payments.resolve(&first).await.unwrap().payment().state(), State::Review, "another price");
    _ = payments.close(&first, Verdict::Paid(None), "sari", "the customer has the credit").await.unwrap();
    let early = payments.forget(&first, "sari").await.unwrap_err();
    assert!(*early.kind() == PayErrorKind::NotNow && early.to_string().contains("identical purchases"), "{early}");
    strikes(&shop, 1, Fault::DropAfterReading);
    _ = payments.buy("order-2", &pulsa(), price()).await.unwrap();
    shop.recover(&payments).await;
    assert_eq!(state(&payments, "order-2").await.0, State::Review, "it was never executed");
    payments.forget(&first, "sari").await.unwrap();
    assert_eq!(executions(&shop), 1);
}

/// It is proven that no attempt of it had an effect.
async fn what_was_never_sent_does_not_count() {
    let shop = Shop::new().await;
    let nowhere = shop.open_as(Trap::None, to_nowhere()).await;
    let error = nowhere.buy("order-1", &pulsa(), price()).await.unwrap_err();
    assert_eq!(*error.kind(), PayErrorKind::NotSent);
    shop.advance(Duration::from_secs(11 * 60));
    nowhere.recover().await.unwrap();
    assert_eq!(state(&nowhere, "order-1").await.0, State::Cancelled);
    strikes(&shop, 1, Fault::DropAfterExecuting);
    let payments = shop.open().await;
    _ = payments.buy("order-2", &pulsa(), price()).await.unwrap();
    shop.recover(&payments).await;
    assert_eq!(state(&payments, "order-2").await.0, State::Paid);
}
