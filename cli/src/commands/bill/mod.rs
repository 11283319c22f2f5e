//! `bayar bill`: look up, pay, find again.
//!
//! May use: bayar's Singapay. Only `pay` moves money, and it never sends twice.

mod inquire;
mod list;
mod pay;
mod report;
mod status;

pub use list::ListArgs;
pub use pay::PayArgs;
pub use report::{ListReport, PayReport, QuoteReport, StatusReport, TransactionReport};
pub use status::StatusArgs;

use crate::{desk::AccountArgs, exit::Exit, failure::Failure, printer::Printer};
use bayar::{
    Phone,
    singapay::{Bill, Command},
};
use clap::{Args, Subcommand};

/// The commands below `bayar bill`.
#[derive(Debug, Subcommand)]
pub enum BillCommand {
    /// Look up a postpaid bill (cek tagihan). Moves no money.
    #[command(after_help = inquire::EXAMPLES)]
    Inquire(InquireArgs),
    /// Look up a bill and pay it, once. Unguarded: nothing is stored on this machine.
    ///
    /// Sends the payment exactly once. If its end is unclear it is looked up, and never sent again: when the command ends
    /// with 4 or 5, keep the money on hold and look again with `bayar bill status`. If this machine stops in between, only the
    /// provider's list knows of the payment: `bayar bill list`.
    #[command(after_help = pay::EXAMPLES)]
    Pay(PayArgs),
    /// Where a payment stands, by transaction id or by reference number. Moves no money.
    #[command(after_help = status::EXAMPLES)]
    Status(StatusArgs),
    /// List transactions, one page. Moves no money.
    #[command(after_help = list::EXAMPLES)]
    List(ListArgs),
}

/// Options of `bayar bill inquire`.
#[derive(Debug, Args)]
pub struct InquireArgs {
    #[command(flatten)]
    bill: BillArgs,
    #[command(flatten)]
    account: AccountArgs,
}

/// Which bill.
#[derive(Debug, Args)]
pub struct BillArgs {
    /// The customer's number at the biller (idpel, nomor pelanggan).
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    /// What is billed: plnpos, plnnon, pdam, bpjsks, bputk, putk, intv or mobpos.
    #[arg(long, value_name = "WORD", default_value = "plnpos")]
    command: String,
    /// The product code; known for plnpos, plnnon and bpjsks, for the rest ask Singapay.
    #[arg(long, value_name = "CODE")]
    product: Option<String>,
    /// How many months to pay, where the biller asks for it.
    #[arg(long, value_name = "MONTHS")]
    period: Option<u32>,
    /// The customer's phone number.
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
}

impl BillArgs {
    fn bill(&self) -> Result<Bill, Failure> {
        let command: Command = self.command.parse()?;
        let usual = match command {
            Command::PlnPos => Some("SPPLNPOS"),
            Command::PlnNon => Some("SPPLNNON"),
            Command::BpjsKs => Some("SPBPJSKSPOS"),
            _ => None,
        };
        let Some(product) = self.product.as_deref().or(usual) else {
            return Err(Failure::Usage(format!(
                "{command} has no usual product code; add --product with the one of your account"
            )));
        };
        let mut bill = Bill::new(command, product, self.customer.as_str());
        if let Some(months) = self.period {
            bill = bill.period(months);
        }
        Ok(match self.phone()? {
            Some(phone) => bill.phone(phone),
            None => bill,
        })
    }

    fn phone(&self) -> Result<Option<Phone>, Failure> {
        Ok(self.phone.as_deref().map(Phone::parse).transpose()?)
    }
}

pub(super) async fn run(command: BillCommand, printer: Printer) -> Result<Exit, Failure> {
    match command {
        BillCommand::Inquire(args) => inquire::run(&args, printer).await,
        BillCommand::Pay(args) => pay::run(&args, printer).await,
        BillCommand::Status(args) => status::run(&args, printer).await,
        BillCommand::List(args) => list::run(&args, printer).await,
    }
}
