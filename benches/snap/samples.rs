//! Bodies of a wanted size; everything in them is invented.
//!
//! Comes in: a size. Stays out: anything random, so that each run measures the same bytes.

use serde_json::{Value, json};

fn body(size: usize) -> Value {
    let mut rows = Vec::new();
    let mut length = 60;
    let mut count = 0;
    while length < size {
        let row = json!({
            "partnerReferenceNo": format!("2026{count:012}"),
            "amount": { "value": "10000.00", "currency": "IDR" },
            "name": "Budi \"Santoso\", Jl. Melati 12",
        });
        length += row.to_string().len() + 1;
        rows.push(row);
        count += 1;
    }
    rows.pop();
    let empty = json!({ "rows": rows, "fill": "" }).to_string().len();
    json!({ "rows": rows, "fill": "x".repeat(size.saturating_sub(empty)) })
}

/// Of exactly this size, without white space between values.
pub(crate) fn compact(size: usize) -> Vec<u8> {
    let body = body(size).to_string().into_bytes();
    assert_eq!(body.len(), size);
    body
}

/// About this size, with a line for each member.
pub(crate) fn pretty(size: usize) -> Vec<u8> {
    let body = body(size * 2 / 3);
    let mut text = serde_json::to_vec_pretty(&body).unwrap();
    text.resize(text.len().max(size), b'\n');
    text
}

/// What minify has to make of it, by a parser.
pub(crate) fn compacted(body: &[u8]) -> Vec<u8> {
    let value: Value = serde_json::from_slice(body).unwrap();
    value.to_string().into_bytes()
}
