//! Keywords of one schema that are taken away before generation.
//!
//! In answers without a word: accept what arrives. In requests the description says what the type cannot.

use super::{formats, markdown::safe};
use serde_json::{Map, Value, json};

/// Never useful to the generator; a title would even rename the type.
const DECORATION: [&str; 6] = ["example", "examples", "title", "externalDocs", "xml", "deprecated"];

/// What an answer must not insist on.
const CONSTRAINTS: [&str; 16] = [
    "enum",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "default",
];

/// Takes every constraint out of a schema of an answer, except our formats.
pub(crate) fn relax(schema: &mut Map<String, Value>) {
    decoration(schema);
    let ours = formats::component(&Value::Object(schema.clone())).is_some();
    schema.retain(|key, _| !CONSTRAINTS.contains(&key.as_str()) || (ours && key == "format"));
    schema.shift_remove("required");
    closed(schema);
}

/// Keeps what the generated type of a request enforces and writes the rest into the description.
pub(crate) fn note(schema: &mut Map<String, Value>) {
    decoration(schema);
    closed(schema);
    let ours = formats::component(&Value::Object(schema.clone())).is_some();
    let plain = !ours && schema.get("type") == Some(&json!("string"));
    let stays = |key: &str| match key {
        "minLength" | "maxLength" | "enum" => plain,
        "format" => ours,
        _ => false,
    };
    let mut notes = Vec::new();
    for key in CONSTRAINTS.into_iter().filter(|key| !stays(key)) {
        if let Some(value) = schema.shift_remove(key) {
            notes.push(sentence(key, &value));
        }
    }
    if !notes.is_empty() {
        let old = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        schema.insert("description".into(), json!(format!("{old} {}", notes.join(" ")).trim()));
    }
}

fn decoration(schema: &mut Map<String, Value>) {
    schema.retain(|key, _| !DECORATION.contains(&key.as_str()));
    if let Some(text) = schema.get("description").and_then(Value::as_str) {
        let text = safe(text);
        schema.insert("description".into(), json!(text));
    }
}

/// Unknown fields are always accepted.
fn closed(schema: &mut Map<String, Value>) {
    if schema.get("additionalProperties").is_some_and(Value::is_boolean) {
        schema.shift_remove("additionalProperties");
    }
}

fn sentence(key: &str, value: &Value) -> String {
    match key {
        "minLength" => format!("At least {value} character(s)."),
        "maxLength" => format!("At most {value} characters."),
        "pattern" => format!("Pattern: `{}`.", value.as_str().unwrap_or_default()),
        "format" => format!("Format: `{}`.", value.as_str().unwrap_or_default()),
        "default" => format!("Without it the provider takes `{value}`."),
        other => format!("`{other}`: `{value}`."),
    }
}
