//! `bayar payments show`.
//!
//! Reads only.

use super::{AttemptReport, EventReport, PaymentReport};
use crate::{
    exit::Exit,
    failure::Failure,
    journal::{JournalArgs, each},
    printer::Printer,
};
use bayar::payments::{
    journal::{Journal, JournalError, SqliteJournal},
    machine::{IntentId, Record, State},
};
use clap::Args;
use serde::Serialize;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar payments show 2026-11-0001 --journal payments.db\n  bayar payments show 019a0e0c6b7a0000000000000000c0de --journal payments.db --json | jq .history";

/// Options of `bayar payments show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The payment: its id, or its key.
    #[arg(value_name = "ID|KEY")]
    which: String,
    /// Whose key it is, where several accounts have it.
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    #[command(flatten)]
    journal: JournalArgs,
}

/// Everything about one payment.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ShowReport {
    /// The payment, with its customer.
    pub payment: PaymentReport,
    /// Every permit to send.
    pub attempts: Vec<AttemptReport>,
    /// Everything that happened, in order.
    pub history: Vec<EventReport>,
}

impl ShowReport {
    fn words(&self) -> String {
        let attempts = self.attempts.iter().map(|attempt| {
            let answer = attempt.answer.as_deref().unwrap_or("no answer was stored");
            format!("attempt {}  {}  {answer}", attempt.number, attempt.at)
        });
        let events = self.history.iter().map(EventReport::line);
        let lines: Vec<_> = [self.payment.words(), String::new()].into_iter().chain(attempts).collect();
        format!("{}\n\n{}", lines.join("\n"), events.collect::<Vec<_>>().join("\n"))
    }
}

pub(super) async fn run(args: &ShowArgs, printer: Printer) -> Result<Exit, Failure> {
    let journal = args.journal.look()?;
    let record = find(&journal, args).await?;
    let history = journal.history(&record.id).await?;
    let report = ShowReport {
        payment: PaymentReport::with_customer(&record),
        attempts: record.attempts.iter().map(AttemptReport::new).collect(),
        history: history.iter().map(EventReport::new).collect(),
    };
    printer.print(&report, || report.words())?;
    Ok(crate::journal::exit_of([record.state]))
}

/// By id, or else by key: keys are unique for each account only.
async fn find(journal: &SqliteJournal, args: &ShowArgs) -> Result<Record, Failure> {
    match journal.load(&IntentId::from_text(&args.which)).await {
        Err(JournalError::NotFound) => {}
        found => return Ok(found?),
    }
    if let Some(account) = &args.account {
        let found = journal.find(account, &args.which).await?;
        return found.ok_or_else(|| none(&args.which));
    }
    let mut found = vec![];
    let keep = |record: Record| {
        if record.key == args.which {
            found.push(record);
        }
        Ok(())
    };
    each(journal, &State::ALL, keep).await?;
    match found.len() {
        0 => Err(none(&args.which)),
        1 => Ok(found.remove(0)),
        _ => {
            let accounts: Vec<_> = found.iter().map(|record| record.account.as_str()).collect();
            Err(Failure::Usage(format!("which one? Add --account with one of {}", accounts.join(", "))))
        }
    }
}

fn none(which: &str) -> Failure {
    Failure::Usage(format!("the journal has no payment with the id or key {which}"))
}
