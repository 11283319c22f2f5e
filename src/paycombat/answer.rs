//! Reading PayCombat's envelope `{status, message, data}`.
//!
//! May use: the values. No error answer is documented, so none is a proof of anything.

use crate::{Error, Response};
use serde::Deserialize;

#[derive(Default, Deserialize)]
struct Wire {
    message: Option<String>,
}

/// The provider's words, which may repeat what was sent.
pub(super) fn message(response: &Response) -> Option<String> {
    serde_json::from_slice::<Wire>(response.body()).unwrap_or_default().message
}

/// The error for an answer that is no success. It does not repeat the provider's words.
pub(super) fn refused(operation: &'static str, response: Response) -> Error {
    let status = response.status().as_u16();
    let advice = match status {
        401 | 403 => "the merchant identifier or the token was probably not accepted",
        404 => "probably there is no such customer",
        500.. => "the provider is in trouble",
        _ => "the provider did not say that it succeeded",
    };
    Error::refused(
        operation,
        None,
        format!("HTTP {status}: {advice} (the provider documents no error answers)"),
        response,
    )
}
