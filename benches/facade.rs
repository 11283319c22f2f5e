//! What the facade and the raw client cost beside reqwest used by hand for the same work: one read (Singapay's balance) and
//! one signed SNAP call (Finnet's PIN reset), over plain http on loopback, against a server of fixed answers.
//!
//! Comes in: invented credentials. Stays out: the simulator, whose own work would hide the difference.
//! `cargo bench --bench facade` measures time, by turns; `cargo bench --bench facade -- instructions` counts instructions
//! with valgrind (`docs/performance.md`).
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark fails by panicking, and prints its result")]

#[path = "facade/biller_by_hand.rs"]
mod biller_by_hand;
#[path = "snap/by_turns.rs"]
mod by_turns;
#[path = "facade/http_by_hand.rs"]
mod http_by_hand;
#[path = "facade/instructions.rs"]
mod instructions;
#[path = "facade/server.rs"]
mod server;
#[path = "facade/sides.rs"]
mod sides;
#[path = "facade/snap_by_hand.rs"]
mod snap_by_hand;

use by_turns::Comparison;
use sides::{Side, Sides, Work};
use std::{env, thread};
use tokio::runtime::{Builder, Runtime};

fn main() {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => times(),
        ["instructions"] => instructions::report(),
        // The two processes that `instructions` starts.
        ["serve"] => server::serve(|address| println!("{address}")),
        ["calls", address, work, side, count] => {
            calls(address, work.parse().unwrap(), side.parse().unwrap(), count.parse().unwrap());
        }
        _ => panic!("usage: cargo bench --bench facade [-- instructions]"),
    }
}

/// One thread for the client and one for the server, as by hand.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn times() {
    let (tell, told) = std::sync::mpsc::channel();
    thread::spawn(move || server::serve(|address| tell.send(address.to_owned()).unwrap()));
    let sides = Sides::new(&told.recv().unwrap());
    let runtime = runtime();
    let mut results = Vec::new();
    for work in Work::ALL {
        for at_once in [1, 32] {
            for side in [Side::Facade, Side::Raw] {
                let run = |side| {
                    let calls = sides.calls(work, side, at_once, Sides::CALLS_A_TURN);
                    let runtime = &runtime;
                    move || runtime.block_on(calls())
                };
                let label = format!("{work}, {at_once} at once: {side} beside {}", Side::ByHand);
                let limit = (side == Side::Facade).then_some(1.05);
                let measured = Comparison::measure(label, 0, limit, run(side), run(Side::ByHand));
                results.push(measured.per(at_once * Sides::CALLS_A_TURN));
            }
        }
    }
    by_turns::report(results);
}

/// What is run under valgrind: a few calls to get token and connection, then those that are counted.
fn calls(address: &str, work: Work, side: Side, count: usize) {
    let (sides, runtime) = (Sides::new(address), runtime());
    runtime.block_on(sides.calls(work, side, 1, 50)());
    let counted = sides.calls(work, side, 1, count);
    counted_calls(&runtime, counted);
}

/// Known to valgrind by its name.
#[inline(never)]
fn counted_calls(runtime: &Runtime, calls: impl AsyncFn()) {
    runtime.block_on(calls());
}
