//! Readers for the two texts in which people pass requests around.
//!
//! Comes in: text. Stays out: files, shells, sockets.

mod curl;
mod http;
mod shell;

pub(super) use curl::curl;
pub(super) use http::raw_http;

use crate::snap::error::{SnapError, SnapErrorKind};

fn unreadable(why: &'static str) -> SnapError {
    SnapError::new(SnapErrorKind::Request, "request", why)
}
