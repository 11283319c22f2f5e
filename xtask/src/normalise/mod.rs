//! The complete document -> what the generator turns into right code.
//!
//! One module per mechanical step; facts belong into the documents and overlays, never here.

mod answers;
mod clash;
mod describe;
mod formats;
mod identity;
mod keywords;
mod leftover;
mod markdown;
mod names;
mod parameters;
mod resolve;
mod schemas;
mod usage;

use crate::{
    assemble::{Assembled, METHODS},
    facts,
    place::{Place, Problems},
};
use schemas::{Direction, Schemas, Spot};
use serde_json::{Map, Value, json};

/// The normalised document; worth nothing if `problems` has grown.
pub(crate) fn normalise(source: &Assembled, problems: &mut Problems) -> Value {
    version(source, problems);
    path_items(source, problems);
    let mut ids = identity::Ids::default();
    let mut prepared = Vec::new();
    for (path, method) in source.operations() {
        let place = source.operation(&path, &method);
        let operation = prepare(source, &path, &method, &place, problems);
        if let Some(id) = ids.name(&operation, &place, problems) {
            prepared.push(Prepared { path, method, operation, id, place });
        }
    }
    let usage = usage::usage(source, prepared.iter().map(|one| &one.operation));
    let mut schemas = Schemas::new(source, usage);
    let mut paths = Map::new();
    for one in prepared {
        let operation = finish(one.operation, &one.id, &mut schemas, &one.place);
        paths.entry(one.path).or_insert_with(|| json!({}))[one.method] = operation;
    }
    let (components, found) = schemas.finish();
    problems.append(found);
    let document = document(source, &paths, &components);
    leftover::check(&document, source, problems);
    document
}

/// An operation without what the generator must not see, its schemas still as they were written.
struct Prepared {
    path: String,
    method: String,
    operation: Value,
    id: String,
    place: Place,
}

fn version(source: &Assembled, problems: &mut Problems) {
    let version = source.document["openapi"].as_str().unwrap_or("missing");
    if !version.starts_with("3.0.") {
        let what = format!("`{version}`: the generator reads 3.0.x only; convert the document");
        problems.add(&source.whole().child("openapi"), what);
    }
}

/// What stands beside the methods of a path would be ignored without a word.
fn path_items(source: &Assembled, problems: &mut Problems) {
    let known = |key: &str| METHODS.contains(&key) || ["summary", "description"].contains(&key);
    let paths = source.document["paths"].as_object();
    for (path, item) in paths.into_iter().flat_map(Map::iter) {
        for (key, _) in item.as_object().into_iter().flat_map(Map::iter) {
            if !known(key) {
                let place = source.whole().children(&["paths", path, key]);
                problems.add(&place, "is not supported beside the methods; move it into each operation");
            }
        }
    }
}

/// Checks one operation and takes out what the generator must not see, apart from schemas.
fn prepare(source: &Assembled, path: &str, method: &str, place: &Place, problems: &mut Problems) -> Value {
    let mut operation = source.document["paths"][path][method].clone();
    facts::check(&operation, place, problems);
    resolve::operation(&mut operation, &source.document, place, problems);
    parameters::keep(&mut operation, path, place, problems);
    answers::one_request_type(&mut operation, place, problems);
    answers::one_success(&mut operation, place, problems);
    operation
}

/// Names the schemas of one operation and writes it in its final form.
fn finish(mut operation: Value, id: &str, schemas: &mut Schemas<'_>, place: &Place) -> Value {
    let name = names::pascal(id);
    arguments(&mut operation, &name, schemas, place);
    let status = answers::success(&operation);
    for (keys, suffix, direction) in [
        (["requestBody"].as_slice(), "Request", Direction::Request),
        (["responses", &status].as_slice(), "Response", Direction::Answer),
    ] {
        let schema = format!("/{}/content/application~1json/schema", keys.join("/"));
        let place = place.children(keys).children(&["content", "application/json", "schema"]);
        if let Some(schema) = operation.pointer_mut(&schema) {
            let name = format!("{name}{suffix}");
            *schema = schemas.convert(schema, &Spot { name, direction, place });
        }
    }
    describe::operation(&operation, id)
}

fn arguments(operation: &mut Value, name: &str, schemas: &mut Schemas<'_>, place: &Place) {
    let list = operation["parameters"].as_array_mut();
    for (index, parameter) in list.into_iter().flatten().enumerate() {
        let part = names::pascal(parameter["name"].as_str().unwrap_or_default());
        let spot = Spot {
            name: format!("{name}{part}"),
            direction: Direction::Request,
            place: place.child("parameters").child(index).child("schema"),
        };
        parameter["schema"] = schemas.convert(&parameter["schema"], &spot);
    }
}

fn document(source: &Assembled, paths: &Map<String, Value>, schemas: &Map<String, Value>) -> Value {
    let old = &source.document;
    let description = markdown::safe(old["info"]["description"].as_str().unwrap_or_default());
    json!({
        "openapi": "3.0.3",
        "info": { "title": old["info"]["title"], "version": old["info"]["version"], "description": description },
        "servers": old.get("servers").cloned().unwrap_or_else(|| json!([])),
        "paths": paths,
        "components": { "schemas": schemas }
    })
}

#[cfg(test)]
mod tests;
