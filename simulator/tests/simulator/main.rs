//! The simulator over real sockets, by a client that is nothing but a socket.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod client;
mod faults;
mod finnet;
mod paycombat;
mod recorder;
mod singapay;
