//! Random sequences of calls, faults and clock moves against a simple model; a soak; memory that stays flat.
//!
//! Short forms run by default. The full ones are asked for by environment variables:
//! `SIMULATOR_MODEL_STEPS` (100000), `SIMULATOR_SOAK_SECONDS` (600), `SIMULATOR_MEMORY_CALLS` (1000000);
//! `SIMULATOR_SEED` repeats a run.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and tells its seed and figures")]

mod client;
mod memory;
mod soak;
mod walk;

/// A number from the environment.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn seed() -> u64 {
    setting("SIMULATOR_SEED", fastrand::u64(..1_000_000))
}
