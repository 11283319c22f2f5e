//! Looking: where the providers are, calls, ledger, callbacks, magic values.
//! Nothing is changed here, but what is due by the clock is done first.

use axum::{
    Json,
    extract::{Query, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Office, answers::Answer, answers::Problem, views};
use crate::{magic, operation::Operation};

pub(super) async fn index(State(office): State<Office>) -> Json<Value> {
    let simulator = &office.simulator;
    Json(json!({
        "singapay": simulator.singapay_url(),
        "finnet": simulator.finnet_url(),
        "paycombat": simulator.paycombat_url(),
        "now": simulator.clock().now(),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    operation: Option<String>,
    customer: Option<String>,
    /// Only calls with a higher number.
    after: Option<u64>,
    /// The newest so many; 1,000 unless it is said.
    limit: Option<usize>,
}

pub(super) async fn calls(State(office): State<Office>, Query(which): Query<Which>) -> Answer {
    let unknown = |id: &String| Problem::wrong(format!("there is no operation `{id}`"));
    let operation = which.operation.as_ref().map(|id| Operation::parse(id).ok_or_else(|| unknown(id)));
    let (operation, after) = (operation.transpose()?, which.after.unwrap_or_default());
    let calls = office.simulator.shared.recorder.calls(|call| {
        call.number > after
            && operation.is_none_or(|it| call.operation == Some(it))
            && (which.customer.is_none() || call.customer == which.customer)
    });
    let first = calls.len().saturating_sub(which.limit.unwrap_or(1_000));
    Ok(Json(calls[first..].iter().map(views::call).collect()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Books {
    reference_number: Option<String>,
    customer: Option<String>,
}

pub(super) async fn ledger(State(office): State<Office>, Query(which): Query<Books>) -> Json<Value> {
    let ledger = office.simulator.ledger();
    let executions = match (&which.reference_number, &which.customer) {
        (Some(reference), _) => ledger.paid_for_reference(reference),
        (None, Some(customer)) => ledger.paid_for_customer(customer),
        (None, None) => ledger.paid(),
    };
    let deposits: serde_json::Map<_, _> = ledger.deposits().into_iter().map(|(id, it)| (id, json!(it))).collect();
    Json(json!({"executed": ledger.executed(), "executions": executions, "deposits": deposits}))
}

pub(super) async fn callbacks(State(office): State<Office>) -> Json<Value> {
    office.simulator.settled().await;
    Json(office.simulator.callbacks().iter().map(views::callback).collect())
}

pub(super) async fn magic() -> Json<Value> {
    Json(json!(magic::all()))
}
