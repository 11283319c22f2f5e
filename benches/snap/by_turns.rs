//! Two things measured by turns, so that whatever else the machine does strikes both alike.
//!
//! Comes in: two calls. Stays out: what they do.

use std::time::{Duration, Instant};

/// Batches of each side; the median counts.
const ROUNDS: usize = 151;
/// How long a batch takes, roughly.
const BATCH: Duration = Duration::from_millis(4);

/// What one comparison came to.
pub(crate) struct Comparison {
    label: String,
    bytes: usize,
    limit: Option<f64>,
    ours: f64,
    other: f64,
    ratio: f64,
}

impl Comparison {
    /// Measures; `bytes` is what one call works on, where a throughput is wanted.
    pub(crate) fn measure(
        label: String,
        bytes: usize,
        limit: Option<f64>,
        mut ours: impl FnMut(),
        mut other: impl FnMut(),
    ) -> Self {
        let (count, other_count) = (calls(&mut ours), calls(&mut other));
        let (mut times, mut other_times, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            // Each goes first in every other round.
            let (one, two) = if round % 2 == 0 {
                let one = each(&mut ours, count);
                (one, each(&mut other, other_count))
            } else {
                let two = each(&mut other, other_count);
                (each(&mut ours, count), two)
            };
            times.push(one);
            other_times.push(two);
            ratios.push(one / two);
        }
        Self { label, bytes, limit, ours: median(times), other: median(other_times), ratio: median(ratios) }
    }

    /// Shown for one of `parts` that each measured call is made of.
    #[allow(dead_code, reason = "not every benchmark measures calls that are made of others")]
    pub(crate) fn per(self, parts: usize) -> Self {
        Self { ours: self.ours / parts as f64, other: self.other / parts as f64, ..self }
    }
}

/// As many calls as fill a batch.
fn calls(call: &mut impl FnMut()) -> u32 {
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < BATCH {
        call();
        count += 1;
    }
    count
}

/// Nanoseconds of one call.
fn each(call: &mut impl FnMut(), count: u32) -> f64 {
    let start = Instant::now();
    (0..count).for_each(|_| call());
    start.elapsed().as_secs_f64() * 1e9 / f64::from(count)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Prints a table for `docs/performance.md`.
pub(crate) fn report(comparisons: Vec<Comparison>) {
    println!("\n| Comparison | bayar | the other | ratio | at most |\n| --- | --- | --- | --- | --- |");
    for Comparison { label, bytes, limit, ours, other, ratio } in comparisons {
        let shown = |nanoseconds: f64| match bytes {
            0 => format!("{:.2} µs", nanoseconds / 1e3),
            bytes => format!("{:.2} GB/s", bytes as f64 / nanoseconds),
        };
        let limit = limit.map_or("-".to_owned(), |limit| format!("{limit:.2}"));
        println!("| {label} | {} | {} | {ratio:.3} | {limit} |", shown(ours), shown(other));
    }
}
