//! Bytes as text: lower-case hex and standard base64, strict when read.
//!
//! Comes in: bytes. Stays out: any guess about which of the two a text was meant to be.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The 64 lower-case hex digits of a SHA-256. Arithmetic instead of a table, so that it becomes vector instructions.
pub(crate) fn hex_32(bytes: &[u8]) -> [u8; 64] {
    let digit = |nibble: u8| nibble + b'0' + u8::from(nibble > 9) * (b'a' - b'9' - 1);
    let mut out = [0; 64];
    for (pair, byte) in out.chunks_exact_mut(2).zip(bytes) {
        pair[0] = digit(byte >> 4);
        pair[1] = digit(byte & 15);
    }
    out
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    out
}

/// Bytes from lower-case hex; anything else, upper case included, is `None`.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?)).collect()
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// Standard alphabet, padded.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Bytes from canonical base64: standard alphabet, exact padding, no stray bits, no white space.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_reads_only_what_it_writes() {
        assert_eq!(hex(&[0, 0x1f, 0xff]), "001fff");
        assert_eq!(from_hex("001fff"), Some(vec![0, 0x1f, 0xff]));
        assert_eq!(from_hex("001FFF"), None);
        assert_eq!(from_hex("001ff"), None);
        assert_eq!(hex_32(&[0xab; 32])[..4], *b"abab");
    }

    #[test]
    fn base64_is_canonical_only() {
        assert_eq!(from_base64("QQ=="), Some(vec![b'A']));
        for wrong in ["QQ", "QQ=", "QR==", "QQ==\n", " QQ==", "Q-=="] {
            assert_eq!(from_base64(wrong), None, "{wrong:?}");
        }
    }
}
