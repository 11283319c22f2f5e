//! Singapay: every operation, success and each documented error.

use crate::{
    desk::{self, Desk},
    witness::{seen, told},
};
use bayar::{
    Effect, ErrorKind, Phone, Rupiah, Why,
    singapay::{Bill, Command, ListFilter, Lookup, Quote, Receipt, Standing, Status},
};
use bayar_simulator::{Fault, Operation, SecondPayment, Settings, Simulator, demo};
use serde_json::{Value, json};
use std::time::SystemTime;

crate::trials!(
    pays_every_kind_of_bill,
    a_quote_and_a_receipt_say_what_the_provider_said,
    lists_filters_and_pages,
    a_detail_is_found_or_absent,
    a_balance_falls_by_the_price,
    a_used_customer_is_reset,
    a_lost_answer_is_found_on_a_later_page,
    a_double_execution_is_a_contradiction,
    an_absent_payment_is_absent,
    a_row_without_an_id_hides_no_other_and_is_not_absence,
    a_row_that_cannot_be_told_from_ours_is_no_absence,
    documented_refusals_of_reads,
    unclear_codes_of_payments_are_unknown,
    an_answer_that_does_not_fit_the_quote_is_unknown,
    pending_is_pending,
    numbers_and_nulls_are_read,
    the_raw_client_is_authenticated,
);

fn bill(demo: &demo::DemoBill) -> Bill {
    let bill = Bill::new(demo.command.as_str().parse().unwrap(), demo.product_code, demo.customer_id);
    match demo.command.as_str() {
        "bpjsks" | "bputk" | "putk" => bill.period(1),
        _ => bill,
    }
}

async fn pays_every_kind_of_bill() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    assert_eq!(demo::BILLS.len(), Command::ALL.len());
    for demo in &demo::BILLS {
        let bill = bill(demo).phone(Phone::parse(demo::PHONE).unwrap());
        let quote = told(client.inquire(&bill).await).unwrap();
        assert_eq!((quote.price().whole(), quote.customer_name()), (Some(demo.price), demo.customer_name));
        let effect = told(client.pay_unguarded(&quote).await).unwrap();
        let Effect::Done(receipt) = effect else { panic!("{}: {effect:?}", demo.command.as_str()) };
        assert_eq!((receipt.price(), receipt.customer_id()), (quote.price(), demo.customer_id));
        assert_eq!(desk.executions(&quote), 1);
    }
    let sent = desk.simulator.calls_of(Operation::PostpaidPaymentV2);
    let commands: Vec<Value> = sent.iter().map(|c| c.json().unwrap()["command"].clone()).collect();
    assert_eq!(commands, demo::BILLS.map(|b| Value::from(b.command.as_str())));
    assert_eq!(sent[0].json().unwrap()["data"]["phone_number"], demo::PHONE);
    assert!(sent.iter().all(|c| c.header("api-version").is_none()));
}

async fn a_quote_and_a_receipt_say_what_the_provider_said() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let quote = desk.quote(&client).await;
    assert_eq!((quote.price().to_string(), quote.period()), ("Rp74.194".to_owned(), Some("4")));
    assert_eq!(quote.amount(), Some(Rupiah::new(69_674).unwrap()));
    assert!(quote.created_at().is_some() && quote.response().status() == 200);
    let receipt = told(client.pay_unguarded(&quote).await).unwrap().done().unwrap();
    assert_eq!((receipt.customer_name(), receipt.period()), ("JOHN DOE", Some("4")));
    assert_eq!((receipt.amount(), receipt.price()), (quote.amount(), quote.price()));
    let raw: Value = serde_json::from_slice(receipt.response().body()).unwrap();
    assert_eq!(raw["data"]["transaction_id"], receipt.transaction_id());
}

async fn pay(desk: &Desk, times: usize) -> Vec<(Quote, Receipt)> {
    let client = desk.singapay();
    let mut all = vec![];
    for _ in 0..times {
        let quote = client.inquire(&desk::pln()).await.unwrap();
        let receipt = client.pay_unguarded(&quote).await.unwrap().done().unwrap();
        all.push((quote, receipt));
    }
    all
}

