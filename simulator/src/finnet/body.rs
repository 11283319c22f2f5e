//! Reading a SNAP body: an object, mandatory fields, their lengths.
//! Which fields an operation has is its own business.

use serde_json::{Map, Value};

use super::envelope::Refusal;
use crate::exchange::Request;

pub(super) type Object = Map<String, Value>;

pub(super) fn object(request: &Request) -> Result<&Object, Refusal> {
    let malformed = || Refusal::new(400, "00", "Bad request", "body is no JSON object");
    request.json().and_then(Value::as_object).ok_or_else(malformed)
}

/// A value that must be there; an empty text is none.
pub(super) fn mandatory<'a>(body: &'a Object, field: &str) -> Result<&'a Value, Refusal> {
    match body.get(field) {
        None | Some(Value::Null) => Err(Refusal::mandatory(field)),
        Some(Value::String(text)) if text.is_empty() => Err(Refusal::mandatory(field)),
        Some(value) => Ok(value),
    }
}

/// A value that must be text of a form.
pub(super) fn text<'a>(value: &'a Value, field: &str, has_form: impl Fn(&str) -> bool) -> Result<&'a str, Refusal> {
    value.as_str().filter(|text| has_form(text)).ok_or_else(|| Refusal::format(field))
}
