//! Reading Singapay's two envelopes, whatever the HTTP status.
//!
//! May use: the values. Must not know: what was asked.

use super::ResponseCode;
use crate::{Error, Response, Text, error::printable};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What both envelopes say, as far as they say it: `{command, response_code, response_text, data}` for business answers,
/// `{status, success, error}` for the token operation and for 401 and 403.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    pub(super) code: Option<ResponseCode>,
    /// The code is the text `04`, letter for letter, as the document of the 422 shows it.
    pub(super) is_bare_04: bool,
    pub(super) message: Option<String>,
    /// Field path to message, of a 422.
    pub(super) fields: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
struct Wire {
    response_code: Option<Text>,
    response_text: Option<Text>,
    data: Option<serde_json::Value>,
    error: Option<WireError>,
}

#[derive(Default, Deserialize)]
struct WireError {
    message: Option<Text>,
}

impl Envelope {
    /// An answer that is no envelope (HTML, nothing) says nothing.
    pub(super) fn read(response: &Response) -> Self {
        let wire: Wire = serde_json::from_slice(response.body()).unwrap_or_default();
        let is_bare_04 = wire.response_code.as_ref().is_some_and(|code| code.as_str() == "04");
        let message = wire.response_text.or_else(|| wire.error?.message);
        Self {
            code: wire.response_code.map(|code| ResponseCode::new(code.as_str())),
            is_bare_04,
            message: message.map(Text::into_string),
            fields: wire.data.as_ref().map(field_messages).unwrap_or_default(),
        }
    }

    pub(super) fn code(&self) -> Option<&str> {
        self.code.as_ref().map(ResponseCode::as_str)
    }
}

fn field_messages(data: &serde_json::Value) -> BTreeMap<String, String> {
    let entries = data.as_object().into_iter().flatten();
    entries.filter_map(|(field, text)| Some((field.clone(), text.as_str()?.to_owned()))).collect()
}

/// True for `00`.
pub(super) fn is_success(code: Option<&Text>) -> bool {
    code.is_some_and(|c| ResponseCode::new(c.as_str()).as_str() == "00")
}

/// The error for an answer that is no success. It says what to do and does not repeat the provider's words, which may
/// repeat what was sent.
pub(super) fn refused(operation: &'static str, response: Response) -> Error {
    let envelope = Envelope::read(&response);
    let status = response.status().as_u16();
    let text = match (status, envelope.code.as_ref().and_then(ResponseCode::meaning)) {
        (401, _) => "HTTP 401: the client id and secret, or the token, were not accepted. Check that the credentials are of this environment".to_owned(),
        (403, _) => "HTTP 403: the partner id is not one of this host, or the IP address of this machine is not registered with the provider".to_owned(),
        (422, _) => format!("HTTP 422: bad input{}", named(&envelope.fields)),
        (_, Some(known)) => format!("{} (code {}): {}", known.meaning, printable(envelope.code().unwrap_or_default()), known.next_step),
        (_, None) => format!("HTTP {status}, code {}: no page of the provider lists it", envelope.code().map_or("none", printable)),
    };
    Error::refused(operation, envelope.code().map(str::to_owned), text, response)
}

fn named(fields: &BTreeMap<String, String>) -> String {
    let names: Vec<_> = fields.keys().map(|f| printable(f)).collect();
    if names.is_empty() { String::new() } else { format!(" in {}", names.join(", ")) }
}