async fn lists_filters_and_pages() {
    let desk = Desk::new().await;
    let paid = pay(&desk, 12).await;
    let client = desk.singapay();
    let first = told(client.list(&ListFilter::new()).await).unwrap();
    assert_eq!(
        (first.transactions().len(), first.current(), first.last(), first.total()),
        (10, Some(1), Some(2), Some(12))
    );
    let second = told(client.list(&ListFilter::new().page(2)).await).unwrap();
    assert_eq!(second.transactions().len(), 2);
    let one = ListFilter::new().transaction_id(paid[3].1.transaction_id()).status(Status::Success);
    let row = told(client.list(&one).await).unwrap().into_transactions().remove(0);
    assert_eq!((row.reference_number(), row.standing()), (Some(paid[3].0.reference_number()), Standing::Paid));
    assert_eq!((row.price().unwrap(), row.product_code()), (paid[3].0.price(), Some("SPPLNPOS")));
    let nobody = told(client.list(&ListFilter::new().customer_id("999999999999")).await).unwrap();
    assert!(nobody.transactions().is_empty());
    let long_ago = told(client.list(&ListFilter::new().days("2020-01-01", "2020-01-02")).await).unwrap();
    assert!(long_ago.transactions().is_empty());
}

async fn a_detail_is_found_or_absent() {
    let desk = Desk::new().await;
    let (quote, receipt) = pay(&desk, 1).await.remove(0);
    let client = desk.singapay();
    let found = told(client.detail(receipt.transaction_id()).await).unwrap().unwrap();
    assert_eq!((found.reference_number(), found.status()), (Some(quote.reference_number()), &Status::Success));
    assert!(told(client.detail("01JXCK6K1CMRGJKQ2J863Q6P5J").await).unwrap().is_none());
}

async fn a_balance_falls_by_the_price() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let before = told(client.balance().await).unwrap();
    pay(&desk, 1).await;
    let after = told(client.balance().await).unwrap();
    assert_eq!((before.amount().to_string(), before.currency()), ("Rp8.910.003".to_owned(), Some("IDR")));
    assert_eq!(before.amount().checked_sub(after.amount()), Some(Rupiah::new(74_194).unwrap()));
}

async fn a_used_customer_is_reset() {
    let mut settings = Settings::default();
    settings.singapay.customer_once_a_day = true;
    let desk = Desk::with(Simulator::builder().settings(settings).start().await.unwrap());
    let client = desk.singapay();
    pay(&desk, 1).await;
    let again = match told(client.inquire(&desk::pln()).await) {
        Err(error) => error.code().map(str::to_owned),
        Ok(quote) => {
            told(client.pay_unguarded(&quote).await).unwrap().report().and_then(|r| r.code().map(str::to_owned))
        }
    };
    assert_eq!(again.as_deref(), Some("07"));
    told(client.sandbox_tools().unwrap().reset_customer_ids().await).unwrap();
    pay(&desk, 1).await;
}

// rule: a look-up reads every page before it says absent
async fn a_lost_answer_is_found_on_a_later_page() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let quote = desk.quote(&client).await;
    desk.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterExecuting);
    let sent_at = SystemTime::now();
    let effect = told(client.pay_unguarded(&quote).await).unwrap();
    assert_eq!((effect.name(), effect.report().unwrap().why()), ("unknown", &Why::NoAnswer));
    pay(&desk, 25).await; // newest first: the lost one is on page 3
    let Lookup::Found(row) = told(client.look_up(&quote, sent_at).await).unwrap() else { panic!("not found") };
    assert_eq!(row.standing(), Standing::Paid);
    assert_eq!((desk.count(Operation::ListBillTransaction), desk.executions(&quote)), (3, 1));
}

// rule: two transactions of one reference are a contradiction
async fn a_double_execution_is_a_contradiction() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let quote = desk.quote(&client).await;
    desk.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::ExecuteTwice);
    told(client.pay_unguarded(&quote).await).unwrap().done().unwrap();
    assert_eq!(desk.executions(&quote), 2);
    let found = told(client.look_up(&quote, SystemTime::now()).await).unwrap();
    assert!(matches!(found, Lookup::Contradiction(rows) if rows.len() == 2));
}

