//! `cargo xtask specs --full`: the complete documents, for linters, mocks and fuzzers.
//!
//! Published pages merged and overlays applied; errors, headers and examples kept; nothing normalised.

use crate::{assemble::assemble, load, place::Problems};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// Writes one JSON file per document into the folder `into`.
pub(crate) fn write(root: &Path, into: &Path) -> Result<()> {
    fs::create_dir_all(into).with_context(|| format!("{} cannot be made", into.display()))?;
    for name in load::names(root)? {
        let mut problems = Problems::default();
        let source = assemble(root, &name, &mut problems)?;
        problems.into_result()?;
        let file = into.join(format!("{name}.json"));
        fs::write(&file, serde_json::to_string_pretty(&source.document)? + "\n")
            .with_context(|| format!("{} cannot be written", file.display()))?;
        println!("wrote {}", file.display());
    }
    Ok(())
}
