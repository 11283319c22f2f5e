//! Does a signature fit a text: with the key as it should be used, and as it is often misused.
//!
//! Comes in: a secret or a public key, and the text of `X-SIGNATURE`. Stays out: what was signed.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, VerificationAlgorithm,
};
use base64::Engine;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::problem::Problem;
use crate::Secret;
use crate::snap::key::PublicKey;
use crate::snap::profile::SignatureText;
use crate::snap::text;

/// Ways to use one key: the right one first.
pub(super) struct Keys {
    uses: Vec<(Use, Option<Problem>)>,
    /// Bytes of a signature by this key.
    length: usize,
}

enum Use {
    Hmac(Box<hmac::Key>),
    Rsa(PublicKey),
    OtherRsa(ParsedPublicKey),
}

impl Keys {
    pub(super) fn secret(secret: &Secret) -> Self {
        let text = secret.expose();
        let sha512 = |key: &[u8]| Use::Hmac(Box::new(hmac::Key::new(hmac::HMAC_SHA512, key)));
        let mut uses = vec![(sha512(text.as_bytes()), None)];
        let spaces = [text.trim().to_owned(), format!("{text}\n"), format!("{text} "), format!("{text}\r\n")];
        for other in spaces.iter().filter(|other| *other != text) {
            uses.push((sha512(other.as_bytes()), Some(Problem::SecretSpaces)));
        }
        let decoded = [lenient(&STANDARD).decode(text).ok(), text::from_hex(&text.to_ascii_lowercase())];
        uses.extend(decoded.into_iter().flatten().map(|key| (sha512(&key), Some(Problem::SecretDecoded))));
        let sha256 = Use::Hmac(Box::new(hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes())));
        uses.push((sha256, Some(Problem::Algorithm)));
        Self { uses, length: 64 }
    }

    pub(super) fn rsa(key: &PublicKey) -> Self {
        let others: [&'static dyn VerificationAlgorithm; 4] = [
            &RSA_PKCS1_2048_8192_SHA512,
            &RSA_PKCS1_2048_8192_SHA384,
            &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            &RSA_PSS_2048_8192_SHA256,
        ];
        let spki = key.to_spki();
        let others = others.into_iter().filter_map(|algorithm| ParsedPublicKey::new(algorithm, &spki).ok());
        let others = others.map(|key| (Use::OtherRsa(key), Some(Problem::Algorithm)));
        let uses = std::iter::once((Use::Rsa(key.clone()), None)).chain(others).collect();
        Self { uses, length: key.bits().div_ceil(8) }
    }

    /// The places of the uses that stand for no mistake (`0`), or for one (`1`).
    pub(super) fn costing(&self, cost: usize) -> impl Iterator<Item = usize> {
        let fits = move |(_, (_, problem)): &(usize, &(Use, Option<Problem>))| usize::from(problem.is_some()) == cost;
        self.uses.iter().enumerate().filter(fits).map(|(place, _)| place)
    }

    pub(super) fn problem(&self, place: usize) -> Option<&Problem> {
        self.uses[place].1.as_ref()
    }

    /// The mistake in the writing of the signature, if one of its readings is over this text: `Some(None)` for none.
    pub(super) fn fits(&self, place: usize, message: &str, texts: &Texts) -> Option<Option<Problem>> {
        let message = message.as_bytes();
        let fits: &dyn Fn(&[u8]) -> bool = match &self.uses[place].0 {
            Use::Hmac(key) => return texts.find_tag(hmac::sign(key, message).as_ref()),
            Use::Rsa(key) => &|bytes| key.verifies(message, bytes),
            Use::OtherRsa(key) => &|bytes| key.verify_sig(message, bytes).is_ok(),
        };
        let found = texts.readings.iter().find(|(bytes, _)| bytes.len() == self.length && fits(bytes));
        found.map(|(_, problem)| problem.clone())
    }

    /// What is wrong with a signature that fits nothing, by its looks alone.
    pub(super) fn looks(&self, texts: &Texts) -> Problem {
        let has = |length| texts.readings.iter().any(|(bytes, _)| bytes.len() == length);
        let symmetric = self.length == 64;
        if texts.all_small() {
            Problem::SignatureCase
        } else if symmetric && [256, 384, 512].into_iter().any(has) || !symmetric && has(64) {
            Problem::Formula
        } else if symmetric && has(32) {
            Problem::Algorithm
        } else if has(self.length) || !symmetric && [256, 384, 512].into_iter().any(has) {
            Problem::WrongKey
        } else {
            Problem::SignatureUnreadable
        }
    }
}

fn lenient(alphabet: &Alphabet) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(alphabet, config)
}

/// The bytes that the text of a signature may stand for.
pub(super) struct Texts {
    readings: Vec<(Vec<u8>, Option<Problem>)>,
    written: Vec<String>,
}

impl Texts {
    /// All readings of all values (there is more than one where the header is doubled), the right one first.
    pub(super) fn read<'a>(form: SignatureText, values: impl Iterator<Item = &'a str>) -> Self {
        let written: Vec<String> = values.map(str::to_owned).collect();
        let readings = written.iter().flat_map(|text| readings(form, text)).collect();
        Self { readings, written }
    }

    fn find_tag(&self, tag: &[u8]) -> Option<Option<Problem>> {
        let read = self.readings.iter().find(|(bytes, _)| bytes == tag);
        let same_letters = || self.written.iter().any(|text| text.eq_ignore_ascii_case(&text::base64(tag)));
        read.map(|(_, problem)| problem.clone()).or_else(|| same_letters().then_some(Some(Problem::SignatureCase)))
    }

    /// No capital among so many letters of base64 never happens by chance.
    fn all_small(&self) -> bool {
        let small = |text: &String| {
            let letters = text.bytes().filter(u8::is_ascii_alphabetic);
            let hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
            text.len() > 40
                && !hex
                && letters.clone().count() > 20
                && letters.clone().all(|byte| byte.is_ascii_lowercase())
        };
        self.written.iter().any(small)
    }
}

fn readings(form: SignatureText, text: &str) -> Vec<(Vec<u8>, Option<Problem>)> {
    let (other, other_problem) = match form {
        SignatureText::Base64 => (SignatureText::Hex, Problem::SignatureHex),
        SignatureText::Hex => (SignatureText::Base64, Problem::SignatureBase64),
    };
    let small = text.to_ascii_lowercase();
    let case = if form == SignatureText::Hex { Problem::SignatureCase } else { Problem::SignatureHex };
    let plain: String = text.chars().filter(|char| !char.is_whitespace()).collect();
    let twice = text::from_base64(text).and_then(|bytes| String::from_utf8(bytes).ok());
    let found = [
        (form.decode(text), None),
        (other.decode(text), Some(other_problem)),
        (text::from_hex(&small), Some(case)),
        (lenient(&STANDARD).decode(&plain).ok(), Some(Problem::SignatureAlphabet)),
        (lenient(&URL_SAFE).decode(&plain).ok(), Some(Problem::SignatureAlphabet)),
        (twice.and_then(|hex| text::from_hex(&hex.to_ascii_lowercase())), Some(Problem::SignatureTwice)),
    ];
    let found = found.into_iter().filter_map(|(bytes, problem)| Some((bytes?, problem)));
    found.filter(|(bytes, _)| !bytes.is_empty()).collect()
}
