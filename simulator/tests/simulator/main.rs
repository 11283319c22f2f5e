//! The simulator over real sockets, by a client that is nothing but a socket.

mod client;
mod faults;
mod singapay;
