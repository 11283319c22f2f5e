//! `bayar payments list`.
//!
//! Reads only.

use super::{PaymentReport, chosen, state};
use crate::{exit::Exit, failure::Failure, journal::JournalArgs, printer::Printer, say::say};
use bayar::{
    Lang,
    payments::{
        journal::{Journal, Query},
        machine::{IntentId, Record, State},
    },
};
use clap::Args;
use serde::Serialize;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar payments list --journal payments.db\n  bayar payments list --journal payments.db --state unknown --state review\n  bayar payments list --journal payments.db --limit 20 --after 019a0e0c6b7a0000000000000000c0de --json | jq .payments";

/// Options of `bayar payments list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    journal: JournalArgs,
    /// Only in this state; may be given several times.
    #[arg(long = "state", value_name = "STATE", value_parser = state)]
    states: Vec<State>,
    /// At most so many.
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..))]
    limit: u16,
    /// Those behind this one: the last id of the page before.
    #[arg(long, value_name = "ID")]
    after: Option<String>,
}

/// A page of payments.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PaymentsReport {
    /// Oldest first.
    pub payments: Vec<PaymentReport>,
    /// There are more; ask with `--after` and the last id.
    pub more: bool,
}

impl PaymentsReport {
    /// Of one record more than the limit.
    pub(super) fn new(mut records: Vec<Record>, limit: usize) -> Self {
        let more = records.len() > limit;
        records.truncate(limit);
        Self { payments: records.iter().map(PaymentReport::new).collect(), more }
    }

    pub(super) fn words(&self, lang: Lang) -> String {
        let mut lines: Vec<_> = self.payments.iter().map(PaymentReport::line).collect();
        match self.payments.last() {
            None => lines.push(say(lang, "none", "tidak ada").to_owned()),
            Some(last) if self.more => {
                lines.push(format!("{}: --after {}", say(lang, "more", "masih ada"), last.id));
            }
            Some(_) => {}
        }
        lines.join("\n")
    }
}

pub(super) async fn run(args: &ListArgs, printer: Printer) -> Result<Exit, Failure> {
    let limit = usize::from(args.limit);
    let after = args.after.clone().map(IntentId::from_text);
    let query = Query { states: chosen(&args.states), after, limit: limit + 1 };
    let report = PaymentsReport::new(args.journal.look()?.page(query).await?, limit);
    printer.print(&report, || report.words(printer.lang))?;
    Ok(Exit::Done)
}
