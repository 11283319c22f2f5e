//! Scenarios: named sets of rules, read from TOML, shipped with the crate or the user's own.
//! What a rule does is the faults' business; here are names, files and what is wrong with them.

mod error;
mod read;
mod shipped;

use std::{fs, path::Path, time::Duration};

pub use self::error::ScenarioError;
use crate::{fault::Rule, simulator::Simulator};

/// Whose fault a scenario is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Side {
    /// The provider or the way to it goes wrong: the rules do it.
    Provider,
    /// The client goes wrong by itself: the scenario only says what the simulator contributes.
    Client,
}

/// A named set of rules.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Scenario {
    /// Its name: that of its file, without the ending.
    pub name: String,
    /// What happens, and what a test has to do itself.
    pub about: String,
    /// The row of the failure matrix that it plays; none for others.
    pub row: Option<u32>,
    /// Whose fault it is.
    pub side: Side,
    /// What goes wrong.
    pub rules: Vec<Rule>,
    /// How far the provider's clock is put forward.
    pub advance: Duration,
}

impl Scenario {
    /// The names of the scenarios that are shipped, in order.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        shipped::ALL.iter().map(|(name, _)| *name).collect()
    }

    /// A shipped scenario, if the text is its name, or else the file at that path.
    ///
    /// # Errors
    ///
    /// If there is neither, or if something is wrong in it; the error names file, line and key.
    pub fn find(name_or_path: &str) -> Result<Self, ScenarioError> {
        match shipped::ALL.iter().find(|(name, _)| *name == name_or_path) {
            Some((name, text)) => Self::parse(&format!("{name}.toml"), text),
            None => Self::load(name_or_path),
        }
    }

    /// The file at this path.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find).
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ScenarioError> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|error| ScenarioError::unreadable(path, &error))?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// A scenario's text; `file` is what errors call it, and its stem is the scenario's name.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find).
    pub fn parse(file: &str, text: &str) -> Result<Self, ScenarioError> {
        read::read(file, text)
    }
}

impl Simulator {
    /// Puts the rules of a scenario in force, after those that are in force already, and moves the clock if it says so.
    pub fn play(&self, scenario: &Scenario) {
        scenario.rules.iter().for_each(|rule| self.add_rule(rule.clone()));
        if !scenario.advance.is_zero() {
            self.clock().advance(scenario.advance);
        }
    }
}
