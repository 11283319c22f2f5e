//! Whether a checked-in specification is what its sources make today, and where it differs.
//!
//! Compares; writes nothing.

use crate::{
    place::{Place, Problems, escape},
    users,
};
use anyhow::Result;
use serde_json::{Map, Value};
use std::{collections::BTreeSet, fs, path::Path};

const REMEDY: &str = "run `cargo xtask specs`";

/// Reports the first difference of each operation and each schema.
pub(crate) fn check(root: &Path, file: &str, text: &str, problems: &mut Problems) -> Result<()> {
    let old = fs::read_to_string(root.join(file)).unwrap_or_default();
    if old == text {
        return Ok(());
    }
    let old: Value = serde_json::from_str(&old).unwrap_or_default();
    let new: Value = serde_json::from_str(text)?;
    if let Some(difference) = difference(&old, &new, "") {
        for pointer in parts(&old, &new).unwrap_or_else(|| vec![difference]) {
            let place = Place::new(file, &operation(&new, &old, &pointer), &pointer);
            problems.add(&place, format!("is stale; {REMEDY}"));
        }
    } else {
        problems.add(&Place::new(file, "-", ""), format!("was edited by hand or reformatted; {REMEDY}"));
    }
    Ok(())
}

/// The first difference inside every operation and every schema that differs.
fn parts(old: &Value, new: &Value) -> Option<Vec<String>> {
    let mut pointers = Vec::new();
    for prefix in prefixes(old).union(&prefixes(new)) {
        let (old, new) = (old.pointer(prefix), new.pointer(prefix));
        match (old, new) {
            (Some(old), Some(new)) => pointers.extend(difference(old, new, prefix)),
            _ => pointers.push(prefix.clone()),
        }
    }
    (!pointers.is_empty()).then_some(pointers)
}

fn prefixes(document: &Value) -> BTreeSet<String> {
    let schemas = document.pointer("/components/schemas");
    let mut found = BTreeSet::new();
    for (path, methods) in members(Some(&document["paths"])) {
        found.extend(members(Some(methods)).map(|(method, _)| format!("/paths/{}/{method}", escape(path))));
    }
    found.extend(members(schemas).map(|(name, _)| format!("/components/schemas/{}", escape(name))));
    found
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// The pointer of the first difference.
fn difference(old: &Value, new: &Value, at: &str) -> Option<String> {
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            keys.into_iter().find_map(|key| {
                let at = format!("{at}/{}", escape(key));
                match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => difference(a, b, &at),
                    _ => Some(at),
                }
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let pairs = a.iter().zip(b).enumerate();
            pairs.into_iter().find_map(|(index, (a, b))| difference(a, b, &format!("{at}/{index}")))
        }
        _ => (old != new).then(|| at.to_owned()),
    }
}

/// The id of the operation that `pointer` leads into, or of those that use the schema that it leads into.
fn operation(new: &Value, old: &Value, pointer: &str) -> String {
    let steps: Vec<&str> = pointer.split('/').collect();
    let (path, method) = match steps.as_slice() {
        ["", "paths", path, method, ..] => (path, method),
        ["", "components", "schemas", name, ..] => return users::of_schema(new, name),
        _ => return "-".to_owned(),
    };
    let key = format!("/paths/{path}/{method}/x-upstream-operation-id");
    let id = new.pointer(&key).or_else(|| old.pointer(&key));
    id.and_then(Value::as_str).unwrap_or("-").to_owned()
}
