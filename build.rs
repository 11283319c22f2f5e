//! specs/*.json -> `$OUT_DIR/{name}.rs` (raw client) and `$OUT_DIR/{name}_operations.rs` (table of operations).
//!
//! Orchestration only: the work is in specs/generate.rs. Reads specs/*.json, writes OUT_DIR, nothing else.

use anyhow::{Context, Result};
use std::{env, fs, path::PathBuf};

#[path = "specs/generate.rs"]
mod generate;

const SPECIFICATIONS: [&str; 4] = ["singapay-biller", "finnet-snap", "paycombat-legacy", "paycombat-merchant"];

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=specs/generate.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").context("OUT_DIR is not set: run this by cargo")?);
    let schemars = env::var_os("CARGO_FEATURE_SCHEMARS").is_some();
    for name in SPECIFICATIONS {
        build(name, &out, schemars).with_context(|| format!("specs/{name}.json; `cargo xtask specs` rebuilds it"))?;
    }
    Ok(())
}

fn build(name: &str, out: &std::path::Path, schemars: bool) -> Result<()> {
    let source = format!("specs/{name}.json");
    println!("cargo::rerun-if-changed={source}");
    let json = fs::read_to_string(&source).context("cannot be read")?;
    let generated = generate::generate(&json, schemars)?;
    let module = name.replace('-', "_");
    fs::write(out.join(format!("{module}.rs")), generated.client)?;
    fs::write(out.join(format!("{module}_operations.rs")), generated.operations)?;
    Ok(())
}
