//! `bayar payments review`: what needs a person.
//!
//! Sends nothing. A verdict carries a name and evidence, and stays in the journal for ever.

use super::{PaymentReport, PaymentsReport};
use crate::{exit::Exit, failure::Failure, journal::JournalArgs, printer::Printer};
use bayar::payments::{
    Payments,
    journal::{Journal, Query},
    machine::{IntentId, State, Verdict},
};
use clap::{Args, Subcommand, ValueEnum};

pub(super) const EXAMPLES: &str =
    "Examples:\n  bayar payments review --journal payments.db\n  bayar payments review close --help";
const CLOSE_EXAMPLES: &str = "Examples:\n  bayar payments review close 019a0e0c6b7a0000000000000000c0de --journal payments.db --verdict not-paid --actor sari --evidence 'statement of 20 Nov, page 3: not there'\n  bayar payments review close 019a0e0c6b7a0000000000000000c0de --journal payments.db --verdict paid --transaction 01JXCK6K1CMRGJKQ2J863Q6P5J --actor sari --evidence 'mail of the provider, ticket 4711'";

/// Options of `bayar payments review`.
#[derive(Debug, Args)]
#[command(subcommand_negates_reqs = true)]
pub struct ReviewArgs {
    #[command(subcommand)]
    command: Option<ReviewCommand>,
    /// The journal of payments: a SQLite file.
    #[arg(long, value_name = "FILE", required = true)]
    journal: Option<std::path::PathBuf>,
    /// Not needed to read; taken so that the options are those of every other command.
    #[arg(long, value_name = "FILE")]
    guard: Option<std::path::PathBuf>,
    /// At most so many.
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..))]
    limit: u16,
}

/// The commands below `bayar payments review`.
#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// Close a payment that is in review, with evidence and your name.
    #[command(after_help = CLOSE_EXAMPLES)]
    Close(CloseArgs),
}

/// Options of `bayar payments review close`.
#[derive(Debug, Args)]
pub struct CloseArgs {
    /// The payment.
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    journal: JournalArgs,
    /// What it was.
    #[arg(long, value_enum, value_name = "VERDICT")]
    verdict: Word,
    /// The provider's id of the transaction, if it was paid and the id is known.
    #[arg(long, value_name = "ID")]
    transaction: Option<String>,
    /// Who decides.
    #[arg(long, value_name = "NAME")]
    actor: String,
    /// On what grounds. It is kept for ever: no data about customers.
    #[arg(long, value_name = "TEXT")]
    evidence: String,
}

/// A verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Word {
    /// It was paid.
    Paid,
    /// It was not.
    NotPaid,
    /// It was paid and given back.
    Refunded,
}

impl CloseArgs {
    fn verdict(&self) -> Result<Verdict, Failure> {
        match (self.verdict, &self.transaction) {
            (Word::Paid, id) => Ok(Verdict::Paid(id.clone())),
            (_, Some(_)) => Err(Failure::Usage("--transaction goes with --verdict paid".to_owned())),
            (Word::NotPaid, None) => Ok(Verdict::NotPaid),
            (Word::Refunded, None) => Ok(Verdict::Reversed),
        }
    }
}

pub(super) async fn run(args: &ReviewArgs, printer: Printer) -> Result<Exit, Failure> {
    if let Some(ReviewCommand::Close(args)) = &args.command {
        return close(args, printer).await;
    }
    let Some(journal) = args.journal.clone() else {
        return Err(Failure::Usage("--journal is missing".to_owned()));
    };
    let limit = usize::from(args.limit);
    let query = Query { states: vec![State::Review], after: None, limit: limit + 1 };
    let report =
        PaymentsReport::new(JournalArgs { journal, guard: args.guard.clone() }.look()?.page(query).await?, limit);
    printer.print(&report, || report.words(printer.lang))?;
    Ok(Exit::Done)
}

async fn close(args: &CloseArgs, printer: Printer) -> Result<Exit, Failure> {
    let verdict = args.verdict()?;
    // No account: nothing can be looked up, and nothing sent.
    let payments = Payments::builder(args.journal.open()?).no_background().start().await?;
    let id = IntentId::from_text(&args.id);
    let outcome = payments.close(&id, verdict, &args.actor, &args.evidence).await?;
    let report = PaymentReport::new(outcome.payment().record());
    printer.print(&report, || report.line())?;
    Ok(Exit::Done)
}
