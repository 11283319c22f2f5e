//! A request as it came over the wire.
//!
//! Comes in: method, target, headers and the raw bytes of the body. Stays out: parsed bodies.

use std::fmt;

use http::{HeaderMap, HeaderName, Request};

use super::refusal::{Refusal, RefusalReason};
use crate::snap::profile::{Header, Profile};

/// A request as it was received, borrowed.
///
/// `body` must be the raw bytes: a body that a framework parsed and printed again has another hash.
#[derive(Clone, Copy)]
pub struct Received<'a> {
    pub(crate) method: &'a str,
    pub(crate) target: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

impl<'a> Received<'a> {
    /// From its parts. `target` is the path with the query, as on the request line.
    #[must_use]
    pub const fn new(method: &'a str, target: &'a str, headers: &'a HeaderMap, body: &'a [u8]) -> Self {
        Self { method, target, headers, body }
    }

    /// From a request of the `http` crate whose body has been read in full.
    #[must_use]
    pub fn from_request<B: AsRef<[u8]>>(request: &'a Request<B>) -> Self {
        let uri = request.uri();
        Self::new(
            request.method().as_str(),
            uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str),
            request.headers(),
            request.body().as_ref(),
        )
    }

    /// The one value of a header that must be there once.
    pub(crate) fn once(&self, profile: &Profile, header: Header) -> Result<&'a str, Refusal> {
        let name = profile.headers.get(header);
        self.optional(name)?
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Refusal::header(RefusalReason::MissingHeader, name))
    }

    /// The one value of a header that may be absent; twice is refused, because proxies disagree on which one counts.
    pub(crate) fn optional(&self, name: &HeaderName) -> Result<Option<&'a str>, Refusal> {
        let mut values = self.headers.get_all(name).iter();
        let first = values.next();
        if values.next().is_some() {
            return Err(Refusal::header(RefusalReason::DoubledHeader, name));
        }
        first.map(http::HeaderValue::to_str).transpose().map_err(|_| Refusal::header(RefusalReason::BadHeader, name))
    }
}

impl fmt::Debug for Received<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("method", &self.method)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
