//! The price of safety: a million payments on one bad Friday, by our rules and by rivals. `cargo xtask price-of-safety` runs it
//! and puts the table and the picture into `docs/payments.md`.
//!
//! Comes in: `--payments N --seed N --out DIR`. Stays out: the network, and any clock but its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a benchmark fails by panicking")]
#![allow(clippy::print_stdout, reason = "and prints its result")]

#[path = "price_of_safety/chart.rs"]
mod chart;
#[path = "price_of_safety/mod.rs"]
mod friday;
#[path = "price_of_safety/table.rs"]
mod table;

use friday::{PLAYERS, RIVALS_FROM, SHORT, play};
use std::{path::PathBuf, time::Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)
    };
    let number = |name: &str, default: u64| value(name).map_or(default, |text| text.parse().expect("a number"));
    let (payments, seed) = (number("--payments", 1_000_000), number("--seed", 20_261_120));
    let start = Instant::now();
    let mut tallies = play(payments, seed);
    for ((name, _), tally) in PLAYERS.iter().zip(&tallies).take(RIVALS_FROM) {
        let broken = (tally.twice, tally.failed_but_paid, tally.paid_but_not);
        assert_eq!(broken, (0, 0, 0), "{name} breaks its promise");
    }
    let lines = table::lines(&mut tallies);
    let table = table::table(&lines, payments, seed);
    println!("{table}");
    println!("{payments} payments by {} rules took {:.1} s", lines.len(), start.elapsed().as_secs_f64());
    if let Some(out) = value("--out").map(PathBuf::from) {
        std::fs::create_dir_all(&out).unwrap();
        std::fs::write(out.join("price.md"), table).unwrap();
        std::fs::write(out.join("price.svg"), chart::draw(&lines)).unwrap();
        let short = table::lines(&mut play(SHORT.0, SHORT.1));
        std::fs::write(out.join("short.txt"), table::counts(&short)).unwrap();
    }
}
