//! An answer as it came: status, headers, bytes.
//!
//! May use: http, bytes, serde. Must not know: any provider, what the bytes mean.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::fmt;

/// An answer as it came. Every typed answer keeps it, success and failure alike.
///
/// The body may hold people's data; `Debug` shows its length only.
#[derive(Clone)]
pub struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
}

impl Response {
    /// In the place of one that is not kept.
    pub(crate) fn none() -> Self {
        Self { status: StatusCode::OK, headers: HeaderMap::new(), body: Bytes::new(), attempts: 0 }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, byte for byte.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as a type of yours.
    ///
    /// # Errors
    /// [`ErrorKind::Unreadable`](crate::ErrorKind::Unreadable), whose [`field`](crate::Error::field) is the path to what
    /// does not fit. The text does not repeat what stands there.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, crate::Error> {
        serde_json::from_slice(&self.body).map_err(|_| {
            let at = crate::misfit::place::<T>(&self.body);
            crate::Error::unreadable(
                "any_path",
                &at,
                "the answer does not fit the type that was asked for",
                self.clone(),
            )
        })
    }

    /// How many requests this answer took: 1, or more if the call was repeated.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The id that the provider, or the gateway before it, gave the request; quote it to their support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        const NAMES: [&str; 4] = ["x-request-id", "x-correlation-id", "x-trace-id", "cf-ray"];
        NAMES.iter().find_map(|name| self.headers.get(*name)?.to_str().ok())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status.as_u16())
            .field("body_bytes", &self.body.len())
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
