//! References to parameters, bodies and answers, which the generator handles less well than schemas.
//!
//! Schemas keep their references; `schemas` deals with them.

use crate::place::{Place, Problems};
use serde_json::Value;

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
            return missing(reference, place, problems);
        };
        *value = target.clone();
    }
    problems.add(&place.child("$ref"), "refers to itself; write it out");
}

/// What a local reference refers to.
pub(crate) fn target<'a>(reference: &str, document: &'a Value) -> Option<&'a Value> {
    document.pointer(reference.strip_prefix('#')?)
}

/// Reports a reference that leads nowhere.
pub(crate) fn missing(reference: &str, place: &Place, problems: &mut Problems) {
    let what = format!("`{reference}` does not exist; add it or correct the reference");
    problems.add(&place.child("$ref"), what);
}
