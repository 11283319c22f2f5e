//! Which operations use a schema, directly or through other schemas.
//!
//! Reads a normalised document; writes nothing.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The ids of the operations that reach the component `name`, as the sources spell them; `-` for none.
pub(crate) fn of_schema(document: &Value, name: &str) -> String {
    let reaching = reaching(document, name);
    let methods = objects(&document["paths"]).flat_map(|(_, methods)| objects(methods));
    let ids =
        methods.filter(|(_, op)| mentions(op, &reaching)).filter_map(|(_, op)| op["x-upstream-operation-id"].as_str());
    let ids: Vec<&str> = ids.collect();
    if ids.is_empty() { "-".to_owned() } else { ids.join(", ") }
}

/// The component and every component that refers to it.
fn reaching(document: &Value, name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([name.to_owned()]);
    loop {
        let more = objects(&document["components"]["schemas"]).filter(|(_, schema)| mentions(schema, &found));
        let more: Vec<String> = more.map(|(name, _)| name.clone()).filter(|name| !found.contains(name)).collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

fn mentions(value: &Value, names: &BTreeSet<String>) -> bool {
    match value {
        Value::String(text) => text.strip_prefix("#/components/schemas/").is_some_and(|name| names.contains(name)),
        Value::Array(items) => items.iter().any(|item| mentions(item, names)),
        Value::Object(members) => members.values().any(|member| mentions(member, names)),
        _ => false,
    }
}

fn objects(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn users_are_found_through_other_schemas() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let document = json!({
            "paths": {
                "/a": { "post": { "x-upstream-operation-id": "payBill", "responses": reference("Answer") } },
                "/b": { "get": { "x-upstream-operation-id": "listBills", "responses": reference("Inner") } },
                "/c": { "get": { "x-upstream-operation-id": "other" } },
            },
            "components": { "schemas": { "Answer": { "properties": { "data": reference("Inner") } }, "Inner": {}, "Alone": {} } },
        });
        assert_eq!(of_schema(&document, "Inner"), "payBill, listBills");
        assert_eq!(of_schema(&document, "Answer"), "payBill");
        assert_eq!(of_schema(&document, "Alone"), "-");
    }
}
