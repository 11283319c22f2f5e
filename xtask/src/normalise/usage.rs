//! Which named schemas are used in requests and which in answers.
//!
//! One that is used in both becomes two types: answers are relaxed, and a request must keep its constraints.

use super::resolve;
use crate::assemble::Assembled;
use serde_json::Value;
use std::collections::BTreeSet;

/// The references that can be reached from requests and from answers.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    pub(crate) requests: BTreeSet<String>,
    pub(crate) answers: BTreeSet<String>,
}

impl Usage {
    pub(crate) fn both(&self, reference: &str) -> bool {
        self.requests.contains(reference) && self.answers.contains(reference)
    }
}

/// Follows every reference of operations whose errors have already been moved away.
pub(crate) fn usage<'a>(source: &Assembled, operations: impl Iterator<Item = &'a Value>) -> Usage {
    let mut usage = Usage::default();
    for operation in operations {
        for key in ["parameters", "requestBody"] {
            reach(&operation[key], &source.document, &mut usage.requests);
        }
        reach(&operation["responses"], &source.document, &mut usage.answers);
    }
    usage
}

fn reach(value: &Value, document: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str)
                && found.insert(reference.to_owned())
                && let Some(target) = resolve::target(reference, document)
            {
                reach(target, document, found);
            }
            members.values().for_each(|member| reach(member, document, found));
        }
        Value::Array(list) => list.iter().for_each(|member| reach(member, document, found)),
        _ => {}
    }
}
