//! `responseCode`: HTTP status, service, case.
//!
//! Comes in: any spelling that a provider or a document uses. Stays out: what a code means for a payment.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

use super::error::{SnapError, SnapErrorKind};

/// A SNAP `responseCode`: HTTP status (3 digits), service code (2), case code (2), as `2000600`.
///
/// It is read leniently, because the field is: the service may be of another length (`500000` at BRI), may hold
/// letters (`200US00` at BCA), and may be missing (`404-18`, as documents write it). Decide by
/// [`http`](Self::http) and [`case`](Self::case); the service is for people.
///
/// ```
/// use bayar::snap::ResponseCode;
///
/// let code = ResponseCode::parse("4045418")?;
/// assert_eq!((code.http(), code.service(), code.case()), (404, "54", 18));
/// # Ok::<(), bayar::snap::SnapError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ResponseCode {
    raw: String,
    http: u16,
    service: String,
    case: u8,
}

impl ResponseCode {
    /// Reads a code: three digits of an HTTP status first, two digits of a case last, a service or nothing between.
    ///
    /// # Errors
    ///
    /// [`SnapErrorKind::Code`] for anything else. Then nothing is known about the request: the outcome of a call
    /// that moves money is open.
    pub fn parse(text: &str) -> Result<Self, SnapError> {
        Self::read(text).ok_or_else(|| {
            SnapError::new(
                SnapErrorKind::Code,
                "responseCode",
                "no HTTP status at its start or no two-digit case at its end; expected like 2000600",
            )
        })
    }

    fn read(text: &str) -> Option<Self> {
        let plain: String = text.trim().chars().filter(|c| !"-<>".contains(*c)).collect();
        let (http, rest) = plain.split_at_checked(3)?;
        let (service, case) = rest.split_at_checked(rest.len().checked_sub(2)?)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let readable = digits(http) && digits(case) && plain.bytes().all(|b| b.is_ascii_alphanumeric());
        let http = http.parse().ok().filter(|status| (100..600).contains(status))?;
        readable.then_some(Self { raw: text.to_owned(), http, service: service.to_owned(), case: case.parse().ok()? })
    }

    /// The HTTP status within the code, 100 to 599. The status line of the answer may say something else.
    #[must_use]
    pub fn http(&self) -> u16 {
        self.http
    }

    /// The service code, usually two digits; empty if the code has none.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The case code, 0 to 99.
    #[must_use]
    pub fn case(&self) -> u8 {
        self.case
    }

    /// The text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.raw
    }
}

impl fmt::Display for ResponseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.raw)
    }
}

impl fmt::Debug for ResponseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResponseCode({})", self.raw)
    }
}

impl std::str::FromStr for ResponseCode {
    type Err = SnapError;

    fn from_str(text: &str) -> Result<Self, SnapError> {
        Self::parse(text)
    }
}

impl Serialize for ResponseCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.raw)
    }
}

impl<'de> Deserialize<'de> for ResponseCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrNumber)
    }
}

struct TextOrNumber;

impl Visitor<'_> for TextOrNumber {
    type Value = ResponseCode;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a responseCode such as \"2000600\" or 2000600")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ResponseCode, E> {
        ResponseCode::parse(text).map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<ResponseCode, E> {
        self.visit_str(&number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (u16, String, u8) {
        let code = ResponseCode::parse(text).expect(text);
        assert_eq!(code.to_string(), text);
        (code.http(), code.service().to_owned(), code.case())
    }

    #[test]
    fn reads_every_spelling_of_the_references() {
        assert_eq!(parts("2000600"), (200, "06".into(), 0));
        assert_eq!(parts("4045418"), (404, "54".into(), 18));
        assert_eq!(parts("500000"), (500, "0".into(), 0));
        assert_eq!(parts("200US00"), (200, "US".into(), 0));
        assert_eq!(parts("401xx01"), (401, "xx".into(), 1));
        assert_eq!(parts("401<svc>00"), (401, "svc".into(), 0));
        assert_eq!(parts("404-18"), (404, String::new(), 18));
        assert_eq!(parts(" 2007300 "), (200, "73".into(), 0));
    }

    #[test]
    fn refuses_what_says_nothing() {
        for text in ["", "0", "200", "2000", "abc0000", "0990000", "6000000", "20006xx", "é00é00", "200 0600"] {
            let error = ResponseCode::parse(text).expect_err(text);
            assert_eq!(error.kind(), SnapErrorKind::Code);
        }
    }

    #[test]
    fn json_text_and_number_are_the_same() {
        let text: ResponseCode = serde_json::from_str("\"2000600\"").expect("text");
        let number: ResponseCode = serde_json::from_str("2000600").expect("number");
        assert_eq!(text, number);
        assert!(serde_json::from_str::<ResponseCode>("null").is_err());
        assert_eq!(serde_json::to_string(&number).expect("prints"), "\"2000600\"");
    }
}
