//! Singapay: every operation, every refusal, in the provider's own envelopes.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use bayar_simulator::{Bill, Command, Fault, Operation, SecondPayment, Settings, Simulator, demo};
use serde_json::{Value, json};

use crate::client::{Answer, Call};

pub(crate) struct Singapay<'a> {
    pub(crate) sim: &'a Simulator,
    pub(crate) token: String,
}

pub(crate) fn token_call(sim: &Simulator) -> Call {
    let pair = format!("{}:{}", demo::MERCHANT.client_id, demo::MERCHANT.client_secret);
    Call::new(&sim.singapay_url(), "POST", Operation::GenerateAccessToken.path())
        .header("X-PARTNER-ID", demo::MERCHANT.partner_id)
        .header("Authorization", format!("Basic {}", STANDARD.encode(pair)))
        .json(&json!({"grant_type": "client_credentials"}))
}

impl<'a> Singapay<'a> {
    pub(crate) async fn sign_in(sim: &'a Simulator) -> Self {
        let answer = token_call(sim).answer().await;
        assert_eq!(answer.status, 200, "{answer:?}");
        Self { sim, token: answer.json()["data"]["access_token"].as_str().unwrap().to_owned() }
    }

    pub(crate) fn call(&self, operation: Operation, body: &Value) -> Call {
        Call::new(&self.sim.singapay_url(), "POST", operation.path())
            .header("X-PARTNER-ID", demo::MERCHANT.partner_id)
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Accept", "application/json")
            .json(body)
    }

    pub(crate) fn inquiry(&self, bill: &demo::DemoBill) -> Call {
        let mut data = json!({"customer_id": bill.customer_id, "product_code": bill.product_code});
        if matches!(bill.command, Command::Bpjsks | Command::Bputk) {
            data["period"] = json!(1);
        }
        self.call(Operation::PostpaidInquiryV2, &json!({"command": bill.command.as_str(), "data": data}))
    }

    pub(crate) async fn reference(&self, bill: &demo::DemoBill) -> String {
        let answer = self.inquiry(bill).answer().await;
        answer.json()["data"]["reference_number"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
    }

    pub(crate) fn payment(&self, bill: &demo::DemoBill, reference: &str) -> Call {
        self.call(Operation::PostpaidPaymentV2, &payment(bill, reference))
    }

    async fn list(&self, data: Value) -> Value {
        let body = json!({"command": "list-bill-transaction", "data": data});
        self.call(Operation::ListBillTransaction, &body).answer().await.json()
    }

    async fn balance(&self) -> Answer {
        self.call(Operation::CheckBalance, &json!({"command": "check-balance"})).answer().await
    }
}

fn payment(bill: &demo::DemoBill, reference: &str) -> Value {
    json!({"command": bill.command.as_str(), "data": {
        "password": demo::MERCHANT.password,
        "product_code": bill.product_code,
        "customer_id": bill.customer_id,
        "reference_number": reference,
    }})
}

#[tokio::test]
async fn all_eight_bills_are_looked_up_and_paid() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let mut balance = sim.ledger().balance();
    for bill in demo::BILLS {
        let inquiry = api.inquiry(&bill).answer().await.json();
        assert_eq!(inquiry["response_text"], "Inquiry success", "{inquiry}");
        assert_eq!(inquiry["data"]["price"], bill.price.to_string());
        assert_eq!(inquiry["data"]["late_fee"], "0");
        let reference = inquiry["data"]["reference_number"].as_str().unwrap();
        let paid = api.payment(&bill, reference).answer().await.json();
        assert_eq!(paid["command"], bill.command.as_str());
        assert_eq!((&paid["response_code"], &paid["response_text"]), (&json!("00"), &json!("Payment success")));
        let data = &paid["data"];
        assert_eq!(data["amount"], bill.amount.to_string());
        assert_eq!(data["customer_name"], bill.customer_name);
        assert_eq!(data.get("period").and_then(Value::as_str), bill.period);
        assert!(data.get("reference_number").is_none());
        let transaction = data["transaction_id"].as_str().unwrap();
        assert_eq!(sim.ledger().reference_of(transaction).as_deref(), Some(reference));
        assert_eq!(sim.ledger().executions(reference), 1);
        balance -= bill.price;
        assert_eq!(sim.ledger().balance(), balance);
    }
    assert_eq!(sim.ledger().paid().len(), 8);
    assert_eq!(sim.ledger().executions_of_customer("114676170021"), 2);
    assert_eq!(api.balance().await.json()["data"], json!({"balance": format!("{balance}.00"), "currency": "IDR"}));
}

