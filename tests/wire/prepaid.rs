//! Singapay prepaid: tokens and games by inquiry, credit, data and vouchers directly.

use crate::{
    desk::{self, Desk},
    witness::{seen, told},
};
use bayar::{
    Effect, ErrorKind, Phone, Rupiah, Why,
    singapay::{Lookup, Prepaid, PrepaidCommand, Product, Quote, Receipt, Standing},
};
use bayar_simulator::{Fault, Operation, Settings, Simulator, demo};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

crate::trials!(
    every_product_of_the_demo_can_be_bought,
    a_token_may_come_later_than_the_payment,
    a_direct_purchase_is_pending_and_its_detail_settles,
    a_lost_token_payment_is_found_by_its_reference,
    a_lost_purchase_is_among_those_that_look_the_same,
    a_purchase_that_cannot_be_told_from_ours_is_no_absence,
    codes_of_prepaid_payments_are_read_as_those_of_bills,
    an_answer_that_does_not_fit_is_unknown,
    refusals_of_prepaid_inquiries,
    the_fields_of_a_game_are_sent,
);

fn phone() -> Phone {
    seen(Phone::parse(demo::PREPAID_PHONE).unwrap())
}

fn rupiah(whole: i64) -> Rupiah {
    Rupiah::new(whole).unwrap()
}

fn token() -> Prepaid {
    seen(Prepaid::pln_token("SPPLNTOK", demo::METER))
}

fn pulsa() -> Product {
    seen(Product::pulsa("SPTLKMAS10", &phone()))
}

/// Frozen: nothing settles unless the test moves the clock.
async fn frozen() -> Desk {
    let desk = Desk::new().await;
    desk.simulator.clock().freeze();
    desk
}

async fn buy(desk: &Desk, product: &Product, at_most: i64) -> Effect<Receipt> {
    told(desk.singapay().buy_unguarded(product, rupiah(at_most)).await).unwrap()
}

async fn every_product_of_the_demo_can_be_bought() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    for (command, code, .., price) in demo::PRODUCTS {
        let effect = match command.as_str().parse().unwrap() {
            PrepaidCommand::PlnTok => inquire_and_pay(&desk, &Prepaid::pln_token(code, demo::METER), price).await,
            PrepaidCommand::TopUpG => inquire_and_pay(&desk, &Prepaid::game_top_up(code, "player-77"), price).await,
            PrepaidCommand::Pulsa => buy(&desk, &Product::pulsa(code, &phone()), price).await,
            PrepaidCommand::Data => buy(&desk, &Product::data(code, &phone()), price).await,
            PrepaidCommand::VouchG => buy(&desk, &Product::game_voucher(code, &phone()), price).await,
        };
        let expected = if command.is_direct() { "pending" } else { "done" };
        assert_eq!(effect.name(), expected, "{code}: {effect:?}");
    }
    let sent = desk.simulator.calls_of(Operation::PrepaidPaymentV2);
    let has_reference = |body: Value| body["data"].as_object().unwrap().contains_key("reference_number");
    let references: Vec<bool> = sent.iter().map(|call| has_reference(call.json().unwrap())).collect();
    assert_eq!(references, demo::PRODUCTS.map(|(command, ..)| !command.is_direct()));
    let spent: i64 = demo::PRODUCTS.iter().map(|(.., price)| price).sum();
    assert_eq!(told(client.balance().await).unwrap().amount().whole(), Some(demo::MERCHANT.balance - spent));
}

async fn inquire_and_pay(desk: &Desk, prepaid: &Prepaid, price: i64) -> Effect<Receipt> {
    let client = desk.singapay();
    let quote = told(client.inquire(prepaid).await).unwrap();
    assert_eq!((quote.price(), quote.prepaid()), (rupiah(price), prepaid));
    let effect = told(client.pay_unguarded(&quote).await).unwrap();
    assert_eq!(desk.simulator.ledger().executions(quote.reference_number()), 1);
    effect
}

async fn a_token_may_come_later_than_the_payment() {
    let desk = frozen().await;
    let client = desk.singapay();
    let quote = told(client.inquire(&token()).await).unwrap();
    assert_eq!((quote.customer_name(), quote.period(), quote.late_fee()), ("JOHN DOE", None, None));
    let receipt = told(client.pay_unguarded(&quote).await).unwrap().done().unwrap();
    assert!(receipt.token().is_none(), "paid, and not delivered");
    assert_eq!((receipt.customer_id(), receipt.price()), (demo::METER, quote.price()));
    desk.simulator.clock().advance(Duration::from_secs(60));
    let row = told(client.detail(receipt.transaction_id()).await).unwrap().unwrap();
    let delivered = row.other_info().unwrap()["token"].as_str().unwrap().to_owned();
    assert_eq!(row.standing(), Standing::Paid);

    let mut settings = Settings::default();
    settings.singapay.token_after = Some(Duration::ZERO);
    let desk = Desk::with(Simulator::builder().settings(settings).start().await.unwrap());
    let client = desk.singapay();
    let quote = told(client.inquire(&token()).await).unwrap();
    let receipt = told(client.pay_unguarded(&quote).await).unwrap().done().unwrap();
    assert_eq!(receipt.token().unwrap().expose().len(), delivered.len());
    assert!(!format!("{receipt:?}").contains(receipt.token().unwrap().expose()));
}

