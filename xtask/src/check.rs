//! `cargo xtask specs --check`: fails on anything wrong or stale, and writes nothing.
//!
//! All problems of all documents together, a line each.

use crate::{
    place::{Place, Problems},
    specs::{self, Built},
};
use anyhow::Result;
use std::{fs, path::Path};

/// Fails with every problem that the documents below `root` have.
pub(crate) fn check(root: &Path) -> Result<()> {
    let mut problems = Problems::default();
    let built = specs::build(root, &mut problems)?;
    if problems.is_empty() {
        for Built { file, text } in &built {
            stale(root, file, text, &mut problems)?;
        }
    }
    problems.into_result()?;
    println!("{} specifications are up to date", built.len());
    Ok(())
}

/// Names each operation and component whose generated form would change.
fn stale(root: &Path, file: &str, text: &str, problems: &mut Problems) -> Result<()> {
    let old = fs::read_to_string(root.join(file)).unwrap_or_default();
    if old == text {
        return Ok(());
    }
    let place = Place::new(file, "-", "");
    problems.add(&place, "is stale; run `cargo xtask specs`");
    Ok(())
}
