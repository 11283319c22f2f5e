//! What every operation must say about itself: effect, retry, evidence, source, security.
//!
//! Checks only; the words are those of `bayar::operation`.

use crate::place::{Place, Problems};
use serde_json::Value;

const EFFECTS: [&str; 4] = ["none", "money", "customer", "message"];
const RETRIES: [&str; 3] = ["never", "unauthorized", "always"];
const EVIDENCE: [&str; 3] = ["published", "documented", "reconstructed"];

/// Reports every fact of `operation` that is missing or wrong.
pub(crate) fn check(operation: &Value, place: &Place, problems: &mut Problems) {
    word(operation, "x-effect", &EFFECTS, place, problems);
    word(operation, "x-retry", &RETRIES, place, problems);
    word(operation, "x-evidence", &EVIDENCE, place, problems);
    pair(operation, place, problems);
    source(operation, place, problems);
    sandbox_only(operation, place, problems);
    security(operation, place, problems);
}

fn word(operation: &Value, key: &str, words: &[&str], place: &Place, problems: &mut Problems) {
    match operation[key].as_str() {
        Some(word) if words.contains(&word) => {}
        Some(word) => problems.add(&place.child(key), format!("`{word}` is none of {}; use one", words.join(", "))),
        None => problems.add(&place.child(key), format!("is missing; add one of {}", words.join(", "))),
    }
}

/// What has an effect is sent once; anything else could pay twice.
fn pair(operation: &Value, place: &Place, problems: &mut Problems) {
    let (effect, retry) = (operation["x-effect"].as_str(), operation["x-retry"].as_str());
    if let (Some(effect), Some(retry)) = (effect, retry)
        && effect != "none"
        && retry != "never"
        && RETRIES.contains(&retry)
    {
        let what = format!("`{retry}` on an operation with effect `{effect}`; it must be `never`");
        problems.add(&place.child("x-retry"), what);
    }
}

fn source(operation: &Value, place: &Place, problems: &mut Problems) {
    if !operation["x-source"].as_str().is_some_and(|url| url.starts_with("https://")) {
        problems.add(&place.child("x-source"), "is missing or no https address; name the page that says so");
    }
}

fn sandbox_only(operation: &Value, place: &Place, problems: &mut Problems) {
    if !matches!(operation.get("x-sandbox-only"), None | Some(Value::Bool(_))) {
        problems.add(&place.child("x-sandbox-only"), "is no boolean; write true or leave it out");
    }
}

fn security(operation: &Value, place: &Place, problems: &mut Problems) {
    let place = place.child("security");
    match operation["security"].as_array() {
        None => problems.add(&place, "is missing; name one scheme, or write [] for none"),
        Some(list) if list.len() > 1 || list.iter().any(|one| one.as_object().is_none_or(|o| o.len() != 1)) => {
            problems.add(&place, "names several schemes; the transport takes one, choose it in the overlay");
        }
        Some(_) => {}
    }
}

/// The name of the one scheme, `none` without one.
pub(crate) fn auth(operation: &Value) -> &str {
    let first = operation["security"].as_array().and_then(|list| list.first());
    let name = first.and_then(Value::as_object).and_then(|scheme| scheme.keys().next());
    name.map_or("none", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problems(key: &str, value: &Value) -> String {
        let mut operation = json!({
            "x-effect": "money", "x-retry": "never", "x-evidence": "published",
            "x-source": "https://x.example", "security": [{"bearerAuth": []}]
        });
        operation[key] = value.clone();
        let mut problems = Problems::default();
        let place = Place::new("a.yaml", "pay", "/paths/~1pay/post");
        check(&operation, &place, &mut problems);
        problems.to_string()
    }

    #[test]
    fn a_complete_operation_has_no_problem() {
        assert_eq!(problems("x-sandbox-only", &json!(true)), "");
        assert_eq!(problems("security", &json!([])), "");
    }

    #[test]
    fn each_fact_that_is_missing_or_wrong_is_named() {
        for (key, value) in [
            ("x-effect", json!(null)),
            ("x-effect", json!("cash")),
            ("x-retry", json!(null)),
            ("x-retry", json!("sometimes")),
            ("x-evidence", json!(null)),
            ("x-evidence", json!("rumour")),
            ("x-source", json!(null)),
            ("x-source", json!("somewhere")),
            ("x-sandbox-only", json!("yes")),
            ("security", json!(null)),
            ("security", json!([{"a": []}, {"b": []}])),
        ] {
            let text = problems(key, &value);
            let start = format!("a.yaml: pay: #/paths/~1pay/post/{key}: ");
            assert!(text.starts_with(&start) && text.lines().count() == 1, "{key} {value}: {text}");
        }
    }

    #[test]
    fn an_effect_forbids_a_retry() {
        for retry in ["always", "unauthorized"] {
            assert!(problems("x-retry", &json!(retry)).contains("must be `never`"));
        }
        assert!(problems("x-effect", &json!("none")).is_empty());
    }
}
