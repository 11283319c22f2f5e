//! Which parameters become arguments of a generated method.
//!
//! Headers never: the transport sets them all, and each would be a required argument.

use crate::place::{Place, Problems};
use serde_json::{Value, json};

/// Keeps path and query parameters and checks that the generator takes them.
pub(crate) fn keep(operation: &mut Value, path: &str, place: &Place, problems: &mut Problems) {
    let mut kept = Vec::new();
    let list = operation["parameters"].as_array().cloned().unwrap_or_default();
    for (index, parameter) in list.iter().enumerate() {
        let place = place.child("parameters").child(index);
        match parameter["in"].as_str() {
            Some("header") => {}
            Some("path" | "query") => kept.extend(argument(parameter, &place, problems)),
            _ if parameter.get("$ref").is_some() => {} // reported where it was followed
            _ => {
                let what = "only path, query and header are supported; remove it in the overlay";
                problems.add(&place.child("in"), what);
            }
        }
    }
    undeclared(&kept, path, place, problems);
    operation["parameters"] = json!(kept);
}

fn argument(parameter: &Value, place: &Place, problems: &mut Problems) -> Option<Value> {
    if parameter["in"] == "path" && parameter["required"] != true {
        problems.add(&place.child("required"), "a path parameter must be required; correct it in the overlay");
        return None;
    }
    if parameter.get("schema").is_none() {
        problems.add(&place.child("schema"), "is missing; add one in the overlay");
        return None;
    }
    let mut kept = json!({});
    for key in ["name", "in", "required", "description", "schema"] {
        if let Some(value) = parameter.get(key) {
            kept[key] = value.clone();
        }
    }
    Some(kept)
}

fn undeclared(kept: &[Value], path: &str, place: &Place, problems: &mut Problems) {
    for part in path.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default();
        if !kept.iter().any(|parameter| parameter["name"] == name && parameter["in"] == "path") {
            problems.add(&place.child("parameters"), format!("`{name}` of the path is not declared; add it"));
        }
    }
}
