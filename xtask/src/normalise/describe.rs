//! What the documentation of a generated method says, and the final form of an operation.
//!
//! Adds the facts that a caller must know before calling: effect, retry, evidence, source.

use super::markdown::safe;
use crate::facts;
use serde_json::{Map, Value, json};

/// The operation as the generator gets it.
pub(crate) fn operation(operation: &Value, id: &str) -> Value {
    let mut out = Map::new();
    out.insert("operationId".into(), json!(id));
    out.insert("x-upstream-operation-id".into(), operation["operationId"].clone());
    out.insert("summary".into(), json!(safe(text(operation, "summary"))));
    out.insert("description".into(), json!(description(operation)));
    out.insert("x-auth".into(), json!(facts::auth(operation)));
    for key in [
        "x-effect",
        "x-retry",
        "x-sandbox-only",
        "x-evidence",
        "x-source",
        "parameters",
        "requestBody",
        "responses",
        "x-errors",
    ] {
        if let Some(value) = operation.get(key).filter(|value| !value.is_null()) {
            out.insert(key.into(), value.clone());
        }
    }
    if let Some(list) = out.get_mut("parameters").and_then(Value::as_array_mut) {
        for parameter in list.iter_mut().filter(|parameter| parameter.get("description").is_some()) {
            parameter["description"] = json!(safe(text(parameter, "description")));
        }
    }
    Value::Object(out)
}

fn description(operation: &Value) -> String {
    let mut parts = vec![safe(text(operation, "description")), facts_line(operation)];
    parts.extend(errors_line(operation));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn facts_line(operation: &Value) -> String {
    let effect = match text(operation, "x-effect") {
        "money" => "money may move",
        "customer" => "a customer record changes",
        "message" => "a person may get a message",
        _ => "none",
    };
    let retry = match text(operation, "x-retry") {
        "always" => "when it failed on the way, and once after a 401",
        "unauthorized" => "once after a 401, with a fresh token",
        _ => "never",
    };
    let sandbox = if operation["x-sandbox-only"] == true { " On the provider's test host only." } else { "" };
    format!(
        "**Effect**: {effect}. **Sent again by the transport**: {retry}. **Evidence**: {}, <{}>.{sandbox}",
        text(operation, "x-evidence"),
        text(operation, "x-source"),
    )
}

fn errors_line(operation: &Value) -> Option<String> {
    let errors = operation["x-errors"].as_object().filter(|errors| !errors.is_empty())?;
    let list: Vec<String> = errors
        .iter()
        .map(|(status, error)| format!("* {status}: {}", safe(error.as_str().unwrap_or_default())))
        .collect();
    Some(format!("Other answers that are documented:\n\n{}", list.join("\n")))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}
