//! The workshop: `cargo xtask specs`, `msrv`, `mutants`, `controls` and `price-of-safety`.
//!
//! May use everything that a development tool may; nothing here is part of the published crate.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a development tool talks to its terminal")]

mod assemble;
mod between;
mod check;
mod claims;
mod controls;
mod extract;
mod facts;
mod full;
#[path = "../../specs/generate.rs"]
mod generate;
mod load;
mod merge;
mod msrv;
mod mutants;
mod normalise;
mod orphans;
mod overlay;
mod place;
mod price;
mod prove;
mod specs;
mod stale;
#[cfg(test)]
mod tests;
mod users;
mod verdict;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Debug, Parser)]
#[command(about = "Tools for developing bayar")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Rebuild specs/*.json from specs/published, specs/authored and specs/overlays.
    Specs {
        /// Write nothing; fail if anything is stale or wrong.
        #[arg(long)]
        check: bool,
        /// Write the complete documents, with errors, headers and examples, to this directory instead; a relative
        /// one starts at the root of the project.
        #[arg(
            long,
            value_name = "DIR",
            num_args = 0..=1,
            default_missing_value = "target/specs-full",
            conflicts_with = "check"
        )]
        full: Option<PathBuf>,
    },
    /// Prove that `rust-version` is the highest of the dependency tree.
    Msrv,
    /// Take each rule of mutants/*.patch away in a copy of the tree, and prove that its test notices.
    Mutants {
        /// Only those whose name contains this.
        only: Option<String>,
        /// Those of a room of its own, `mutants/ROOM/*.patch`.
        #[arg(long, default_value = "")]
        room: String,
    },
    /// Write the control matrix (promise, rule, test, mutant) into docs/payments.md.
    Controls {
        /// Write nothing; fail if it is stale, or a rule has no test or no mutant.
        #[arg(long)]
        check: bool,
    },
    /// Pay a million bills on a bad Friday, by our rules and by others, and write what each costs into docs/payments.md.
    PriceOfSafety {
        /// Write nothing; fail if table or picture are stale.
        #[arg(long)]
        check: bool,
        /// Another number of payments; the result is only printed.
        #[arg(long)]
        payments: Option<u64>,
        /// Another seed; the result is only printed.
        #[arg(long)]
        seed: Option<u64>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    match task {
        Task::Specs { check: true, .. } => check::check(root),
        Task::Specs { full: Some(into), .. } => full::write(root, &root.join(into)),
        Task::Specs { .. } => specs::write(root),
        Task::Msrv => msrv::check(root),
        Task::Mutants { only, room } => mutants::run(root, &room, only.as_deref()),
        Task::Controls { check } => controls::run(root, check),
        Task::PriceOfSafety { check, payments, seed } => price::run(root, payments, seed, check),
    }
}
