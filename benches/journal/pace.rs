//! Payments per second, by turns with what they are compared with.
//!
//! Comes in: children. Stays out: what they do.

use crate::child;
use std::{path::Path, process::Command};

const ROUNDS: usize = 7;
const MILLIS: u64 = 700;
const CALLERS: [u64; 4] = [1, 8, 64, 512];
/// Takes every sync away from the process it is loaded into, which is what `synchronous=OFF` does: the journal itself has no
/// switch for it.
pub(crate) const NO_SYNC: &str = "/usr/lib/x86_64-linux-gnu/libeatmydata.so";

/// What is measured in each round.
struct Sample {
    disk: f64,
    fsync: f64,
    plain: f64,
    groups: f64,
    ours: [f64; CALLERS.len()],
    off: [f64; CALLERS.len()],
}

pub(crate) fn report(dir: &Path) {
    assert!(Path::new(NO_SYNC).exists(), "{NO_SYNC} is not there: `apt install eatmydata`");
    let samples: Vec<_> = (0..ROUNDS).map(|round| sample(dir, round % 2 == 1)).collect();
    let median_of = |value: &dyn Fn(&Sample) -> f64| median(samples.iter().map(value).collect());
    let disk = median_of(&|s| s.disk);
    println!("| Per second, median of {ROUNDS} rounds by turns | | beside the disk |\n| --- | ---: | ---: |");
    let line = |name: &str, value: f64| println!("| {name} | {value:.0} | {:.2} |", value / disk);
    line("the disk: 4 KB overwritten, `fdatasync`", disk);
    line("the same with `fsync`", median_of(&|s| s.fsync));
    line("rusqlite, one plain row per transaction", median_of(&|s| s.plain));
    line("rusqlite, payments in groups of 64", median_of(&|s| s.groups));
    for (n, callers) in CALLERS.iter().enumerate() {
        line(&format!("journal, payments, callers: {callers}"), median_of(&|s| s.ours[n]));
    }
    for (n, callers) in CALLERS.iter().enumerate() {
        line(&format!("the same without syncs, callers: {callers}"), median_of(&|s| s.off[n]));
    }
    println!("\n| Callers | to three plain rows | to groups of 64 | to no syncs |\n| ---: | ---: | ---: | ---: |");
    for (n, callers) in CALLERS.iter().enumerate() {
        println!(
            "| {callers} | {:.2} | {:.2} | {:.2} |",
            median_of(&|s| s.ours[n] * 3.0 / s.plain),
            median_of(&|s| s.ours[n] / s.groups),
            median_of(&|s| s.ours[n] / s.off[n])
        );
    }
    println!();
}

/// What the disk does per second by itself, beside which everything else is to be read.
pub(crate) fn disk(dir: &Path) -> f64 {
    median((0..3).map(|_| run(dir, &["disk"], None, false)).collect())
}

/// Backwards in every other round, so that what the machine does meanwhile strikes all alike.
fn sample(dir: &Path, backwards: bool) -> Sample {
    let mut all = Sample { disk: 0.0, fsync: 0.0, plain: 0.0, groups: 0.0, ours: [0.0; 4], off: [0.0; 4] };
    let mut order: Vec<usize> = (0..4 + 2 * CALLERS.len()).collect();
    if backwards {
        order.reverse();
    }
    for n in order {
        match n {
            0 => all.disk = run(dir, &["disk"], None, false),
            1 => all.fsync = run(dir, &["disk-fsync"], None, false),
            2 => all.plain = run(dir, &["plain"], None, false),
            3 => all.groups = run(dir, &["groups"], Some(64), false),
            n if n % 2 == 0 => all.ours[n / 2 - 2] = run(dir, &["pay"], Some(CALLERS[n / 2 - 2]), false),
            n => all.off[n / 2 - 2] = run(dir, &["pay"], Some(CALLERS[n / 2 - 2]), true),
        }
    }
    all
}

fn run(dir: &Path, what: &[&str], number: Option<u64>, no_sync: bool) -> f64 {
    let file = fresh(dir);
    let mut command: Command = child::command();
    command.args(what).arg(&file).arg(MILLIS.to_string()).args(number.map(|n| n.to_string()));
    if no_sync {
        command.env("LD_PRELOAD", NO_SYNC);
    }
    child::numbers(&mut command)[0]
}

/// The path of a journal, with nothing of an older one beside it.
pub(crate) fn fresh(dir: &Path) -> std::path::PathBuf {
    for name in ["bench.db", "bench.db-wal", "bench.db-shm", "bench.db.guard", "bench.db.lock"] {
        _ = std::fs::remove_file(dir.join(name));
    }
    dir.join("bench.db")
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
