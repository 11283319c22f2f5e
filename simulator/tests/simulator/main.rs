//! The simulator over real sockets, by a client that is nothing but a socket.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod admin;
mod assertions;
mod callbacks;
mod client;
mod every_fault;
mod faults;
mod finnet;
mod magic;
mod paycombat;
mod prepaid;
mod readme;
mod recorder;
mod scenarios;
mod singapay;
mod spoilt;
