//! The ways in which a sender may have signed something else than it sent.
//!
//! Comes in: the request. Stays out: keys; whether a way is the right one.

mod body;
mod json;
mod path;
mod steps;
mod time;
mod token;

use super::parts::{Change, Edit, Formula, Parts};
use super::problem::Problem;
use super::report::Finding;
use super::request::Request;
use crate::snap::profile::{Header, Profile};

/// What the asker knows besides the request.
pub(super) struct Known<'a> {
    pub(super) token: Option<&'a str>,
    pub(super) client_id: Option<&'a str>,
    pub(super) signed_body: Option<&'a [u8]>,
}

/// All ways, the likeliest first within each field.
pub(super) fn all(profile: &Profile, request: &Request, base: &Parts, known: &Known<'_>) -> Vec<Change> {
    let mut changes = time::changes(profile, request, base);
    if base.formula == Formula::Token {
        changes.extend(clients(profile, request, base, known));
    } else {
        changes.extend(methods(base));
        changes.extend(path::changes(profile, request, base));
        changes.extend(token::changes(profile, request, base, known));
        changes.extend(body::changes(request, base, known));
    }
    changes.extend(layouts(base));
    changes.retain(|change| base.clone().with(&change.edit).message() != base.message());
    changes
}

fn methods(base: &Parts) -> Vec<Change> {
    let small = base.method.to_ascii_lowercase();
    let others = ["POST", "GET", "PUT", "DELETE", "PATCH"].map(str::to_owned);
    let edits = std::iter::once(small).chain(others).map(Edit::Method);
    edits.map(|edit| Change::new(edit, Finding::new(Problem::Method))).collect()
}

fn clients(profile: &Profile, request: &Request, base: &Parts, known: &Known<'_>) -> Vec<Change> {
    let partner = request.first(profile, Header::PartnerId);
    let others = [known.client_id.unwrap_or_default(), partner, base.client.trim()];
    let others = others.into_iter().filter(|other| !other.is_empty());
    others.map(|other| Change::new(Edit::Client(other.to_owned()), Finding::new(Problem::ClientId))).collect()
}

/// Other separators, line ends, and the formula of the other kind of request.
fn layouts(base: &Parts) -> Vec<Change> {
    let mut edits = vec![
        (Edit::Joint("|"), Problem::Separators),
        (Edit::Joint(":"), Problem::Separators),
        (Edit::Joint(""), Problem::Separators),
        (Edit::Tail("\n"), Problem::Separators),
        (Edit::Tail("\r\n"), Problem::Separators),
    ];
    if base.formula == Formula::Transaction {
        edits.push((Edit::Formula(Formula::Token), Problem::Formula));
    }
    edits.into_iter().map(|(edit, problem)| Change::new(edit, Finding::new(problem))).collect()
}
