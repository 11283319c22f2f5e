//! Puts the operations of a published page into an authored document.
//!
//! What the provider published replaces what we wrote: operations by path and method, components by name.

use crate::place::{Place, Problems, escape};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Which file each operation and component came from; the keys are JSON pointers.
pub(crate) type Origins = BTreeMap<String, String>;

/// Merges `page`, read from `file`, into `document`.
pub(crate) fn merge(document: &mut Value, page: &Value, file: &str, origins: &mut Origins, problems: &mut Problems) {
    for (path, item) in members(page, "paths") {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let pointer = format!("/paths/{}/{method}", escape(path));
            put(document, &["paths", path, method], operation, &pointer, file, origins, problems);
        }
    }
    for (kind, group) in members(page, "components") {
        for (name, component) in group.as_object().into_iter().flatten() {
            let pointer = format!("/components/{kind}/{}", escape(name));
            put(document, &["components", kind, name], component, &pointer, file, origins, problems);
        }
    }
    merge_tags(document, page);
}

fn put(
    document: &mut Value,
    keys: &[&str],
    new: &Value,
    pointer: &str,
    file: &str,
    origins: &mut Origins,
    problems: &mut Problems,
) {
    let slot = keys.iter().fold(document, |value, key| &mut value[*key]);
    if let Some(other) = origins.get(pointer)
        && slot != new
    {
        let place = Place::new(file, "-", pointer);
        problems.add(&place, format!("{other} publishes another version of this; keep the newer page only"));
    }
    *slot = new.clone();
    origins.insert(pointer.to_owned(), file.to_owned());
}

/// Tags keep their order; a tag that was not there is added at the end.
fn merge_tags(document: &mut Value, page: &Value) {
    let mut tags: Vec<Value> = array(document, "tags");
    for tag in array(page, "tags") {
        match tags.iter_mut().find(|old| old["name"] == tag["name"]) {
            Some(old) => *old = tag,
            None => tags.push(tag),
        }
    }
    document["tags"] = json!(tags);
}

fn array(value: &Value, key: &str) -> Vec<Value> {
    value[key].as_array().cloned().unwrap_or_default()
}

fn members<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value[key].as_object().into_iter().flat_map(Map::iter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(summary: &str) -> Value {
        json!({
            "tags": [{"name": "Bills", "description": "theirs"}, {"name": "New"}],
            "paths": {"/pay": {"post": {"operationId": "pay", "summary": summary}}},
            "components": {"schemas": {"Refusal": {"type": "object"}}}
        })
    }

    #[test]
    fn the_published_operation_replaces_the_authored_one() {
        let mut document = json!({
            "tags": [{"name": "Bills"}],
            "paths": {"/pay": {"post": {"operationId": "pay", "summary": "ours", "deprecated": true}, "get": {}}},
            "components": {"schemas": {"Refusal": {"type": "string"}, "Kept": {"type": "string"}}}
        });
        let (mut origins, mut problems) = (Origins::new(), Problems::default());
        merge(&mut document, &page("theirs"), "specs/published/pay.md", &mut origins, &mut problems);
        assert_eq!(document["paths"]["/pay"]["post"], json!({"operationId": "pay", "summary": "theirs"}));
        assert_eq!(document["paths"]["/pay"]["get"], json!({}), "another method stays");
        assert_eq!(document["components"]["schemas"]["Refusal"]["type"], "object");
        assert_eq!(document["components"]["schemas"]["Kept"]["type"], "string");
        assert_eq!(document["tags"], json!([{"name": "Bills", "description": "theirs"}, {"name": "New"}]));
        assert_eq!(origins["/paths/~1pay/post"], "specs/published/pay.md");
        assert!(problems.is_empty());
    }

    #[test]
    fn two_pages_that_disagree_are_reported() {
        let mut document = json!({});
        let (mut origins, mut problems) = (Origins::new(), Problems::default());
        merge(&mut document, &page("a"), "a.md", &mut origins, &mut problems);
        merge(&mut document, &page("a"), "same.md", &mut origins, &mut problems);
        assert!(problems.is_empty());
        merge(&mut document, &page("b"), "b.md", &mut origins, &mut problems);
        let text = problems.to_string();
        assert!(text.contains("b.md: -: #/paths/~1pay/post: same.md publishes another"), "{text}");
    }
}
