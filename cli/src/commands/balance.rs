//! `bayar balance`: the deposit at Singapay.
//!
//! Moves no money.

use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    printer::{Printer, columns},
};
use clap::Args;
use serde::Serialize;

pub(crate) const EXAMPLES: &str =
    "Examples:\n  bayar balance\n  bayar balance --account jakarta --json | jq .amount\n  bayar balance --dry-run";

/// Options of `bayar balance`.
#[derive(Debug, Args)]
pub struct BalanceArgs {
    #[command(flatten)]
    account: AccountArgs,
}

/// What `bayar balance --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BalanceReport {
    /// The account.
    pub account: String,
    /// The deposit, as the provider's number with its sen, exact.
    pub amount: String,
    /// The currency as the provider names it.
    pub currency: Option<String>,
}

pub(super) async fn run(args: &BalanceArgs, printer: Printer) -> Result<Exit, Failure> {
    let desk = Desk::open(&args.account, printer, "singapay")?;
    let result = ask(&desk, printer).await;
    desk.end(result).map(super::exit)
}

async fn ask(desk: &Desk, printer: Printer) -> Result<Exit, Failure> {
    let balance = desk.singapay()?.balance().await?;
    let amount = balance.amount();
    let report = BalanceReport {
        account: desk.name.clone(),
        amount: amount.to_decimal(),
        currency: balance.currency().map(str::to_owned),
    };
    printer.print(&report, || columns(&[("balance", amount.to_string())]))?;
    Ok(Exit::Done)
}
