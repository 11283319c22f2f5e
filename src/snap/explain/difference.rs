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
    format!("{left}{}{right}", String::from_utf8_lossy(&text[start..end]).escape_debug())
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
        assert_eq!(difference.sent(), r#"…url\":\"https://a/b\",\"name…"#);
        assert!(difference.signed().contains(r"https:\\/"), "{}", difference.signed());
        assert_eq!(Difference::first(sent, sent), None);
        assert_eq!(Difference::first(b"", b"{}").expect("a difference").to_string(), " ≠ {}");
    }
}
