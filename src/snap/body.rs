//! A body on its way into a signature, and its hash.
//!
//! Comes in: the exact bytes that are sent or were received. Stays out: values that would have to be serialised again.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};

use super::minify::minify;
use super::text;

/// The bytes of a body, and whether they have to be minified before they are hashed.
///
/// A plain byte slice converts into it and is minified. For bytes that are known to be compact, as those that this
/// crate sends, [`Body::compact`] spares the scan.
#[derive(Clone, Copy)]
pub struct Body<'a> {
    bytes: &'a [u8],
    compact: bool,
}

impl<'a> Body<'a> {
    /// A body that may hold white space between its values; it is minified before it is hashed.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, compact: false }
    }

    /// A body that is compact already, as `serde_json::to_vec` makes it; it is hashed as it is.
    ///
    /// If it is not compact, the provider computes another hash and refuses the signature.
    #[must_use]
    pub const fn compact(bytes: &'a [u8]) -> Self {
        Self { bytes, compact: true }
    }

    /// No body.
    #[must_use]
    pub const fn empty() -> Self {
        Self::compact(&[])
    }

    /// The bytes as they were given.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The hash that goes into the string to sign.
    #[must_use]
    pub fn hash(&self) -> BodyHash {
        if self.compact { BodyHash::of_exactly(self.bytes) } else { BodyHash::of_exactly(&minify(self.bytes)) }
    }
}

impl fmt::Debug for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.bytes.len())
    }
}

impl<'a> From<&'a [u8]> for Body<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::new(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Body<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::new(bytes)
    }
}

impl<'a> From<&'a str> for Body<'a> {
    fn from(text: &'a str) -> Self {
        Self::new(text.as_bytes())
    }
}

impl<'a> From<&'a String> for Body<'a> {
    fn from(text: &'a String) -> Self {
        Self::new(text.as_bytes())
    }
}

impl<'a> From<&'a Vec<u8>> for Body<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl<'a> From<&'a bytes::Bytes> for Body<'a> {
    fn from(bytes: &'a bytes::Bytes) -> Self {
        Self::new(bytes)
    }
}

/// The SHA-256 of a minified body, as the 64 lower-case hex digits that are signed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BodyHash([u8; 64]);

impl BodyHash {
    /// Minifies, then hashes.
    ///
    /// ```
    /// use bayar::snap::BodyHash;
    ///
    /// assert_eq!(BodyHash::of(b"{ }"), BodyHash::of(b"{}"));
    /// ```
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        Body::new(body).hash()
    }

    /// Hashes the bytes as they are.
    #[must_use]
    pub fn of_exactly(bytes: &[u8]) -> Self {
        Self(text::hex_32(digest(&SHA256, bytes).as_ref()))
    }

    /// 64 lower-case hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Hex digits are always text; the other arm can't be reached.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for BodyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for BodyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodyHash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_body_and_an_empty_object_differ() {
        let none = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let object = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(Body::empty().hash().as_str(), none);
        assert_eq!(BodyHash::of(b" \n").as_str(), none);
        assert_eq!(BodyHash::of(b"{ }").as_str(), object);
    }

    #[test]
    fn compact_bytes_are_hashed_as_they_are() {
        assert_ne!(Body::compact(b"{ }").hash(), Body::new(b"{ }").hash());
        assert_eq!(Body::compact(b"{}").hash(), Body::new(b"{}").hash());
    }
}
