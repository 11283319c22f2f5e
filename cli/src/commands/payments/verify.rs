//! `bayar payments verify`.
//!
//! Reads only.

use crate::{exit::Exit, failure::Failure, journal::JournalArgs, printer::Printer};
use bayar::payments::journal::Damage;
use clap::Args;
use serde::Serialize;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar payments verify --journal payments.db\n  bayar payments verify --journal payments.db --json | jq .intact";

/// Options of `bayar payments verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    journal: JournalArgs,
}

/// Whether a journal is as it was written.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VerifyReport {
    /// Nothing was removed or altered.
    pub intact: bool,
    /// What was.
    pub damages: Vec<String>,
}

pub(super) async fn run(args: &VerifyArgs, printer: Printer) -> Result<Exit, Failure> {
    let damages: Vec<_> = args.journal.look()?.verify().await?.iter().map(words).collect();
    let report = VerifyReport { intact: damages.is_empty(), damages };
    let intact =
        "intact: every event carries the hash of the one before it, and every payment is what its last event says";
    printer.print(&report, || if report.intact { intact.to_owned() } else { report.damages.join("\n") })?;
    Ok(if report.intact { Exit::Done } else { Exit::Failed })
}

fn words(damage: &Damage) -> String {
    match damage {
        Damage::Event(position) => format!("event {position}, or the one before it, was removed or altered"),
        Damage::End => "events at the end are gone".to_owned(),
        Damage::Payment(id) => format!("payment {id} is not what its last event says"),
        other => format!("{other:?}"),
    }
}
