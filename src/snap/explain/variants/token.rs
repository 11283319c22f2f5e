//! Tokens that a sender may have signed in place of the B2B token.
//!
//! Comes in: the headers, and the token that should have been used. Stays out: showing any of them.

use super::super::form::bearer;
use super::super::parts::{Change, Edit, Parts};
use super::super::problem::Problem;
use super::super::report::Finding;
use super::super::request::Request;
use super::Known;
use crate::snap::profile::{Header, Profile};

pub(super) fn changes(profile: &Profile, request: &Request, base: &Parts, known: &Known<'_>) -> Vec<Change> {
    let change = |token: Option<String>, problem| Change::new(Edit::Token(token), Finding::new(problem));
    let customer = request.first(profile, Header::AuthorizationCustomer);
    let customer = bearer(customer).unwrap_or(customer).to_owned();
    let Some(token) = &base.token else {
        let sent = request.first(profile, Header::Authorization);
        let sent = bearer(sent).unwrap_or(sent).to_owned();
        return vec![change(Some(String::new()), Problem::Formula), change(Some(sent), Problem::Formula)];
    };
    let name = profile.headers.get(Header::Authorization).as_str();
    let doubled = request.values(name).skip(1).map(|value| bearer(value).unwrap_or(value));
    let missing = known.token.filter(|_| token.is_empty());
    let mut changes: Vec<Change> = doubled
        .chain(missing)
        .map(|other| Change { edit: Edit::Token(Some(other.to_owned())), findings: Vec::new() })
        .collect();
    changes.push(change(None, Problem::TokenNotSigned));
    changes.push(change(Some(String::new()), Problem::TokenNotSigned));
    changes.push(change(Some(format!("Bearer {token}")), Problem::BearerSigned));
    changes.push(change(Some(format!("bearer {token}")), Problem::BearerSigned));
    if !customer.is_empty() {
        changes.push(change(Some(customer), Problem::CustomerTokenSigned));
    }
    if let Some(other) = known.token {
        changes.push(change(Some(other.to_owned()), Problem::TokenOther));
    }
    changes
}