async fn an_absent_payment_is_absent() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let quote = desk.quote(&client).await;
    desk.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterReading);
    assert_eq!(told(client.pay_unguarded(&quote).await).unwrap().name(), "unknown");
    pay(&desk, 3).await;
    assert!(matches!(told(client.look_up(&quote, SystemTime::now()).await).unwrap(), Lookup::Absent));
}

async fn a_row_without_an_id_hides_no_other_and_is_not_absence() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let quote = desk.quote(&client).await;
    let list = |odd: Value| {
        let whole = json!({"transaction_id": "01JXCK6K1CMRGJKQ2J863Q6P5J", "reference_number": "REF-OF-ANOTHER"});
        let pagination = json!({"current_page": 1, "last_page": 1, "total": 2});
        answer(
            200,
            json!({"response_code": "00", "data": {"bill_transactions": [odd, whole], "pagination": pagination}}),
        )
    };
    let with_reference = |reference: &str| list(json!({"transaction_id": null, "reference_number": reference}));

    desk.simulator.script(Operation::ListBillTransaction, 1, with_reference("REF-1"));
    let page = told(client.list(&ListFilter::new()).await).unwrap();
    assert_eq!(page.transactions()[0].transaction_id(), "01JXCK6K1CMRGJKQ2J863Q6P5J");
    assert_eq!((page.unreadable()[0].position(), page.unreadable()[0].reference_number()), (1, Some("REF-1")));
    assert_eq!((page.transactions().len(), page.unreadable().len()), (1, 1));

    // Surely not the one that is looked for: absent. Perhaps the one: no word about it.
    desk.simulator.script(Operation::ListBillTransaction, 1, with_reference("REF-1"));
    assert!(matches!(told(client.look_up(&quote, SystemTime::now()).await).unwrap(), Lookup::Absent));
    let perhaps = [
        with_reference(quote.reference_number()),
        with_reference(" "),
        list(json!({})),
        list(json!({"transaction_id": ""})),
    ];
    for (which, odd) in perhaps.into_iter().enumerate() {
        desk.simulator.script(Operation::ListBillTransaction, 1, odd);
        let error = told(client.look_up(&quote, SystemTime::now()).await).unwrap_err();
        let field = "data.bill_transactions[0].transaction_id";
        assert_eq!((error.kind(), error.field()), (ErrorKind::Unreadable, Some(field)), "{which}");
    }
}

/// The row of a payment whose answer was lost comes without its reference number.
// rule: a row that can't be told from ours is no absence
async fn a_row_that_cannot_be_told_from_ours_is_no_absence() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let quote = desk.quote(&client).await;
    desk.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterExecuting);
    assert_eq!(told(client.pay_unguarded(&quote).await).unwrap().name(), "unknown");
    pay(&desk, 2).await; // newest first: the lost one is the third
    let nothing = Fault::SetField("data.bill_transactions.2.reference_number".to_owned(), "null".to_owned());
    desk.simulator.script(Operation::ListBillTransaction, 1, nothing);
    let error = told(client.look_up(&quote, SystemTime::now()).await).unwrap_err();
    let field = "data.bill_transactions[2].reference_number";
    assert_eq!((error.kind(), error.field()), (ErrorKind::Unreadable, Some(field)));
    assert!(matches!(told(client.look_up(&quote, SystemTime::now()).await).unwrap(), Lookup::Found(_)));

    // Without a reference number too another product is another's.
    let list = |row: Value| {
        let pagination = json!({"current_page": 1, "last_page": 1, "total": 2});
        let rows = json!([{"transaction_id": null, "reference_number": "REF-1"}, row]);
        answer(200, json!({"response_code": "00", "data": {"bill_transactions": rows, "pagination": pagination}}))
    };
    let other = json!({"transaction_id": "01JXCK6K1CMRGJKQ2J863Q6P5J", "product": {"code": "SPTLKMAS10"}});
    desk.simulator.script(Operation::ListBillTransaction, 1, list(other));
    assert!(matches!(told(client.look_up(&quote, SystemTime::now()).await).unwrap(), Lookup::Absent));
    desk.simulator.script(
        Operation::ListBillTransaction,
        1,
        list(json!({"transaction_id": "01JXCK6K1CMRGJKQ2J863Q6P5J"})),
    );
    let error = told(client.look_up(&quote, SystemTime::now()).await).unwrap_err();
    assert_eq!(error.field(), Some("data.bill_transactions[1].reference_number"), "counted as on the page");
}

