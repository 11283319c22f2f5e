//! One bad Friday, paid through by our rules and by rivals: what each of them costs.
//!
//! Comes in: the machine of payments as it is shipped. Stays out: journals, sockets, the clock of the machine. No payment
//! touches another one here, so each has a queue of events of its own, and the result does not depend on who is first.

pub(crate) mod day;
mod ours;
mod provider;
mod rivals;
pub(crate) mod tally;

use bayar::payments::machine::OnAbsent;
use day::Day;
use provider::Provider;
use tally::{Tally, Told};

/// A way to pay one bill: given the provider and the time of the order, what the customer was told in the end.
type Rules = fn(&mut Provider, &Day) -> Told;

/// Everybody who pays, in the order of the table: ours first.
pub(crate) const PLAYERS: [(&str, Rules); 7] = [
    ("bayar", |provider, day| ours::pay(provider, day, OnAbsent::Review)),
    ("bayar, `CloseNotPaid` after 24 h", |provider, day| ours::pay(provider, day, OnAbsent::CloseNotPaid)),
    ("retry on error", rivals::retry),
    ("status after 5 s, then resend", |provider, day| rivals::ask_then_resend(provider, day, 5 * day::SECOND)),
    ("status after 15 min, then resend", |provider, day| rivals::ask_then_resend(provider, day, 15 * day::MINUTE)),
    ("absent after 5 s means failed", |provider, day| rivals::absent_is_failed(provider, day, 5 * day::SECOND)),
    ("absent after 15 min means failed", |provider, day| rivals::absent_is_failed(provider, day, 15 * day::MINUTE)),
];

/// The first of [`PLAYERS`] that is not ours.
pub(crate) const RIVALS_FROM: usize = 2;

/// Payments and seed of a day that is short enough to be played by every test run.
pub(crate) const SHORT: (u64, u64) = (5_000, 20_261_120);

/// So many payments by everybody, on as many threads as there are processors.
pub(crate) fn play(payments: u64, seed: u64) -> [Tally; PLAYERS.len()] {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let share = |thread: u64| (payments * thread / threads)..(payments * (thread + 1) / threads);
    let parts: Vec<[Tally; PLAYERS.len()]> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|thread| scope.spawn(move || some(share(thread), seed))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let mut all: [Tally; PLAYERS.len()] = Default::default();
    for part in parts {
        all.iter_mut().zip(part).for_each(|(tally, part)| tally.add(part));
    }
    all
}

fn some(numbers: std::ops::Range<u64>, seed: u64) -> [Tally; PLAYERS.len()] {
    let mut tallies: [Tally; PLAYERS.len()] = Default::default();
    for number in numbers {
        // The same order, and the same fate of each send, for everybody.
        let day = Day::of(seed, number);
        for ((_, rules), tally) in PLAYERS.iter().zip(&mut tallies) {
            let mut provider = Provider::new(&day);
            let told = rules(&mut provider, &day);
            tally.count(&day, &provider, &told);
        }
    }
    tallies
}
