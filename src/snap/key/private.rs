//! The private key of a partner, in memory.
//!
//! Comes in: a key in any of the usual wrappings. Stays out: printing any part of it.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};

use super::der::{self, Kind};
use super::public::PublicKey;
use super::{MIN_BITS, armour, refused, too_short};
use crate::snap::error::{SnapError, SnapErrorKind};

const FIELD: &str = "private_key";

/// An RSA private key of at least 2048 bits that makes RSASSA-PKCS1-v1_5 signatures with SHA-256.
///
/// `Debug` shows the length only. It is a [`Signer`](super::super::Signer).
pub struct PrivateKey {
    pair: RsaKeyPair,
    bits: usize,
}

impl PrivateKey {
    /// Reads a key from PEM (PKCS#1 or PKCS#8) or from base64 without armour.
    ///
    /// Long lines, CRLF, a text on one line, `\n` written as two characters, quotes and text around the block are
    /// read as well: all of them occur.
    ///
    /// # Errors
    ///
    /// [`SnapErrorKind::Key`] if it is something else, and the message says what: a public key, a certificate, an
    /// elliptic-curve key, an encrypted key, a key that was cut off, or one below 2048 bits.
    pub fn from_pem(text: &str) -> Result<Self, SnapError> {
        Self::from_bytes(text.as_bytes())
    }

    /// Reads a key from DER, or from any text that [`from_pem`](Self::from_pem) reads: the content of a file.
    ///
    /// # Errors
    ///
    /// As [`from_pem`](Self::from_pem).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapError> {
        let der = armour::open(FIELD, bytes)?;
        let kind = der::kind(&der);
        let bits = match kind {
            Kind::Pkcs8 { bits } | Kind::Pkcs1 { bits } => bits,
            other => return Err(not_private(other)),
        };
        if bits < MIN_BITS {
            return Err(too_short(FIELD, bits, MIN_BITS));
        }
        let pair = match kind {
            Kind::Pkcs8 { .. } => RsaKeyPair::from_pkcs8(&der),
            _ => RsaKeyPair::from_der(&der),
        };
        pair.map(|pair| Self { pair, bits }).map_err(|_| {
            refused(FIELD, "it looks like an RSA private key, but its numbers don't fit together: the key is damaged")
        })
    }

    /// Signs a message: RSASSA-PKCS1-v1_5 with SHA-256. The same message always gives the same signature.
    ///
    /// # Errors
    ///
    /// [`SnapErrorKind::Signer`] if the crypto library can't sign with this key.
    pub fn sign_bytes(&self, message: &[u8]) -> Result<Vec<u8>, SnapError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| SnapError::new(SnapErrorKind::Signer, FIELD, "the RSA key could not sign"))?;
        Ok(signature)
    }

    /// The public key that belongs to it: what the provider has to be given.
    ///
    /// # Errors
    ///
    /// [`SnapErrorKind::Key`] if the crypto library refuses it.
    pub fn public_key(&self) -> Result<PublicKey, SnapError> {
        PublicKey::from_bytes(self.pair.public_key().as_ref())
    }

    /// The length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.bits
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey(RSA {}, ***)", self.bits)
    }
}

fn not_private(kind: Kind) -> SnapError {
    match kind {
        Kind::Spki { .. } | Kind::Pkcs1Public { .. } => refused(
            FIELD,
            "a public key was given, but a private key signs; give the file with BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY",
        ),
        Kind::Certificate => refused(
            FIELD,
            "a certificate was given, but a private key signs; give the key that the certificate was made for",
        ),
        Kind::NotRsa => refused(FIELD, "the key is not a plain RSA key, and SNAP signs with RSA only"),
        Kind::Encrypted => armour::encrypted(FIELD),
        _ => refused(FIELD, "no RSA private key (PKCS#1 or PKCS#8) was found in it"),
    }
}
