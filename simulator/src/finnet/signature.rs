//! SNAP signatures, checked over the raw bytes received, on RustCrypto and on nothing of `bayar`.
//! Only strings, keys and bytes come in; which call is meant is the caller's business.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use rsa::{
    RsaPublicKey,
    pkcs1::DecodeRsaPublicKey,
    pkcs1v15::{Signature, VerifyingKey},
    pkcs8::DecodePublicKey,
    signature::Verifier,
};
use sha2::{Digest, Sha256, Sha512};

use crate::{exchange::Request, settings::SignatureText, verdict::SignatureCheck};

/// A partner's RSA key.
pub(super) struct PublicKey(VerifyingKey<Sha256>);

impl PublicKey {
    /// Reads PEM, SPKI or PKCS#1.
    pub(super) fn read(pem: &str) -> Option<Self> {
        let key = RsaPublicKey::from_public_key_pem(pem).or_else(|_| RsaPublicKey::from_pkcs1_pem(pem));
        key.ok().map(|key| Self(VerifyingKey::new(key)))
    }

    /// The token signature: `client_id|timestamp`, SHA256withRSA, base64.
    pub(super) fn check_token(&self, client_id: &str, timestamp: &str, received: &str) -> SignatureCheck {
        let string_to_sign = format!("{client_id}|{timestamp}");
        let signature = STANDARD.decode(received).ok().and_then(|it| Signature::try_from(it.as_slice()).ok());
        let is_valid = signature.is_some_and(|it| self.0.verify(string_to_sign.as_bytes(), &it).is_ok());
        SignatureCheck { string_to_sign, expected: None, received: received.to_owned(), is_valid }
    }
}

/// A partner's client secret, made ready: that is half the work of a short signature.
pub(super) struct Secret(Hmac<Sha512>);

impl Secret {
    pub(super) fn new(secret: &str) -> Option<Self> {
        Hmac::new_from_slice(secret.as_bytes()).ok().map(Self)
    }
}

/// The transaction signature: HMAC-SHA512 with the client secret.
pub(super) fn check_transaction(
    request: &Request,
    secret: &Secret,
    token: &str,
    timestamp: &str,
    received: &str,
    text: SignatureText,
) -> SignatureCheck {
    let method = request.method.as_str();
    let string_to_sign = string_to_sign(method, &request.target, token, &request.body, timestamp);
    let expected = sign(secret, &string_to_sign, text);
    let is_valid = expected == received;
    SignatureCheck { string_to_sign, expected: Some(expected), received: received.to_owned(), is_valid }
}

fn string_to_sign(method: &str, target: &str, token: &str, body: &[u8], timestamp: &str) -> String {
    let hash = hex(&Sha256::digest(minify(body)));
    format!("{method}:{target}:{token}:{hash}:{timestamp}")
}

fn sign(secret: &Secret, string_to_sign: &str, text: SignatureText) -> String {
    let seal = secret.0.clone().chain_update(string_to_sign).finalize().into_bytes();
    match text {
        SignatureText::Base64 => STANDARD.encode(seal),
        SignatureText::Hex => hex(&seal),
    }
}

