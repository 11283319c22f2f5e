//! Singapay prepaid: token, credit, data, games; payments that settle by the clock, and what is given back.

use std::time::Duration;

use bayar_simulator::{CutOff, Fault, Operation, Rule, Settings, Simulator, Status, demo};
use serde_json::{Value, json};

use crate::{
    client::{Answer, Call},
    singapay::Singapay,
};

const PULSA: (&str, &str) = ("pulsa", "SPTLKMAS10");
const PAY: Operation = Operation::PrepaidPaymentV2;

pub(crate) fn buy(api: &Singapay<'_>, (command, product): (&str, &str), customer: &str) -> Call {
    let data = json!({"password": demo::MERCHANT.password, "product_code": product, "customer_id": customer});
    api.call(PAY, &json!({"command": command, "data": data}))
}

fn inquire(api: &Singapay<'_>, command: &str, product: &str, data: &Value) -> Call {
    let mut data = data.clone();
    data["product_code"] = json!(product);
    api.call(Operation::PrepaidInquiryV2, &json!({"command": command, "data": data}))
}

async fn pay_token(api: &Singapay<'_>) -> (String, Answer) {
    let answer = inquire(api, "plntok", "SPPLNTOK", &json!({"customer_id": demo::METER})).answer().await.json();
    assert_eq!((&answer["response_code"], &answer["data"]["price"]), (&json!("00"), &json!("52500")), "{answer}");
    assert_eq!(answer["data"]["customer_name"], "JOHN DOE");
    let reference = answer["data"]["reference_number"].as_str().unwrap().to_owned();
    let data = json!({"password": demo::MERCHANT.password, "product_code": "SPPLNTOK",
        "customer_id": demo::METER, "reference_number": reference});
    let answer = api.call(PAY, &json!({"command": "plntok", "data": data})).answer().await;
    (reference, answer)
}

pub(crate) async fn detail(api: &Singapay<'_>, id: &str) -> Value {
    let body = json!({"command": "detail-bill-transaction", "data": {"transaction_id": id}});
    api.call(Operation::DetailBillTransaction, &body).answer().await.json()["data"].clone()
}

pub(crate) async fn rows(api: &Singapay<'_>, data: Value) -> Value {
    let body = json!({"command": "list-bill-transaction", "data": data});
    api.call(Operation::ListBillTransaction, &body).answer().await.json()["data"]["bill_transactions"].clone()
}

#[tokio::test]
async fn a_token_is_null_first_and_filled_later() {
    let sim = Simulator::start().await.unwrap();
    sim.clock().freeze();
    let api = Singapay::sign_in(&sim).await;
    let (reference, answer) = pay_token(&api).await;
    let paid = answer.json();
    assert_eq!((&paid["response_code"], &paid["data"]["token"]), (&json!("00"), &Value::Null));
    assert!(paid["data"].as_object().unwrap().contains_key("token"));
    let id = paid["data"]["transaction_id"].as_str().unwrap();
    assert_eq!(detail(&api, id).await["other_info"], json!([]));
    sim.clock().advance(Duration::from_secs(60));
    let token = detail(&api, id).await["other_info"]["token"].as_str().unwrap().to_owned();
    assert_eq!((token.len(), token.matches('-').count()), (24, 4), "{token}");
    assert_eq!((sim.ledger().executions(&reference), sim.ledger().balance()), (1, demo::MERCHANT.balance - 52_500));
    assert_eq!(pay_token(&api).await.1.status, 200, "another token for the same meter is legitimate");
}