async fn a_direct_purchase_is_pending_and_its_detail_settles() {
    let desk = frozen().await;
    let client = desk.singapay();
    let effect = buy(&desk, &pulsa(), 11_000).await;
    let report = effect.report().unwrap();
    assert_eq!((effect.name(), report.why(), report.code()), ("pending", &Why::InProgress, Some("01")));
    let id = report.reference().unwrap();
    let before = told(client.detail(id).await).unwrap().unwrap();
    assert_eq!((before.standing(), before.inquired_at()), (Standing::Pending, None));
    desk.simulator.clock().advance(Duration::from_secs(30));
    let after = told(client.detail(id).await).unwrap().unwrap();
    assert_eq!((after.standing(), after.price()), (Standing::Paid, Some(rupiah(11_000))));
    assert_eq!(desk.simulator.ledger().executions_of_customer(demo::PREPAID_PHONE), 1);
}

async fn a_lost_token_payment_is_found_by_its_reference() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let quote: Quote<Prepaid> = told(client.inquire(&token()).await).unwrap();
    desk.simulator.script(Operation::PrepaidPaymentV2, 1, Fault::DropAfterExecuting);
    let sent_at = SystemTime::now();
    let effect = told(client.pay_unguarded(&quote).await).unwrap();
    assert_eq!((effect.name(), effect.report().unwrap().why()), ("unknown", &Why::NoAnswer));
    let Lookup::Found(row) = told(client.look_up(&quote, sent_at).await).unwrap() else { panic!("not found") };
    assert_eq!((row.standing(), row.product_code()), (Standing::Paid, Some("SPPLNTOK")));
    assert_eq!(desk.count(Operation::PrepaidPaymentV2), 1);
}

async fn a_lost_purchase_is_among_those_that_look_the_same() {
    let desk = frozen().await;
    let client = desk.singapay();
    let sent_at = SystemTime::now();
    desk.simulator.script(Operation::PrepaidPaymentV2, 1, Fault::DropAfterReading);
    assert_eq!(buy(&desk, &pulsa(), 11_000).await.name(), "unknown");
    assert!(told(client.look_up_purchases(&pulsa(), sent_at).await).unwrap().is_empty());
    desk.simulator.script(Operation::PrepaidPaymentV2, 1, Fault::DropAfterExecuting);
    assert_eq!(buy(&desk, &pulsa(), 11_000).await.name(), "unknown");
    _ = buy(&desk, &Product::data("SPTKMSF2G30", &phone()), 32_500).await;
    _ = buy(&desk, &Product::pulsa("SPTLKMAS10", &Phone::parse("081200000002").unwrap()), 11_000).await;
    let one = told(client.look_up_purchases(&pulsa(), sent_at).await).unwrap();
    assert_eq!(one.len(), 1, "neither the other product nor the other phone");
    // Twelve rows in all: the second page is read too.
    for _ in 0..11 {
        _ = buy(&desk, &pulsa(), 11_000).await;
    }
    assert_eq!(told(client.look_up_purchases(&pulsa(), sent_at).await).unwrap().len(), 12, "all look the same");
}

// rule: a row that can't be told from ours is no absence
async fn a_purchase_that_cannot_be_told_from_ours_is_no_absence() {
    let desk = frozen().await;
    let client = desk.singapay();
    let sent_at = SystemTime::now();
    desk.simulator.script(Operation::PrepaidPaymentV2, 1, Fault::DropAfterExecuting);
    assert_eq!(buy(&desk, &pulsa(), 11_000).await.name(), "unknown");
    _ = buy(&desk, &Product::data("SPTKMSF2G30", &phone()), 32_500).await;
    let set = |row: usize, field: &str, value: &str| {
        let path = format!("data.bill_transactions.{row}.{field}");
        desk.simulator.script(Operation::ListBillTransaction, 1, Fault::SetField(path, value.to_owned()));
    };
    let look_up = || async { told(client.look_up_purchases(&pulsa(), sent_at).await) };
    for field in ["customer_id", "product.code"] {
        set(1, field, "null");
        let error = look_up().await.unwrap_err();
        let named = format!("data.bill_transactions[1].{field}");
        assert_eq!((error.kind(), error.field()), (ErrorKind::Unreadable, Some(named.as_str())));
    }
    for spelling in [phone().international(), phone().e164()] {
        set(1, "customer_id", &format!("\"{spelling}\""));
        assert_eq!(look_up().await.unwrap().len(), 1, "the same number");
    }
    set(0, "customer_id", "null");
    assert_eq!(look_up().await.unwrap().len(), 1, "of another product whoever bought it");
}

fn answer(status: u16, body: Value) -> Fault {
    Fault::Answer { status, content_type: "application/json".to_owned(), body: body.to_string().into() }
}

