//! Bytes over a socket.
//!
//! Comes in: a request as it goes over the wire. Stays out: HTTP clients, which would put it right.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

/// Sends to `http://host:port`, and reads until the server closes.
pub(crate) fn send(url: &str, raw: &[u8]) -> String {
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(raw).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8(answer).unwrap()
}