async fn documented_refusals_of_reads() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let unknown = told(client.inquire(&Bill::pln_postpaid("999999999999")).await).unwrap_err();
    assert_eq!((unknown.kind(), unknown.code()), (ErrorKind::Refused, Some("06")));
    let letter = told(client.inquire(&Bill::mobile_postpaid("SPMOBPOS", "08122a962721")).await).unwrap_err();
    assert_eq!(letter.code(), Some("04"), "{letter}");
    desk.simulator.script(Operation::CheckBalance, 1, Fault::SystemError99);
    let trouble = told(client.balance().await).unwrap_err();
    assert_eq!((trouble.code(), trouble.status().unwrap().as_u16(), trouble.retryable()), (Some("99"), 500, true));
    desk.simulator.script(Operation::CheckBalance, 1, answer(200, json!({"status": "maintenance"})));
    assert_eq!(told(client.balance().await).unwrap_err().kind(), ErrorKind::Refused);
    let html = Fault::Answer { status: 200, content_type: "text/html".to_owned(), body: "<html>".into() };
    desk.simulator.script(Operation::CheckBalance, 1, html);
    assert_eq!(told(client.balance().await).unwrap_err().kind(), ErrorKind::Unreadable);
}

fn answer(status: u16, body: Value) -> Fault {
    Fault::Answer { status, content_type: "application/json".to_owned(), body: body.to_string().into() }
}

/// What one payment makes of an answer.
async fn paid_with(answer: Fault) -> Effect<Receipt> {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let quote = desk.quote(&client).await;
    desk.simulator.script(Operation::PostpaidPaymentV2, 1, answer);
    told(client.pay_unguarded(&quote).await).unwrap()
}

// rule: 04 is a proof under HTTP 422 only
// rule: 06 on a payment is unknown: a spent reference may answer so
async fn unclear_codes_of_payments_are_unknown() {
    for code in ["02", "03", "05", "06", "6", "07", "08", "50", "99", "77", ""] {
        let effect =
            paid_with(answer(200, json!({"command": "plnpos", "response_code": code, "response_text": "?"}))).await;
        assert_eq!((effect.name(), effect.report().unwrap().why()), ("unknown", &Why::Unlisted), "{code}");
    }
    // 04 is a proof under 422 only.
    assert_eq!(paid_with(answer(200, json!({"response_code": "04"}))).await.name(), "unknown");
    assert_eq!(
        paid_with(answer(422, json!({"response_code": "04", "data": {"data.customer_id": "bad"}}))).await.name(),
        "refused"
    );
    assert_eq!(paid_with(answer(422, json!({"response_code": "06"}))).await.name(), "unknown");
    // What the simulated provider itself answers for a spent reference and a wrong password.
    let desk = Desk::new().await;
    let (spent, _) = pay(&desk, 1).await.remove(0);
    let again = told(desk.singapay().pay_unguarded(&spent).await).unwrap();
    assert_eq!((again.name(), again.report().unwrap().code(), desk.executions(&spent)), ("unknown", Some("06"), 1));
    let wrong = bayar::singapay::Credentials { password: "wrong-password-5d0e".into(), ..desk::singapay_credentials() };
    let client = desk.singapay_as(wrong);
    let quote = desk.quote(&client).await;
    assert_eq!(told(client.pay_unguarded(&quote).await).unwrap().name(), "unknown");
    assert_eq!(desk.executions(&quote), 0);
    let mut settings = Settings::default();
    settings.singapay.second_payment = SecondPayment::ExecutedAgain;
    let desk = Desk::with(Simulator::builder().settings(settings).start().await.unwrap());
    let (spent, _) = pay(&desk, 1).await.remove(0);
    assert_eq!(told(desk.singapay().pay_unguarded(&spent).await).unwrap().name(), "done");
    assert_eq!(desk.executions(&spent), 2, "a second send is a second payment, which is why nothing here repeats one");
}

