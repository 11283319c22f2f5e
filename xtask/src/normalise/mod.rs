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
    assemble::Assembled,
    facts,
    place::{Place, Problems},
};
use schemas::{Direction, Schemas};
use serde_json::{Map, Value, json};

/// The normalised document; worth nothing if `problems` has grown.
pub(crate) fn normalise(source: &Assembled, problems: &mut Problems) -> Value {
    version(source, problems);
    let mut paths = Map::new();
    let mut prepared = Vec::new();
    let mut ids = identity::Ids::default();
    for (path, method) in source.operations() {
        let place = source.operation(&path, &method);
        let operation = prepare(source, &path, &method, &place, problems);
        let id = ids.name(&operation, &place, problems);
        prepared.push((path, method, operation, id, place));
    }
    let mut schemas = Schemas::new(source, usage::usage(source, prepared.iter().map(|one| &one.2)));
    for (path, method, operation, id, place) in prepared {
        let Some(id) = id else { continue };
        let operation = finish(operation, &id, &mut schemas, &place, problems);
        paths.entry(path).or_insert_with(|| json!({}))[method] = operation;
    }
    let document = document(source, paths, schemas.into_components(problems));
    leftover::check(&document, source, problems);
    document
}

fn version(source: &Assembled, problems: &mut Problems) {
    let version = source.document["openapi"].as_str().unwrap_or("missing");
    if !version.starts_with("3.0.") {
        let what = format!("`{version}`: the generator reads 3.0.x only; convert the document");
        problems.add(&source.whole().child("openapi"), what);
    }
}

/// Checks one operation and takes out what the generator must not see, apart from schemas.
fn prepare(source: &Assembled, path: &str, method: &str, place: &Place, problems: &mut Problems) -> Value {
    let mut operation = source.document["paths"][path][method].clone();
    facts::check(&operation, place, problems);
    resolve::operation(&mut operation, &source.document, place, problems);
    parameters::keep(&mut operation, path, place, problems);
    answers::one_request_type(&mut operation, place, problems);
    answers::one_success(&mut operation, &source.document, place, problems);
    operation
}

/// Names the schemas of one operation and writes it in its final form.
fn finish(operation: Value, id: &str, schemas: &mut Schemas<'_>, place: &Place, problems: &mut Problems) -> Value {
    let mut operation = operation;
    let name = names::pascal(id);
    if let Some(list) = operation["parameters"].as_array_mut() {
        for (index, parameter) in list.iter_mut().enumerate() {
            let part = parameter["name"].as_str().unwrap_or_default();
            let name = format!("{name}{}", names::pascal(part));
            let place = place.child("parameters").child(index).child("schema");
            parameter["schema"] = schemas.convert(&parameter["schema"], &name, Direction::Request, &place, problems);
        }
    }
    let status = answers::success(&operation);
    for (keys, name, direction) in [
        (["requestBody"].as_slice(), format!("{name}Request"), Direction::Request),
        (["responses", &status].as_slice(), format!("{name}Response"), Direction::Answer),
    ] {
        let schema = format!("/{}/content/application~1json/schema", keys.join("/"));
        let place = place.children(keys).children(&["content", "application/json", "schema"]);
        if let Some(schema) = operation.pointer_mut(&schema) {
            *schema = schemas.convert(schema, &name, direction, &place, problems);
        }
    }
    describe::operation(&operation, id)
}

fn document(source: &Assembled, paths: Map<String, Value>, schemas: Map<String, Value>) -> Value {
    let old = &source.document;
    let description = markdown::safe(old["info"]["description"].as_str().unwrap_or_default());
    json!({
        "openapi": "3.0.3",
        "info": { "title": old["info"]["title"], "version": old["info"]["version"], "description": description },
        "servers": old["servers"],
        "paths": paths,
        "components": { "schemas": schemas }
    })
}

#[cfg(test)]
mod tests;
