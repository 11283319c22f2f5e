//! Applies an OpenAPI Overlay 1.1 document.
//!
//! An action that matches nothing is an error: then the document below has moved and the correction with it.

use crate::place::{Place, Problems};
use anyhow::{Context, Result};
use enumset::EnumSet;
use roas_overlay::{
    apply::{Apply, ApplyOptions},
    v1_1::Overlay,
};
use serde_json::{Value, json};

/// Applies `overlay` action by action, so that every one that fails is named.
pub(crate) fn apply(document: &mut Value, overlay: &Value, file: &str, problems: &mut Problems) -> Result<()> {
    let place = Place::new(file, "-", "/actions");
    for (index, action) in overlay["actions"].as_array().into_iter().flatten().enumerate() {
        let place = place.child(index);
        if action["description"].as_str().is_none_or(str::is_empty) {
            problems.add(&place, "has no reason; add a description that says why");
        }
        let mut one = overlay.clone();
        one["actions"] = json!([action]);
        let one: Overlay = serde_json::from_value(one).with_context(|| format!("{place}: not an overlay action"))?;
        if let Err(why) = one.apply(document, EnumSet::only(ApplyOptions::ErrorOnZeroMatch)) {
            let target = action["target"].as_str().unwrap_or("?");
            problems.add(&place, format!("{target}: {why}; correct the target or remove the action"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlay(target: &str) -> Value {
        json!({
            "overlay": "1.1.0",
            "info": {"title": "t", "version": "1"},
            "actions": [{"target": target, "description": "why", "update": {"x-effect": "money"}}]
        })
    }

    #[test]
    fn updates_what_it_targets() {
        let mut document = json!({"paths": {"/pay": {"post": {}}}});
        let mut problems = Problems::default();
        apply(&mut document, &overlay("$.paths['/pay'].post"), "o.yaml", &mut problems).unwrap();
        assert_eq!(document["paths"]["/pay"]["post"]["x-effect"], "money");
        assert!(problems.is_empty(), "{problems}");
    }

    #[test]
    fn an_action_that_matches_nothing_is_reported() {
        let mut document = json!({"paths": {"/pay": {"post": {}}}});
        let mut problems = Problems::default();
        apply(&mut document, &overlay("$.paths['/moved'].post"), "o.yaml", &mut problems).unwrap();
        let text = problems.to_string();
        assert!(text.starts_with("o.yaml: -: #/actions/0: $.paths['/moved'].post: "), "{text}");
    }

    #[test]
    fn an_action_needs_a_reason() {
        let mut document = json!({"paths": {}});
        let mut problems = Problems::default();
        let mut overlay = overlay("$.paths");
        overlay["actions"][0]["description"] = json!("");
        apply(&mut document, &overlay, "o.yaml", &mut problems).unwrap();
        assert!(problems.to_string().contains("o.yaml: -: #/actions/0: has no reason"));
    }
}
