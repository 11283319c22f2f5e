//! The layer that stands before a webhook's handler.
//!
//! Comes in: a verifier and the service that is called. Stays out: bodies above the limit; routing.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, Request};
use axum::response::Response;
use http::StatusCode;
use tower_layer::Layer;
use tower_service::Service;

use super::answer::{coded, refused};
use super::webhook::Webhook;
use crate::Clock;
use crate::clock::SystemClock;
use crate::snap::profile::Header;
use crate::snap::verify::{Received, Verifier};

/// Verifies requests before a handler sees them, and answers the others as the standard asks.
///
/// It reads the raw body, up to a limit of 1 MiB, and takes the path as the client called it, also within
/// `Router::nest`; behind a proxy that rewrites paths, the profile says what was called
/// ([`PathPrefix`](crate::snap::PathPrefix)). Every answer gets `X-TIMESTAMP`.
#[derive(Debug, Clone)]
pub struct VerifyLayer {
    rules: Arc<Rules>,
}

#[derive(Debug)]
struct Rules {
    verifier: Verifier,
    service: String,
    limit: usize,
    clock: Arc<dyn Clock>,
}

impl VerifyLayer {
    /// With the service code that refusals are answered with: `56` for a direct debit notification, `52` for a QRIS
    /// notification, `25` for a virtual account payment.
    pub fn new(verifier: Verifier, service: impl Into<String>) -> Self {
        let clock = Arc::new(SystemClock::new());
        Self { rules: Arc::new(Rules { verifier, service: service.into(), limit: 1 << 20, clock }) }
    }

    /// With another limit of the body, in bytes.
    #[must_use]
    pub fn limit(self, bytes: usize) -> Self {
        self.with(|rules| rules.limit = bytes)
    }

    /// With another clock; for tests.
    #[must_use]
    pub fn clock(self, clock: Arc<dyn Clock>) -> Self {
        self.with(|rules| rules.clock = clock)
    }

    /// Settings are made before the layer is given away, while nobody shares it.
    fn with(mut self, change: impl FnOnce(&mut Rules)) -> Self {
        if let Some(rules) = Arc::get_mut(&mut self.rules) {
            change(rules);
        }
        self
    }
}

impl<S> Layer<S> for VerifyLayer {
    type Service = Verify<S>;

    fn layer(&self, inner: S) -> Verify<S> {
        Verify { inner, rules: self.rules.clone() }
    }
}

/// A service behind [`VerifyLayer`].
#[derive(Debug, Clone)]
pub struct Verify<S> {
    inner: S,
    rules: Arc<Rules>,
}

impl<S> Service<Request> for Verify<S>
where
    S: Service<Request, Response = Response> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The one that is ready is used; its copy waits for the next call.
        let copy = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, copy);
        let rules = self.rules.clone();
        Box::pin(async move {
            let answer = match rules.admit(request).await {
                Ok(request) => inner.call(request).await?,
                Err(refusal) => refusal,
            };
            Ok(rules.dated(answer))
        })
    }
}

impl Rules {
    /// The request with its proof among the extensions, or what to answer.
    async fn admit(&self, request: Request) -> Result<Request, Response> {
        let (mut parts, body) = request.into_parts();
        let body = to_bytes(body, self.limit).await.map_err(|_| self.unread())?;
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
        let target = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let received = Received::new(parts.method.as_str(), target, &parts.headers, &body);
        let verified = self.verifier.verify(&received, self.clock.now()).await;
        let verified = verified.map_err(|refusal| refused(&refusal, &self.service))?;
        let webhook = Webhook::new(&verified, body.clone(), parts.headers.clone());
        parts.extensions.insert(webhook);
        Ok(Request::from_parts(parts, Body::from(body)))
    }

    /// Too large, or cut off: there is nothing to verify.
    fn unread(&self) -> Response {
        let code = format!("413{}00", self.service);
        coded(StatusCode::PAYLOAD_TOO_LARGE, &code, "Request body too large or incomplete")
    }

    fn dated(&self, mut answer: Response) -> Response {
        let profile = self.verifier.profile();
        if let Ok(time) = profile.timestamp(self.clock.now()).try_into() {
            answer.headers_mut().entry(profile.headers.get(Header::Timestamp)).or_insert(time);
        }
        answer
    }
}
