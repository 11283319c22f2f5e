//! Just enough DER to say which kind of key somebody gave, and how long it is.
//!
//! Comes in: DER. Stays out: the numbers of a key; those are read by the crypto library.

/// What a DER text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// PKCS#8 around an RSA key of so many bits.
    Pkcs8 { bits: usize },
    /// PKCS#1, private.
    Pkcs1 { bits: usize },
    /// SubjectPublicKeyInfo around an RSA key.
    Spki { bits: usize },
    /// PKCS#1, public.
    Pkcs1Public { bits: usize },
    /// A key that is not RSA: an elliptic curve, or RSA restricted to PSS.
    NotRsa,
    /// PKCS#8 under a password.
    Encrypted,
    /// An X.509 certificate or a request for one.
    Certificate,
    /// None of these.
    Unknown,
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

pub(super) fn kind(der: &[u8]) -> Kind {
    inspect(der).unwrap_or(Kind::Unknown)
}

fn inspect(der: &[u8]) -> Option<Kind> {
    let (body, rest) = expect(SEQUENCE, der)?;
    if !rest.is_empty() {
        return None;
    }
    let (tag, first, rest) = element(body)?;
    match tag {
        INTEGER => private_or_pkcs1(first, rest),
        SEQUENCE => wrapped(first, rest),
        _ => None,
    }
}

fn private_or_pkcs1(first: &[u8], rest: &[u8]) -> Option<Kind> {
    let (tag, second, rest) = element(rest)?;
    match (first, tag) {
        ([0 | 1], SEQUENCE) => pkcs8(second, rest),
        ([0 | 1], INTEGER) => Some(Kind::Pkcs1 { bits: bits(second) }),
        ([1], OCTET_STRING) => Some(Kind::NotRsa),
        (modulus, INTEGER) if rest.is_empty() => Some(Kind::Pkcs1Public { bits: bits(modulus) }),
        _ => None,
    }
}

fn pkcs8(algorithm: &[u8], rest: &[u8]) -> Option<Kind> {
    if expect(OID, algorithm)?.0 != RSA_ENCRYPTION {
        return Some(Kind::NotRsa);
    }
    let (key, _) = expect(OCTET_STRING, rest)?;
    match inspect(key)? {
        Kind::Pkcs1 { bits } => Some(Kind::Pkcs8 { bits }),
        _ => None,
    }
}

/// An algorithm first: a public key, or an encrypted private one. Anything else first: a certificate.
fn wrapped(first: &[u8], rest: &[u8]) -> Option<Kind> {
    let Some((algorithm, _)) = expect(OID, first) else {
        return Some(Kind::Certificate);
    };
    let (tag, key, _) = element(rest)?;
    match tag {
        OCTET_STRING => Some(Kind::Encrypted),
        BIT_STRING if algorithm != RSA_ENCRYPTION => Some(Kind::NotRsa),
        BIT_STRING => match inspect(key.strip_prefix(&[0])?)? {
            Kind::Pkcs1Public { bits } => Some(Kind::Spki { bits }),
            _ => None,
        },
        _ => None,
    }
}

fn bits(modulus: &[u8]) -> usize {
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    match modulus.get(zeros) {
        Some(first) => (modulus.len() - zeros) * 8 - first.leading_zeros() as usize,
        None => 0,
    }
}

fn expect(wanted: u8, input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (tag, content, rest) = element(input)?;
    (tag == wanted).then_some((content, rest))
}

/// Tag, content and what follows of the first element.
fn element(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, input) = input.split_first()?;
    let (&first, input) = input.split_first()?;
    let (length, input) = match first {
        0..=0x7f => (usize::from(first), input),
        0x81..=0x84 => long_length(input, usize::from(first & 0x7f))?,
        _ => return None,
    };
    let (content, rest) = input.split_at_checked(length)?;
    Some((tag, content, rest))
}

fn long_length(input: &[u8], count: usize) -> Option<(usize, &[u8])> {
    let (digits, rest) = input.split_at_checked(count)?;
    let length = digits.iter().try_fold(0_usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)))?;
    Some((length, rest))
}
