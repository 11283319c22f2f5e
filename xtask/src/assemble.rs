//! Authored document + published pages + overlay = the complete document, still for people.
//!
//! Reads files through `load`; changes nothing that normalising is for.

use crate::{
    load,
    merge::{self, Origins},
    overlay,
    place::{Place, Problems, escape},
};
use anyhow::{Context, Result};
use serde_json::{Map, Value};
use std::path::Path;

/// The methods that OpenAPI 3.0 knows.
pub(crate) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A complete document and where its parts came from.
#[derive(Debug)]
pub(crate) struct Assembled {
    pub(crate) name: String,
    pub(crate) document: Value,
    origins: Origins,
}

impl Assembled {
    /// A document that came from nowhere else than its authored file.
    #[cfg(test)]
    pub(crate) fn new(name: &str, document: Value) -> Self {
        Self { name: name.to_owned(), document, origins: Origins::new() }
    }

    /// The place of an operation.
    pub(crate) fn operation(&self, path: &str, method: &str) -> Place {
        let pointer = format!("/paths/{}/{method}", escape(path));
        let id = self.document.pointer(&pointer).and_then(|op| op["operationId"].as_str());
        let fallback = format!("{} {path}", method.to_uppercase());
        Place::new(&self.file(&pointer), id.unwrap_or(&fallback), &pointer)
    }

    /// The place of a named schema, in no operation.
    pub(crate) fn component(&self, name: &str) -> Place {
        let pointer = format!("/components/schemas/{}", escape(name));
        Place::new(&self.file(&pointer), "-", &pointer)
    }

    /// The place of the document as a whole.
    pub(crate) fn whole(&self) -> Place {
        Place::new(&self.file(""), "-", "")
    }

    fn file(&self, pointer: &str) -> String {
        let authored = || format!("specs/authored/{}.yaml", self.name);
        self.origins.get(pointer).cloned().unwrap_or_else(authored)
    }

    /// Every operation with its path and method, in the order of the document.
    pub(crate) fn operations(&self) -> Vec<(String, String)> {
        let paths = self.document["paths"].as_object();
        let mut found = Vec::new();
        for (path, item) in paths.into_iter().flat_map(Map::iter) {
            for (method, _) in item.as_object().into_iter().flat_map(Map::iter) {
                if METHODS.contains(&method.as_str()) {
                    found.push((path.clone(), method.clone()));
                }
            }
        }
        found
    }
}

/// Puts one document together.
pub(crate) fn assemble(root: &Path, name: &str, problems: &mut Problems) -> Result<Assembled> {
    let mut document = load::yaml(root, &format!("specs/authored/{name}.yaml"))?;
    let mut origins = Origins::new();
    for page in pages(&mut document, name)? {
        let file = format!("specs/published/{page}");
        merge::merge(&mut document, &load::published(root, &file)?, &file, &mut origins, problems);
    }
    let file = format!("specs/overlays/{name}.yaml");
    if root.join(&file).exists() {
        overlay::apply(&mut document, &load::yaml(root, &file)?, &file, problems)?;
    }
    Ok(Assembled { name: name.to_owned(), document, origins })
}

/// Takes `x-published`, the list of pages, out of the document.
fn pages(document: &mut Value, name: &str) -> Result<Vec<String>> {
    let root = document.as_object_mut().with_context(|| format!("specs/authored/{name}.yaml: not an object"))?;
    match root.shift_remove("x-published") {
        None => Ok(Vec::new()),
        Some(list) => serde_json::from_value(list)
            .with_context(|| format!("specs/authored/{name}.yaml: x-published must be a list of file names")),
    }
}
