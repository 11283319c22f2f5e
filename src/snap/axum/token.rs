//! The endpoint that gives tokens to a provider (service 73).
//!
//! Comes in: an issuer. Stays out: the checking of tokens later; that is the verifier's.

use std::sync::Arc;
use std::time::SystemTime;

use axum::body::to_bytes;
use axum::extract::{OriginalUri, Request};
use axum::response::Response;
use axum::routing::{MethodRouter, post};
use http::StatusCode;

use super::answer::{coded, json, refused};
use crate::snap::verify::{Received, TokenIssuer};

/// Token requests are one line of JSON.
const LIMIT: usize = 16 * 1024;

/// A route that answers token requests of providers.
///
/// ```
/// use std::sync::Arc;
/// use axum::Router;
/// use bayar::snap::{axum::token_endpoint, verify::TokenIssuer};
///
/// fn server(issuer: Arc<TokenIssuer>) -> Router {
///     Router::new().route("/v1.0/access-token/b2b", token_endpoint(issuer))
/// }
/// ```
pub fn token_endpoint<S: Clone + Send + Sync + 'static>(issuer: Arc<TokenIssuer>) -> MethodRouter<S> {
    post(move |OriginalUri(uri): OriginalUri, request: Request| answer(issuer, uri, request))
}

async fn answer(issuer: Arc<TokenIssuer>, uri: http::Uri, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LIMIT).await else {
        return coded(StatusCode::PAYLOAD_TOO_LARGE, "4137300", "Request body too large or incomplete");
    };
    let target = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let received = Received::new(parts.method.as_str(), target, &parts.headers, &body);
    match issuer.issue(&received, SystemTime::now()) {
        Ok(token) => json(StatusCode::OK, token.body()),
        Err(refusal) => refused(&refusal, "73"),
    }
}
