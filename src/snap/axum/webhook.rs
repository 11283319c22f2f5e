//! What a handler gets: a request that was verified.
//!
//! Comes in: the layer's finding. Stays out: requests that didn't pass the layer.

use std::fmt;

use axum::extract::FromRequestParts;
use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::answer::coded;
use crate::snap::verify::Verified;

/// A request that is proven to be the provider's; an argument of a handler behind [`VerifyLayer`](super::VerifyLayer).
///
/// Without the layer the handler isn't called, and 500 is answered. `Debug` shows nothing of the content.
#[derive(Clone)]
pub struct Webhook {
    body: Bytes,
    headers: HeaderMap,
    timestamp: String,
    external_id: String,
    partner_id: String,
    client: Option<String>,
    repeat: bool,
}

impl Webhook {
    pub(super) fn new(verified: &Verified<'_>, body: Bytes, headers: HeaderMap) -> Self {
        Self {
            body,
            headers,
            timestamp: verified.timestamp().to_owned(),
            external_id: verified.external_id().to_owned(),
            partner_id: verified.partner_id().to_owned(),
            client: verified.client().map(str::to_owned),
            repeat: verified.is_repeat(),
        }
    }

    /// The raw body: what was signed, up to white space.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as a type of yours.
    ///
    /// # Errors
    ///
    /// It isn't JSON of that type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }

    /// The headers as received. No signature of SNAP covers them, save the timestamp and the token.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Whether the same request was accepted before: answer what you answered then. If your own records don't show
    /// that you acted on it (you may have crashed in between), act now.
    #[must_use]
    pub fn is_repeat(&self) -> bool {
        self.repeat
    }

    /// `X-TIMESTAMP` as received.
    #[must_use]
    pub fn timestamp(&self) -> &str {
        &self.timestamp
    }

    /// `X-EXTERNAL-ID` as received, or empty where the verifier asks for none.
    #[must_use]
    pub fn external_id(&self) -> &str {
        &self.external_id
    }

    /// `X-PARTNER-ID` as received, or empty.
    #[must_use]
    pub fn partner_id(&self) -> &str {
        &self.partner_id
    }

    /// Whom the token was issued to, or the id that the token formula signed.
    #[must_use]
    pub fn client(&self) -> Option<&str> {
        self.client.as_deref()
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("external_id", &self.external_id)
            .field("repeat", &self.repeat)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl<S: Sync> FromRequestParts<S> for Webhook {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let found = parts.extensions.get().cloned();
        // Fail closed: a route without the layer accepts nothing.
        found.ok_or_else(|| coded(StatusCode::INTERNAL_SERVER_ERROR, "5000000", "General Error"))
    }
}
