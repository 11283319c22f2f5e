//! The first place at which two texts part.
//!
//! Comes in: what was sent and what was signed. Stays out: all but a few characters around the place.

use std::fmt;

/// Characters that are shown on either side of the place.
const AROUND: usize = 12;

/// Where two texts part, with a few characters around the place. The characters are those of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    at: usize,
    sent: String,
    signed: String,
}

impl Difference {
    /// The first difference; `None` if the texts are the same.
    pub(super) fn first(sent: &[u8], signed: &[u8]) -> Option<Self> {
        if sent == signed {
            return None;
        }
        let same = sent.iter().zip(signed).take_while(|(one, other)| one == other).count();
        Some(Self { at: same, sent: around(sent, same), signed: around(signed, same) })
    }

    /// The first byte that differs, counted from 0 in the minified text.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// What was sent around that place.
    #[must_use]
    pub fn sent(&self) -> &str {
        &self.sent
    }

    /// What was signed around that place.
    #[must_use]
    pub fn signed(&self) -> &str {
        &self.signed
    }
}

fn around(text: &[u8], at: usize) -> String {
    let start = at.saturating_sub(AROUND);
    let end = text.len().min(at + AROUND);
    let left = if start > 0 { "…" } else { "" };
    let right = if end < text.len() { "…" } else { "" };
    format!("{left}{}{right}", visible(&String::from_utf8_lossy(&text[start..end])))
}

/// As it stands, quotes and backslashes too, because those are what is looked for. What can't be seen is written as `\u{a}`,
/// which JSON doesn't write.
fn visible(text: &str) -> String {
    let shown = |c: char| matches!(c, '"' | '\'' | '\\') || c.escape_debug().len() == 1;
    text.chars().fold(String::new(), |mut out, c| {
        if shown(c) {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
        out
    })
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ≠ {}", self.sent, self.signed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_place_and_little_more() {
        let sent = br#"{"url":"https://a/b","name":"Budi Santoso, Jakarta"}"#;
        let signed = br#"{"url":"https:\/\/a\/b","name":"Budi Santoso, Jakarta"}"#;
        let difference = Difference::first(sent, signed).expect("a difference");
        assert_eq!(difference.at(), 14);
        assert_eq!(difference.sent(), r#"…url":"https://a/b","name…"#);
        assert_eq!(difference.signed(), r#"…url":"https:\/\/a\/b","n…"#);
        assert_eq!(Difference::first(sent, sent), None);
        assert_eq!(Difference::first(b"", b"{}").expect("a difference").to_string(), " ≠ {}");
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        let difference = Difference::first("a é\n\u{1b}[1m".as_bytes(), "a é".as_bytes()).expect("a difference");
        assert_eq!((difference.sent(), difference.signed()), ("a é\\u{a}\\u{1b}[1m", "a é"));
    }
}
