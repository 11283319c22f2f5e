//! The simulator against a bare axum handler and against Prism: calls per second, p99, time to the first answer, memory.
//!
//! Comes in: `bayar simulator` as it is released, each server in a process of its own. Stays out: other machines; the
//! load comes from this process. `docs/performance.md` says how to repeat it.
#![allow(clippy::print_stdout, reason = "a benchmark prints its result")]

mod bare;
mod calls;
mod first;
mod load;
mod memory;
mod place;
mod report;
mod server;
mod turns;

use anyhow::Result;

fn main() -> Result<()> {
    if bare::is_asked_for() {
        return bare::serve();
    }
    let place = place::settle()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let first = first::measure(&place).await?;
        let turns = turns::measure(&place).await?;
        let memory = memory::measure(&place).await?;
        report::print(&place, &first, &turns, &memory);
        Ok(())
    })
}

/// A number from the environment.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The one in the middle; 0 of none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
