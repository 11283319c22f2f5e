//! A request as somebody has it at hand: parts, raw HTTP, or a curl command.
//!
//! Comes in: text and bytes. Stays out: sending it; values of headers in `Debug`.

use std::fmt;

use super::read;
use crate::snap::error::SnapError;
use crate::snap::profile::{Header, Profile};

/// A request to explain. Headers keep their order, and may be there twice.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Request {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// From its parts; `target` is `/path?query`, or a whole URL, whose host is kept as the `Host` header.
    #[must_use]
    pub fn new(method: &str, target: &str) -> Self {
        let mut request = Self { method: method.to_owned(), ..Self::default() };
        let Some((_, rest)) = target.split_once("://") else {
            target.clone_into(&mut request.target);
            return request;
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        request.target = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        request.header("Host", host)
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.trim().to_owned()));
        self
    }

    /// With the body, byte for byte.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// From the text of an HTTP/1 request: request line, headers, an empty line, the body.
    ///
    /// # Errors
    ///
    /// [`SnapErrorKind::Request`](crate::snap::SnapErrorKind::Request) if there is no request line or a line of the
    /// head is no header.
    pub fn from_raw_http(text: &[u8]) -> Result<Self, SnapError> {
        read::raw_http(text)
    }

    /// From a curl command, as browsers, Postman and documentation give it; no shell is run and no file is read.
    ///
    /// # Errors
    ///
    /// [`SnapErrorKind::Request`](crate::snap::SnapErrorKind::Request) if it is no curl command, has no URL, or takes
    /// its body from a file.
    pub fn from_curl(command: &str) -> Result<Self, SnapError> {
        read::curl(command)
    }

    /// From a request of the `http` crate. Header values that are no text become empty.
    #[must_use]
    pub fn from_http<B: AsRef<[u8]>>(request: &http::Request<B>) -> Self {
        let uri = request.uri();
        let mut copy = Self::new(request.method().as_str(), &uri.to_string()).body(request.body().as_ref());
        for (name, value) in request.headers() {
            copy = copy.header(name.as_str(), value.to_str().unwrap_or_default());
        }
        copy
    }

    /// All values of a header, in their order.
    pub(super) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let same = move |(other, _): &&(String, String)| other.eq_ignore_ascii_case(name);
        self.headers.iter().filter(same).map(|(_, value)| value.as_str())
    }

    /// The first value of one of SNAP's headers; empty if it isn't there.
    pub(super) fn first<'a>(&'a self, profile: &'a Profile, header: Header) -> &'a str {
        self.values(profile.headers.get(header).as_str()).next().unwrap_or_default()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
