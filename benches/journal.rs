//! The SQLite journal: payments per second beside what nobody can do without, syncs, recovery, instructions.
//!
//! Comes in: nothing, or `--dir DIR` (a disk to measure) and `--only pace|syncs|recovery|instructions`. Every measurement is a
//! child process of its own, so that a tracer or a library that takes syncs away can be put around it. Stays out: the network.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a benchmark fails by panicking")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "and prints its result")]

#[path = "journal/child.rs"]
mod child;
#[path = "journal/pace.rs"]
mod pace;
#[path = "journal/probe.rs"]
mod probe;
#[path = "journal/raw.rs"]
mod raw;
#[path = "journal/recovery.rs"]
mod recovery;
#[path = "journal/trace.rs"]
mod trace;
#[path = "journal/work.rs"]
mod work;

use std::path::PathBuf;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.first().is_some_and(|first| first == "child") {
        return child::run(&arguments[1..]);
    }
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let dir = value("--dir").map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("journal"), PathBuf::from);
    std::fs::create_dir_all(&dir).unwrap();
    let only = value("--only");
    let wanted = |name: &str| only.as_ref().is_none_or(|only| only == name);
    if wanted("pace") {
        pace::report(&dir);
    }
    if wanted("syncs") {
        trace::syncs(&dir);
    }
    if wanted("recovery") {
        recovery::report(&dir);
    }
    if wanted("instructions") {
        trace::instructions(&dir);
    }
}
