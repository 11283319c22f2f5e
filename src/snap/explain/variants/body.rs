//! Bodies that a sender may have hashed in place of the one that it sent.
//!
//! Comes in: the body as sent. Stays out: parsing and printing it; the rewritings work on its text.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::difference::Difference;
use super::super::parts::{Change, Edit, Parts};
use super::super::problem::Problem;
use super::super::report::Finding;
use super::super::request::Request;
use super::Known;
use super::json;
use super::steps::{Reached, Rewrite, reach};
use crate::snap::body::BodyHash;
use crate::snap::minify::minify;

/// Above this, rewritings are tried alone and not in pairs.
const LARGE: usize = 64 * 1024;

pub(super) fn changes(request: &Request, base: &Parts, known: &Known<'_>) -> Vec<Change> {
    let compact = minify(&request.body);
    let mut changes = Vec::new();
    if let Ok(text) = std::str::from_utf8(&compact) {
        changes.extend(rewritten(request, text));
    } else {
        changes.push(hashed(&request.body, &[Finding::new(Problem::NotMinified)]));
    }
    changes.extend(known.signed_body.into_iter().flat_map(|signed| from_sender(&compact, signed)));
    let spellings: Vec<Change> = changes.iter().filter(|one| one.findings.len() < 2).flat_map(respelled).collect();
    let own = Change { edit: Edit::Hash(base.hash.clone()), findings: Vec::new() };
    changes.extend(respelled(&own));
    changes.extend(spellings);
    let nothing = if request.body.is_empty() {
        Finding::new(Problem::BodyEmpty)
    } else {
        Finding::with(Problem::BodyOther, Difference::first(&compact, b""))
    };
    changes.push(Change::new(Edit::Hash(String::new()), nothing.clone()));
    changes.push(hashed(b"", &[nothing]));
    changes
}

fn hashed(body: &[u8], findings: &[Finding]) -> Change {
    let hash = BodyHash::of_exactly(body).to_string();
    Change { edit: Edit::Hash(hash), findings: findings.to_vec() }
}

fn rewritten(request: &Request, compact: &str) -> Vec<Change> {
    let raw = String::from_utf8_lossy(&request.body).into_owned();
    let empty = if request.body.is_empty() { vec!["{}", "[]", "null", "\"\""] } else { vec![] };
    let empty = empty.into_iter().map(str::to_owned).collect();
    let mut steps: Vec<(Problem, Vec<String>, Rewrite)> =
        vec![(Problem::NotMinified, vec![raw], json::spaced), (Problem::BodyEmpty, empty, emptied)];
    steps.extend(REWRITES.iter().map(|(problem, rewrite)| (problem.clone(), Vec::new(), *rewrite)));
    let reached = reach(compact, compact.len() <= LARGE, &steps);
    reached.iter().map(|Reached { text, findings }| hashed(text.as_bytes(), findings)).collect()
}

const REWRITES: [(Problem, Rewrite); 18] = [
    (Problem::BodySlashes, |text| Some(text.replace("\\/", "/").replace('/', "\\/"))),
    (Problem::BodySlashes, |text| Some(text.replace("\\/", "/"))),
    (Problem::BodyHtml, json::html_escaped),
    (Problem::BodyHtml, json::html_unescaped),
    (Problem::BodyUnicode, json::unicode_escaped),
    (Problem::BodyUnicode, json::unicode_escaped_upper),
    (Problem::BodyUnicode, json::unicode_unescaped),
    (Problem::BodyOrder, json::sorted),
    (Problem::BodyNulls, json::without_nulls),
    (Problem::BodyNumbers, json::numbers_short),
    (Problem::BodyNumbers, json::numbers_with_fraction),
    (Problem::BodySpaces, |text| Some(text.split([' ', '\t', '\r', '\n']).collect())),
    (Problem::BodySpaces, json::trimmed),
    (Problem::NotMinified, |text| Some(format!("{text}\n"))),
    (Problem::NotMinified, |text| json::indented(text, "  ")),
    (Problem::NotMinified, |text| json::indented(text, "    ")),
    (Problem::NotMinified, |text| json::indented(text, "\t")),
    (Problem::BodyTwice, |text| serde_json::to_string(text).ok()),
];

fn emptied(text: &str) -> Option<String> {
    ["{}", "[]", "null"].contains(&text).then(String::new)
}

/// The body that the sender says it signed, minified and as it is.
fn from_sender(compact: &[u8], signed: &[u8]) -> [Change; 2] {
    let minified = minify(signed);
    let place = Difference::first(compact, &minified);
    let other = Finding::with(Problem::BodyOther, place.clone());
    let mut raw = vec![Finding::new(Problem::NotMinified)];
    raw.extend(place.is_some().then(|| other.clone()));
    [hashed(&minified, &[other]), hashed(signed, &raw)]
}

/// The same hash in capitals, and as base64.
fn respelled(change: &Change) -> Vec<Change> {
    let Edit::Hash(hash) = &change.edit else {
        return Vec::new();
    };
    let bytes = crate::snap::text::from_hex(hash).unwrap_or_default();
    let spellings = [hash.to_ascii_uppercase(), STANDARD.encode(bytes)];
    let mut findings = change.findings.clone();
    findings.push(Finding::new(Problem::HashForm));
    spellings.map(|text| Change { edit: Edit::Hash(text), findings: findings.clone() }).into()
}
