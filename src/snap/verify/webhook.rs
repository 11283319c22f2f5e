//! Signed requests for the tests of a webhook endpoint.
//!
//! Comes in: a path, a body, and a key of yours that plays the provider. Stays out: sending it.

use std::time::SystemTime;

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request};

use crate::Secret;
use crate::snap::error::{SnapError, SnapErrorKind};
use crate::snap::key::PrivateKey;
use crate::snap::profile::{Header, Profile};
use crate::snap::sign;

/// Makes requests as a provider would send them, so that an endpoint can be tested.
///
/// ```
/// # use std::time::SystemTime;
/// # use bayar::snap::{PrivateKey, Profile, SnapError};
/// use bayar::snap::verify::TestWebhook;
///
/// # fn example(key: &PrivateKey) -> Result<http::Request<Vec<u8>>, SnapError> {
/// let request = TestWebhook::post(&Profile::standard(), "/v1.0/debit/notify", r#"{"amount":"1"}"#)
///     .rsa(key, SystemTime::now())?;
/// # Ok(request)
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct TestWebhook {
    profile: Profile,
    target: String,
    body: Vec<u8>,
    headers: Vec<(Header, String)>,
}

impl TestWebhook {
    /// A POST to a path (with its query, if it has one) of your server.
    #[must_use]
    pub fn post(profile: &Profile, path_and_query: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            target: path_and_query.to_owned(),
            body: body.into(),
            headers: vec![
                (Header::PartnerId, "test-partner".to_owned()),
                (Header::ExternalId, profile.external_id()),
                (Header::ChannelId, "95221".to_owned()),
            ],
            profile: profile.clone(),
        }
    }

    /// With another value of a header than the usual test value.
    #[must_use]
    pub fn header(mut self, header: Header, value: &str) -> Self {
        self.headers.retain(|(other, _)| *other != header);
        self.headers.push((header, value.to_owned()));
        self
    }

    /// Signed by RSA without a token, for [`Verifier::rsa`](super::Verifier::rsa).
    ///
    /// # Errors
    ///
    /// [`SnapErrorKind::Request`] if a header value or the path can't be sent.
    pub fn rsa(self, key: &PrivateKey, now: SystemTime) -> Result<Request<Vec<u8>>, SnapError> {
        let time = self.profile.timestamp(now);
        let signed = sign::transaction_rsa_with_key(&self.profile, key, "POST", &self.target, &self.body, &time)?;
        self.request(time, signed.into_signature())
    }

    /// Signed with a secret and a token, for [`Verifier::hmac`](super::Verifier::hmac).
    ///
    /// # Errors
    ///
    /// As [`rsa`](Self::rsa).
    pub fn hmac(self, secret: &Secret, token: &Secret, now: SystemTime) -> Result<Request<Vec<u8>>, SnapError> {
        let time = self.profile.timestamp(now);
        let signed = sign::transaction_hmac(&self.profile, secret, "POST", &self.target, token, &self.body, &time);
        let bearer = format!("Bearer {}", token.expose());
        self.header(Header::Authorization, &bearer).request(time, signed.into_signature())
    }

    /// A token request (service 73), for [`TokenIssuer::issue`](super::TokenIssuer::issue). The body is replaced.
    ///
    /// # Errors
    ///
    /// As [`rsa`](Self::rsa).
    pub fn token_request(
        mut self,
        client_id: &str,
        key: &PrivateKey,
        now: SystemTime,
    ) -> Result<Request<Vec<u8>>, SnapError> {
        let time = self.profile.timestamp(now);
        let signed = sign::token_with_key(client_id, &time, key)?;
        let grant = &self.profile.grant;
        self.body = serde_json::json!({ &*grant.field: grant.client_credentials }).to_string().into();
        self.headers = vec![(Header::ClientKey, client_id.to_owned())];
        self.request(time, signed.into_signature())
    }

    fn request(self, time: String, signature: String) -> Result<Request<Vec<u8>>, SnapError> {
        let signed = [(Header::Timestamp, time), (Header::Signature, signature)];
        let mut request = Request::post(&self.target).header(CONTENT_TYPE, "application/json");
        for (header, value) in self.headers.into_iter().chain(signed) {
            let value = HeaderValue::try_from(value).map_err(|_| unsendable())?;
            request = request.header(self.profile.headers.get(header), value);
        }
        request.body(self.body).map_err(|_| unsendable())
    }
}

fn unsendable() -> SnapError {
    SnapError::new(
        SnapErrorKind::Request,
        "request",
        "the path or a header value can't be sent over HTTP; the path starts with / and values are one line",
    )
}
