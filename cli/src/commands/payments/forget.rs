//! `bayar payments forget`: takes the data about people out of closed payments.
//!
//! Sends nothing and asks nobody.

use crate::{
    exit::Exit,
    failure::Failure,
    journal::{JournalArgs, each},
    next::Invocation,
    printer::Printer,
    say::say,
};
use bayar::{
    Lang,
    payments::{
        Payments,
        journal::{Journal, SqliteJournal},
        machine::{IntentId, Moment, Record, State},
    },
};
use clap::Args;
use serde::Serialize;
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

pub(super) const EXAMPLES: &str = "Examples:\n  bayar payments forget 019a0e0c6b7a0000000000000000c0de --journal payments.db --actor sari\n  bayar payments forget --older-than 90 --journal payments.db --actor sari --json | jq .forgotten";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Options of `bayar payments forget`.
#[derive(Debug, Args)]
pub struct ForgetArgs {
    /// The payment.
    #[arg(value_name = "ID", required_unless_present = "older_than", conflicts_with = "older_than")]
    id: Option<String>,
    #[command(flatten)]
    journal: JournalArgs,
    /// Every payment that changed last so many days ago, or longer ago.
    #[arg(long, value_name = "DAYS")]
    older_than: Option<u32>,
    /// Who decides. It is kept for ever.
    #[arg(long, value_name = "NAME")]
    actor: String,
}

/// What was forgotten.
#[derive(Debug, Default, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ForgetReport {
    /// Payments that name nobody any more since now.
    pub forgotten: usize,
    /// Payments that are as old and still name somebody, because they are not closed or are still to be looked up.
    pub not_yet: usize,
}

impl ForgetReport {
    fn words(&self, invocation: &Invocation) -> String {
        let (forgotten, left) = (self.forgotten, self.not_yet);
        let forgotten = match invocation.lang {
            Lang::Id => format!("nama pelanggan dari {forgotten} pembayaran sudah dihapus"),
            _ => format!("forgot whom {forgotten} payment(s) were for"),
        };
        let left = match (left, invocation.lang) {
            (0, _) => return forgotten,
            (_, Lang::Id) => format!("{left} yang setua itu belum dapat dilupakan: {}", not_yet(invocation)),
            _ => format!("{left} as old can't be forgotten yet: {}", not_yet(invocation)),
        };
        format!("{forgotten}\n{left}")
    }
}

/// Why, and what to do first.
fn not_yet(invocation: &Invocation) -> String {
    let why = say(
        invocation.lang,
        "not closed, or still to be looked up. First:",
        "belum ditutup, atau statusnya masih perlu dicek. Jalankan dulu:",
    );
    format!("{why}\n  {}\n  {}", invocation.recover(), invocation.payments(&["review"]))
}

pub(super) async fn run(args: &ForgetArgs, printer: Printer) -> Result<Exit, Failure> {
    if args.actor.trim().is_empty() {
        return Err(Failure::Usage("--actor: who decides it must be said".to_owned()));
    }
    let invocation = Invocation::of(&args.journal, printer.lang);
    let journal = Arc::new(args.journal.open()?);
    let (ids, not_yet) = match &args.id {
        Some(id) => (vec![one(&journal, id, &invocation).await?], 0),
        None => old(&journal, DAY * args.older_than.unwrap_or_default()).await?,
    };
    // No account: nothing can be looked up, and nothing sent.
    let payments = Payments::builder(journal).no_background().start().await?;
    for id in &ids {
        payments.forget(id, &args.actor).await?;
    }
    let report = ForgetReport { forgotten: ids.len(), not_yet };
    printer.print(&report, || report.words(&invocation))?;
    Ok(Exit::Done)
}

async fn one(journal: &SqliteJournal, id: &str, invocation: &Invocation) -> Result<IntentId, Failure> {
    let record = journal.load(&IntentId::from_text(id)).await?;
    if can_be_forgotten(&record) {
        return Ok(record.id);
    }
    let is = say(invocation.lang, "the payment is", "pembayaran ini berstatus");
    Err(Failure::Usage(format!("{is} {}: {}", record.state, not_yet(invocation))))
}

/// Those that can be forgotten, and how many as old can't.
async fn old(journal: &SqliteJournal, age: Duration) -> Result<(Vec<IntentId>, usize), Failure> {
    let (mut ids, mut not_yet) = (vec![], 0);
    let now = Moment::from(SystemTime::now());
    let visit = |record: Record| {
        match record.person.is_some() && now.since(record.updated) >= age {
            true if can_be_forgotten(&record) => ids.push(record.id),
            named => not_yet += usize::from(named),
        }
        Ok(())
    };
    each(journal, &State::ALL, visit).await?;
    Ok((ids, not_yet))
}

/// A look-up needs to know whose bill it was.
fn can_be_forgotten(record: &Record) -> bool {
    record.state.is_closed() && record.due.is_none()
}
