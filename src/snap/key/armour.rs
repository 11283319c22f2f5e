//! From the text that somebody pasted to the DER inside it.
//!
//! Comes in: bytes of a file or a setting. Stays out: what the DER means.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::refused;
use crate::snap::error::SnapError;

/// Keys are often cut at a fixed width and stripped of their padding: read them with or without.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) type Der = Zeroizing<Vec<u8>>;

/// The DER in a PEM text, in a base64 text, or given as it is.
pub(super) fn open(field: &'static str, bytes: &[u8]) -> Result<Der, SnapError> {
    if bytes.first() == Some(&0x30) && std::str::from_utf8(bytes).is_err() {
        return Ok(Zeroizing::new(bytes.to_vec()));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| refused(field, "neither PEM nor DER"))?;
    let text = Zeroizing::new(text.replace("\\r", "").replace("\\n", "\n"));
    let inside = block(field, &text)?;
    if inside.contains("ENCRYPTED") {
        return Err(encrypted(field));
    }
    let letters: String = inside.chars().filter(|c| !c.is_whitespace()).collect();
    let letters = Zeroizing::new(letters);
    if letters.is_empty() {
        return Err(refused(field, "it is empty; give the PEM text of the key"));
    }
    LENIENT
        .decode(letters.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| refused(field, "the text is no base64; copy the whole PEM, from its BEGIN line to its END line"))
}

pub(super) fn encrypted(field: &'static str) -> SnapError {
    refused(field, "the key is encrypted with a password; decrypt it first: `openssl pkey -in key.pem -out plain.pem`")
}

/// What stands between BEGIN and END of the first key; the whole text if it has no armour.
fn block<'a>(field: &'static str, text: &'a str) -> Result<&'a str, SnapError> {
    const BEGIN: &str = "-----BEGIN ";
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "\u{feff}\"'".contains(c));
    let mut blocks = bare.split(BEGIN).skip(1);
    let first = blocks.clone().next();
    let Some(chosen) = blocks.find(|block| label(block).contains("KEY")).or(first) else {
        return Ok(bare);
    };
    let inside = chosen.split_once("-----").map(|(_, inside)| inside);
    match inside.and_then(|inside| inside.split_once("-----END")) {
        Some((inside, _)) => Ok(inside),
        None => Err(refused(field, "the END line is missing: the key was cut off when it was copied")),
    }
}

fn label(block: &str) -> &str {
    block.split("-----").next().unwrap_or_default()
}
