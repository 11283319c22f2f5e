//! `--dry-run`: what would be sent, masked, and nothing sent.
//!
//! May use: bayar's seam. What may be shown is listed; everything else is masked.

use bayar::Seam;
use bytes::Bytes;
use http::HeaderMap;
use serde::Serialize;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

const MASK: &str = "***";

/// Headers that say nothing about who calls and whom for.
const HEADERS: [&str; 6] = ["accept", "content-type", "x-timestamp", "channel-id", "origin", "x-type"];

/// Fields of bodies and queries that say nothing about a person and are no secret.
const FIELDS: [&str; 11] = [
    "command",
    "product_code",
    "period",
    "status",
    "page",
    "start_date",
    "end_date",
    "grant_type",
    "grantType",
    "currency",
    "reference_number",
];

/// A request as it would be sent, with everything masked that may be a secret or about a person.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MaskedRequest {
    /// The HTTP method.
    pub method: String,
    /// The address. A path is shown as it is called; a customer's id within it is masked, and most values of a query.
    pub url: String,
    /// The headers; most values are masked.
    pub headers: BTreeMap<String, String>,
    /// The body; most values are masked. Null without one.
    pub body: Value,
}

/// What `--dry-run --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DryRun {
    /// The requests that would be sent, in this order. Access tokens are fetched besides, where none is in hand.
    pub dry_run: Vec<MaskedRequest>,
}

/// Keeps requests instead of sending them.
#[derive(Debug, Default)]
pub struct Rehearsal {
    kept: Mutex<Vec<MaskedRequest>>,
}

impl Rehearsal {
    /// What was kept.
    #[must_use]
    pub fn report(&self) -> DryRun {
        DryRun { dry_run: self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone() }
    }
}

impl Seam for Rehearsal {
    fn signed(&self, request: &mut http::Request<Bytes>) {
        let masked = MaskedRequest {
            method: request.method().to_string(),
            url: url(request.uri()),
            headers: headers(request.headers()),
            body: body(request.body()),
        };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(masked);
    }

    fn rehearses(&self) -> bool {
        true
    }
}

/// The last segment below `customer/customer` is a person's id.
fn url(uri: &http::Uri) -> String {
    let text = uri.to_string();
    let (path, asked) = text.split_once('?').map_or((text.as_str(), None), |(path, asked)| (path, Some(asked)));
    let path = match path.split_once("/customer/customer/") {
        Some((before, _)) => format!("{before}/customer/customer/{MASK}"),
        None => path.to_owned(),
    };
    match asked {
        Some(asked) => format!("{path}?{}", query(asked)),
        None => path,
    }
}

/// What has no name may be a value.
fn query(asked: &str) -> String {
    let shown = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if FIELDS.contains(&name) => pair.to_owned(),
        Some((name, _)) => format!("{name}={MASK}"),
        None => MASK.to_owned(),
    };
    asked.split('&').map(shown).collect::<Vec<_>>().join("&")
}

fn headers(all: &HeaderMap) -> BTreeMap<String, String> {
    let shown = |name: &str| HEADERS.contains(&name);
    let text = |name: &str, value: &http::HeaderValue| match value.to_str() {
        Ok(value) if shown(name) => value.to_owned(),
        _ => MASK.to_owned(),
    };
    all.iter().map(|(name, value)| (name.as_str().to_owned(), text(name.as_str(), value))).collect()
}

fn body(bytes: &Bytes) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(bytes).map_or(Value::from(MASK), |value| masked("", value))
}

fn masked(field: &str, value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().map(|(name, value)| (name.clone(), masked(&name, value))).collect(),
        Value::Array(list) => list.into_iter().map(|value| masked(field, value)).collect(),
        Value::Null | Value::Bool(_) => value,
        value if FIELDS.contains(&field) => value,
        _ => MASK.into(),
    }
}

impl DryRun {
    /// For people.
    #[must_use]
    pub fn words(&self) -> String {
        let each = self.dry_run.iter().map(|request| {
            let headers: Vec<_> = request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            let body = if request.body.is_null() { String::new() } else { format!("\n\n{:#}", request.body) };
            format!("{} {}\n{}{body}", request.method, request.url, headers.join("\n"))
        });
        let all: Vec<_> = each.collect();
        format!("{}\n\nnothing was sent", all.join("\n\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_is_masked() {
        let text =
            br#"{"command":"plnpos","data":{"password":"hunter2","customer_id":"1146","period":4,"x":["a",null]}}"#;
        let shown = body(&Bytes::from_static(text));
        let wanted = serde_json::json!({"command": "plnpos", "data": {"password": "***", "customer_id": "***", "period": 4, "x": ["***", null]}});
        assert_eq!(shown, wanted);
        assert_eq!(body(&Bytes::from_static(b"secret=1")), Value::from("***"));
        for (sent, wanted) in [
            ("/api/v1/customer/customer/c_1", "/api/v1/customer/customer/***"),
            ("/customer/customer/c_1?a=c_1", "/customer/customer/***?a=***"),
            ("/x?accountNo=1146&page=2&name=", "/x?accountNo=***&page=2&name=***"),
            ("/x?1146&k=a=b", "/x?***&k=***"),
            ("/x", "/x"),
        ] {
            assert_eq!(url(&format!("http://h{sent}").parse().unwrap()), format!("http://h{wanted}"));
        }
    }

    /// It is a name for many things, and those within it have names of their own.
    #[test]
    fn what_stands_directly_below_data_is_masked() {
        for (sent, wanted) in [
            (r#"{"data":"1146"}"#, r#"{"data":"***"}"#),
            (r#"{"data":1146}"#, r#"{"data":"***"}"#),
            (r#"{"data":["1146",{"period":4}]}"#, r#"{"data":["***",{"period":4}]}"#),
        ] {
            assert_eq!(body(&Bytes::from(sent)).to_string(), wanted);
        }
    }
}