#[tokio::test]
async fn a_direct_payment_is_pending_and_settles_by_the_clock() {
    let sim = Simulator::start().await.unwrap();
    sim.clock().freeze();
    let api = Singapay::sign_in(&sim).await;
    for (command, product, price) in
        [("pulsa", "SPTLKMAS10", "11000"), ("data", "SPTKMSF2G30", "32500"), ("vouchg", "SPGAMEVOU50", "51000")]
    {
        let answer = buy(&api, (command, product), demo::PREPAID_PHONE).answer().await.json();
        assert_eq!((&answer["response_code"], &answer["response_text"]), (&json!("01"), &json!("Payment pending")));
        assert_eq!(answer["data"]["price"], price);
        assert!(answer["data"].get("token").is_none() && answer["data"].get("customer_name").is_none());
        let id = answer["data"]["transaction_id"].as_str().unwrap();
        let before = detail(&api, id).await;
        assert_eq!((&before["status"], &before["inquired_at"]), (&json!("pending"), &Value::Null));
        assert!(before["reference_number"].as_str().unwrap().starts_with(product));
        sim.clock().advance(Duration::from_secs(30));
        let after = detail(&api, id).await;
        assert_eq!((&after["status"], &after["transaction_type"]), (&json!("success"), &json!("prepaid")));
        assert_eq!(after["other_info"]["voucher_code"].is_string(), command == "vouchg");
        assert_eq!(sim.ledger().transaction(id).unwrap().status, Status::Success);
    }
    assert_eq!(sim.ledger().executions_of_customer(demo::PREPAID_PHONE), 3);
}

#[tokio::test]
async fn two_identical_direct_payments_are_two_purchases() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    for _ in 0..2 {
        assert_eq!(buy(&api, PULSA, demo::PREPAID_PHONE).answer().await.json()["response_code"], "01");
    }
    assert_eq!(sim.ledger().balance(), demo::MERCHANT.balance - 22_000);
}

#[tokio::test]
async fn what_fails_or_is_refunded_gives_the_deposit_back() {
    let sim = Simulator::start().await.unwrap();
    sim.clock().freeze();
    let api = Singapay::sign_in(&sim).await;
    sim.script(PAY, 1, "settle=pending, 30s failed, 10m success, 20m refunded".parse().unwrap());
    let answer = buy(&api, PULSA, demo::PREPAID_PHONE).answer().await.json();
    let id = answer["data"]["transaction_id"].as_str().unwrap();
    let start = demo::MERCHANT.balance;
    for (advance, status, balance) in [
        (0, Status::Pending, start - 11_000),
        (30, Status::Failed, start),
        (600, Status::Success, start - 11_000),
        (1_200, Status::Refunded, start),
    ] {
        sim.clock().advance(Duration::from_secs(advance));
        assert_eq!(sim.ledger().transaction(id).unwrap().status, status);
        assert_eq!((sim.ledger().balance(), &detail(&api, id).await["status"]), (balance, &json!(status.as_str())));
        assert_eq!(rows(&api, json!({"status": status.as_str()})).await.as_array().unwrap().len(), 1);
    }
    let deposit = sim.ledger().deposit_of(demo::MERCHANT.client_id).unwrap();
    assert_eq!((deposit.paid, deposit.returned), (22_000, 22_000));
    assert!(!sim.refund(id) && sim.turn(id, Status::Success), "by hand too");
    assert_eq!(sim.ledger().balance(), start - 11_000);
    assert!(!sim.refund("nothing"));
}

#[tokio::test]
async fn what_is_wrong_with_a_prepaid_call() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let code = async |call: Call| {
        let answer = call.answer().await;
        (answer.status, answer.json()["response_code"].as_str().unwrap().to_owned())
    };
    let said = |http, code: &str| (http, code.to_owned());
    assert_eq!(code(buy(&api, PULSA, "0812a0000001")).await, said(422, "04"));
    assert_eq!(code(buy(&api, PULSA, "114676170021")).await, said(422, "04"));
    assert_eq!(code(buy(&api, ("pulsa", "SPNONE"), demo::PREPAID_PHONE)).await, said(200, "06"));
    assert_eq!(code(buy(&api, ("data", "SPTLKMAS10"), demo::PREPAID_PHONE)).await, said(200, "06"));
    assert_eq!(code(buy(&api, ("plntok", "SPPLNTOK"), demo::METER)).await, said(422, "04"), "reference is missing");
    assert_eq!(code(buy(&api, ("plnpos", "SPPLNTOK"), demo::METER)).await, said(422, "04"), "no prepaid command");
    let unknown = inquire(&api, "plntok", "SPPLNTOK", &json!({"customer_id": "1"}));
    assert_eq!(code(unknown).await, said(200, "06"));
    assert_eq!(code(inquire(&api, "pulsa", "SPTLKMAS10", &json!({"customer_id": "1"}))).await, said(422, "04"));
    let game = json!({"customer_id": "gamer-1", "server_id": "12", "username": "CONTOH"});
    assert_eq!(code(inquire(&api, "topupg", "SPGAMETOP86", &game)).await, said(200, "00"));
    assert_eq!(sim.ledger().executed(), 0);
}