/// Takes away the four kinds of JSON white space that stand outside strings, and changes nothing else.
fn minify(json: &[u8]) -> Vec<u8> {
    let (mut in_string, mut escaped) = (false, false);
    let keep = |byte: &u8| {
        if in_string {
            in_string = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            return true;
        }
        in_string = *byte == b'"';
        !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
    };
    let mut minified = Vec::with_capacity(json.len());
    minified.extend(json.iter().copied().filter(keep));
    minified
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value & 15)]);
    let mut text = String::with_capacity(2 * bytes.len());
    bytes.iter().for_each(|byte| text.extend([digit(byte >> 4), digit(*byte)]));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo;

    fn secret(text: &str) -> Secret {
        Secret::new(text).unwrap()
    }

    /// The vector of the Finnet reference, computed by other means.
    #[test]
    fn the_transaction_signature_of_the_reference() {
        let body = br#"{"partnerReferenceNo":"789123434523423470","phoneNo":"08113929190"}"#;
        let signed = string_to_sign("POST", "/v1.0/pin/reset", "accessTokenExample", body, "2024-04-17T12:03:38+07:00");
        let hash = "fce84aeba7a4b1fd1c49c34f12efa43755be4d85de4ea2ecdf328037ac89923a";
        assert_eq!(signed, format!("POST:/v1.0/pin/reset:accessTokenExample:{hash}:2024-04-17T12:03:38+07:00"));
        let base64 = "9rzGFLlm1PUsOjD37YZ18bb4H4mghrkJGq+RtzgVuaB1426atCnJxoFJpuixXab1jYfUahTtyGOCD+PgI1GaSw==";
        assert_eq!(sign(&secret("clientSecretExample"), &signed, SignatureText::Base64), base64);
        let hex = "f6bcc614b966d4f52c3a30f7ed8675f1b6f81f89a086b9091aaf91b73815b9a0\
                   75e36e9ab429c9c68149a6e8b15da6f58d87d46a14edc863820fe3e023519a4b";
        assert_eq!(sign(&secret("clientSecretExample"), &signed, SignatureText::Hex), hex);
    }

    /// The two vectors of the standard's reference.
    #[test]
    fn the_transaction_signatures_of_the_standard() {
        let time = "2026-01-02T03:04:05+07:00";
        let body = br#"{ "accountNo":"115471119",
            "additionalInfo":{"note":"a b"}}"#;
        let post = string_to_sign("POST", "/v1.0/balance-inquiry", "demo-token", body, time);
        let expected = "RPLpTGkFGM0O1ZUi5HS6WgkYSCL9fJWTP+P0R91s1xgwrOJjZdehuplIHrM9zTyEHWwk+XXQDkBpLqjkzJca/g==";
        assert_eq!(sign(&secret("demo-secret"), &post, SignatureText::Base64), expected);
        let path = "/v1.0/get-auth-code?scopes=QUERY_BALANCE&state=abc";
        let get = string_to_sign("GET", path, "demo-token", b"", time);
        let expected = "BsrqTpAmDSawIf/ekKg09Zsa4JwQESTPA0L+d1W4GX4XhGTBWha/jRf0Ft8sgcWK6bd++cLKMRAwwSevEtGLrQ==";
        assert_eq!(sign(&secret("demo-secret"), &get, SignatureText::Base64), expected);
    }

    /// Made with `openssl dgst -sha256 -sign` and the demo key.
    #[test]
    fn the_token_signature_of_openssl() {
        let key = PublicKey::read(demo::PARTNER.public_key_pem).unwrap();
        let (client, time) = (demo::PARTNER.client_id, "2024-04-17T12:03:38+07:00");
        let signature = include_str!("../../tests/data/token-signature.base64").trim();
        assert!(key.check_token(client, time, signature).is_valid);
        assert!(!key.check_token(client, "2024-04-17T12:03:39+07:00", signature).is_valid);
        assert!(!key.check_token("another", time, signature).is_valid);
        for other in ["", "!", "AAAA", &signature.to_lowercase(), &signature[4..]] {
            assert!(!key.check_token(client, time, other).is_valid);
        }
    }

    #[test]
    fn minify_touches_nothing_inside_strings() {
        for (text, minified) in [
            (
                "{ \"a b\" :\t\"  c\\\" d\" ,\r\n\"e\":\"\\\\\" , \"f\" : 1.50 }",
                "{\"a b\":\"  c\\\" d\",\"e\":\"\\\\\",\"f\":1.50}",
            ),
            (" [ 1 , 2 ] ", "[1,2]"),
            ("\u{a0} {}", "\u{a0}{}"),
            ("{\"a\": \"\\\\\\\" x\" }", "{\"a\":\"\\\\\\\" x\"}"),
            ("", ""),
        ] {
            assert_eq!(minify(text.as_bytes()), minified.as_bytes(), "{text}");
        }
    }

    #[test]
    fn keys_that_are_none_are_not_read() {
        for pem in ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", demo::PARTNER.private_key_pem] {
            assert!(PublicKey::read(pem).is_none());
        }
    }
}
