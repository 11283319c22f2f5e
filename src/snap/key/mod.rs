//! RSA keys, in every wrapping in which partners and providers hand them around.
//!
//! Comes in: PEM (also on one line, with long lines, with `\n` written out), base64 without armour, DER.
//! Stays out: files and passwords; an encrypted key is named as such and has to be decrypted first.

mod armour;
mod der;
mod private;
mod public;

pub use private::PrivateKey;
pub use public::PublicKey;

use super::error::{SnapError, SnapErrorKind};

/// The shortest modulus that is accepted, in bits. BRI asks for 2048 in writing; the others in practice.
pub const MIN_BITS: usize = 2048;

fn refused(field: &'static str, why: impl Into<std::borrow::Cow<'static, str>>) -> SnapError {
    SnapError::new(SnapErrorKind::Key, field, why)
}

fn too_short(field: &'static str, bits: usize, least: usize) -> SnapError {
    refused(
        field,
        format!(
            "the RSA key has {bits} bits, and less than {least} is not accepted; make one with `openssl genrsa 2048`"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snap::testing;
    use crate::snap::text::base64;

    fn pem(label: &str, der: &[u8], width: usize, newline: &str) -> String {
        let letters = base64(der);
        let lines: Vec<&str> =
            letters.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).expect("text")).collect();
        let body = lines.join(newline);
        format!("-----BEGIN {label}-----{newline}{body}{newline}-----END {label}-----{newline}")
    }

    /// The PKCS#1 key inside a PKCS#8 key of 2048 bits: behind 26 bytes of header.
    fn pkcs1() -> &'static [u8] {
        &testing::pkcs8()[26..]
    }

    #[test]
    fn reads_private_keys_in_every_wrapping() {
        let public = testing::key().public_key().expect("public");
        for (label, der) in [("PRIVATE KEY", testing::pkcs8()), ("RSA PRIVATE KEY", pkcs1())] {
            let plain = pem(label, der, 64, "\n");
            for text in [
                plain.clone(),
                pem(label, der, 64, "\r\n"),
                pem(label, der, 9999, "\n"),
                pem(label, der, 76, "\\n"),
                plain.replace('\n', " "),
                format!("\u{feff}\"{plain}\""),
                format!("Bag Attributes\n  name: test\n{plain}"),
                base64(der),
                base64(der).trim_end_matches('=').to_owned(),
            ] {
                let key = PrivateKey::from_pem(&text).expect(&text);
                assert_eq!(key.public_key().expect("public"), public);
                assert_eq!(key.bits(), 2048);
            }
            PrivateKey::from_bytes(der).expect("DER");
        }
    }

    #[test]
    fn reads_public_keys_in_every_wrapping() {
        let public = testing::key().public_key().expect("public");
        let pkcs1 = &public.to_spki()[24..];
        for text in
            [public.to_pem(), base64(&public.to_spki()), pem("RSA PUBLIC KEY", pkcs1, 64, "\r\n"), base64(pkcs1)]
        {
            assert_eq!(PublicKey::from_pem(&text).expect(&text), public);
        }
        assert_eq!(PublicKey::from_bytes(pkcs1).expect("DER"), public);
    }

    #[test]
    fn says_what_was_given_instead() {
        let private = pem("PRIVATE KEY", testing::pkcs8(), 64, "\n");
        let public = testing::key().public_key().expect("public").to_pem();
        let cut = &private[..200];
        for (text, wanted) in [
            (public.as_str(), "a public key was given"),
            (cut, "END line is missing"),
            ("", "empty"),
            ("hello?", "no base64"),
            ("aGVsbG8=", "no RSA private key"),
            (EC, "not a plain RSA key"),
            (ENCRYPTED, "encrypted with a password"),
            (CERTIFICATE, "a certificate was given"),
        ] {
            let error = PrivateKey::from_pem(text).expect_err(wanted);
            assert!(error.to_string().contains(wanted), "{error}");
        }
        let error = PublicKey::from_pem(&private).expect_err("private");
        assert!(error.to_string().contains("a private key was given"), "{error}");
    }

    #[test]
    fn refuses_short_keys_and_says_why() {
        let error = PrivateKey::from_pem(SHORT).expect_err("short");
        assert!(error.to_string().contains("1024 bits"), "{error}");
        let error = PublicKey::from_pem(SHORT_PUBLIC).expect_err("short");
        assert!(error.to_string().contains("1024 bits"), "{error}");
        let weak = PublicKey::from_bytes_allow_weak(SHORT_PUBLIC.as_bytes()).expect("allowed");
        assert_eq!(weak.bits(), 1024);
    }

    #[test]
    fn a_damaged_key_is_refused() {
        let mut der = testing::pkcs8().to_vec();
        let middle = der.len() / 2;
        der[middle] ^= 1;
        let error = PrivateKey::from_bytes(&der).expect_err("damaged");
        assert!(error.to_string().contains("damaged"), "{error}");
    }

    #[test]
    fn never_panics_on_cut_or_changed_keys() {
        let der = testing::pkcs8();
        for length in 0..der.len() {
            assert!(PrivateKey::from_bytes(&der[..length]).is_err());
        }
    }

    #[test]
    fn debug_shows_the_length_only() {
        assert_eq!(format!("{:?}", testing::key()), "PrivateKey(RSA 2048, ***)");
    }

    // Keys made for this test with the openssl command line; nobody uses them.
    const EC: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIfCkvhK+Lqjzuhv4
