//! Paths that a sender may have signed in place of the right one.
//!
//! Comes in: the request line, the host, the rules of the profile. Stays out: guesses at whole other paths.

use super::super::parts::{Change, Edit, Parts};
use super::super::problem::Problem;
use super::super::report::Finding;
use super::super::request::Request;
use super::steps::{Reached, Rewrite, reach};
use crate::snap::path::{decoded, sorted};
use crate::snap::profile::{PathPrefix, Profile, QueryRule};

pub(super) fn changes(profile: &Profile, request: &Request, base: &Parts) -> Vec<Change> {
    let mut steps = against_the_rules(profile, request);
    let rewrites: [(Problem, Rewrite); 11] = [
        (Problem::QueryNotSigned, without_query),
        (Problem::QueryOrder, sorted_query),
        (Problem::PathPrefix, from_version),
        (Problem::PathPrefix, behind_version),
        (Problem::PathPrefix, |path| Some(format!("/api{path}"))),
        (Problem::PathPrefix, |path| Some(format!("/snap{path}"))),
        (Problem::PathPrefix, |path| Some(format!("/openapi{path}"))),
        (Problem::PathSlash, with_slash),
        (Problem::PathSlash, |path| path.strip_prefix('/').map(str::to_owned)),
        (Problem::PathEncoding, |path| String::from_utf8(decoded(path)).ok()),
        (Problem::PathEncoding, |path| Some(path.to_ascii_lowercase())),
    ];
    steps.extend(rewrites.map(|(problem, rewrite)| (problem, Vec::new(), rewrite)));
    let mut reached = reach(&base.path, true, &steps);
    reached.extend(hosts(request, base, &reached));
    reached.into_iter().map(|one| Change { edit: Edit::Path(one.text), findings: one.findings }).collect()
}

/// The host before the path, and before every path that is one mistake away.
fn hosts(request: &Request, base: &Parts, reached: &[Reached]) -> Vec<Reached> {
    let host = request.values("host").next().unwrap_or_default();
    if host.is_empty() {
        return Vec::new();
    }
    let paths = std::iter::once((base.path.as_str(), Vec::new()));
    let single = reached.iter().filter(|one| one.findings.len() == 1);
    let paths = paths.chain(single.map(|one| (one.text.as_str(), one.findings.clone())));
    let mut with_host = Vec::new();
    for (path, findings) in paths {
        for start in [format!("https://{host}"), format!("http://{host}"), host.to_owned()] {
            let mut findings = findings.clone();
            findings.push(Finding::new(Problem::HostSigned));
            with_host.push(Reached { text: start + path, findings });
        }
    }
    with_host
}

type Step = (Problem, Vec<String>, Rewrite);

/// The path without one of the profile's rules, or without both.
fn against_the_rules(profile: &Profile, request: &Request) -> Vec<Step> {
    let signed = |profile: Profile| vec![profile.signed_path(&request.target).into_owned()];
    let problem = match profile.query {
        QueryRule::Exclude => Problem::QuerySigned,
        _ => Problem::QueryOrder,
    };
    vec![
        (problem, signed(profile.clone().query(QueryRule::Include)), |_| None),
        (Problem::PathPrefix, signed(profile.clone().path_prefix(PathPrefix::as_called())), |_| None),
        (Problem::PathPrefix, vec![request.target.clone()], |_| None),
    ]
}

fn without_query(path: &str) -> Option<String> {
    path.split_once('?').map(|(path, _)| path.to_owned())
}

fn sorted_query(path: &str) -> Option<String> {
    path.split_once('?').map(|(path, query)| format!("{path}?{}", sorted(query)))
}

/// From the version segment (`/v1.0/`) on.
fn from_version(path: &str) -> Option<String> {
    version(path).map(|place| path[place..].to_owned())
}

/// Behind the version segment.
fn behind_version(path: &str) -> Option<String> {
    let place = version(path)? + 1;
    let slash = path[place..].find('/')?;
    Some(path[place + slash..].to_owned())
}

fn version(path: &str) -> Option<usize> {
    let starts = path.match_indices("/v").map(|(place, _)| place);
    let is_version = |place: &usize| path[place + 2..].starts_with(|char: char| char.is_ascii_digit());
    starts.into_iter().find(is_version)
}

fn with_slash(path: &str) -> Option<String> {
    let (path, query) = path.split_once('?').map_or((path, String::new()), |(path, query)| (path, format!("?{query}")));
    Some(match path.strip_suffix('/') {
        Some(bare) => format!("{bare}{query}"),
        None => format!("{path}/{query}"),
    })
}
