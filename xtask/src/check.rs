//! `cargo xtask specs --check`: fails on anything wrong or stale, and writes nothing.
//!
//! All problems of all documents together, a line each.

use crate::{
    orphans,
    place::Problems,
    specs::{self, Built},
    stale,
};
use anyhow::Result;
use std::path::Path;

/// Fails with every problem that the documents below `root` have.
pub(crate) fn check(root: &Path) -> Result<()> {
    let mut problems = Problems::default();
    orphans::check(root, &mut problems)?;
    let built = specs::build(root, &mut problems)?;
    for Built { file, text, sound } in &built {
        if *sound {
            stale::check(root, file, text, &mut problems)?;
        }
    }
    problems.into_result()?;
    println!("{} specifications are up to date", built.len());
    Ok(())
}
