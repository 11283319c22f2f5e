//! The operation id, which becomes the name of a method and the key of the transport's table.
//!
//! Checks and names; changes nothing.

use super::names::snake;
use crate::place::{Place, Problems};
use serde_json::Value;
use std::collections::BTreeMap;

/// The ids that were given, with the place of each.
#[derive(Debug, Default)]
pub(crate) struct Ids(BTreeMap<String, Place>);

impl Ids {
    /// The id in snake case: the hooks of the client see that form, so the table must hold it.
    pub(crate) fn name(&mut self, operation: &Value, place: &Place, problems: &mut Problems) -> Option<String> {
        let Some(id) = operation["operationId"].as_str().filter(|id| !snake(id).is_empty()) else {
            problems.add(&place.child("operationId"), "is missing; add one in camelCase");
            return None;
        };
        let id = snake(id);
        if let Some(other) = self.0.insert(id.clone(), place.clone()) {
            let what = format!("`{id}` is also {other}; rename one of them in the overlay");
            problems.add(&place.child("operationId"), what);
            return None;
        }
        Some(id)
    }
}
