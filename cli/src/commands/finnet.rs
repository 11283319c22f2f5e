//! `bayar finnet`: e-money.
//!
//! May use: bayar's Finnet. No PIN ever passes through here.

use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    printer::{Printer, columns},
    say::say,
};
use bayar::{Effect, Phone, finnet::ResetPin};
use clap::{Args, Subcommand};
use serde::Serialize;

const EXAMPLES: &str = "Examples:\n  bayar finnet reset-pin 08113929190\n  bayar finnet reset-pin +628113929190 --reference R-2026-01-31-7 --json";

/// The commands below `bayar finnet`.
#[derive(Debug, Subcommand)]
pub enum FinnetCommand {
    /// Let a customer set a new PIN on the provider's page (lupa PIN).
    ///
    /// Sent exactly once: each request may send the customer a message and counts against a limit. If the end is unclear
    /// (exit code 4), ask the customer; nothing can be looked up.
    #[command(after_help = EXAMPLES)]
    ResetPin(ResetPinArgs),
}

/// Options of `bayar finnet reset-pin`.
#[derive(Debug, Args)]
pub struct ResetPinArgs {
    /// The customer's phone number.
    #[arg(value_name = "PHONE")]
    phone: String,
    /// Your own reference of this request, 1 to 64 characters; random digits by default.
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    #[command(flatten)]
    account: AccountArgs,
}

/// What `bayar finnet reset-pin --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ResetPinReport {
    /// `done`, `pending`, `refused` or `unknown`.
    pub outcome: String,
    /// How the command ends.
    pub exit: Exit,
    /// Your reference of the request.
    pub partner_reference: String,
    /// The provider's code.
    pub code: Option<String>,
    /// The provider's id of the request.
    pub request_id: Option<String>,
    /// For people.
    pub message: String,
}

pub(super) async fn run(command: FinnetCommand, printer: Printer) -> Result<Exit, Failure> {
    let FinnetCommand::ResetPin(args) = command;
    let mut request = ResetPin::new(Phone::parse(&args.phone)?);
    if let Some(reference) = &args.reference {
        request = request.partner_reference(reference);
    }
    let desk = Desk::open(&args.account, printer, "finnet")?;
    let result = reset(&desk, &request, printer).await;
    desk.end(result).map(super::exit)
}

async fn reset(desk: &Desk, request: &ResetPin, printer: Printer) -> Result<Exit, Failure> {
    let client = desk.finnet()?;
    desk.consent(say(printer.lang, "Reset the PIN", "Reset PIN"))?;
    let effect = client.reset_pin(request).await?;
    let said = effect.report();
    let code = match &effect {
        Effect::Done(done) => Some(done.response_code().to_string()),
        _ => said.and_then(|r| r.code()).map(str::to_owned),
    };
    let report = ResetPinReport {
        outcome: effect.name().to_owned(),
        exit: Exit::of_effect(&effect),
        partner_reference: request.reference().to_owned(),
        code,
        request_id: said.and_then(|r| r.request_id()).map(str::to_owned),
        message: said.map(|r| r.text(printer.lang)).unwrap_or_default(),
    };
    Ok(printer.outcome(&report, || words(&report), report.exit))
}

fn words(report: &ResetPinReport) -> String {
    let mut pairs = vec![("outcome", report.outcome.clone()), ("reference", report.partner_reference.clone())];
    pairs.extend(report.code.clone().map(|code| ("code", code)));
    pairs.extend((!report.message.is_empty()).then(|| ("", report.message.clone())));
    columns(&pairs)
}