#[tokio::test]
async fn the_token_request_is_refused_in_the_responder_envelope() {
    let sim = Simulator::start().await.unwrap();
    let call = token_call(&sim);
    let issued = call.answer().await.json();
    assert_eq!(issued["data"]["expires_in"], "3600");
    assert_eq!(issued["data"]["token_type"], "Bearer");
    let cases = [
        (call.clone().without("X-PARTNER-ID"), 403, "Invalid X-PARTNER-ID"),
        (call.clone().with("X-PARTNER-ID", "somebody"), 403, "Invalid X-PARTNER-ID"),
        (call.clone().header("X-PARTNER-ID", demo::MERCHANT.partner_id), 403, "Invalid X-PARTNER-ID"),
        (call.clone().without("Authorization"), 401, "Invalid client credentials"),
        (call.clone().with("Authorization", "Basic d3Jvbmc6d3Jvbmc="), 401, "Invalid client credentials"),
        (call.clone().with("Authorization", "Basic !"), 401, "Invalid client credentials"),
        (call.clone().body("{"), 422, "The selected grant type is invalid."),
        (call.clone().body("{}"), 422, "The selected grant type is invalid."),
    ];
    for (call, status, message) in cases {
        let answer = call.answer().await;
        let expected = json!({"status": status, "success": false, "error": {"code": status, "message": message}});
        assert_eq!((answer.status, answer.json()), (status, expected));
    }
}

#[tokio::test]
async fn who_is_not_signed_in_is_turned_away() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let call = api.inquiry(&demo::PLN_POSTPAID);
    let unauthorized = json!({"status": 401, "success": false,
        "error": {"code": 401, "message": "Unauthorized merchant, please sign in"}});
    for call in [
        call.clone().without("Authorization"),
        call.clone().with("Authorization", "Bearer wrong"),
        call.clone().with("Authorization", format!("Basic {}", api.token)),
    ] {
        let answer = call.answer().await;
        assert_eq!((answer.status, answer.json()), (401, unauthorized.clone()));
    }
    assert_eq!(call.clone().with("X-PARTNER-ID", "x").answer().await.status, 403);
    assert_eq!(call.clone().without("Accept").answer().await.status, 422);

    assert_eq!(call.answer().await.status, 200);
    sim.clock().advance(Duration::from_secs(3_601));
    assert_eq!(call.answer().await.json(), unauthorized);
    let again = Singapay::sign_in(&sim).await;
    assert_eq!(again.inquiry(&demo::PLN_POSTPAID).answer().await.status, 200);
    sim.expire_tokens();
    assert_eq!(again.inquiry(&demo::PLN_POSTPAID).answer().await.status, 401);
    let problems: Vec<_> = sim.calls_of(Operation::PostpaidInquiryV2);
    assert_eq!(problems.last().unwrap().verdict.problem(), Some("token has expired"));
    assert!(sim.ledger().paid().is_empty());
}

