//! Recorded calls, rules and callbacks as JSON. Passwords, tokens and credentials are left out, except in the string to
//! sign, which is useless without them.
//! Shapes only; nothing is looked up here.

use serde_json::{Value, json};

use crate::{
    courier::SentCallback,
    fault::{Rule, RuleReport},
    recorder::RecordedCall,
};

/// Fields whose values are not shown.
const SECRET: [&str; 5] = ["password", "access_token", "accessToken", "client_secret", "pin"];

/// Headers whose values are shown; of all others only the name is.
const SHOWN: [&str; 10] = [
    "accept",
    "channel-id",
    "content-length",
    "content-type",
    "host",
    "origin",
    "user-agent",
    "x-external-id",
    "x-timestamp",
    "x-type",
];

pub(super) fn call(call: &RecordedCall) -> Value {
    let shown = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let is_shown = SHOWN.contains(&name.as_str());
        (name.to_string(), json!(value.to_str().ok().filter(|_| is_shown).unwrap_or("(not shown)")))
    };
    let headers: serde_json::Map<_, _> = call.headers.iter().map(shown).collect();
    let signature = call.verdict.signature().map(|it| {
        json!({"valid": it.is_valid, "string_to_sign": it.string_to_sign, "expected": it.expected,
            "received": it.received})
    });
    json!({
        "number": call.number,
        "provider": call.provider.id(),
        "operation": call.operation.map(crate::Operation::id),
        "method": call.method.as_str(),
        "path": call.path,
        "customer": call.customer,
        "at": call.at,
        "headers": headers,
        "request": body(&call.body),
        "accepted": call.verdict.is_accepted(),
        "judged": call.verdict.is_judged(),
        "problem": call.verdict.problem(),
        "signature": signature,
        "status": call.status,
        "response_code": call.response_code(),
        "answer": body(&call.answer),
        "answered_at": call.answered_at,
        "took_ms": call.took.as_secs_f64() * 1_000.0,
        "fault": call.fault.as_ref().map(ToString::to_string),
        "line": call.line(),
    })
}

/// JSON without secrets; other bodies as text.
fn body(bytes: &[u8]) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    let mut body = serde_json::from_slice(bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(bytes)));
    hide(&mut body);
    body
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if SECRET.contains(&name.as_str()) { *value = json!("(not shown)") } else { hide(value) }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(hide),
        _ => {}
    }
}

pub(super) fn rule(report: &RuleReport) -> Value {
    let mut view = json!({"struck": report.struck});
    if let (Value::Object(view), Value::Object(rule)) = (&mut view, settings(&report.rule)) {
        view.extend(rule);
    }
    view
}

fn settings(rule: &Rule) -> Value {
    serde_json::to_value(rule).unwrap_or_default()
}

pub(super) fn callback(sent: &SentCallback) -> Value {
    json!({
        "number": sent.number,
        "transaction_id": sent.transaction_id,
        "reference_number": sent.reference_number,
        "code": sent.code,
        "attempt": sent.attempt,
        "at": sent.at,
        "body": body(&sent.body),
        "status": sent.status,
        "problem": sent.problem,
    })
}
