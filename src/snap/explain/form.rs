//! What can be seen without a key: headers that are missing, doubled, or badly written.
//!
//! Comes in: the request and the profile. Stays out: whether the signature fits.

use std::time::SystemTime;

use super::problem::Problem;
use super::report::Finding;
use super::request::Request;
use crate::snap::profile::{Header, Profile};
use crate::snap::timestamp;

/// The longest values of the standard.
const LENGTHS: [(Header, usize); 3] = [(Header::PartnerId, 36), (Header::ChannelId, 5), (Header::DeviceId, 400)];

pub(super) fn check(
    profile: &Profile,
    required: &[Header],
    request: &Request,
    now: Option<SystemTime>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for header in Header::ALL {
        let name = profile.headers.get(header).as_str();
        let values: Vec<&str> = request.values(name).collect();
        if required.contains(&header) && values.iter().all(|value| value.is_empty()) {
            found.push(Problem::MissingHeader(header));
        }
        if values.len() > 1 {
            found.push(Problem::DoubledHeader(header));
        }
        found.extend(values.first().filter(|value| !value.is_empty()).and_then(|value| form(profile, header, value)));
    }
    if !request.body.is_empty() && !is_json(request) {
        found.push(Problem::ContentType);
    }
    let mut findings: Vec<Finding> = found.into_iter().map(Finding::new).collect();
    findings.extend(skew(profile, request, now));
    findings
}

fn form(profile: &Profile, header: Header, value: &str) -> Option<Problem> {
    let longest = LENGTHS.iter().find(|(other, _)| *other == header);
    let right = match header {
        Header::Authorization | Header::AuthorizationCustomer => {
            return bearer(value).is_none().then_some(Problem::NoBearer(header));
        }
        Header::Timestamp => {
            return (!profile.timestamp_form.matches(value)).then_some(Problem::TimestampForm);
        }
        Header::ExternalId => profile.external_id_form.accepts(value),
        _ => longest.is_none_or(|(_, length)| value.chars().count() <= *length),
    };
    (!right).then_some(Problem::HeaderForm(header))
}

/// The token behind `Bearer `.
pub(super) fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn is_json(request: &Request) -> bool {
    let kind = request.values("content-type").next().unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

fn skew(profile: &Profile, request: &Request, now: Option<SystemTime>) -> Option<Finding> {
    let now = now?;
    let moment = timestamp::parse(request.first(profile, Header::Timestamp)).ok()?;
    let (apart, sign) = match moment.duration_since(now) {
        Ok(ahead) => (ahead, 1),
        Err(behind) => (behind.duration(), -1),
    };
    let seconds = i64::try_from(apart.as_secs()).unwrap_or(i64::MAX) * sign;
    (apart > profile.skew).then(|| Finding { seconds: Some(seconds), ..Finding::new(Problem::TimestampSkew) })
}