#[tokio::test]
async fn wrong_fields_are_named_one_message_each() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let pay = |body: Value| api.call(Operation::PostpaidPaymentV2, &body);
    let good = payment(&demo::PLN_POSTPAID, "SPPLNPOSRJBL0000000000001761805651");

    let empty = pay(json!({"command": "plnpos"})).answer().await;
    assert_eq!(empty.status, 422);
    let expected = json!({"command": "plnpos", "response_code": "04", "response_text": "Rejected Format Error",
    "data": {
        "data": "The data field is required.",
        "data.password": "The data.password field is required.",
        "data.product_code": "The data.product code field is required.",
        "data.customer_id": "The data.customer id field is required.",
        "data.reference_number": "The data.reference number field is required.",
    }});
    assert_eq!(empty.json(), expected);

    for field in ["password", "product_code", "customer_id", "reference_number"] {
        for value in [json!(null), json!(""), json!(7)] {
            let mut body = good.clone();
            body["data"][field] = value;
            let answer = pay(body).answer().await;
            let fields = answer.json()["data"].as_object().unwrap().clone();
            assert_eq!((answer.status, fields.keys().collect::<Vec<_>>()), (422, vec![&format!("data.{field}")]));
        }
    }
    let mut long = good.clone();
    long["data"]["phone_number"] = json!("0".repeat(26));
    assert_eq!(pay(long).answer().await.status, 422);
    let mut other = good.clone();
    other["command"] = json!("plntok");
    assert_eq!(pay(other).answer().await.json()["data"]["command"], "The selected command is invalid.");
    for call in [pay(good.clone()).body("{\"command\":"), pay(good.clone()).with("Content-Type", "text/plain")] {
        let answer = call.answer().await;
        assert_eq!((answer.status, &answer.json()["response_code"]), (422, &json!("04")));
    }
    assert_eq!(pay(good).answer().await.json()["response_code"], "06");
    assert!(sim.ledger().paid().is_empty());
}

#[tokio::test]
async fn business_refusals() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let bill = demo::PLN_POSTPAID;
    let reference = api.reference(&bill).await;

    let unknown = api.payment(&bill, "SPPLNPOSRJBL0000000000001761805651").answer().await;
    let not_found = json!({"command": "plnpos", "response_code": "06", "response_text": "inquiry not found"});
    assert_eq!((unknown.status, unknown.json()), (200, not_found.clone()));

    let mut stranger = payment(&bill, &reference);
    stranger["data"]["customer_id"] = json!("1");
    assert_eq!(api.call(Operation::PostpaidPaymentV2, &stranger).answer().await.json(), not_found);

    let mut password = payment(&bill, &reference);
    password["data"]["password"] = json!("wrong");
    assert_eq!(api.call(Operation::PostpaidPaymentV2, &password).answer().await.json()["response_code"], "08");

    sim.put_bill(Bill::new(Command::Plnpos, "SPPLNPOS", "dear", 9_000_000, 9_000_000));
    let dear = demo::DemoBill { customer_id: "dear", ..bill };
    let answer = api.payment(&dear, &api.reference(&dear).await).answer().await.json();
    assert_eq!((&answer["response_code"], answer.get("data")), (&json!("03"), None));

    let nobody = demo::DemoBill { customer_id: "nobody", ..bill };
    assert_eq!(api.inquiry(&nobody).answer().await.json()["response_code"], "06");
    let letters = demo::DemoBill { customer_id: "08122a962721", ..demo::BILLS[7] };
    let answer = api.inquiry(&letters).answer().await.json();
    let text = "customer_id (phone number) column value 08122a962721 is not valid";
    assert_eq!(answer, json!({"command": "mobpos", "response_code": "04", "response_text": text}));
    assert!(sim.ledger().paid().is_empty());

    assert_eq!(api.payment(&bill, &reference).answer().await.json()["response_code"], "00");
    assert_eq!(api.payment(&bill, &reference).answer().await.json(), not_found);
    assert_eq!(sim.ledger().executions(&reference), 1);
}

