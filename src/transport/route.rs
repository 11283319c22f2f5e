//! Which listed operation a path belongs to.
//!
//! May use: the table of operations. Must not know: any provider. In doubt a path belongs to none, and counts as moving
//! money; in doubt it belongs to one of the test host, and is refused in production.

use crate::operation::Operation;

/// The operation with exactly this method and path.
pub(super) fn listed(table: &'static [Operation], method: &str, path: &str) -> Option<&'static Operation> {
    table.iter().find(|op| op.method == method && fits(op.path, path))
}

/// An operation of the test host that a server might take this path for, whatever the method: percent-encoding, capitals
/// and needless slashes don't hide it.
pub(super) fn resembles_sandbox_only(table: &'static [Operation], path: &str) -> Option<&'static Operation> {
    let plain = plain(path);
    table.iter().filter(|op| op.sandbox_only).find(|op| fits(&op.path.to_ascii_lowercase(), &plain))
}

/// `{name}` in a template stands for one segment that is not empty.
fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(w), Some(g)) if w == g || (w.starts_with('{') && !g.is_empty()) => {}
            _ => return false,
        }
    }
}

fn plain(path: &str) -> String {
    let decoded = decoded(path).to_ascii_lowercase().replace('\\', "/");
    let kept: Vec<_> = decoded.split('/').filter(|s| !s.is_empty() && *s != ".").collect();
    format!("/{}", kept.join("/"))
}

/// Percent-decoded until nothing is left to decode; each round makes it shorter.
fn decoded(path: &str) -> String {
    let mut text = path.to_owned();
    loop {
        let next = decoded_once(&text);
        if next == text {
            return next;
        }
        text = next;
    }
}

fn decoded_once(path: &str) -> String {
    let (mut out, mut rest) = (Vec::with_capacity(path.len()), path.as_bytes());
    while let [first, tail @ ..] = rest {
        let pair = tail.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match pair {
            Some(byte) if *first == b'%' && byte.is_ascii() => {
                out.push(byte);
                rest = &tail[2..];
            }
            _ => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raw::{paycombat_merchant, singapay_biller};

    #[test]
    fn a_listed_path_is_found_by_method_and_template() {
        let id = |method, path| listed(paycombat_merchant::OPERATIONS, method, path).map(|op| op.id);
        assert_eq!(id("GET", "/api/v1/customer/customer/customer_1"), Some("get_customer"));
        for (method, path) in [
            ("GET", "/api/v1/customer/customer/"),
            ("GET", "/api/v1/customer/customer/a/b"),
            ("POST", "/api/v1/customer/customer/a"),
            ("GET", "/api/v1/customer//customer/a"),
        ] {
            assert_eq!(id(method, path), None, "{method} {path}");
        }
    }

    #[test]
    fn no_spelling_hides_an_operation_of_the_test_host() {
        let found = |path| resembles_sandbox_only(singapay_biller::OPERATIONS, path).is_some();
        for path in [
            "/api/v1/reset-customer-id",
            "/api/v1/reset-customer-id/",
            "//api/v1/./reset-customer-id",
            "/API/v1/Reset-Customer-Id",
            "/api/v1/%72eset-customer-id",
            "/api/v1/%2572eset-customer-id",
            "/api/v1%2freset-customer-id",
        ] {
            assert!(found(path), "{path}");
        }
        assert!(!found("/api/v1/check-balance"));
    }
}
