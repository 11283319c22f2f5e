//! Timestamps that a sender may have signed in place of the one that it sent.
//!
//! Comes in: the header. Stays out: moments further than some seconds away: there are too many of them.

use std::time::Duration;

use super::super::parts::{Change, Edit, Parts};
use super::super::problem::Problem;
use super::super::report::Finding;
use super::super::request::Request;
use crate::snap::profile::{Header, Profile};
use crate::snap::timestamp::{self, TimestampForm};

pub(super) fn changes(profile: &Profile, request: &Request, base: &Parts) -> Vec<Change> {
    let name = profile.headers.get(Header::Timestamp).as_str();
    let doubled = request.values(name).skip(1).filter(|other| *other != base.time);
    let doubled = doubled.map(|other| Change { edit: Edit::Time(other.to_owned()), findings: Vec::new() });
    let others = others(profile, &base.time)
        .into_iter()
        .map(|text| Change::new(Edit::Time(text), Finding::new(Problem::TimestampNotSigned)));
    doubled.chain(others).collect()
}

/// The same moment in other forms, and the seconds around it in the form that was sent and the form of the profile.
fn others(profile: &Profile, sent: &str) -> Vec<String> {
    let Ok(moment) = timestamp::parse(sent) else {
        return Vec::new();
    };
    let wib = TimestampForm::wib();
    let utc = TimestampForm::utc_z();
    let forms = [wib, wib.millis(), utc, utc.millis(), wib.offset_minutes(0), wib.offset_minutes(480)];
    let used = forms.into_iter().find(|form| form.matches(sent)).unwrap_or(profile.timestamp_form);
    let mut texts: Vec<String> = forms.iter().map(|form| form.format(moment)).collect();
    let (local, zone) = texts[0].split_at(19);
    let bare = [local.to_owned(), local.replace('T', " "), format!("{local}{}", zone.replace(':', ""))];
    let mut near = Vec::new();
    for seconds in 1..=5 {
        let step = Duration::from_secs(seconds);
        near.extend([used.format(moment + step), used.format(moment - step)]);
    }
    texts.extend(bare);
    texts.extend(near);
    texts.retain(|text| text != sent);
    texts
}
