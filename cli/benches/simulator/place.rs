//! Where everything runs: servers on one processor, the load on another, so that neither takes the other's time.
//! Prism is made ready here too; without Node it is left out, with a word about it.

use anyhow::{Context, Result, ensure};
use std::{
    path::PathBuf,
    process::{Command, Stdio},
    thread::available_parallelism,
};

/// The version that is compared with.
pub(crate) const PRISM: &str = "@stoplight/prism-cli@5.14.2";

pub(crate) struct Place {
    /// Servers and load have a processor each.
    pub(crate) is_pinned: bool,
    /// Prism's program and the folder of the complete specifications.
    pub(crate) prism: Option<(PathBuf, PathBuf)>,
}

pub(crate) fn settle() -> Result<Place> {
    let is_pinned = available_parallelism()?.get() > 1 && pin_this_process();
    let prism = if runs("node") && runs("npm") { Some(prism()?) } else { None };
    if prism.is_none() {
        println!("SKIPPED: Prism, because Node is not installed");
    }
    Ok(Place { is_pinned, prism })
}

impl Place {
    /// A server's command, on the processor of servers.
    pub(crate) fn command(&self, program: &str) -> Command {
        if !self.is_pinned {
            return Command::new(program);
        }
        let mut command = Command::new("taskset");
        command.args(["-c", "1", program]);
        command
    }
}

fn pin_this_process() -> bool {
    let own = std::process::id().to_string();
    quiet(Command::new("taskset").args(["-c", "-p", "0", &own]))
}

fn runs(program: &str) -> bool {
    quiet(Command::new(program).arg("--version"))
}

fn quiet(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Installs Prism below `target` unless it is there, and writes the complete specifications.
fn prism() -> Result<(PathBuf, PathBuf)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let (home, specs) = (root.join("target/prism"), root.join("target/specs-full"));
    let program = home.join("node_modules/@stoplight/prism-cli/dist/index.js");
    if !program.exists() {
        println!("installing {PRISM} below target");
        let mut npm = Command::new("npm");
        npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", PRISM, "--prefix"]).arg(&home);
        ensure!(npm.status().context("npm does not start")?.success(), "npm could not install {PRISM}");
    }
    let mut xtask = Command::new(env!("CARGO"));
    let written = xtask.current_dir(&root).args(["xtask", "specs", "--full"]).stdout(Stdio::null()).status()?;
    ensure!(written.success(), "cargo xtask specs --full failed");
    Ok((program, specs))
}
