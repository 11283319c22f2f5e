//! `bayar payments release`.
//!
//! Looks up and sets aside; never sends a payment.

use crate::{exit::Exit, failure::Failure, journal::JournalArgs, printer::Printer};
use bayar::payments::{Payments, journal::Journal};
use clap::Args;
use serde::Serialize;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar payments release --journal payments.db --actor sari";

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
    /// How many payments went to review, because the journal shows them as not sent and they may have been sent since the
    /// back-up.
    pub set_aside: usize,
}

impl ReleaseReport {
    fn words(&self) -> String {
        match (&self.held, self.set_aside) {
            (None, _) => "sending was not held".to_owned(),
            (Some(why), 0) => format!("released; sending was held because {why}"),
            (Some(why), number) => format!(
                "released; sending was held because {why}\n{number} payment(s) that the journal shows as not sent may have been \
                 sent since the back-up: they are in review now, and are not sent\nnext: bayar payments review; compare each \
                 with the provider's list, then bayar payments review close"
            ),
        }
    }
}

/// By [`Payments`] and not by the store alone, which would leave what the back-up shows as not sent where it is: that would be
/// sent a second time.
pub(super) async fn run(args: &ReleaseArgs, printer: Printer) -> Result<Exit, Failure> {
    if args.actor.trim().is_empty() {
        return Err(Failure::Usage("--actor: who releases it must be said".to_owned()));
    }
    let journal = args.journal.open()?;
    let held = journal.held().await?;
    let payments = Payments::builder(journal).no_background().start().await?;
    let report = ReleaseReport { held, set_aside: payments.release(&args.actor).await? };
    printer.print(&report, || report.words())?;
    Ok(Exit::Done)
}
