//! Spoiling an answer that the provider made: other bytes, other fields, another name for its content.
//! The provider has executed the call by then; nothing here changes that.

use bytes::Bytes;
use http::{HeaderValue, header};
use serde_json::{Value, json};

use crate::exchange::Reply;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    ContentType,
    InvalidUtf8,
    UnknownValue,
    UnknownField,
    /// A dotted path, and what stands there.
    Set(String, Value),
}

/// Fields with a list of known values, the most telling first.
const ENUMERATED: [&str; 4] = [
    "/data/status",
    "/data/bill_transactions/0/status",
    "/data/gca_activation_status",
    "/data/data/gca_activation_status",
];

impl Edit {
    /// JSON if it is JSON, else text.
    pub(crate) fn set(path: &str, value: &str) -> Self {
        Self::Set(path.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| json!(value)))
    }

    pub(crate) fn apply(&self, reply: &mut Reply) {
        match self {
            Self::ContentType => {
                reply.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
            }
            Self::InvalidUtf8 => reply.body = invalid(&reply.body),
            Self::UnknownValue => rewrite(reply, unknown_value),
            Self::UnknownField => rewrite(reply, unknown_field),
            Self::Set(path, value) => rewrite(reply, |body| set(body, path, value.clone())),
        }
    }
}

/// A byte that is no UTF-8 inside the last text.
fn invalid(body: &[u8]) -> Bytes {
    let at = body.iter().rposition(|it| *it == b'"').unwrap_or(body.len());
    [&body[..at], b"\xff", &body[at..]].concat().into()
}

fn rewrite(reply: &mut Reply, change: impl FnOnce(&mut Value)) {
    if let Ok(mut body) = serde_json::from_slice(&reply.body) {
        change(&mut body);
        reply.body = body.to_string().into();
    }
}

fn unknown_value(body: &mut Value) {
    let field = ENUMERATED.into_iter().find(|path| body.pointer(path).is_some());
    let (path, value) = match field {
        Some(path) => (path, "status_of_tomorrow"),
        None if body.get("responseCode").is_some() => ("/responseCode", "2009977"),
        None => ("/response_code", "77"),
    };
    if let Some(there) = body.pointer_mut(path) {
        *there = json!(value);
    }
}

fn unknown_field(body: &mut Value) {
    for path in ["", "/data"] {
        if let Some(Value::Object(object)) = body.pointer_mut(path) {
            object.insert("x_field_of_tomorrow".to_owned(), json!({"nested": [1, null]}));
        }
    }
}

fn set(body: &mut Value, path: &str, value: Value) {
    let pointer = format!("/{}", path.replace('.', "/"));
    if body.pointer(&pointer).is_some() {
        body.pointer_mut(&pointer).into_iter().for_each(|there| *there = value.clone());
    } else if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(object)) = body.pointer_mut(parent)
    {
        object.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    fn edited(edit: &Edit, body: &Value) -> Reply {
        let mut reply = Reply::json(StatusCode::OK, body);
        edit.apply(&mut reply);
        reply
    }

    #[test]
    fn fields_are_put_where_the_path_leads() {
        let body = json!({"response_code": "00", "data": {"price": "1", "rows": [{"a": 1}]}});
        let read = |edit: Edit| -> Value { serde_json::from_slice(&edited(&edit, &body).body).unwrap() };
        assert_eq!(read(Edit::Set("data.price".into(), Value::Null))["data"]["price"], Value::Null);
        assert_eq!(read(Edit::set("data.rows.0.a", "x"))["data"]["rows"][0]["a"], "x");
        assert_eq!(read(Edit::set("data.new", "[1]"))["data"]["new"], json!([1]));
        assert_eq!(read(Edit::UnknownValue)["response_code"], "77");
        assert!(read(Edit::UnknownField)["data"]["x_field_of_tomorrow"].is_object());
    }

    #[test]
    fn bytes_and_names_are_spoilt() {
        let invalid = edited(&Edit::InvalidUtf8, &json!({"a": "b"}));
        assert_eq!(&invalid.body[..], b"{\"a\":\"b\xff\"}");
        let named = edited(&Edit::ContentType, &json!({}));
        assert_eq!(named.headers[header::CONTENT_TYPE], "text/plain");
    }
}
