//! Limits out of their table.
//!
//! May use: the reader, the settings. Must not know: any provider.

use super::{
    tables::LimitsTable,
    value::{Given, Reader},
};
use crate::{Error, Settings};
use std::time::Duration;

pub(super) fn settings(reader: &Reader<'_>, table: Option<&LimitsTable>) -> Result<Settings, Error> {
    let settings = Settings::default();
    let Some(table) = table else { return Ok(settings) };
    Ok(numbers(table, times(reader, table, settings)?))
}

type Set = fn(Settings, Duration) -> Settings;

fn times(reader: &Reader<'_>, table: &LimitsTable, mut settings: Settings) -> Result<Settings, Error> {
    let all: [(&str, &Option<Given>, Set); 6] = [
        ("connect_timeout", &table.connect_timeout, Settings::connect_timeout),
        ("read_timeout", &table.read_timeout, Settings::read_timeout),
        ("effect_timeout", &table.effect_timeout, Settings::effect_timeout),
        ("deadline", &table.deadline, Settings::deadline),
        ("backoff", &table.backoff, Settings::backoff),
        ("clock_offset_limit", &table.clock_offset_limit, Settings::clock_offset_limit),
    ];
    for (key, given, set) in all {
        if let Some(given) = given {
            settings = set(settings, reader.duration(&format!("limits.{key}"), given)?);
        }
    }
    Ok(settings)
}

fn numbers(table: &LimitsTable, mut settings: Settings) -> Settings {
    if let Some(most) = table.attempts {
        settings = settings.attempts(most);
    }
    if let Some(bytes) = table.body_limit {
        settings = settings.body_limit(usize::try_from(bytes).unwrap_or(usize::MAX));
    }
    settings = match table.requests_per_second {
        None => settings,
        Some(0) => settings.no_rate_limit(),
        Some(most) => settings.rate_limit(most),
    };
    match table.requests_at_once {
        None => settings,
        Some(0) => settings.no_in_flight_cap(),
        Some(most) => settings.in_flight(most),
    }
}
