//! The TOML of a scenario, and its way into rules.
//! Unknown keys are errors: a fault that was misspelt would be a test that tests nothing.

use std::{path::Path, time::Duration};

use serde::Deserialize;
use toml::Spanned;

use super::{Scenario, ScenarioError, Side};
use crate::{
    fault::{Fault, FaultTextError, Rule, duration},
    operation::Operation,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    row: Option<u32>,
    #[serde(default)]
    side: Option<Spanned<String>>,
    #[serde(default)]
    advance: Option<Spanned<String>>,
    #[serde(default)]
    fault: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fault: Spanned<String>,
    operation: Option<Spanned<String>>,
    customer: Option<String>,
    nth: Option<u64>,
    times: Option<u64>,
    #[serde(default)]
    per_customer: bool,
    probability: Option<Spanned<f64>>,
    seed: Option<u64>,
}

/// Where an error belongs.
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

pub(super) fn read(file: &str, text: &str) -> Result<Scenario, ScenarioError> {
    let source = Source { file, text };
    let read: File = toml::from_str(text).map_err(|error| {
        let problem = error.message().lines().next().unwrap_or_default().to_owned();
        ScenarioError::at(file, text, error.span(), problem)
    })?;
    let stem = Path::new(file).file_stem().map_or(file.into(), |stem| stem.to_string_lossy());
    Ok(Scenario {
        name: stem.into_owned(),
        about: read.about.trim().to_owned(),
        row: read.row,
        side: source.side(read.side.as_ref())?,
        rules: read.fault.into_iter().map(|entry| source.rule(entry)).collect::<Result<_, _>>()?,
        advance: match read.advance {
            Some(text) => source.checked(&text, duration(text.as_ref()))?,
            None => Duration::ZERO,
        },
    })
}

impl Source<'_> {
    fn side(&self, side: Option<&Spanned<String>>) -> Result<Side, ScenarioError> {
        match side.map(|side| (side.as_ref().as_str(), side)) {
            None | Some(("provider", _)) => Ok(Side::Provider),
            Some(("client", _)) => Ok(Side::Client),
            Some((_, side)) => Err(self.error(side, "write `provider` or `client`")),
        }
    }

    fn rule(&self, entry: Entry) -> Result<Rule, ScenarioError> {
        let fault = self.checked(&entry.fault, entry.fault.as_ref().parse::<Fault>())?;
        let mut rule = Rule::new(fault);
        if let Some(id) = &entry.operation {
            rule = rule.operation(self.operation(id)?);
        }
        if let Some(probability) = &entry.probability {
            if !(0.0..=1.0).contains(probability.as_ref()) {
                return Err(self.error(probability, "a probability is between 0 and 1"));
            }
            rule = rule.probability(*probability.as_ref());
        }
        let rule = entry.customer.into_iter().fold(rule, Rule::customer);
        let rule = entry.nth.into_iter().fold(rule, Rule::nth);
        let rule = entry.times.into_iter().fold(rule, Rule::times);
        let rule = entry.seed.into_iter().fold(rule, Rule::seed);
        Ok(if entry.per_customer { rule.per_customer() } else { rule })
    }

    fn operation(&self, id: &Spanned<String>) -> Result<Operation, ScenarioError> {
        Operation::parse(id.as_ref()).ok_or_else(|| {
            let known: Vec<_> = Operation::ALL.into_iter().map(Operation::id).collect();
            self.error(id, &format!("there is no operation `{}`; known are {}", id.as_ref(), known.join(", ")))
        })
    }

    fn checked<T, V>(&self, place: &Spanned<V>, result: Result<T, FaultTextError>) -> Result<T, ScenarioError> {
        result.map_err(|error| self.error(place, &error.to_string()))
    }

    fn error<V>(&self, place: &Spanned<V>, problem: &str) -> ScenarioError {
        ScenarioError::at(self.file, self.text, Some(place.span()), problem)
    }
}
