//! The simulator over real sockets, by a client that is nothing but a socket.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod callbacks;
mod client;
mod faults;
mod finnet;
mod paycombat;
mod prepaid;
mod recorder;
mod singapay;
mod spoilt;
