//! The public key of the other side.
//!
//! Comes in: SubjectPublicKeyInfo or PKCS#1, wrapped or not. Stays out: trust in a key because of where it came from.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256,
};

use super::der::{self, Kind};
use super::{MIN_BITS, armour, refused, too_short};
use crate::snap::error::SnapError;
use crate::snap::text;

const FIELD: &str = "public_key";

/// An RSA public key that checks RSASSA-PKCS1-v1_5 signatures with SHA-256.
#[derive(Clone)]
pub struct PublicKey {
    key: ParsedPublicKey,
    bits: usize,
}

impl PublicKey {
    /// Reads a key from PEM (`BEGIN PUBLIC KEY` or `BEGIN RSA PUBLIC KEY`) or from base64 without armour.
    ///
    /// # Errors
    ///
    /// [`SnapErrorKind::Key`](super::super::SnapErrorKind::Key) if it is something else (the message says what), or
    /// a key below 2048 bits.
    pub fn from_pem(text: &str) -> Result<Self, SnapError> {
        Self::from_bytes(text.as_bytes())
    }

    /// Reads a key from DER, or from any text that [`from_pem`](Self::from_pem) reads: the content of a file.
    ///
    /// # Errors
    ///
    /// As [`from_pem`](Self::from_pem).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapError> {
        Self::read(bytes, MIN_BITS)
    }

    /// Reads a key of at least 1024 bits, for old published samples. Don't accept payments on it.
    ///
    /// # Errors
    ///
    /// As [`from_pem`](Self::from_pem), with a limit of 1024 bits.
    pub fn from_bytes_allow_weak(bytes: &[u8]) -> Result<Self, SnapError> {
        Self::read(bytes, 1024)
    }

    fn read(bytes: &[u8], least: usize) -> Result<Self, SnapError> {
        let der = armour::open(FIELD, bytes)?;
        let bits = match der::kind(&der) {
            Kind::Spki { bits } | Kind::Pkcs1Public { bits } => bits,
            other => return Err(not_public(other)),
        };
        if bits < least {
            return Err(too_short(FIELD, bits, least));
        }
        let algorithm =
            if bits < MIN_BITS { &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY } else { &RSA_PKCS1_2048_8192_SHA256 };
        let key = ParsedPublicKey::new(algorithm, &*der)
            .map_err(|_| refused(FIELD, "it looks like an RSA public key, but its numbers are not usable"))?;
        Ok(Self { key, bits })
    }

    /// Whether the signature was made over exactly this message by the private key that belongs to this one.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }

    /// The length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.bits
    }

    /// The DER of its SubjectPublicKeyInfo.
    #[must_use]
    pub fn to_spki(&self) -> Vec<u8> {
        let der: Result<PublicKeyX509Der<'_>, _> = self.key.as_der();
        der.map(|der| der.as_ref().to_vec()).unwrap_or_default()
    }

    /// PEM, `BEGIN PUBLIC KEY`, as providers ask for it.
    #[must_use]
    pub fn to_pem(&self) -> String {
        let letters = text::base64(&self.to_spki());
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for line in letters.as_bytes().chunks(64) {
            pem.extend(line.iter().copied().map(char::from));
            pem.push('\n');
        }
        pem.push_str("-----END PUBLIC KEY-----\n");
        pem
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.to_spki() == other.to_spki()
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey(RSA {})", self.bits)
    }
}

fn not_public(kind: Kind) -> SnapError {
    match kind {
        Kind::Pkcs1 { .. } | Kind::Pkcs8 { .. } | Kind::Encrypted => refused(
            FIELD,
            "a private key was given, but a public key verifies; give what `openssl pkey -in key.pem -pubout` prints",
        ),
        Kind::Certificate => refused(
            FIELD,
            "a certificate was given; take the key out of it with `openssl x509 -in cert.pem -pubkey -noout`",
        ),
        Kind::NotRsa => refused(FIELD, "the key is not a plain RSA key, and SNAP signs with RSA only"),
        _ => refused(FIELD, "no RSA public key was found in it"),
    }
}
