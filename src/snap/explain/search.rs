//! Tries the known mistakes, alone and in pairs, until the signature fits.
//!
//! Comes in: the fields as they were sent, the ways in which they may have been signed, the key. Stays out: more than
//! two mistakes in what was signed at once (a third in the writing of the signature is found besides).

use super::keys::{Keys, Texts};
use super::parts::{Change, Parts};
use super::report::Finding;

/// What the search found.
pub(super) enum Found {
    /// The signature fits what was sent.
    Right,
    /// It fits with these mistakes.
    With(Vec<Finding>),
    Nothing,
}

/// Mistakes that are looked for together.
const MOST: usize = 2;

pub(super) fn search(base: &Parts, changes: &[Change], keys: &Keys, texts: &Texts) -> Found {
    for cost in 0..=MOST {
        for key_cost in 0..=cost.min(1) {
            for together in combinations(changes, cost - key_cost) {
                if let Some(findings) = attempt(base, &together, keys, key_cost, texts) {
                    return findings;
                }
            }
        }
    }
    Found::Nothing
}

/// No change, one, or two of different fields, that stand for so many mistakes.
fn combinations(changes: &[Change], cost: usize) -> impl Iterator<Item = Vec<&Change>> {
    let none = (cost == 0).then(Vec::new).into_iter();
    let ones = changes.iter().filter(move |one| one.findings.len() == cost).map(|one| vec![one]);
    let pairs = changes.iter().enumerate().flat_map(move |(place, one)| {
        let rest = cost.checked_sub(one.findings.len());
        let others = changes[place + 1..]
            .iter()
            .filter(move |other| rest == Some(other.findings.len()) && !one.edit.same_field(&other.edit));
        others.map(move |other| vec![one, other])
    });
    none.chain(ones).chain(pairs)
}

fn attempt(base: &Parts, together: &[&Change], keys: &Keys, key_cost: usize, texts: &Texts) -> Option<Found> {
    let parts = together.iter().fold(base.clone(), |parts, change| parts.with(&change.edit));
    let message = parts.message();
    let (place, text) = keys.costing(key_cost).find_map(|place| Some((place, keys.fits(place, &message, texts)?)))?;
    let mut findings: Vec<Finding> = together.iter().flat_map(|change| change.findings.clone()).collect();
    findings.extend(keys.problem(place).cloned().map(Finding::new));
    findings.extend(text.map(Finding::new));
    if findings.is_empty() && together.is_empty() {
        return Some(Found::Right);
    }
    Some(Found::With(findings))
}
