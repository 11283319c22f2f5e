//! One request type, one success, and of every other answer its meaning, as `x-errors`.
//!
//! The generator cannot have two error types and drops an error that does not parse, so it gets none.
//! The complete errors are in the documents that `cargo xtask specs --full` writes.

use crate::place::{Place, Problems};
use serde_json::{Value, json};

const JSON: &str = "application/json";

/// The status of the only answer that `one_success` left.
pub(crate) fn success(operation: &Value) -> String {
    let status = operation["responses"].as_object().and_then(|answers| answers.keys().next());
    status.cloned().unwrap_or_default()
}

/// Leaves `application/json` as the only type of the request.
pub(crate) fn one_request_type(operation: &mut Value, place: &Place, problems: &mut Problems) {
    let Some(body) = operation.get("requestBody").cloned() else { return };
    let place = place.child("requestBody").child("content");
    if let Some(schema) = json_schema(&body, &place, problems) {
        operation["requestBody"] = json!({ "required": true, "content": { JSON: { "schema": schema } } });
    }
}

/// Keeps one success and moves all other answers to `x-errors`.
pub(crate) fn one_success(operation: &mut Value, place: &Place, problems: &mut Problems) {
    let place = place.child("responses");
    let all = operation["responses"].as_object().cloned().unwrap_or_default();
    let (good, bad): (Vec<_>, Vec<_>) = all.into_iter().partition(|(status, _)| status.starts_with('2'));
    match good.as_slice() {
        [(status, answer)] => {
            let answer = kept(answer, &place.child(status), problems);
            operation["responses"] = json!({ status: answer });
        }
        [] => problems.add(&place, "has no success; add the answer of a call that works"),
        _ => problems.add(&place, "has several successes; choose one in the overlay"),
    }
    let errors = bad.iter().map(|(status, answer)| (status.clone(), answer["description"].clone()));
    operation["x-errors"] = Value::Object(errors.collect());
}

fn kept(answer: &Value, place: &Place, problems: &mut Problems) -> Value {
    let mut kept = json!({ "description": answer["description"] });
    if answer.get("content").is_some()
        && let Some(schema) = json_schema(answer, &place.child("content"), problems)
    {
        kept["content"] = json!({ JSON: { "schema": schema } });
    }
    kept
}

fn json_schema(holder: &Value, place: &Place, problems: &mut Problems) -> Option<Value> {
    let types = holder["content"].as_object()?;
    if types.len() != 1 || !types.contains_key(JSON) {
        problems.add(place, "must be application/json and nothing else; correct it in the overlay");
        return None;
    }
    let schema = types[JSON].get("schema").cloned();
    if schema.is_none() {
        problems.add(&place.child(JSON), "has no schema; add one in the overlay");
    }
    schema
}
