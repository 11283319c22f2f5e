//! What is counted and not timed: syncs by strace, instructions by callgrind.
//!
//! Comes in: children under a tracer. Stays out: the clock.

use crate::{
    child,
    pace::{fresh, median},
};
use std::{fs, path::Path, process::Command};

/// Syncs of so many payments by so many callers, with opening and closing the file taken off.
pub(crate) fn syncs(dir: &Path) {
    println!("| Payments | callers | syncs | per payment |\n| ---: | ---: | ---: | ---: |");
    let nothing = median((0..3).map(|_| traced(dir, 0, 1)).collect());
    for (payments, callers) in [(1, 1), (1000, 1), (4000, 8), (20_000, 64), (50_000, 512)] {
        let counts = (0..3).map(|_| traced(dir, payments, callers) - nothing).collect();
        let syncs = median(counts);
        println!("| {payments} | {callers} | {syncs:.0} | {:.3} |", syncs / payments as f64);
    }
    println!();
}

fn traced(dir: &Path, payments: u64, callers: u64) -> f64 {
    let (file, log) = (fresh(dir), dir.join("strace.txt"));
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-o"]).arg(&log);
    command.arg(std::env::current_exe().unwrap()).arg("child");
    command.arg("count").arg(&file).arg(payments.to_string()).arg(callers.to_string());
    child::numbers(&mut command);
    let text = fs::read_to_string(log).unwrap();
    text.lines().filter(|line| line.contains("sync(") && !line.contains("resumed")).count() as f64
}

/// Instructions of one payment: of many payments less those of few, so that starting is taken off.
pub(crate) fn instructions(dir: &Path) {
    println!("| Callers | instructions per payment |\n| ---: | ---: |");
    for callers in [1, 64] {
        let [few, many] = [200, 1200].map(|payments| counted(dir, payments, callers));
        println!("| {callers} | {:.0} |", (many - few) / 1000.0);
    }
    println!();
}

fn counted(dir: &Path, payments: u64, callers: u64) -> f64 {
    let (file, out) = (fresh(dir), dir.join("callgrind.out"));
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--quiet"]).arg(format!("--callgrind-out-file={}", out.display()));
    command.arg(std::env::current_exe().unwrap()).arg("child");
    command.arg("count").arg(&file).arg(payments.to_string()).arg(callers.to_string());
    child::numbers(&mut command);
    let text = fs::read_to_string(out).unwrap();
    let totals = text.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
    totals.expect("a line `totals:`").trim().parse().unwrap()
}
