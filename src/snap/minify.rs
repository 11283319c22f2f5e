//! Minify: the one change that SNAP makes to a body before it is hashed.
//!
//! Comes in: the bytes of a body. Stays out: JSON values; nothing is parsed, so nothing can be printed differently.

use std::borrow::Cow;

/// The body without the space, tab, CR and LF that stand outside strings; nothing else is touched.
///
/// Escapes, the spelling of numbers, duplicate keys, the order of keys and all other bytes stay. The text is scanned
/// and not understood: a text that isn't JSON is taken as it comes, and is scanned in the same way.
/// Borrows when there is nothing to drop.
///
/// The standard says only "minify"; this reading is BCA's, DOKU's and Midtrans's
/// (<https://docs.midtrans.com/reference/signature-generation>).
///
/// ```
/// use bayar::snap::minify::minify;
///
/// assert_eq!(&*minify(b"{ \"note\" : \"a b\" }\n"), b"{\"note\":\"a b\"}");
/// ```
#[must_use]
pub fn minify(body: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = gap(body) else {
        return Cow::Borrowed(body);
    };
    let mut out = Vec::with_capacity(body.len());
    out.extend_from_slice(&body[..first]);
    let mut scan = Scan::default();
    out.extend(body[first..].iter().filter(|byte| scan.keeps(**byte)));
    Cow::Owned(out)
}

/// Where the first byte stands that would be dropped.
fn gap(body: &[u8]) -> Option<usize> {
    let mut scan = Scan::default();
    body.iter().position(|byte| !scan.keeps(*byte))
}

#[derive(Default)]
struct Scan {
    in_string: bool,
    escaped: bool,
}

impl Scan {
    fn keeps(&mut self, byte: u8) -> bool {
        if self.escaped {
            self.escaped = false;
            return true;
        }
        match byte {
            b'"' => self.in_string = !self.in_string,
            b'\\' => self.escaped = self.in_string,
            b' ' | b'\t' | b'\r' | b'\n' => return self.in_string,
            _ => {}
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_white_space_outside_strings_only() {
        for (body, wanted) in [
            ("", ""),
            ("{ }", "{}"),
            ("[ 1 ,\r\n\t2 ]", "[1,2]"),
            (r#"{"a b" : "c  d"}"#, r#"{"a b":"c  d"}"#),
            (r#"{"a":"\" x"  }"#, r#"{"a":"\" x"}"#),
            (r#"{"a":"\\"  , "b":1}"#, r#"{"a":"\\","b":1}"#),
            (r#"{"a" : "\u00e9\/" , "n" : 1.50}"#, r#"{"a":"\u00e9\/","n":1.50}"#),
            ("{\u{a0}\"é\" : 1 }", "{\u{a0}\"é\":1}"),
        ] {
            assert_eq!(minify(body.as_bytes()), wanted.as_bytes(), "{body:?}");
        }
    }

    #[test]
    fn borrows_when_nothing_changes() {
        assert!(matches!(minify(b"{\"a\":\" \"}"), Cow::Borrowed(_)));
        assert!(matches!(minify(b"{} "), Cow::Owned(_)));
    }
}
