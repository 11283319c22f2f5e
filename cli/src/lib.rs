//! The command `bayar`, as a library so that tests can run its parts.
//!
//! May use: bayar, the simulator. Nothing uses it.

pub mod args;
mod clock;
pub mod commands;
pub mod demo;
pub mod desk;
pub mod exit;
pub mod failure;
pub mod journal;
mod keys;
pub mod output;
pub mod printer;
pub mod prove;
pub mod rehearsal;
mod say;
pub mod schemas;
mod signals;
mod standing;
