//! `bayar payments recover`.
//!
//! Looks up; never sends a payment.

use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    journal::{self, JournalArgs, each, exit_of},
    next::Invocation,
    printer::Printer,
};
use bayar::{
    Lang,
    payments::{
        PayErrorKind, Payments,
        journal::{Count, Journal, SqliteJournal},
        machine::{IntentId, Record, State},
    },
};
use clap::Args;
use serde::Serialize;
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, SystemTime},
};

pub(super) const EXAMPLES: &str = "Examples:\n  bayar payments recover --journal payments.db\n  bayar payments recover --journal payments.db --live --json | jq .open";

/// What may be under way at the provider.
const OPEN: [State; 3] = [State::Sending, State::Unknown, State::Pending];

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
    fn words(&self, invocation: &Invocation) -> String {
        let number = self.looked_up;
        let (looked_up, oldest, none, next, held) = match invocation.lang {
            Lang::Id => (
                format!("{number} pembayaran sudah dicek statusnya"),
                "paling lama",
                "tidak ada yang masih terbuka",
                "yang ini perlu diperiksa orang; tahan uangnya dan jangan bayar lagi:",
                "pengiriman ditahan:",
            ),
            _ => (
                format!("looked up {number} payment(s)"),
                "oldest",
                "nothing is open",
                "these are for a person; keep the money on hold and don't pay again:",
                "sending is held:",
            ),
        };
        let mut lines = vec![looked_up];
        lines.extend(self.open.iter().map(|s| format!("{:<9}  {:>6}  {oldest} {}", s.state, s.number, s.oldest)));
        if self.open.is_empty() {
            lines.push(none.to_owned());
        }
        if self.open.iter().any(|open| open.state == State::Review.name()) {
            lines.push(format!("{next}\n  {}", invocation.payments(&["review"])));
        }
        lines.extend(self.held.as_ref().map(|why| format!("{held} {why}")));
        lines.join("\n")
    }
}

pub(super) async fn run(args: &RecoverArgs, printer: Printer) -> Result<Exit, Failure> {
    if args.account.dry_run {
        return Err(Failure::Usage("a look-up has no effect; there is nothing to rehearse".to_owned()));
    }
    let journal = Arc::new(args.journal.open()?);
    let work = Work::of(&journal, args.account.account.as_deref()).await?;
    let mut builder = Payments::builder(journal).no_background();
    for name in &work.accounts {
        let one = AccountArgs { account: Some(name.clone()), ..args.account.clone() };
        builder = builder.account(name, Desk::open(&one, printer, "singapay")?.singapay()?);
    }
    // Looks up everything that is open, due or not; then what else is due: receipts, failures, what was never sent.
    let payments = builder.start().await?;
    if args.account.account.is_none() {
        payments.recover().await?;
    } else {
        one_by_one(&payments, &work.due, printer).await?;
    }
    let counts = payments.counts().await?;
    let report = RecoverReport {
        exit: exit_of(counts.iter().map(|count| count.state)),
        looked_up: work.looked_up,
        open: counts.iter().map(StateReport::new).collect(),
        held: payments.held().await?,
    };
    payments.shutdown(Duration::from_secs(10)).await;
    let invocation = Invocation { account: args.account.clone(), ..Invocation::of(&args.journal, printer.lang) };
    printer.print(&report, || report.words(&invocation))?;
    Ok(report.exit)
}

/// A whole pass would drive the payments of other accounts too, about which nobody can be asked here.
async fn one_by_one(payments: &Payments, due: &[IntentId], printer: Printer) -> Result<(), Failure> {
    for id in due {
        match payments.resolve(id).await {
            Err(error) if *error.kind() == PayErrorKind::Invalid => printer.note(&format!("payment {id}: {error}")),
            done => drop(done?),
        }
    }
    Ok(())
}

/// What is to be looked up.
#[derive(Default)]
struct Work {
    accounts: BTreeSet<String>,
    /// Payments that are not open, and of which something is to be done all the same.
    due: Vec<IntentId>,
    looked_up: usize,
}

impl Work {
    /// Of one account, or of all.
    async fn of(journal: &SqliteJournal, only: Option<&str>) -> Result<Self, Failure> {
        let mut work = Self::default();
        let wanted = |record: &Record| only.is_none_or(|only| only == record.account);
        each(journal, &OPEN, |record| {
            if wanted(&record) {
                work.add(record);
            }
            Ok(())
        })
        .await?;
        // By the store's index: a walk over every payment that was ever made would take longer from year to year.
        for id in journal.claim_due(SystemTime::now().into(), usize::MAX, Duration::ZERO).await? {
            let record = journal.load(&id).await?;
            if wanted(&record) && !OPEN.contains(&record.state) {
                work.due.push(id);
                work.add(record);
            }
        }
        Ok(work)
    }

    fn add(&mut self, record: Record) {
        self.looked_up += usize::from(!record.state.is_before_sending());
        self.accounts.insert(record.account);
    }
}
