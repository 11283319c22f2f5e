//! What may be kept for ever of a provider's answer.
//!
//! May use: JSON. Knows words that name no person; whatever else stands in an answer is replaced by its length.

use crate::Response;
use serde_json::{Map, Value};

/// Values that are kept: what the answer decided, and by which numbers the provider knows it.
const KEPT: &[&str] = &[
    "status",
    "success",
    "code",
    "command",
    "response_code",
    "responseCode",
    "transaction_id",
    "reference_number",
    "transaction_status",
    "price",
    "net_price",
    "amount",
    "late_fee",
    "admin_fee",
    "created_at",
    "paid_at",
    "product_code",
    "type",
    "current_page",
    "last_page",
    "total",
];
const LONGEST_VALUE: usize = 64;
const LONGEST: usize = 4096;

/// An answer as it came, for the journal: status, the names of all fields, and only those values that can't be about a
/// person. It does not depend on whether anybody understands the answer; of what is no JSON only the size is kept.
#[must_use]
pub fn redacted(response: &Response) -> String {
    let body = match serde_json::from_slice(response.body()) {
        Ok(json) => kept(&json, false).to_string(),
        Err(_) => format!("{} bytes that are no JSON", response.body().len()),
    };
    let mut text = format!("HTTP {} {body}", response.status().as_u16());
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

fn kept(value: &Value, known: bool) -> Value {
    match value {
        Value::Object(fields) => Value::Object(fields.iter().map(field).collect::<Map<_, _>>()),
        Value::Array(items) => Value::Array(items.iter().map(|item| kept(item, known)).collect()),
        Value::Null | Value::Bool(_) => value.clone(),
        Value::String(text) if known && is_plain(text) => value.clone(),
        Value::Number(_) if known => value.clone(),
        Value::String(text) => Value::String(format!("({} bytes)", text.len())),
        Value::Number(_) => Value::String("(a number)".into()),
    }
}

fn field((name, value): (&String, &Value)) -> (String, Value) {
    let plain = name.len() <= 40 && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    let shown = if plain { name.clone() } else { format!("({} bytes)", name.len()) };
    (shown, kept(value, KEPT.contains(&name.as_str()) && !may_be_goods(name, value)))
}

/// A `code` may be that of a voucher, which is worth money. Response codes are short, words of errors have letters only, and
/// product codes begin with `SP`.
fn may_be_goods(name: &str, value: &Value) -> bool {
    let word = |text: &str| text.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    let known = |text: &str| text.len() <= 4 || text.starts_with("SP") || word(text);
    name == "code" && value.as_str().is_some_and(|text| !known(text))
}

/// Codes, ids, amounts and times; no spaces except in a time, so no name.
fn is_plain(text: &str) -> bool {
    let time = text.len() == 19 && text.bytes().filter(|b| *b == b' ').count() == 1 && text.starts_with("20");
    let word = |b: u8| b.is_ascii_alphanumeric() || b"-_.:".contains(&b) || (b == b' ' && time);
    text.len() <= LONGEST_VALUE && text.bytes().all(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;

    fn of(body: &str) -> String {
        let body = bytes::Bytes::copy_from_slice(body.as_bytes());
        redacted(&Response { status: StatusCode::OK, body, ..Response::none() })
    }

    #[test]
    fn what_was_decided_is_kept_and_who_it_was_is_not() {
        let text = of(r#"{"response_code":"00","response_text":"Sari Contoh paid","data":{"transaction_id":"01J",
            "price":"74194","customer_name":"Sari Contoh","customer_id":114676170021,"081220000001":"Sari",
            "paid_at":"2026-11-20 10:00:00","amount":["Sari Contoh"],"token":null}}"#);
        let json: Value = serde_json::from_str(text.strip_prefix("HTTP 200 ").unwrap()).unwrap();
        let expected = serde_json::json!({"response_code":"00","response_text":"(16 bytes)","data":{
            "transaction_id":"01J","price":"74194","customer_name":"(11 bytes)","customer_id":"(a number)",
            "(12 bytes)":"(4 bytes)","paid_at":"2026-11-20 10:00:00","amount":["(11 bytes)"],"token":null}});
        assert_eq!(json, expected);
    }

    #[test]
    fn the_code_of_a_voucher_is_no_response_code() {
        let text = of(
            r#"{"error":{"code":"UNAUTHED"},"data":{"product":{"code":"SPBPJSKSPOS"},"voucher":{"code":"AB12-CD34-EF56"}}}"#,
        );
        assert!(text.contains("UNAUTHED") && text.contains("SPBPJSKSPOS") && !text.contains("AB12"), "{text}");
    }

    #[test]
    fn what_nobody_can_read_is_kept_as_a_size() {
        assert_eq!(of("<html>Sari</html>"), "HTTP 200 17 bytes that are no JSON");
        assert_eq!(of(r#"{"price":"74"#), "HTTP 200 12 bytes that are no JSON");
        let long = format!("[{}null]", "null,".repeat(2000));
        assert!(of(&long).len() < LONGEST + 8);
    }
}
