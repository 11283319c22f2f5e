//! `bayar payments verify`.
//!
//! Reads only.

use crate::{exit::Exit, failure::Failure, journal::JournalArgs, printer::Printer};
use bayar::payments::journal::Damage;
use clap::Args;
use serde::Serialize;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar payments verify --journal payments.db\n  bayar payments verify --journal payments.db --json | jq .intact\n  bayar payments verify --journal payments.db --json | jq -c '[.position, .hash]' >> /mnt/elsewhere/payments.heads";

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
    /// The position of the newest event; 0 if there is none. Note it elsewhere, with its hash.
    pub position: u64,
    /// The hash of that event. It covers all events before it too: a chain that was written anew has another one.
    pub hash: String,
}

impl VerifyReport {
    fn words(&self) -> String {
        const INTACT: &str =
            "intact: every event carries the hash of the one before it, and every payment is what its last event says";
        let verdict = if self.intact { INTACT.to_owned() } else { self.damages.join("\n") };
        match self.position {
            0 => format!("{verdict}\nthere is no event yet"),
            position => format!("{verdict}\nnewest event  {position}  {}", self.hash),
        }
    }
}

pub(super) async fn run(args: &VerifyArgs, printer: Printer) -> Result<Exit, Failure> {
    let journal = args.journal.look()?;
    // Before the walk, which then covers it also while another process pays.
    let (position, hash) = journal.head().await?;
    let damages: Vec<_> = journal.verify().await?.iter().map(words).collect();
    let report = VerifyReport { intact: damages.is_empty(), damages, position, hash };
    printer.print(&report, || report.words())?;
    Ok(if report.intact { Exit::Done } else { Exit::Failed })
}

fn words(damage: &Damage) -> String {
    match damage {
        Damage::Event(position) => format!("event {position}, or the one before it, was removed or altered"),
        Damage::End => "events at the end are gone".to_owned(),
        Damage::Payment(id) => format!("payment {id} is not what its last event says"),
        Damage::Consumer(name) => format!("consumer {name} has acknowledged what has not happened"),
        other => format!("{other:?}"),
    }
}
