//! One file or folder for each command: its options and what it does.
//!
//! May use: bayar. Commands don't use each other.

pub mod snap;
