//! `bayar customer`: customers at PayCombat.
//!
//! May use: bayar's PayCombat. Only `delete` has an effect, and it is sent once.

use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    printer::{Printer, columns},
    say::say,
};
use bayar::{Personal, paycombat::Customer};
use clap::{Args, Subcommand};
use serde::Serialize;

const GET: &str = "Examples:\n  bayar customer get customer_5d3f0c9a7e1b42d68c0f4a2b9e7d1c35\n  bayar customer get … --personal --json | jq .is_active";
const DELETE: &str =
    "Examples:\n  bayar customer delete customer_5d3f0c9a7e1b42d68c0f4a2b9e7d1c35\n  bayar customer delete … --dry-run";

/// The commands below `bayar customer`.
#[derive(Debug, Subcommand)]
pub enum CustomerCommand {
    /// Show a customer. Data about the person is masked unless it is asked for.
    #[command(after_help = GET)]
    Get(GetArgs),
    /// Delete a customer, once. If the end is unclear (exit code 4), read the customer back with `bayar customer get`.
    #[command(after_help = DELETE)]
    Delete(DeleteArgs),
}

/// Options of `bayar customer get`.
#[derive(Debug, Args)]
pub struct GetArgs {
    /// The customer's id.
    #[arg(value_name = "ID")]
    id: String,
    /// Show name, e-mail address and phone number.
    #[arg(long)]
    personal: bool,
    #[command(flatten)]
    account: AccountArgs,
}

/// Options of `bayar customer delete`.
#[derive(Debug, Args)]
pub struct DeleteArgs {
    /// The customer's id.
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    account: AccountArgs,
}

/// What `bayar customer get --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CustomerReport {
    /// The id.
    pub customer_id: String,
    /// `individual` or `company`, as it came.
    pub kind: Option<String>,
    /// Whether the customer may use services.
    pub is_active: Option<bool>,
    /// Whether a wallet can be made.
    pub is_wallet_ready: Option<bool>,
    /// Which fields are missing for a wallet.
    pub missing_field: Option<Vec<String>>,
    /// First and last name; null unless `--personal`.
    pub name: Option<String>,
    /// E-mail address; null unless `--personal`.
    pub email: Option<String>,
    /// Phone number; null unless `--personal`.
    pub phone: Option<String>,
    /// When it was made, as it came.
    pub created_at: Option<String>,
    /// When it was changed, as it came.
    pub updated_at: Option<String>,
}

/// What `bayar customer delete --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DeleteReport {
    /// `done` or `unknown`: the provider documents no refusal.
    pub outcome: String,
    /// How the command ends.
    pub exit: Exit,
    /// The id that was asked for.
    pub customer_id: String,
    /// The provider's id of the request.
    pub request_id: Option<String>,
    /// For people.
    pub message: String,
}

pub(super) async fn run(command: CustomerCommand, printer: Printer) -> Result<Exit, Failure> {
    match command {
        CustomerCommand::Get(args) => {
            let desk = Desk::open(&args.account, printer, "paycombat")?;
            let result = get(&desk, &args, printer).await;
            desk.end(result).map(super::exit)
        }
        CustomerCommand::Delete(args) => {
            let desk = Desk::open(&args.account, printer, "paycombat")?;
            let result = delete(&desk, &args.id, printer).await;
            desk.end(result).map(super::exit)
        }
    }
}

async fn get(desk: &Desk, args: &GetArgs, printer: Printer) -> Result<Exit, Failure> {
    let customer = desk.paycombat()?.customers().get(&args.id).await?;
    let report = shown(customer, args.personal);
    printer.print(&report, || words(&report))?;
    Ok(Exit::Done)
}

fn shown(customer: Customer, personal: bool) -> CustomerReport {
    let person = customer.individual.filter(|_| personal).unwrap_or_default();
    let text = |value: Option<Personal>| value.map(Personal::into_string);
    let names: Vec<_> = [text(person.first_name), text(person.last_name)].into_iter().flatten().collect();
    CustomerReport {
        customer_id: customer.customer_id.into_string(),
        kind: customer.kind,
        is_active: customer.is_active,
        is_wallet_ready: customer.is_wallet_ready,
        missing_field: customer.missing_field,
        name: (!names.is_empty()).then(|| names.join(" ")),
        email: text(person.email),
        phone: text(person.phone_number_e164),
        created_at: customer.created_at,
        updated_at: customer.updated_at,
    }
}

fn words(report: &CustomerReport) -> String {
    let yes = |flag: Option<bool>| match flag {
        None => "not said".to_owned(),
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
    };
    let mut pairs = vec![("customer", report.customer_id.clone())];
    pairs.extend(report.kind.clone().map(|kind| ("kind", kind)));
    pairs.push(("active", yes(report.is_active)));
    pairs.push(("wallet ready", yes(report.is_wallet_ready)));
    for (name, value) in [("name", &report.name), ("e-mail", &report.email), ("phone", &report.phone)] {
        pairs.extend(value.clone().map(|value| (name, value)));
    }
    pairs.extend(report.created_at.clone().map(|at| ("created", at)));
    columns(&pairs)
}

async fn delete(desk: &Desk, id: &str, printer: Printer) -> Result<Exit, Failure> {
    let client = desk.paycombat()?;
    desk.consent(say(printer.lang, "Delete the customer", "Hapus pelanggan"))?;
    let effect = client.customers().delete(id).await?;
    let said = effect.report();
    let mut message = said.map(|r| r.text(printer.lang)).unwrap_or_default();
    if Exit::of_effect(&effect) != Exit::Done {
        message.push_str(&format!("\nread it back: bayar customer get {id}"));
    }
    let report = DeleteReport {
        outcome: effect.name().to_owned(),
        exit: Exit::of_effect(&effect),
        customer_id: id.to_owned(),
        request_id: said.and_then(|r| r.request_id()).map(str::to_owned),
        message,
    };
    let words = || {
        let head = columns(&[("outcome", report.outcome.clone()), ("customer", report.customer_id.clone())]);
        format!("{head}\n{}", report.message).trim_end().to_owned()
    };
    Ok(printer.outcome(&report, words, report.exit))
}
