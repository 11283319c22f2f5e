//! Keys for the unit tests, made anew in each run.
//!
//! Comes in: randomness. Stays out: any key that is used anywhere else.

use std::sync::OnceLock;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};

use super::PrivateKey;

/// The PKCS#8 DER of a fresh RSA 2048 key; always the same within one run.
pub(crate) fn pkcs8() -> &'static [u8] {
    static DER: OnceLock<Vec<u8>> = OnceLock::new();
    DER.get_or_init(fresh_pkcs8)
}

pub(crate) fn fresh_pkcs8() -> Vec<u8> {
    let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key");
    let der: aws_lc_rs::encoding::Pkcs8V1Der<'_> = pair.as_der().expect("its DER");
    der.as_ref().to_vec()
}

pub(crate) fn key() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| PrivateKey::from_bytes(pkcs8()).expect("a key"))
}
