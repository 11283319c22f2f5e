//! Reading Finnet's answers: `responseCode` and `responseMessage`, whatever the HTTP status.
//!
//! May use: `snap` codes. Must not know: what was asked.

use crate::{Error, Response, Text, error::printable, snap::ResponseCode};
use serde::Deserialize;

#[derive(Debug, Default)]
pub(super) struct Envelope {
    pub(super) raw_code: Option<String>,
    pub(super) code: Option<ResponseCode>,
    pub(super) message: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    response_code: Option<Text>,
    response_message: Option<Text>,
}

impl Envelope {
    /// An answer that is no envelope (HTML, nothing) says nothing.
    pub(super) fn read(response: &Response) -> Self {
        let wire: Wire = serde_json::from_slice(response.body()).unwrap_or_default();
        Self::new(wire.response_code, wire.response_message.map(Text::into_string))
    }

    /// Of an answer that was read already.
    pub(super) fn new(code: Option<Text>, message: Option<String>) -> Self {
        let raw_code = code.map(Text::into_string);
        let code = raw_code.as_deref().and_then(|c| ResponseCode::parse(c).ok());
        Self { raw_code, code, message }
    }

    /// Whether the HTTP status and the status within the code are the same. If not, the answer proves nothing.
    pub(super) fn agrees(&self, response: &Response) -> bool {
        self.code.as_ref().is_some_and(|c| c.http() == response.status().as_u16())
    }
}

/// The error for an answer that is no success. It does not repeat the provider's words.
pub(super) fn refused(operation: &'static str, response: Response) -> Error {
    let envelope = Envelope::read(&response);
    let status = response.status().as_u16();
    let code = envelope.raw_code.as_deref().map_or("none", printable);
    let advice = match status {
        401 => {
            "the client id, the signature, the time or the token were not accepted. Check that the private key belongs to the public key that Finnet has, and the clock of this machine"
        }
        403 => "this partner, or this machine's IP address, is not allowed to",
        500.. => "the provider is in trouble",
        _ => "the provider refused it",
    };
    Error::refused(operation, envelope.raw_code.clone(), format!("HTTP {status}, code {code}: {advice}"), response)
}
