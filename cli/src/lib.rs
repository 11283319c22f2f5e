//! The command `bayar`, as a library so that tests can run its parts.
//!
//! May use: bayar, the simulator. Nothing uses it.

pub mod args;
pub mod commands;
pub mod demo;
pub mod output;
