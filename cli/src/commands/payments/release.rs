//! `bayar payments release`.
//!
//! Looks up and sets aside; never sends a payment.

use crate::{exit::Exit, failure::Failure, journal::JournalArgs, next::Invocation, printer::Printer};
use bayar::{
    Lang,
    payments::{Payments, journal::Journal},
};
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
    fn words(&self, invocation: &Invocation) -> String {
        let (held, released) = match invocation.lang {
            Lang::Id => ("pengiriman tidak sedang ditahan", "dilepas; pengiriman ditahan karena"),
            _ => ("sending was not held", "released; sending was held because"),
        };
        match (&self.held, self.set_aside) {
            (None, _) => held.to_owned(),
            (Some(why), 0) => format!("{released} {why}"),
            (Some(why), number) => format!("{released} {why}\n{}", set_aside(number, invocation)),
        }
    }
}

fn set_aside(number: usize, invocation: &Invocation) -> String {
    let review = invocation.payments(&["review"]);
    match invocation.lang {
        Lang::Id => format!(
            "{number} pembayaran yang menurut jurnal belum dikirim mungkin sudah dikirim setelah back-up: sekarang semuanya perlu \
             diperiksa orang, dan tidak dikirim\nlangkah berikutnya: bandingkan masing-masing dengan daftar transaksi penyedia, lalu tutup \
             dengan `bayar payments review close --help`:\n  {review}"
        ),
        _ => format!(
            "{number} payment(s) that the journal shows as not sent may have been sent since the back-up: they are in review now, and \
             are not sent\nnext: compare each with the provider's list, then close it, see `bayar payments review close \
             --help`:\n  {review}"
        ),
    }
}

/// By [`Payments`] and not by the store alone, which would leave what the back-up shows as not sent where it is: that would be
/// sent a second time.
pub(super) async fn run(args: &ReleaseArgs, printer: Printer) -> Result<Exit, Failure> {
    if args.actor.trim().is_empty() {
        return Err(Failure::Usage("--actor: who releases it must be said".to_owned()));
    }
    let invocation = Invocation::of(&args.journal, printer.lang);
    let journal = args.journal.open()?;
    let held = journal.held().await?;
    let payments = Payments::builder(journal).no_background().start().await?;
    let report = ReleaseReport { held, set_aside: payments.release(&args.actor).await? };
    printer.print(&report, || report.words(&invocation))?;
    Ok(Exit::Done)
}
