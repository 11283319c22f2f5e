//! The HTTP side: listeners, connections, faults carried out on real sockets.
//! No provider's rule comes in; what to answer is asked of a `Behaviour`.

mod connection;
mod dates;
mod desk;
mod ending;
mod hosts;
mod instead;
mod listen;

pub(crate) use dates::Dates;
pub(crate) use desk::{Desk, Shared};
pub(crate) use hosts::Hosts;
pub(crate) use listen::Listener;
