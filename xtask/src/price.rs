//! Runs the bad Friday in release and puts what it costs into `docs/payments.md`.
//!
//! Comes in: cargo. Stays out: the simulation, which is the benchmark `price_of_safety` of the crate.

use crate::between;
use anyhow::{Context, Result, ensure};
use std::{fs, path::Path, process::Command};

/// Writes table and picture, or, with `check`, fails if they are stale. Another number of payments is only printed.
pub(crate) fn run(root: &Path, payments: Option<u64>, seed: Option<u64>, check: bool) -> Result<()> {
    let out = root.join("target/price-of-safety");
    let mut command = Command::new("cargo");
    // The same features as the journal's benchmark, so that one build serves both.
    command.args([
        "bench",
        "--quiet",
        "--package",
        "bayar",
        "--features",
        "sqlite",
        "--bench",
        "price_of_safety",
        "--",
    ]);
    command.current_dir(root).arg("--out").arg(&out);
    for (name, value) in [("--payments", payments), ("--seed", seed)] {
        command.args(value.map(|value| [name.to_owned(), value.to_string()]).into_iter().flatten());
    }
    ensure!(command.status()?.success(), "the bad Friday failed");
    if payments.is_some() || seed.is_some() {
        return Ok(());
    }
    let table = fs::read_to_string(out.join("price.md"))?;
    between::put(&root.join("docs/payments.md"), "price", &table, check, "cargo xtask price-of-safety")?;
    file(&out.join("price.svg"), &root.join("docs/payments-price.svg"), check)?;
    // What the tests compare with a short day of their own.
    file(&out.join("short.txt"), &root.join("benches/price_of_safety/short.txt"), check)
}

fn file(made: &Path, place: &Path, check: bool) -> Result<()> {
    let made = fs::read(made)?;
    if !check {
        return Ok(fs::write(place, made)?);
    }
    let stored = fs::read(place).with_context(|| place.display().to_string())?;
    ensure!(stored == made, "{} is stale; run `cargo xtask price-of-safety`", place.display());
    Ok(())
}
