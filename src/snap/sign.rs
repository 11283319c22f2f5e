//! The three signatures of SNAP.
//!
//! Comes in: the texts exactly as they go on the wire. Stays out: making those texts, and sending them.
//!
//! ```text
//! token       client_id|timestamp                         RSA SHA-256
//! symmetric   METHOD:path:token:body hash:timestamp       HMAC-SHA512
//! asymmetric  METHOD:path:body hash:timestamp             RSA SHA-256
//! ```
//!
//! Source: <https://apidevportal.aspi-indonesia.or.id/api-services/keamanan>

use std::fmt;

use aws_lc_rs::hmac;

use super::body::Body;
use super::error::SnapError;
use super::key::PrivateKey;
use super::profile::{Profile, SignatureText};
pub use super::signed::Signed;
use super::signer::Signer;
use super::string_to_sign::{token_text, transaction_text};

use crate::Secret;

/// A client secret made ready for signing: half the work of a short signature is preparing the secret.
///
/// `Debug` shows nothing of it.
#[derive(Clone)]
pub struct HmacKey(pub(super) hmac::Key);

impl HmacKey {
    /// Prepares the secret; its UTF-8 bytes are the key.
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA512, secret.expose().as_bytes()))
    }
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacKey(***)")
    }
}

/// Signs a request for an access token: `client_id|timestamp`, RSA SHA-256, as base64.
///
/// `client_id` is the value of `X-CLIENT-KEY`, `timestamp` that of `X-TIMESTAMP`.
///
/// # Errors
///
/// What the signer says; see [`SnapError::signer`].
pub async fn token(client_id: &str, timestamp: &str, signer: &dyn Signer) -> Result<Signed, SnapError> {
    let text = token_text(client_id, timestamp);
    let signature = signer.sign(text.as_str().as_bytes()).await?;
    Ok(Signed::new(text, &signature, SignatureText::Base64))
}

/// [`token`] with a key in memory, without a future.
///
/// # Errors
///
/// [`SnapErrorKind::Signer`](super::SnapErrorKind::Signer) if the key can't sign.
pub fn token_with_key(client_id: &str, timestamp: &str, key: &PrivateKey) -> Result<Signed, SnapError> {
    token_text(client_id, timestamp).rsa(key, SignatureText::Base64)
}

/// Signs a transaction with the client secret (signature type 1, the default of the standard).
///
/// `path_and_query` is what stands on the request line; the profile decides what of it is signed. `token` is the B2B
/// token without `Bearer `, also where a customer's token is sent besides. `body` are the bytes that are sent; see
/// [`Body::compact`]. The secret is used as its UTF-8 bytes, also when it looks like base64 or hex.
///
/// ```
/// use bayar::Secret;
/// use bayar::snap::{Profile, sign};
///
/// let signed = sign::transaction_hmac(
///     &Profile::standard(),
///     &Secret::new("demo-secret".to_owned()),
///     "GET",
///     "/v1.0/get-auth-code?scopes=QUERY_BALANCE&state=abc",
///     &Secret::new("demo-token".to_owned()),
///     b"",
///     "2026-01-02T03:04:05+07:00",
/// );
/// assert!(signed.signature().starts_with("BsrqTpAmDSawIf/ekKg09Zsa4JwQESTP"));
/// ```
#[must_use]
pub fn transaction_hmac<'a>(
    profile: &Profile,
    secret: &Secret,
    method: &str,
    path_and_query: &str,
    token: &Secret,
    body: impl Into<Body<'a>>,
    timestamp: &str,
) -> Signed {
    let key = HmacKey::new(secret);
    transaction_hmac_with_key(profile, &key, method, path_and_query, token, body, timestamp)
}

/// [`transaction_hmac`] with a secret that was made ready once, for those who sign much.
#[must_use]
pub fn transaction_hmac_with_key<'a>(
    profile: &Profile,
    key: &HmacKey,
    method: &str,
    path_and_query: &str,
    token: &Secret,
    body: impl Into<Body<'a>>,
    timestamp: &str,
) -> Signed {
    let token = Some(token.expose());
    let text = transaction_text(profile, method, path_and_query, token, body.into(), timestamp);
    text.hmac(key, profile.signature_text)
}

/// Signs a transaction with an RSA key and without a token (signature type 2).
///
/// The parameters are those of [`transaction_hmac`].
///
/// # Errors
///
/// What the signer says; see [`SnapError::signer`].
pub async fn transaction_rsa<'a>(
    profile: &Profile,
    signer: &dyn Signer,
    method: &str,
    path_and_query: &str,
    body: impl Into<Body<'a>>,
    timestamp: &str,
) -> Result<Signed, SnapError> {
    let text = transaction_text(profile, method, path_and_query, None, body.into(), timestamp);
    let signature = signer.sign(text.as_str().as_bytes()).await?;
    Ok(Signed::new(text, &signature, profile.signature_text))
}

