//! `cargo xtask msrv`: the declared minimum Rust is the highest of the dependency tree.
//!
//! Reads `cargo metadata`; changes nothing.

use anyhow::{Context, Result, ensure};
use cargo_metadata::{Metadata, MetadataCommand, semver::Version};
use std::{collections::BTreeSet, path::Path};

/// Fails unless the workspace declares exactly what its dependencies need.
pub(crate) fn check(root: &Path) -> Result<()> {
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .other_options(vec!["--all-features".to_owned(), "--locked".to_owned()])
        .exec()
        .context("cargo metadata failed")?;
    println!("{}", verdict(&metadata)?);
    Ok(())
}

fn verdict(metadata: &Metadata) -> Result<String> {
    let declared = declared(metadata)?;
    let (highest, package) = highest(metadata).context("no dependency declares a rust-version")?;
    ensure!(
        declared == highest,
        "Cargo.toml: rust-version is {declared}, but {package} needs {highest}; write {highest} there"
    );
    Ok(format!("rust-version {declared} is right: {package} sets it"))
}

/// The one `rust-version` of the members of the workspace.
fn declared(metadata: &Metadata) -> Result<Version> {
    let mut versions = BTreeSet::new();
    for package in metadata.workspace_packages() {
        let version = package.rust_version.clone();
        versions.insert(version.with_context(|| format!("{} declares no rust-version", package.name))?);
    }
    ensure!(versions.len() == 1, "the members declare different versions: {versions:?}; inherit it from the workspace");
    versions.pop_first().context("the workspace is empty")
}

/// The highest version among the packages that the workspace really resolves to, and who needs it.
fn highest(metadata: &Metadata) -> Option<(Version, String)> {
    let resolved: BTreeSet<_> = metadata.resolve.iter().flat_map(|graph| &graph.nodes).map(|node| &node.id).collect();
    let foreign = metadata.packages.iter().filter(|package| {
        resolved.contains(&package.id) && !metadata.workspace_members.contains(&package.id)
    });
    let versions = foreign.filter_map(|package| {
        let needs = package.rust_version.clone()?;
        Some((needs, format!("{} {}", package.name, package.version)))
    });
    versions.max()
}