fn success(change: impl FnOnce(&mut Value)) -> Fault {
    let mut body = json!({"command": "plnpos", "response_code": "00", "response_text": "Payment success", "data": {
        "amount": "69674", "customer_name": "JOHN DOE", "period": "4", "customer_id": "114676170021", "price": "74194",
        "transaction_id": "01JXCK6K1CMRGJKQ2J863Q6P5J", "created_at": "2025-10-30 13:28:45"}});
    change(&mut body);
    answer(200, body)
}

// rule: a success for another customer is unknown
// rule: a success with another price than the quote is unknown
async fn an_answer_that_does_not_fit_the_quote_is_unknown() {
    assert_eq!(paid_with(success(|_| {})).await.name(), "done");
    type Change = fn(&mut Value);
    let cases: [(&'static str, Change); 6] = [
        ("data.price", |b| b["data"]["price"] = "74195".into()),
        ("data.price", |b| b["data"]["price"] = "Rp74.194".into()),
        ("data.price", |b| b["data"]["price"] = Value::Null),
        ("data.customer_id", |b| b["data"]["customer_id"] = "114676170022".into()),
        ("data.transaction_id", |b| b["data"]["transaction_id"] = "".into()),
        ("data.price", |b| b["data"] = Value::Null),
    ];
    for (field, change) in cases {
        let effect = paid_with(success(change)).await;
        assert_eq!((effect.name(), effect.report().unwrap().why()), ("unknown", &Why::Mismatch(field)));
    }
    let desk = Desk::new().await;
    desk.simulator.script(
        Operation::PostpaidInquiryV2,
        1,
        success(|b| b["data"]["customer_id"] = "114676170022".into()),
    );
    let other = told(desk.singapay().inquire(&desk::pln()).await).unwrap_err();
    assert_eq!((other.kind(), other.field()), (ErrorKind::Unreadable, Some("data.customer_id")));
    desk.simulator.script(Operation::PostpaidInquiryV2, 1, success(|_| {}));
    let lacking = told(desk.singapay().inquire(&desk::pln()).await).unwrap_err();
    assert_eq!(lacking.field(), Some("data.reference_number"));
}

async fn pending_is_pending() {
    let pending = |b: &mut Value| b["response_code"] = "01".into();
    let effect = paid_with(success(pending)).await;
    assert_eq!((effect.name(), effect.report().unwrap().reference()), ("pending", Some("01JXCK6K1CMRGJKQ2J863Q6P5J")));
    let other_price = |b: &mut Value| (b["response_code"], b["data"]["price"]) = ("01".into(), "1".into());
    assert_eq!(paid_with(success(other_price)).await.name(), "unknown");
    assert_eq!(paid_with(answer(500, json!({"response_code": "01"}))).await.name(), "unknown");
}

async fn numbers_and_nulls_are_read() {
    let effect = paid_with(success(|b| {
        b["data"]["price"] = 74_194.into();
        b["data"]["period"] = 4.into();
        b["data"]["amount"] = Value::Null;
        b["data"]["created_at"] = Value::Null;
        b["data"]["new_field"] = json!({"since": "today"});
    }))
    .await;
    let receipt = effect.done().unwrap();
    assert_eq!((receipt.amount(), receipt.created_at(), receipt.period()), (None, None, Some("4")));
    assert!(String::from_utf8_lossy(receipt.response().body()).contains("new_field"));
}

async fn the_raw_client_is_authenticated() {
    let desk = Desk::new().await;
    let raw = seen(desk.singapay().raw());
    let body = serde_json::from_value(json!({"command": "check-balance"})).unwrap();
    // One client, many calls at once: none gets the answer of another.
    let other = serde_json::from_value(json!({"command": "list-bill-transaction"})).unwrap();
    let (balance, list) = tokio::join!(raw.check_balance(&body), raw.list_bill_transaction(&other));
    assert_eq!(seen(balance.unwrap()).command.as_deref(), Some("check-balance"));
    assert_eq!(seen(list.unwrap()).command.as_deref(), Some("list-bill-transaction"));
}
