//! A parameter of a path as one segment, whatever is in it.
//!
//! May use: nothing. Generated clients call it.

use std::fmt::Write as _;

/// Percent-encodes everything but letters, digits, `-`, `_` and `~`, and dots where they can't be read as "this folder"
/// or "the folder above".
pub(crate) fn encode_path(text: &str) -> String {
    let dots_only = text.bytes().all(|b| b == b'.');
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            // A URL parser takes an encoded dot for a dot, so it is encoded twice: such an id exists nowhere.
            b'.' if dots_only => out.push_str("%252E"),
            b'.' | b'-' | b'_' | b'~' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => _ = write!(out, "%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_segment() {
        for id in ["..", ".", "x\\..\\victim", "../a", "a/b", "a?b", "a#b", "%2e%2e", "é", "customer_1"] {
            let url: reqwest::Url = format!("http://h/customer/{}", encode_path(id)).parse().unwrap();
            assert_eq!(url.path(), format!("/customer/{}", encode_path(id)), "{id}");
            assert_eq!(url.path().split('/').count(), 3, "{id}");
        }
        assert_eq!(encode_path("customer_5d3f"), "customer_5d3f");
    }
}