#[tokio::test]
async fn a_second_payment_is_a_setting() {
    let mut settings = Settings::default();
    settings.singapay.second_payment = SecondPayment::ExecutedAgain;
    let sim = Simulator::builder().settings(settings).start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let reference = api.reference(&demo::PLN_POSTPAID).await;
    for _ in 0..2 {
        assert_eq!(api.payment(&demo::PLN_POSTPAID, &reference).answer().await.json()["response_code"], "00");
    }
    assert_eq!(sim.ledger().executions(&reference), 2);
    assert_eq!(sim.ledger().balance(), demo::MERCHANT.balance - 2 * demo::PLN_POSTPAID.price);
}

#[tokio::test]
async fn a_customer_once_a_day_until_reset_or_tomorrow() {
    let mut settings = Settings::default();
    settings.singapay.customer_once_a_day = true;
    let sim = Simulator::builder().settings(settings).start().await.unwrap();
    sim.clock().set("2025-06-10T01:00:00Z".parse().unwrap());
    let api = Singapay::sign_in(&sim).await;
    let bill = demo::PLN_POSTPAID;
    let (first, second) = (api.reference(&bill).await, api.reference(&bill).await);
    assert_eq!(api.payment(&bill, &first).answer().await.json()["response_code"], "00");
    assert_eq!(api.payment(&bill, &second).answer().await.json()["response_code"], "07");
    assert_eq!(api.inquiry(&bill).answer().await.json()["response_code"], "07");
    let reset = api.call(Operation::ResetCustomerId, &json!({"command": "reset-customer-id"})).answer().await.json();
    let expected = json!({"command": "reset-customer-id", "response_code": "00",
        "response_text": "Operation completed successfully."});
    assert_eq!(reset, expected);
    assert_eq!(api.payment(&bill, &second).answer().await.json()["response_code"], "00");
    assert_eq!(api.inquiry(&bill).answer().await.json()["response_code"], "07");
    sim.clock().set("2025-06-10T17:00:00Z".parse().unwrap());
    let tomorrow = Singapay::sign_in(&sim).await;
    assert_eq!(tomorrow.inquiry(&bill).answer().await.json()["response_code"], "00");
}

#[tokio::test]
async fn the_list_has_pages_of_ten_newest_first_and_filters() {
    let sim = Simulator::start().await.unwrap();
    sim.clock().freeze();
    sim.clock().set("2025-06-10T10:54:29Z".parse().unwrap());
    let api = Singapay::sign_in(&sim).await;
    let mut references = Vec::new();
    for bill in std::iter::repeat_n(&demo::BILLS, 3).flatten().take(21) {
        let reference = api.reference(bill).await;
        assert_eq!(api.payment(bill, &reference).answer().await.json()["response_code"], "00");
        sim.clock().advance(Duration::from_secs(60));
        references.insert(0, reference);
    }
    let mut listed = Vec::new();
    for (page, rows) in [("1", 10), ("2", 10), ("3", 1), ("4", 0)] {
        let answer = api.list(json!({"page": page})).await;
        let data = &answer["data"];
        let expected =
            json!({"current_page": page.parse::<u32>().unwrap(), "last_page": 3, "per_page": 10, "total": 21});
        assert_eq!(data["pagination"], expected);
        let found = data["bill_transactions"].as_array().unwrap();
        assert_eq!(found.len(), rows);
        listed.extend(found.iter().map(|row| row["reference_number"].as_str().unwrap().to_owned()));
    }
    assert_eq!(listed, references);

    let total = async |filter: Value| api.list(filter).await["data"]["pagination"]["total"].clone();
    assert_eq!(total(json!(null)).await, 21);
    assert_eq!(total(json!({"customer_id": "121234567890"})).await, 2);
    assert_eq!(total(json!({"status": "success"})).await, 21);
    assert_eq!(total(json!({"status": "pending"})).await, 0);
    assert_eq!(total(json!({"start_date": "2025-06-10", "end_date": "2025-06-10"})).await, 21);
    assert_eq!(total(json!({"start_date": "2025-06-11", "end_date": "2025-06-12"})).await, 0);
    let transaction = sim.ledger().paid()[4].transaction_id.clone();
    assert_eq!(total(json!({"transaction_id": transaction})).await, 1);
    let half = api.list(json!({"start_date": "2025-06-10"})).await;
    assert_eq!(half["data"]["data.end_date"], "The data.end date field is required when data.start date is present.");
    for wrong in [json!({"status": "done"}), json!({"page": 1}), json!({"start_date": "x", "end_date": "2025-06-10"})] {
        assert_eq!(api.list(wrong).await["response_code"], "04");
    }
}

