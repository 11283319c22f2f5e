//! Two names of a document that would be one name in Rust.
//!
//! The generator writes code that does not compile for fields, and stops without a place for variants.

use super::names::{pascal, snake};
use crate::place::{Place, Problems};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Two properties that are one field.
pub(crate) fn fields(properties: &Map<String, Value>, place: &Place, problems: &mut Problems) {
    let mut seen = BTreeMap::new();
    for name in properties.keys() {
        if let Some(other) = seen.insert(snake(name), name) {
            let what = format!("`{other}` and `{name}` are one Rust field; drop or rename one in the overlay");
            problems.add(&place.child("properties").child(name), what);
        }
    }
}

/// Two values of an enumeration that are one variant.
pub(crate) fn variants(values: &[Value], place: &Place, problems: &mut Problems) {
    let mut seen = BTreeMap::new();
    for (index, value) in values.iter().enumerate() {
        let Some(value) = value.as_str() else { continue };
        if let Some(other) = seen.insert(pascal(value), value) {
            let what = format!("`{other}` and `{value}` are one Rust variant; drop the enum in the overlay");
            problems.add(&place.child("enum").child(index), what);
        }
    }
}