#[tokio::test]
async fn the_biller_is_closed_at_night() {
    let mut settings = Settings::default();
    settings.singapay.cut_off = Some(CutOff::pln());
    let sim = Simulator::builder().settings(settings).start().await.unwrap();
    let api = async |time: &str| {
        sim.clock().set(time.parse().unwrap());
        let api = Singapay::sign_in(&sim).await;
        let code = api.inquiry(&demo::PLN_POSTPAID).answer().await.json()["response_code"].clone();
        let water = api.inquiry(&demo::BILLS[5]).answer().await.json()["response_code"].clone();
        (code, water)
    };
    assert_eq!(api("2026-11-20T15:59:00Z").await, (json!("00"), json!("00")));
    assert_eq!(api("2026-11-20T16:00:00Z").await, (json!("03"), json!("00")));
    assert_eq!(api("2026-11-20T17:59:00Z").await, (json!("03"), json!("00")));
    assert_eq!(api("2026-11-20T18:00:00Z").await, (json!("00"), json!("00")));
}

#[tokio::test]
async fn unpaid_inquiries_stand_in_the_list_if_a_setting_says_so() {
    let mut settings = Settings::default();
    settings.singapay.unpaid_in_list = true;
    let sim = Simulator::builder().settings(settings).start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let reference = api.reference(&demo::PLN_POSTPAID).await;
    let unpaid = rows(&api, json!({})).await;
    assert_eq!((&unpaid[0]["status"], &unpaid[0]["paid_at"]), (&json!("pending"), &Value::Null));
    assert_eq!(unpaid[0]["reference_number"], reference.as_str());
    let id = unpaid[0]["transaction_id"].as_str().unwrap();
    assert_eq!(detail(&api, id).await["reference_number"], reference.as_str());
    assert_eq!(api.payment(&demo::PLN_POSTPAID, &reference).answer().await.json()["data"]["transaction_id"], id);
    let paid = rows(&api, json!({})).await;
    assert_eq!((paid.as_array().unwrap().len(), &paid[0]["status"]), (1, &json!("success")));
}

#[tokio::test]
async fn the_list_lags_and_the_detail_does_not() {
    let mut settings = Settings::default();
    settings.singapay.list_lag = Duration::from_secs(600);
    let sim = Simulator::builder().settings(settings).start().await.unwrap();
    sim.clock().freeze();
    let api = Singapay::sign_in(&sim).await;
    let answer = buy(&api, PULSA, demo::PREPAID_PHONE).answer().await.json();
    let id = answer["data"]["transaction_id"].as_str().unwrap();
    assert_eq!(rows(&api, json!({})).await, json!([]));
    assert_eq!(detail(&api, id).await["status"], "pending");
    sim.clock().advance(Duration::from_secs(600));
    assert_eq!(detail(&api, id).await["status"], "success");
    assert_eq!(rows(&api, json!({})).await[0]["status"], "pending", "as it was");
    sim.clock().advance(Duration::from_secs(30));
    assert_eq!(rows(&api, json!({})).await[0]["status"], "success");
    sim.change_singapay(|settings| settings.list_lag = Duration::ZERO);
    sim.add_rule(Rule::new(Fault::ListLag(Duration::from_secs(3_600))).times(1));
    assert_eq!(rows(&api, json!({})).await, json!([]));
    assert_eq!(rows(&api, json!({})).await.as_array().unwrap().len(), 1);
}
