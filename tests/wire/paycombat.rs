//! PayCombat: get and delete a customer.

use crate::{
    desk::{self, Desk},
    witness::{seen, told},
};
use bayar::{ErrorKind, Personal, Why, paycombat};
use bayar_simulator::{Fault, Operation, demo};
use serde_json::{Value, json};

crate::trials!(
    a_customer_is_read_and_deleted,
    a_deleted_customer_is_gone,
    wrong_callers_are_turned_away,
    an_inner_failure_is_unknown,
    another_record_is_unknown,
    the_raw_clients_are_authenticated,
);

async fn a_customer_is_read_and_deleted() {
    let desk = Desk::new().await;
    let client = desk.paycombat();
    let customer = told(client.customers().get(demo::CUSTOMER_ID).await).unwrap();
    let person = customer.individual.unwrap();
    assert_eq!(person.first_name.as_ref().map(Personal::as_str), Some("Sari"));
    assert_eq!(person.phone_number_e164.as_ref().map(Personal::as_str), Some("+6280000000001"));
    let deleted = told(client.customers().delete(demo::CUSTOMER_ID).await).unwrap().done().unwrap();
    assert_eq!(deleted.customer().customer_id.as_str(), demo::CUSTOMER_ID);
    assert!(deleted.request_id().is_some() && deleted.response().status() == 200);
    assert_eq!(desk.simulator.ledger().deletions(demo::CUSTOMER_ID), 1);
    let call = desk.simulator.calls_of(Operation::DeleteCustomer).remove(0);
    assert_eq!(
        (call.header("x-type"), call.path.as_str()),
        (Some("sandbox"), &*format!("/customer/customer/{}", demo::CUSTOMER_ID))
    );
    assert!(call.header("x-token").is_none() && call.body.is_empty());
}

async fn a_deleted_customer_is_gone() {
    let desk = Desk::new().await;
    let client = desk.paycombat();
    told(client.customers().delete(demo::CUSTOMER_ID).await).unwrap().done().unwrap();
    let again = told(client.customers().delete(demo::CUSTOMER_ID).await).unwrap();
    assert_eq!((again.name(), again.report().unwrap().why()), ("unknown", &Why::Unlisted), "no refusal is documented");
    let gone = told(client.customers().get(demo::CUSTOMER_ID).await).unwrap_err();
    assert_eq!((gone.kind(), gone.status().unwrap().as_u16()), (ErrorKind::Refused, 404));
    assert_eq!(desk.simulator.ledger().deletions(demo::CUSTOMER_ID), 1);
}

async fn wrong_callers_are_turned_away() {
    let desk = Desk::new().await;
    let stranger =
        paycombat::Credentials { merchant_identifier: Some("stranger00".into()), token: Some("snd_stranger".into()) };
    let client = desk.paycombat_as(stranger);
    let effect = told(client.customers().delete(demo::CUSTOMER_ID).await).unwrap();
    assert_eq!((effect.name(), effect.report().unwrap().why()), ("unknown", &Why::Unauthorized));
    assert_eq!(told(client.customers().get(demo::CUSTOMER_ID).await).unwrap_err().status().unwrap().as_u16(), 401);
    assert_eq!(desk.count(Operation::GetCustomer), 1, "without a token to renew, a 401 is not repeated");
    assert_eq!(desk.simulator.ledger().deletions(demo::CUSTOMER_ID), 0);
}

fn answer(body: Value) -> Fault {
    Fault::Answer { status: 200, content_type: "application/json".to_owned(), body: body.to_string().into() }
}

async fn deleted_with(body: Value) -> (&'static str, Option<Why>) {
    let desk = Desk::new().await;
    desk.simulator.script(Operation::DeleteCustomer, 1, answer(body));
    let effect = told(desk.paycombat().customers().delete(demo::CUSTOMER_ID).await).unwrap();
    (effect.name(), effect.report().map(|r| r.why().clone()))
}

// rule: a deletion is done only if the inner answer says so too
async fn an_inner_failure_is_unknown() {
    let record = json!({"customer_id": demo::CUSTOMER_ID});
    let good = json!({"status": true, "message": "OK", "data": {"success": true, "data": record}});
    assert_eq!(deleted_with(good).await, ("done", None));
    for bad in [
        json!({"status": false, "message": "no", "data": null}),
        json!({"status": true, "message": "OK", "data": {"success": false, "status_code": 404, "data": record}}),
        json!({"status": true, "message": "OK", "data": {"data": record}}),
        json!({"message": "OK"}),
    ] {
        assert_eq!(deleted_with(bad).await, ("unknown", Some(Why::Unlisted)));
    }
}

async fn another_record_is_unknown() {
    let other =
        json!({"status": true, "message": "OK", "data": {"success": true, "data": {"customer_id": "customer_0"}}});
    assert_eq!(deleted_with(other).await, ("unknown", Some(Why::Mismatch("data.data.customer_id"))));
    let desk = Desk::new().await;
    desk.simulator.script(
        Operation::GetCustomer,
        1,
        answer(json!({"status": true, "data": {"customer_id": "customer_0"}})),
    );
    let error = told(desk.paycombat().customers().get(demo::CUSTOMER_ID).await).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Unreadable, Some("data.customer_id")));
}

async fn the_raw_clients_are_authenticated() {
    let desk = Desk::new().await;
    let raw = desk.paycombat().raw_legacy().unwrap();
    // An id that would climb to another record stays one segment, and names nobody.
    for id in [&*format!("x\\..\\{}", demo::CUSTOMER_ID), &format!("../customer/{}", demo::CUSTOMER_ID), ".."] {
        raw.delete_customer(id).await.unwrap_err();
    }
    assert_eq!(desk.simulator.ledger().deletions(demo::CUSTOMER_ID), 0);
    let client = desk.paycombat_as(desk::paycombat_credentials());
    let got = seen(client.raw().get_customer(demo::CUSTOMER_ID).await.unwrap().into_inner());
    assert_eq!(got.status, Some(true));
    let deleted = seen(client.raw_legacy().unwrap().delete_customer(demo::CUSTOMER_ID).await.unwrap().into_inner());
    assert_eq!(deleted.status, Some(true));
}
