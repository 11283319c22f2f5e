//! Reads YAML documents from specs/.
//!
//! The only module that knows the layout of that folder on the reading side.

use crate::extract;
use anyhow::{Context, Result};
use serde_json::Value;
use std::{fs, path::Path};

/// The names of the documents, from the authored files, sorted.
pub(crate) fn names(root: &Path) -> Result<Vec<String>> {
    let folder = root.join("specs/authored");
    let entries = fs::read_dir(&folder).with_context(|| format!("{} cannot be listed", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ext| ext == "yaml") {
            names.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
        }
    }
    names.sort();
    Ok(names)
}

/// A YAML file below the root.
pub(crate) fn yaml(root: &Path, file: &str) -> Result<Value> {
    parse(&text(root, file)?).with_context(|| format!("{file}: not YAML"))
}

/// The document inside a published page.
pub(crate) fn published(root: &Path, file: &str) -> Result<Value> {
    let block = extract::openapi_block(&text(root, file)?).with_context(|| file.to_owned())?;
    parse(&block).with_context(|| format!("{file}: the OpenAPI block is not YAML"))
}

fn text(root: &Path, file: &str) -> Result<String> {
    fs::read_to_string(root.join(file)).with_context(|| format!("{file} cannot be read"))
}

fn parse(yaml: &str) -> Result<Value> {
    Ok(yaml_serde::from_str(yaml)?)
}
