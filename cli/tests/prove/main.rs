//! `bayar prove` as a built binary, with programs that lie, crash, hang, pay twice, or take care.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod examples;
mod lies;
mod troubles;
mod usage;
#[path = "../command/world.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod world;

use serde_json::Value;
use std::path::PathBuf;
use world::{Folder, Run, command, fits, run};

/// The path of an example program in another language.
fn script(name: &str) -> String {
    format!("{}/examples/prove/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The path of an example program in Rust; cargo builds it with the tests, unless only some of them are asked for.
fn example(name: &str) -> String {
    let beside = PathBuf::from(env!("CARGO_BIN_EXE_bayar")).with_file_name("examples").join(name);
    let path = beside.with_extension(std::env::consts::EXE_EXTENSION);
    if !path.exists() {
        let mut cargo = std::process::Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--package", "bayar-cli", "--example", name]);
        assert!(cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap().success());
    }
    path.to_str().unwrap().to_owned()
}

fn prove(arguments: &[&str]) -> Run {
    let folder = Folder::new();
    let mut command = command(&folder.0);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).arg("prove").args(arguments);
    run(&mut command)
}

/// The document of a proof, which fits its schema and ends with this code.
fn proved(code: i32, arguments: &[&str]) -> Value {
    let run = prove(&[&["--json"], arguments].concat());
    assert_eq!(run.code, code, "{run:?}");
    fits("prove", &run.json());
    run.json()
}

/// The counts in the order of the summary.
fn counts(report: &Value) -> [u64; 6] {
    ["bills", "paid", "paid twice", "told paid but not", "told failed but paid", "still open"]
        .map(|key| report[key].as_u64().unwrap_or_else(|| panic!("{key}: {report}")))
}