/// [`transaction_rsa`] with a key in memory, without a future.
///
/// # Errors
///
/// [`SnapErrorKind::Signer`](super::SnapErrorKind::Signer) if the key can't sign.
pub fn transaction_rsa_with_key<'a>(
    profile: &Profile,
    key: &PrivateKey,
    method: &str,
    path_and_query: &str,
    body: impl Into<Body<'a>>,
    timestamp: &str,
) -> Result<Signed, SnapError> {
    let text = transaction_text(profile, method, path_and_query, None, body.into(), timestamp);
    text.rsa(key, profile.signature_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snap::profile::EmptyBody;
    use crate::snap::testing::key;

    const TIME: &str = "2026-01-02T03:04:05+07:00";

    fn signed(path: &str, body: &[u8]) -> Signed {
        let method = if body.is_empty() { "get" } else { "POST" };
        let (secret, token) = (Secret::new("demo-secret"), Secret::new("demo-token"));
        transaction_hmac(&Profile::standard(), &secret, method, path, &token, body, TIME)
    }

    #[test]
    fn the_worked_example() {
        let body = b"{ \"accountNo\": \"115471119\",\n \"additionalInfo\" : {\"note\":\"a b\"}}";
        let post = signed("/v1.0/balance-inquiry", body);
        let hash = "49f3fa26ddacc392e0770c766a46a339b8c6dfb87aadc133574e48a639432eb7";
        assert_eq!(post.body_hash(), hash);
        assert_eq!(post.string_to_sign(), format!("POST:/v1.0/balance-inquiry:demo-token:{hash}:{TIME}"));
        assert_eq!(
            post.signature(),
            "RPLpTGkFGM0O1ZUi5HS6WgkYSCL9fJWTP+P0R91s1xgwrOJjZdehuplIHrM9zTyEHWwk+XXQDkBpLqjkzJca/g=="
        );
        let get = signed("/v1.0/get-auth-code?scopes=QUERY_BALANCE&state=abc", b"");
        assert_eq!(
            get.signature(),
            "BsrqTpAmDSawIf/ekKg09Zsa4JwQESTPA0L+d1W4GX4XhGTBWha/jRf0Ft8sgcWK6bd++cLKMRAwwSevEtGLrQ=="
        );
    }

    #[test]
    fn the_finnet_example_in_both_texts() {
        let hex = "f6bcc614b966d4f52c3a30f7ed8675f1b6f81f89a086b9091aaf91b73815b9a075e36e9ab429c9c68149a6e8b15da6f58d87d46a14edc863820fe3e023519a4b";
        let base64 = "9rzGFLlm1PUsOjD37YZ18bb4H4mghrkJGq+RtzgVuaB1426atCnJxoFJpuixXab1jYfUahTtyGOCD+PgI1GaSw==";
        let body = br#"{"partnerReferenceNo":"789123434523423470","phoneNo":"08113929190"}"#;
        let (secret, token) = (Secret::new("clientSecretExample"), Secret::new("accessTokenExample"));
        for (form, wanted) in [(SignatureText::Base64, base64), (SignatureText::Hex, hex)] {
            let profile = Profile::finnet().signature_text(form);
            let time = "2024-04-17T12:03:38+07:00";
            let signed = transaction_hmac(&profile, &secret, "POST", "/v1.0/pin/reset", &token, body, time);
            assert_eq!(signed.signature(), wanted);
            assert_eq!(signed.signature_as(SignatureText::Hex), hex);
            assert_eq!(signed.signature_as(SignatureText::Base64), base64);
        }
    }

    #[test]
    fn an_empty_field_for_an_empty_body() {
        let profile = Profile::standard().empty_body(EmptyBody::EmptyField);
        let text = transaction_text(&profile, "GET", "/a", None, Body::empty(), TIME);
        assert_eq!(text.as_str(), format!("GET:/a::{TIME}"));
    }

    #[test]
    fn rsa_signatures_verify_and_repeat() {
        let public = key().public_key().expect("public");
        let token = token_with_key("client", TIME, key()).expect("signed");
        assert_eq!(token.string_to_sign(), format!("client|{TIME}"));
        assert_eq!(token.body_hash(), "");
        let profile = Profile::standard();
        let one = transaction_rsa_with_key(&profile, key(), "POST", "/a", b"{}", TIME).expect("signed");
        let hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(one.string_to_sign(), format!("POST:/a:{hash}:{TIME}"));
        for signed in [token, one] {
            let bytes = SignatureText::Base64.decode(signed.signature()).expect("base64");
            assert!(public.verifies(signed.string_to_sign().as_bytes(), &bytes));
        }
    }

    #[test]
    fn a_signer_behind_a_future_gives_the_same() {
        use std::task::{Context, Poll, Waker};
        let mut future = std::pin::pin!(token("client", TIME, key()));
        let Poll::Ready(signed) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("a key in memory answers at once");
        };
        let direct = token_with_key("client", TIME, key()).expect("signed");
        assert_eq!(signed.expect("signed").signature(), direct.signature());
    }

    #[test]
    fn debug_shows_no_token_and_no_signature() {
        let shown = format!("{:?}", signed("/a", b"{}"));
        assert!(!shown.contains("demo-token") && !shown.contains("=="), "{shown}");
    }
}
