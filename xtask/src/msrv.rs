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
        .context("cargo metadata failed; if Cargo.lock is stale, `cargo update --workspace` renews it")?;
    println!("{}", verdict(&declared(&metadata)?, needs(&metadata))?);
    Ok(())
}

fn verdict(declared: &Version, needs: impl Iterator<Item = (Version, String)>) -> Result<String> {
    let (highest, package) = needs.max().context("no dependency declares a rust-version")?;
    ensure!(
        *declared == highest,
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

/// What each package that the workspace really resolves to needs: normal, build and development dependencies.
fn needs(metadata: &Metadata) -> impl Iterator<Item = (Version, String)> {
    let nodes = metadata.resolve.iter().flat_map(|graph| &graph.nodes);
    let resolved: BTreeSet<_> = nodes.map(|node| &node.id).collect();
    let foreign = move |package: &&cargo_metadata::Package| {
        resolved.contains(&package.id) && !metadata.workspace_members.contains(&package.id)
    };
    metadata.packages.iter().filter(foreign).filter_map(|package| {
        let version = package.rust_version.clone()?;
        Some((version, format!("{} {}", package.name, package.version)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict_on(declared: &str) -> Result<String> {
        let needs = [("1.85.0", "old 1.0.0"), ("1.88.0", "new 2.0.0")];
        let needs = needs.map(|(version, package)| (Version::parse(version).unwrap(), package.to_owned()));
        verdict(&Version::parse(declared).unwrap(), needs.into_iter())
    }

    #[test]
    fn the_declared_version_must_be_the_highest_needed() {
        assert_eq!(verdict_on("1.88.0").unwrap(), "rust-version 1.88.0 is right: new 2.0.0 sets it");
        for wrong in ["1.85.0", "1.90.0"] {
            let text = verdict_on(wrong).unwrap_err().to_string();
            assert!(text.contains("new 2.0.0 needs 1.88.0"), "{text}");
        }
    }
}