#[tokio::test]
async fn list_and_detail_show_the_documented_fields_and_zones() {
    let sim = Simulator::start().await.unwrap();
    sim.clock().freeze();
    sim.clock().set("2025-06-10T10:54:29Z".parse().unwrap());
    let api = Singapay::sign_in(&sim).await;
    let reference = api.reference(&demo::PLN_POSTPAID).await;
    assert!(reference.starts_with("SPPLNPOSRJBL00") && reference.ends_with("1749552869"), "{reference}");
    let paid = api.payment(&demo::PLN_POSTPAID, &reference).answer().await.json();
    assert_eq!(paid["data"]["created_at"], "2025-06-10 17:54:29");
    let id = &paid["data"]["transaction_id"];
    let mut row = json!({
        "transaction_id": id, "reference_number": reference, "customer_id": "114676170021",
        "transaction_type": "postpaid", "status": "success", "inquired_at": "2025-06-10 17:54:29",
        "paid_at": "2025-06-10 17:54:29", "net_price": "74194",
        "display_price": {"amount": "69674", "price": "74194"}, "other_info": [],
        "created_at": "2025-06-10 10:54:29", "product": {"code": "SPPLNPOS", "name": "PLN Pascabayar"}
    });
    assert_eq!(api.list(json!({})).await["data"]["bill_transactions"], json!([row]));

    let detail = |id: &Value| {
        let body = json!({"command": "detail-bill-transaction", "data": {"transaction_id": id}});
        api.call(Operation::DetailBillTransaction, &body)
    };
    row["product"]["category"] = json!({"code": "PLNPOS", "name": "PLN Pascabayar"});
    assert_eq!(detail(id).answer().await.json()["data"], row);
    let missing = detail(&json!("01JWX2F2DZC68TC94XMNBJCC3H")).answer().await;
    let expected = json!({"command": "detail-bill-transaction", "response_code": "6",
        "response_text": "Transaction not found"});
    assert_eq!((missing.status, missing.json()), (404, expected));
}

#[tokio::test]
async fn parallel_payments_of_one_reference_execute_once() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let reference = api.reference(&demo::PLN_POSTPAID).await;
    let call = api.payment(&demo::PLN_POSTPAID, &reference);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let call = call.clone();
        tasks.spawn(async move { call.answer().await.json()["response_code"].as_str().unwrap().to_owned() });
    }
    let mut codes = tasks.join_all().await;
    codes.sort();
    assert_eq!((codes[0].as_str(), codes[1].as_str(), codes[15].as_str()), ("00", "06", "06"));
    assert_eq!(sim.ledger().executions(&reference), 1);
    assert_eq!(sim.count(Operation::PostpaidPaymentV2), 16);
}

#[tokio::test]
async fn executed_twice_is_two_transactions() {
    let sim = Simulator::start().await.unwrap();
    let api = Singapay::sign_in(&sim).await;
    let reference = api.reference(&demo::PLN_POSTPAID).await;
    sim.script(Operation::PostpaidPaymentV2, 1, Fault::ExecuteTwice);
    assert_eq!(api.payment(&demo::PLN_POSTPAID, &reference).answer().await.json()["response_code"], "00");
    assert_eq!(sim.ledger().executions(&reference), 2);
    assert_eq!(sim.ledger().balance(), demo::MERCHANT.balance - 2 * demo::PLN_POSTPAID.price);
    assert_eq!(api.list(json!({})).await["data"]["pagination"]["total"], 2);
}
