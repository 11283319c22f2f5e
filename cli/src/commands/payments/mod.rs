//! `bayar payments`: what a journal of payments holds, and what people do about it.
//!
//! May use: bayar's journal and payments. Nothing here sends a payment.

mod export;
mod forget;
mod list;
mod recover;
mod release;
mod report;
mod review;
mod show;
mod verify;
mod watch;

pub use export::ExportArgs;
pub use forget::{ForgetArgs, ForgetReport};
pub use list::{ListArgs, PaymentsReport};
pub use recover::{RecoverArgs, RecoverReport, StateReport};
pub use release::{ReleaseArgs, ReleaseReport};
pub use report::{AttemptReport, EventReport, PaymentReport};
pub use review::{CloseArgs, ReviewArgs, ReviewCommand};
pub use show::{ShowArgs, ShowReport};
pub use verify::{VerifyArgs, VerifyReport};
pub use watch::{ChangeReport, WatchArgs};

use crate::{exit::Exit, failure::Failure, printer::Printer};
use bayar::payments::machine::State;
use clap::Subcommand;

/// The commands below `bayar payments`.
#[derive(Debug, Subcommand)]
pub enum PaymentsCommand {
    /// List payments, oldest first: id, state, price, when it changed, key, reason. Names no customer.
    #[command(after_help = list::EXAMPLES)]
    List(ListArgs),
    /// Everything about one payment: what was agreed, each permit to send, everything that happened.
    #[command(after_help = show::EXAMPLES)]
    Show(ShowArgs),
    /// Look up everything that is open, once. Never sends a payment.
    ///
    /// Ends with 0 if nothing is open any more, 4 if something may be paid or needs a person, 5 if something is pending.
    #[command(after_help = recover::EXAMPLES)]
    Recover(RecoverArgs),
    /// What needs a person: list it; close it with evidence and your name.
    #[command(after_help = review::EXAMPLES, args_conflicts_with_subcommands = true)]
    Review(ReviewArgs),
    /// Let payments be sent again, after a journal came from a back-up and a person has made sure that this is safe.
    ///
    /// What the journal shows as not sent may have been sent since the back-up: it goes to review, and is not sent.
    #[command(after_help = release::EXAMPLES)]
    Release(ReleaseArgs),
    /// Print each change of state as it comes, until Ctrl-C. Acknowledges nothing for any consumer of the feed.
    #[command(after_help = watch::EXAMPLES)]
    Watch(WatchArgs),
    /// Read the whole journal and find what was removed or altered. Ends with 1 if something was.
    ///
    /// Names the newest event and its hash: noted elsewhere, they show later that nobody wrote the journal anew.
    #[command(after_help = verify::EXAMPLES)]
    Verify(VerifyArgs),
    /// Write payments as CSV or JSON lines to standard output.
    #[command(after_help = export::EXAMPLES)]
    Export(ExportArgs),
    /// Take the data about people out of closed payments. They can't be looked up any more afterwards.
    #[command(after_help = forget::EXAMPLES)]
    Forget(ForgetArgs),
}

/// A state by its name.
fn state(text: &str) -> Result<State, String> {
    State::of_name(text).ok_or_else(|| format!("one of {}", State::ALL.map(State::name).join(", ")))
}

/// The states that were asked for; all of them if none was.
fn chosen(states: &[State]) -> Vec<State> {
    if states.is_empty() { State::ALL.to_vec() } else { states.to_vec() }
}

pub(super) async fn run(command: PaymentsCommand, printer: Printer) -> Result<Exit, Failure> {
    match command {
        PaymentsCommand::List(args) => list::run(&args, printer).await,
        PaymentsCommand::Show(args) => show::run(&args, printer).await,
        PaymentsCommand::Recover(args) => recover::run(&args, printer).await,
        PaymentsCommand::Review(args) => review::run(&args, printer).await,
        PaymentsCommand::Release(args) => release::run(&args, printer).await,
        PaymentsCommand::Watch(args) => watch::run(&args, printer).await,
        PaymentsCommand::Verify(args) => verify::run(&args, printer).await,
        PaymentsCommand::Export(args) => export::run(&args, printer).await,
        PaymentsCommand::Forget(args) => forget::run(&args, printer).await,
    }
}