TxFs+pNDLV7xZjtL22EVtwxtGg6hRANCAAQN+oYWKRKM6PKSPCc9GIc7p+9q8tF5
EPQFcUkOiuVeXmhwoxOSpvxa66xpCnN2ZFdb43fkuvfHW+KvcEIXzibr
-----END PRIVATE KEY-----";
    const ENCRYPTED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----
MIIC3TBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQII/TmfFCsugICAggA
MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBB48vWiSiVxH+ceuMgSoTGTBIIC
gCidwZ/jBXhOH6tRqxLCY2IY13s96mELitXNnIhTfDDdKWEfYEBPD/oa1V3THpmV
cXm7N/2SRfIqCxYG3BqUxtdZMoMmDvrHZcxyf8COi0BTxJaJeXmfRyXaJrWa6LBb
8htEETN4FO0fwi2QSu0hfdvJj7WlqUDVFbwdM7I2iaOqQi+/v0iWaJS7T2ZZ03nR
oytnpb+J7cPm3/NxWgBjXFiredscfQ7e3amj8h7jSWp8Lu3uJhxL+9lMxV2qBXgY
nBRAIxGynjU/3GXBQ3W4Ddz2Mry8VuTHJwbvjiSsNOdke+JS1jqf7a9W6fy7N2SH
ORRS5Fj253cUxmd1f26DjT9EmZYrYrEy0UqpMhZrwPd+0MOvoHK3VsUe43PqAb1A
3RWI69/n1tNBBlq3G30SCYhag5Yi4jY7JRwHV1XaS508c9WuHMhO6pvXXj1jKSbc
oWb2myMeLeNHF9yjLDngPvnnT5dW1kBtYLBikNAdAEwd99XNYR9SI3gxVoX14kx/
4GXOYKuyrs7vXSh4nL5xHYOL65RVZMrSRe7lZGehAKgSnyctPUhnsbe9UtBFp5Au
y+/qpUsh471EVvoUnhLY5/vZ8Ul7eAGBFv0e9pVEdHe1xAOWtapYo51YKq4i5/fK
pDpZI8YL9wgYmD4Zas8Ec6yjSoBRJpgGzI3okr1/G4AANzpWvXrW+xuNpwh0lXFl
YOBrnF5bG8cRHdIdHm2CO+xaXOmw7AW7pHCATBNwAH+5ZkUeVKmzF4fX+AsqCnIM
e3ux6VgVZmr82X2AwHJaEA/a6IqJ077UCax9dTpi7Xo0PPt0brsqGyKi1KGyfUkx
uJidqcJX0a52s922foi+bY0=
-----END ENCRYPTED PRIVATE KEY-----";
    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBbDCCAROgAwIBAgIUUlpAaSEh2xYinjIk8LDul5osvRYwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBdDAeFw0yNjExMjAxMDQ2NTVaFw0yNjExMjExMDQ2NTVaMAwx
CjAIBgNVBAMMAXQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQN+oYWKRKM6PKS
PCc9GIc7p+9q8tF5EPQFcUkOiuVeXmhwoxOSpvxa66xpCnN2ZFdb43fkuvfHW+Kv
cEIXzibro1MwUTAdBgNVHQ4EFgQUBtTlHE2FJxVax9WSJ8l9rBVn/howHwYDVR0j
BBgwFoAUBtTlHE2FJxVax9WSJ8l9rBVn/howDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNHADBEAiAfGf+rWz78PXsM6EhXeajR2W9Yf06y+r/ykAEdcZWmrAIg
ZdShg45OLcy2nuO9o8Sm0Qs/rOmW1J+hH962VMARsSA=
-----END CERTIFICATE-----";
    const SHORT: &str = "-----BEGIN PRIVATE KEY-----
MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBALXWvVQZY9FDTiF4
oW2HXItw4a++c+ebBJaLK6WF/2YgsK6Asw53t3HM8nOcZwcw6A6GHqBfbxsgn0/x
zXN8Qvkkw0XSJj4D7cL1sa41DkNKV0auxjulnXSdABFgyvjpqpq2Eb7suTbG71t4
wSP1G8VM2R1Z+a+5v7KVXKTM9BvXAgMBAAECgYACnc9lmWPtS+mg46p29/6l5v7o
V3Y1e+6J+ACtxgrRvmCsch+hcqmKEqfeb/6vhM2h/94K8rSXkFWageEx6zTPeLGE
umIqHhRyc3PtPhAIRLOp7WDwEiXVYYcejjYqreGyJrWJnrYIVZDTkqJrAlwnNOL6
l8ShekUJmlfyH4E6cQJBAO5iq8uZBPe1PvxXDBT0niBge6dYtcrFEGwU0HI17Cd4
ZY7k8sHqTEO8KjELoueiDjDlRfSUw1NfVAvm7hk3jHkCQQDDRmz8zsiXVWtMDRMP
vLYRR0AF1esXaPGH7SGfYyDVo/JCraiJYCRyDbEE7cvErSQ7HyWmNz/E+yThijgS
qDbPAkEA5tozGEWlY+TnjCMYFisV/rCwzsy/sA/K6X/2pMPHYCnd39WjqVqmZGoS
SdDE/6AWMg+2ATcXOOP2Vlhad50tsQJBAJgXbiOpWwqjeSKOvF3xeU0T1YW2C5j8
H8LiquFdb+F2A+ZzI2V8AGbkyw8vtxnEUQfLRqOjPIPLp/oSkYHWinkCQDgpwUrI
y5ehlLQdIWN5PJcGtnsTfNhAABhpqLfgROq6i8ApDXAooHY43MlfjGyHQU4BZnOg
rV2GAQm2jaEv2e0=
-----END PRIVATE KEY-----";
    const SHORT_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC11r1UGWPRQ04heKFth1yLcOGv
vnPnmwSWiyulhf9mILCugLMOd7dxzPJznGcHMOgOhh6gX28bIJ9P8c1zfEL5JMNF
0iY+A+3C9bGuNQ5DSldGrsY7pZ10nQARYMr46aqathG+7Lk2xu9beMEj9RvFTNkd
Wfmvub+ylVykzPQb1wIDAQAB
-----END PUBLIC KEY-----";
}
