//! Servers that stand between a client and the simulator: a proxy, and a TLS terminator with a private CA.
//!
//! May use: tokio, rustls, rcgen. Loopback only. Used by the tests of the crate and of the command.
#![allow(dead_code, unreachable_pub)] // each test binary uses a part of it

pub mod proxy;
pub mod tls;
