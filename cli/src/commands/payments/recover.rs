//! `bayar payments recover` and `release`.
//!
//! Looks up; never sends a payment.

use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    journal::{self, JournalArgs, each, exit_of},
    printer::Printer,
};
use bayar::payments::{
    Payments,
    journal::{Count, Journal, SqliteJournal},
    machine::State,
};
use clap::Args;
use serde::Serialize;
use std::{collections::BTreeSet, time::Duration};

pub(super) const EXAMPLES: &str = "Examples:\n  bayar payments recover --journal payments.db\n  bayar payments recover --journal payments.db --live --json | jq .open";
pub(super) const RELEASE_EXAMPLES: &str = "Examples:\n  bayar payments release --journal payments.db --actor sari";

/// Options of `bayar payments recover`.
#[derive(Debug, Args)]
#[command(mut_arg("dry_run", |dry_run| dry_run.hide(true)))]
#[command(mut_arg("account", |account| account.help("Only payments of this account; all of them otherwise")))]
pub struct RecoverArgs {
    #[command(flatten)]
    journal: JournalArgs,
    #[command(flatten)]
    account: AccountArgs,
}

/// Options of `bayar payments release`.
#[derive(Debug, Args)]
pub struct ReleaseArgs {
    #[command(flatten)]
    journal: JournalArgs,
    /// Who has made sure that sending is safe: every payment since the back-up is known to the journal or will not be
    /// repeated.
    #[arg(long, value_name = "NAME")]
    actor: String,
}

/// What was released.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ReleaseReport {
    /// Why sending was held until now; null if it was not.
    pub held: Option<String>,
}

impl ReleaseReport {
    fn words(&self) -> String {
        match &self.held {
            Some(why) => format!("released; sending was held because {why}"),
            None => "sending was not held".to_owned(),
        }
    }
}

/// How many payments stand in one state.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StateReport {
    /// The state.
    pub state: String,
    /// How many.
    pub number: u64,
    /// When the one that waits longest came there or changed last.
    pub oldest: String,
}

impl StateReport {
    fn new(count: &Count) -> Self {
        Self { state: count.state.name().to_owned(), number: count.number, oldest: journal::time(count.oldest) }
    }
}

/// What recovery left open.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RecoverReport {
    /// How the command ends.
    pub exit: Exit,
    /// How many were looked up.
    pub looked_up: usize,
    /// What is not closed, by state.
    pub open: Vec<StateReport>,
    /// Why nothing is sent at present, if so.
    pub held: Option<String>,
}

impl RecoverReport {
    fn words(&self) -> String {
        let mut lines = vec![format!("looked up {} payment(s)", self.looked_up)];
        lines.extend(self.open.iter().map(|s| format!("{:<9}  {:>6}  oldest {}", s.state, s.number, s.oldest)));
        if self.open.is_empty() {
            lines.push("nothing is open".to_owned());
        }
        if self.open.iter().any(|open| open.state == State::Review.name()) {
            lines.push("next: bayar payments review".to_owned());
        }
        lines.extend(self.held.as_ref().map(|why| format!("sending is held: {why}")));
        lines.join("\n")
    }
}

pub(super) async fn run(args: &RecoverArgs, printer: Printer) -> Result<Exit, Failure> {
    if args.account.dry_run {
        return Err(Failure::Usage("a look-up has no effect; there is nothing to rehearse".to_owned()));
    }
    let journal = args.journal.open()?;
    let (mut accounts, looked_up) = open_accounts(&journal).await?;
    accounts.retain(|name| args.account.account.as_ref().is_none_or(|only| only == name));
    let mut builder = Payments::builder(journal).no_background();
    for name in accounts {
        let one = AccountArgs { account: Some(name.clone()), ..args.account.clone() };
        builder = builder.account(name, Desk::open(&one, printer, "singapay")?.singapay()?);
    }
    // Looks up everything that is open, due or not; then what else is due: receipts, and what was never sent.
    let payments = builder.start().await?;
    payments.recover().await?;
    let counts = payments.counts().await?;
    let report = RecoverReport {
        exit: exit_of(counts.iter().map(|count| count.state)),
        looked_up,
        open: counts.iter().map(StateReport::new).collect(),
        held: payments.held().await?,
    };
    payments.shutdown(Duration::from_secs(10)).await;
    printer.print(&report, || report.words())?;
    Ok(report.exit)
}

/// Who has open payments, and how many of them there are.
async fn open_accounts(journal: &SqliteJournal) -> Result<(BTreeSet<String>, usize), Failure> {
    let (mut accounts, mut number) = (BTreeSet::new(), 0);
    let count = |record: bayar::payments::machine::Record| {
        accounts.insert(record.account);
        number += 1;
        Ok(())
    };
    each(journal, &[State::Sending, State::Unknown, State::Pending], count).await?;
    Ok((accounts, number))
}

pub(super) async fn release(args: &ReleaseArgs, printer: Printer) -> Result<Exit, Failure> {
    let journal = args.journal.open()?;
    let held = journal.held().await?;
    if args.actor.trim().is_empty() {
        return Err(Failure::Usage("--actor: who releases it must be said".to_owned()));
    }
    journal.release(&args.actor).await?;
    let report = ReleaseReport { held };
    printer.print(&report, || report.words())?;
    Ok(Exit::Done)
}
