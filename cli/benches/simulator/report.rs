//! The tables for `docs/performance.md`.
//! Nothing is measured here, and nothing fails: a shared machine must not decide over a change.

use crate::{
    first::First,
    load::CONCURRENCY,
    memory::Sample,
    place::{PRISM, Place},
    turns::Comparison,
};

pub(crate) fn print(place: &Place, first: &First, turns: &[Comparison], memory: &[Sample]) {
    let pinned = if place.is_pinned { "a processor each" } else { "no processor of their own" };
    println!("\nload and servers have {pinned}; concurrency {CONCURRENCY}; Prism is {PRISM}\n");
    println!("| Call | Server | calls/s | p99 | server, processor | load, processor | rate of bayar by it | aim |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    turns.iter().for_each(rates);
    println!("\n| First answer | after | bayar by it | aim |\n| --- | --- | --- | --- |");
    println!("| bayar simulator | {:.1} ms | - | - |", first.simulator);
    println!("| bare axum | {:.1} ms | {:.2} | - |", first.bare, first.simulator / first.bare);
    if let Some(prism) = first.prism {
        println!("| Prism | {prism:.0} ms | {:.4} | at most 0.01 |", first.simulator / prism);
    }
    println!("\n| Calls | resident | at most |\n| --- | --- | --- |");
    for (calls, now, most) in memory {
        println!("| {calls} | {now:.1} MiB | {most:.1} MiB |");
    }
}

fn rates(Comparison { operation, runners }: &Comparison) {
    let Some(own) = runners.first() else { return };
    for runner in runners {
        let (by_it, aim) = match runner.name {
            "bare axum" => (format!("{:.2}", own.rate_by(runner)), "at least 0.6"),
            "Prism" => (format!("{:.0}", own.rate_by(runner)), "at least 15"),
            _ => ("-".to_owned(), "-"),
        };
        println!(
            "| {operation} | {} | {:.0} | {:.2} ms | {:.1} µs | {:.1} µs | {by_it} | {aim} |",
            runner.name,
            runner.rate(),
            runner.p99(),
            runner.processor(),
            runner.client(),
        );
    }
}
