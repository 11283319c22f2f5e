//! `bayar simulator scenarios`: what `--scenario` knows by name.
//!
//! May use: the simulator's scenarios. Starts nothing.

use crate::{exit::Exit, failure::Failure, printer::Printer};
use bayar_simulator::{Scenario, Side};
use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar simulator scenarios\n  bayar simulator scenarios --json | jq '.[] | select(.row == 9)'\n  bayar simulator --scenario 09-executed-late --log";

/// Options of `bayar simulator scenarios`.
#[derive(Debug, Args)]
pub struct ScenariosArgs {}

/// One scenario; `bayar simulator scenarios --json` prints an array of them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ScenarioRow {
    /// Its name, for `--scenario`.
    pub name: String,
    /// The row of the failure matrix that it plays; null for others.
    pub row: Option<u32>,
    /// `provider`: its faults do it. `client`: the program that is tested has to go wrong by itself.
    pub side: String,
    /// What happens.
    pub about: String,
    /// Its faults, in the text form.
    pub faults: Vec<String>,
}

pub(super) fn run(_: &ScenariosArgs, printer: Printer) -> Result<Exit, Failure> {
    let read = |name| Scenario::find(name).map(row).map_err(|e| Failure::Machine(e.to_string()));
    let rows: Vec<ScenarioRow> = Scenario::names().into_iter().map(read).collect::<Result<_, _>>()?;
    printer.print(&rows, || words(&rows))?;
    Ok(Exit::Done)
}

fn row(scenario: Scenario) -> ScenarioRow {
    ScenarioRow {
        name: scenario.name,
        row: scenario.row,
        side: if scenario.side == Side::Client { "client" } else { "provider" }.to_owned(),
        about: scenario.about.split_whitespace().collect::<Vec<_>>().join(" "),
        faults: scenario.rules.iter().map(|rule| rule.fault().to_string()).collect(),
    }
}

/// Name and first sentence.
fn words(rows: &[ScenarioRow]) -> String {
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
    let first = |about: &str| about.split_once(". ").map_or(about.to_owned(), |(first, _)| format!("{first}."));
    let lines: Vec<_> = rows.iter().map(|row| format!("{:<width$}  {}", row.name, first(&row.about))).collect();
    lines.join("\n")
}
