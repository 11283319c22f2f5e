//! The sender's own string to sign against the one that should have been signed.
//!
//! Comes in: the text that the sender logged. Stays out: showing its token.

use super::difference::Difference;
use super::keys::{Keys, Texts};
use super::parts::{Change, Edit, Formula, Parts};
use super::problem::Problem;
use super::report::Finding;
use super::search::Found;

pub(super) fn compare(base: &Parts, changes: &[Change], signed: &str, keys: &Keys, texts: &Texts) -> Found {
    let mut findings = fields(base, changes, signed);
    let fits = |cost| keys.costing(cost).find_map(|place| Some((place, keys.fits(place, signed, texts)?)));
    match fits(0).or_else(|| fits(1)) {
        Some((place, text)) => {
            findings.extend(keys.problem(place).cloned().map(Finding::new));
            findings.extend(text.map(Finding::new));
        }
        None => findings.push(Finding::new(keys.looks(texts))),
    }
    if findings.is_empty() { Found::Right } else { Found::With(findings) }
}

fn fields(base: &Parts, changes: &[Change], signed: &str) -> Vec<Finding> {
    if base.message() == signed {
        return Vec::new();
    }
    let alone = changes.iter().find(|change| base.clone().with(&change.edit).message() == signed);
    if let Some(change) = alone {
        return change.findings.clone();
    }
    let Some(edits) = split(base, signed) else {
        return vec![Finding::new(Problem::Formula)];
    };
    let differing = edits.into_iter().filter(|(edit, _)| base.clone().with(edit).message() != base.message());
    differing.flat_map(|(edit, usual)| named(changes, &edit).unwrap_or_else(|| vec![usual])).collect()
}

/// The mistakes that are known to lead to this content of a field.
fn named(changes: &[Change], edit: &Edit) -> Option<Vec<Finding>> {
    changes.iter().find(|change| change.edit == *edit).map(|change| change.findings.clone())
}

/// Each field of the text, and what to call a difference in it that isn't known by name.
fn split(base: &Parts, signed: &str) -> Option<Vec<(Edit, Finding)>> {
    let plain = signed.trim_end_matches(['\r', '\n']);
    let mut fields = match base.formula {
        Formula::Token => token_fields(plain)?,
        Formula::Transaction => transaction_fields(base, plain)?,
    };
    if plain != signed {
        fields.push((Edit::Tail("\n"), Finding::new(Problem::Separators)));
    }
    Some(fields)
}

fn token_fields(signed: &str) -> Option<Vec<(Edit, Finding)>> {
    let (client, time) = signed.split_once(['|', ':'])?;
    let joint = Edit::Joint(if signed[client.len()..].starts_with('|') { "|" } else { ":" });
    Some(vec![
        (Edit::Client(client.to_owned()), Finding::new(Problem::ClientId)),
        (Edit::Time(time.to_owned()), Finding::new(Problem::TimestampNotSigned)),
        (joint, Finding::new(Problem::Separators)),
    ])
}

/// The body hash has 64 hex digits between colons, and everything else has its place around it.
fn transaction_fields(base: &Parts, signed: &str) -> Option<Vec<(Edit, Finding)>> {
    let start = hash_place(signed)?;
    let (head, tail) = signed.split_at(start);
    let (hash, time) = tail.split_at(64);
    let (method, middle) = head.strip_suffix(':')?.split_once(':')?;
    let (path, token) = match &base.token {
        None => (middle, None),
        Some(_) => middle.rsplit_once(':').map_or((middle, None), |(path, token)| (path, Some(token.to_owned()))),
    };
    let token_problem = if token.is_none() { Problem::TokenNotSigned } else { Problem::TokenOther };
    let path_place = Difference::first(base.path.as_bytes(), path.as_bytes());
    Some(vec![
        (Edit::Method(method.to_owned()), Finding::new(Problem::Method)),
        (Edit::Path(path.to_owned()), Finding::with(Problem::PathOther, path_place)),
        (Edit::Token(token), Finding::new(token_problem)),
        (Edit::Hash(hash.to_owned()), Finding::new(Problem::BodyOther)),
        (Edit::Time(time.strip_prefix(':')?.to_owned()), Finding::new(Problem::TimestampNotSigned)),
    ])
}

fn hash_place(signed: &str) -> Option<usize> {
    let bytes = signed.as_bytes();
    let windows = bytes.windows(66).enumerate().rev();
    let found = windows
        .into_iter()
        .find(|(_, window)| window[0] == b':' && window[65] == b':' && window[1..65].iter().all(u8::is_ascii_hexdigit));
    found.map(|(place, _)| place + 1)
}
