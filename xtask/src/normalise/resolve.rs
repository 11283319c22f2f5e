//! References to parameters, bodies and answers, which the generator handles less well than schemas.
//!
//! Schemas keep their references; `schemas` deals with them.

use crate::place::{Place, Problems};
use serde_json::{Value, json};

/// A chain of references longer than this is a circle.
const DEEPEST: usize = 16;

/// Replaces the references directly inside an operation by what they refer to.
pub(crate) fn operation(operation: &mut Value, document: &Value, place: &Place, problems: &mut Problems) {
    if let Some(list) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
        for (index, parameter) in list.iter_mut().enumerate() {
            follow(parameter, document, &place.child("parameters").child(index), problems);
        }
    }
    if let Some(body) = operation.get_mut("requestBody") {
        follow(body, document, &place.child("requestBody"), problems);
    }
    if let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        for (status, answer) in answers.iter_mut() {
            follow(answer, document, &place.child("responses").child(status), problems);
        }
    }
}

fn follow(value: &mut Value, document: &Value, place: &Place, problems: &mut Problems) {
    for _ in 0..DEEPEST {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return };
        let Some(target) = target(reference, document) else {
            problems.add(&place.child("$ref"), format!("`{reference}` does not exist; add it or correct the reference"));
            return;
        };
        *value = target.clone();
    }
    problems.add(&place.child("$ref"), "refers to itself; write it out");
}

/// What a local reference refers to.
pub(crate) fn target<'a>(reference: &str, document: &'a Value) -> Option<&'a Value> {
    document.pointer(reference.strip_prefix('#')?)
}

/// `schema` with every reference replaced, for errors, which no type is made of.
pub(crate) fn expanded(schema: &Value, document: &Value, depth: usize) -> Value {
    match schema {
        _ if depth > DEEPEST => json!({}),
        Value::Object(members) => match members.get("$ref").and_then(Value::as_str) {
            Some(reference) => expanded(target(reference, document).unwrap_or(&Value::Null), document, depth + 1),
            None => members
                .iter()
                .filter(|(key, _)| !["example", "examples"].contains(&key.as_str()))
                .map(|(key, value)| (key.clone(), expanded(value, document, depth + 1)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        },
        Value::Array(list) => list.iter().map(|value| expanded(value, document, depth + 1)).collect(),
        other => other.clone(),
    }
}