/// What one token payment and one purchase make of an answer.
async fn paid_with(answer: Fault) -> [Effect<Receipt>; 2] {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let quote = told(client.inquire(&token()).await).unwrap();
    desk.simulator.script(Operation::PrepaidPaymentV2, 1, answer.clone());
    desk.simulator.script(Operation::PrepaidPaymentV2, 2, answer);
    let inquired = told(client.pay_unguarded(&quote).await).unwrap();
    let direct = buy(&desk, &pulsa(), 11_000).await;
    assert_eq!(desk.count(Operation::PrepaidPaymentV2), 2, "each was sent once");
    [inquired, direct]
}

async fn codes_of_prepaid_payments_are_read_as_those_of_bills() {
    for code in ["02", "03", "05", "06", "6", "07", "08", "50", "99", "77", ""] {
        for effect in paid_with(answer(200, json!({"response_code": code, "response_text": "?"}))).await {
            assert_eq!((effect.name(), effect.report().unwrap().why()), ("unknown", &Why::Unlisted), "{code}");
        }
    }
    for (status, code, name) in [
        (422, "04", "refused"),
        (200, "04", "unknown"),
        (422, "06", "unknown"),
        (401, "04", "unknown"),
        (500, "01", "unknown"),
        (200, "01", "pending"),
    ] {
        for effect in paid_with(answer(status, json!({"response_code": code}))).await {
            assert_eq!(effect.name(), name, "{status} {code}");
        }
    }
    // What the simulated provider itself answers for a wrong password.
    let desk = Desk::new().await;
    let wrong = bayar::singapay::Credentials { password: "wrong-password-7a1c".into(), ..desk::singapay_credentials() };
    let effect = told(desk.singapay_as(wrong).buy_unguarded(&pulsa(), rupiah(11_000)).await).unwrap();
    assert_eq!((effect.name(), desk.simulator.ledger().executions_of_customer(demo::PREPAID_PHONE)), ("unknown", 0));
}

fn success(customer: &str, price: &str) -> Fault {
    answer(
        200,
        json!({"command": "pulsa", "response_code": "00", "data": {"amount": price, "price": price,
            "customer_id": customer, "token": "", "transaction_id": "01JXCQAZ8Z8AT5YRAP3V66GR70"}}),
    )
}

// rule: a direct purchase above the price that was reckoned with is unknown
async fn an_answer_that_does_not_fit_is_unknown() {
    let names = |effects: [Effect<Receipt>; 2]| effects.map(|effect| effect.name());
    // The meter and the phone differ, so each answer fits one of the two at most.
    assert_eq!(names(paid_with(success(demo::METER, "52500")).await), ["done", "unknown"]);
    assert_eq!(names(paid_with(success(demo::PREPAID_PHONE, "11000")).await), ["unknown", "done"]);
    let [quoted, _] = paid_with(success(demo::METER, "52499")).await;
    assert_eq!(quoted.report().unwrap().why(), &Why::Mismatch("data.price"), "a quote has one price");
    let [_, cheaper] = paid_with(success(demo::PREPAID_PHONE, "10500")).await;
    assert_eq!(cheaper.done().unwrap().price(), rupiah(10_500), "a purchase has a highest price");
    for price in ["11001", "0", "-11000", "Rp11.000"] {
        let [_, direct] = paid_with(success(demo::PREPAID_PHONE, price)).await;
        assert_eq!(direct.report().unwrap().why(), &Why::Mismatch("data.price"), "{price}");
    }
    // A blank token is none.
    let [token, _] = paid_with(success(demo::METER, "52500")).await;
    assert!(token.done().unwrap().token().is_none());
}

async fn refusals_of_prepaid_inquiries() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let error = told(client.inquire(&Prepaid::pln_token("SPNOTHING", demo::METER)).await).unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Refused, Some("prepaid_inquiry_v2")));
    desk.simulator.script(Operation::PrepaidInquiryV2, 1, success("14012345679", "52500"));
    let other = told(client.inquire(&token()).await).unwrap_err();
    assert_eq!((other.kind(), other.field()), (ErrorKind::Unreadable, Some("data.customer_id")));
    desk.simulator.script(Operation::PrepaidInquiryV2, 1, success(demo::METER, "52500"));
    assert_eq!(told(client.inquire(&token()).await).unwrap_err().field(), Some("data.reference_number"));
    desk.simulator.script(Operation::PrepaidInquiryV2, 1, Fault::UnauthorizedOnce);
    told(client.inquire(&token()).await).unwrap();
}

async fn the_fields_of_a_game_are_sent() {
    let desk = Desk::new().await;
    let game = Prepaid::game_top_up("SPGAMETOP86", "player-77").server_id("s2").username("budi").platform("android");
    let quote = told(desk.singapay().inquire(&seen(game)).await).unwrap();
    assert_eq!(quote.customer_name(), "budi");
    let sent = desk.simulator.calls_of(Operation::PrepaidInquiryV2)[0].json().unwrap();
    assert_eq!(
        sent["data"],
        json!({"customer_id": "player-77", "product_code": "SPGAMETOP86", "server_id": "s2", "username": "budi", "platform": "android"})
    );
}
