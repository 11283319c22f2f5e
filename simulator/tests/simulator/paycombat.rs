//! PayCombat: both faces, two data sets that don't mix, soft deletion.

use bayar_simulator::{Customer, DataSet, Operation, Settings, Simulator, demo};
use serde_json::{Value, json};

use crate::client::{Answer, Call};

pub(crate) fn delete(sim: &Simulator, id: &str, x_type: &str) -> Call {
    Call::new(&sim.paycombat_url(), "DELETE", &format!("/customer/customer/{id}"))
        .header("X-Merchant-Identifier-Id", demo::ORGANISATION.merchant_identifier)
        .header("X-Type", x_type)
}

pub(crate) fn get(sim: &Simulator, id: &str, token: &str) -> Call {
    Call::new(&sim.paycombat_url(), "GET", &format!("/api/v1/customer/customer/{id}")).header("X-token", token)
}

fn refused(answer: &Answer) -> (u16, String) {
    let mut body = answer.json();
    let message = body["message"].take();
    assert_eq!(body, json!({"status": false, "message": null, "data": null}));
    (answer.status, message.as_str().unwrap().to_owned())
}

/// All paths of a value, with the type at each.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Value::Null => json!("null"),
        Value::Bool(_) => json!("boolean"),
        Value::Number(_) => json!("number"),
        Value::String(_) => json!("string"),
        Value::Array(_) => json!("array"),
    }
}

fn published() -> Value {
    let text = json!("string");
    let individual = [
        "first_name",
        "last_name",
        "dob",
        "email",
        "nationality",
        "address_country",
        "address_state",
        "address_city",
        "address_line1",
        "address_line2",
        "address_zip_code",
        "country_of_residence",
        "phone_number",
        "phone_country_code",
        "phone_number_e164",
        "identification_type",
        "identification_value",
    ];
    let mut individual: serde_json::Map<_, _> =
        individual.into_iter().map(|name| (name.to_owned(), text.clone())).collect();
    individual.insert("identification_custom_type".to_owned(), json!("null"));
    json!({
        "customer_id": text, "org_id": text, "type": text, "description": text, "webhook_url": "null",
        "metadata": "null", "is_active": "boolean", "is_wallet_ready": "boolean",
        "organization_reference_id": "null", "is_gca_enabled": "boolean", "gca_activation_status": text,
        "gca_activated_at": "null", "is_sender_validation_enabled": "boolean", "payin_sender_id_list": "null",
        "company_domain": "null", "individual": individual, "created_by": text, "created_at": text,
        "updated_at": text
    })
}

#[tokio::test]
async fn a_customer_is_fetched_deleted_and_gone() {
    let sim = Simulator::start().await.unwrap();
    let (id, token) = (demo::CUSTOMER_ID, demo::ORGANISATION.token);
    let fetched = get(&sim, id, token).answer().await.json();
    assert_eq!((&fetched["status"], &fetched["message"]), (&json!(true), &json!("OK")));
    assert_eq!(shape(&fetched["data"]), published());
    assert_eq!(fetched["data"]["is_active"], true);

    let deleted = delete(&sim, id, "sandbox").answer().await;
    assert_eq!(deleted.status, 200);
    let mut finmo = deleted.json()["data"].take();
    let customer = finmo["data"].take();
    assert_eq!(shape(&customer), published());
    assert_eq!((&customer["customer_id"], &customer["is_active"]), (&json!(id), &json!(false)));
    assert_eq!(finmo["request_id"].as_str().unwrap().len(), 32);
    assert_eq!(finmo["request_time"].as_str().unwrap().len(), "2024-12-30T02:58:47.085Z".len());
    assert_eq!(
        (&finmo["success"], &finmo["status_code"], &finmo["status_text"]),
        (&json!(true), &json!(200), &json!("OK"))
    );

    let not_found = (404, "Customer not found".to_owned());
    assert_eq!(refused(&get(&sim, id, token).answer().await), not_found);
    assert_eq!(refused(&delete(&sim, id, "sandbox").answer().await), not_found);
    assert_eq!(sim.ledger().deletions(id), 1);
    sim.put_customer(Customer::new(DataSet::Sandbox, id));
    assert_eq!(get(&sim, id, token).answer().await.status, 200);
}

#[tokio::test]
async fn data_sets_do_not_mix() {
    let sim = Simulator::start().await.unwrap();
    let (sandbox, production) = (demo::CUSTOMER_ID, demo::PRODUCTION_CUSTOMER_ID);
    assert_eq!(delete(&sim, production, "sandbox").answer().await.status, 404);
    assert_eq!(delete(&sim, sandbox, "production").answer().await.status, 404);
    assert_eq!(get(&sim, production, demo::ORGANISATION.token).answer().await.status, 404);
    assert_eq!(get(&sim, sandbox, demo::PRODUCTION_ORGANISATION.token).answer().await.status, 404);
    assert_eq!(get(&sim, production, demo::PRODUCTION_ORGANISATION.token).answer().await.status, 200);
    assert_eq!(delete(&sim, production, "production").answer().await.status, 200);
    assert_eq!((sim.ledger().deletions(production), sim.ledger().deletions(sandbox)), (1, 0));
}

#[tokio::test]
async fn headers_are_checked() {
    let sim = Simulator::start().await.unwrap();
    let call = delete(&sim, demo::CUSTOMER_ID, "sandbox");
    let identifier = "X-Merchant-Identifier-Id";
    let fetch = get(&sim, demo::CUSTOMER_ID, demo::ORGANISATION.token);
    let cases = [
        (call.clone().without(identifier), 400, "X-Merchant-Identifier-Id is required"),
        (call.clone().with(identifier, "somebody"), 401, "Unauthorized"),
        (call.clone().without("X-Type"), 400, "X-Type is required"),
        (call.clone().with("X-Type", "live"), 400, "X-Type must be sandbox or production"),
        (fetch.clone().without("X-token"), 400, "X-token is required"),
        (fetch.with("X-token", "snd_wrong"), 401, "Unauthorized"),
    ];
    for (call, status, message) in cases {
        assert_eq!(refused(&call.answer().await), (status, message.to_owned()));
    }
    assert_eq!(sim.ledger().deletions(demo::CUSTOMER_ID), 0);
    assert_eq!(call.answer().await.status, 200);
}

#[tokio::test]
async fn visibility_after_deletion_is_a_setting() {
    let mut settings = Settings::default();
    settings.paycombat.deleted_customer_visible = true;
    let sim = Simulator::builder().settings(settings).start().await.unwrap();
    for _ in 0..2 {
        assert_eq!(delete(&sim, demo::CUSTOMER_ID, "sandbox").answer().await.status, 200);
    }
    let fetched = get(&sim, demo::CUSTOMER_ID, demo::ORGANISATION.token).answer().await.json();
    assert_eq!(fetched["data"]["is_active"], false);
    assert_eq!(sim.ledger().deletions(demo::CUSTOMER_ID), 2);
    assert_eq!(sim.count(Operation::DeleteCustomer), 2);
}
