//! `cargo xtask specs`: builds every document and writes it.
//!
//! The order of the steps stands here, once: assemble, normalise, prove.

use crate::{assemble::assemble, load, normalise::normalise, place::Problems, prove::prove};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// A file below the root and what it has to hold.
pub(crate) struct Built {
    pub(crate) file: String,
    pub(crate) text: String,
    /// False if the document has problems; then the text is worth nothing.
    pub(crate) sound: bool,
}

/// Builds all documents and adds what is wrong with any of them.
pub(crate) fn build(root: &Path, problems: &mut Problems) -> Result<Vec<Built>> {
    let mut built = Vec::new();
    for name in load::names(root)? {
        let mut own = Problems::default();
        let source = assemble(root, &name, &mut own)?;
        let document = normalise(&source, &mut own);
        if own.is_empty() {
            prove(&source, &document, &mut own);
        }
        let sound = own.is_empty();
        problems.append(own);
        let text = serde_json::to_string_pretty(&document)? + "\n";
        built.push(Built { file: format!("specs/{name}.json"), text, sound });
    }
    Ok(built)
}

/// Writes what has changed, or nothing at all if there is any problem.
pub(crate) fn write(root: &Path) -> Result<()> {
    let mut problems = Problems::default();
    let built = build(root, &mut problems)?;
    problems.into_result()?;
    for Built { file, text, .. } in built {
        let path = root.join(&file);
        if fs::read_to_string(&path).ok().as_deref() != Some(&text) {
            fs::write(&path, text).with_context(|| format!("{file} cannot be written"))?;
            println!("wrote {file}");
        }
    }
    Ok(())
}
