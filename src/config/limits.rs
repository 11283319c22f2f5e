//! Limits out of their table.
//!
//! May use: the reader, the settings. Must not know: any provider.

use super::{
    bounds::{ATTEMPTS, BACKOFF, BODY_LIMIT, CLOCK_OFFSET, Lengths, REQUESTS, TIMEOUT},
    tables::LimitsTable,
    value::{Given, Number, Reader},
};
use crate::{Error, Settings};
use std::time::Duration;

pub(super) fn settings(reader: &Reader<'_>, table: Option<&LimitsTable>) -> Result<Settings, Error> {
    let settings = Settings::default();
    let Some(table) = table else { return Ok(settings) };
    let settings = times(reader, table, settings)?;
    let settings = sizes(reader, table, settings)?;
    requests(reader, table, settings)
}

type Set = fn(Settings, Duration) -> Settings;

fn times(reader: &Reader<'_>, table: &LimitsTable, mut settings: Settings) -> Result<Settings, Error> {
    let all: [(&str, &Option<Given>, Lengths, Set); 6] = [
        ("connect_timeout", &table.connect_timeout, TIMEOUT, Settings::connect_timeout),
        ("read_timeout", &table.read_timeout, TIMEOUT, Settings::read_timeout),
        ("effect_timeout", &table.effect_timeout, TIMEOUT, Settings::effect_timeout),
        ("deadline", &table.deadline, TIMEOUT, Settings::deadline),
        ("backoff", &table.backoff, BACKOFF, Settings::backoff),
        ("clock_offset_limit", &table.clock_offset_limit, CLOCK_OFFSET, Settings::clock_offset_limit),
    ];
    for (key, given, bounds, set) in all {
        if let Some(given) = given {
            settings = set(settings, reader.duration(&format!("limits.{key}"), given, bounds)?);
        }
    }
    Ok(settings)
}

fn sizes(reader: &Reader<'_>, table: &LimitsTable, mut settings: Settings) -> Result<Settings, Error> {
    if let Some(given) = &table.attempts {
        settings = settings.attempts(reader.number("limits.attempts", given, ATTEMPTS)?);
    }
    match &table.body_limit {
        Some(given) => Ok(settings.body_limit(reader.number("limits.body_limit", given, BODY_LIMIT)?)),
        None => Ok(settings),
    }
}

fn requests(reader: &Reader<'_>, table: &LimitsTable, settings: Settings) -> Result<Settings, Error> {
    let most = |key: &str, given: &Option<Number>| {
        given.as_ref().map(|given| reader.number::<u32>(key, given, REQUESTS)).transpose()
    };
    let settings = match most("limits.requests_per_second", &table.requests_per_second)? {
        None => settings,
        Some(0) => settings.no_rate_limit(),
        Some(most) => settings.rate_limit(most),
    };
    Ok(match most("limits.requests_at_once", &table.requests_at_once)? {
        None => settings,
        Some(0) => settings.no_in_flight_cap(),
        Some(most) => settings.in_flight(most),
    })
}
