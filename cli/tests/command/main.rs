//! Every command as a built binary, against the simulator: output, `--json`, exit codes, bad input.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod api;
mod bill;
mod doctor;
#[cfg(unix)]
mod guide;
mod live;
mod local;
#[cfg(unix)]
mod next;
mod others;
mod pay;
mod pay_ends;
mod payments;
mod prepaid;
mod printing;
mod simulator;
#[path = "../../../tests/support/mod.rs"]
mod support;
mod usage;
mod world;
