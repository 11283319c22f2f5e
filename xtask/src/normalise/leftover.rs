//! After normalising nothing may be left that the generator would have to name by itself.
//!
//! A check of the other modules: it reads the result and knows nothing of how it was made.

use crate::{
    assemble::Assembled,
    place::{Place, Problems},
};
use serde_json::{Map, Value};

/// Reports every inline object, enumeration, length or format that is left.
pub(crate) fn check(document: &Value, source: &Assembled, problems: &mut Problems) {
    for (path, method) in source.operations() {
        let operation = &document["paths"][&path][&method];
        let place = source.operation(&path, &method);
        for key in ["parameters", "requestBody", "responses"] {
            inside(&operation[key], &place.child(key), problems);
        }
    }
    let schemas = document["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flat_map(Map::iter) {
        let place = Place::new(&format!("specs/{}.json", source.name), "-", "/components/schemas").child(name);
        for (key, value) in schema.as_object().into_iter().flat_map(Map::iter) {
            match key.as_str() {
                "properties" => each(value, &place.child(key), problems),
                "items" | "additionalProperties" => inside(value, &place.child(key), problems),
                _ => {}
            }
        }
    }
}

fn each(members: &Value, place: &Place, problems: &mut Problems) {
    for (key, value) in members.as_object().into_iter().flat_map(Map::iter) {
        inside(value, &place.child(key), problems);
    }
}

fn inside(value: &Value, place: &Place, problems: &mut Problems) {
    match value {
        Value::Object(members) => {
            for key in ["properties", "enum", "oneOf", "anyOf", "minLength", "maxLength", "pattern", "format"] {
                if members.contains_key(key) {
                    problems.add(place, format!("inline schema with `{key}` is left; a step of normalising has a gap"));
                }
            }
            members.iter().for_each(|(key, value)| inside(value, &place.child(key), problems));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| inside(value, &place.child(index), problems));
        }
        _ => {}
    }
}
