//! `bayar prepaid`: prices of tokens and games, and buying.
//!
//! May use: bayar's Singapay. Only `buy` moves money, and it never sends twice.

mod buy;
mod inquire;
mod report;

pub use buy::BuyArgs;
pub use report::{BuyReport, PrepaidQuoteReport};

use crate::{desk::AccountArgs, exit::Exit, failure::Failure, printer::Printer};
use bayar::{
    Phone,
    singapay::{Prepaid, PrepaidCommand, Product},
};
use clap::{Args, Subcommand};

/// The commands below `bayar prepaid`.
#[derive(Debug, Subcommand)]
pub enum PrepaidCommands {
    /// Ask for the price of a PLN token or a game top-up, and whose meter it is. Moves no money.
    #[command(after_help = inquire::EXAMPLES)]
    Inquire(InquireArgs),
    /// Buy a prepaid product, once. Unguarded: nothing is stored on this machine.
    ///
    /// A PLN token and a game top-up are inquired first; credit, data and vouchers are bought directly, and running the command
    /// again buys again. The payment is sent exactly once; if its end is unclear it is looked up where that proves anything,
    /// and never sent again: when the command ends with 4 or 5, keep the money on hold and look again with `bayar bill
    /// status` or `bayar bill list`.
    #[command(after_help = buy::EXAMPLES)]
    Buy(BuyArgs),
}

/// Options of `bayar prepaid inquire`.
#[derive(Debug, Args)]
pub struct InquireArgs {
    #[command(flatten)]
    what: WhatArgs,
    #[command(flatten)]
    account: AccountArgs,
}

/// What is bought, and for whom.
#[derive(Debug, Args)]
pub struct WhatArgs {
    /// The meter or customer number at PLN, the player's id, or the phone number.
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    /// The product code; ask Singapay, no list is published.
    #[arg(long, value_name = "CODE")]
    product: String,
    /// What is bought: plntok (PLN token), topupg (game top-up), pulsa (credit), data, vouchg (game voucher).
    #[arg(long, value_name = "WORD", default_value = "plntok")]
    command: String,
    /// The player's server, where the game asks for it.
    #[arg(long, value_name = "ID")]
    server_id: Option<String>,
    /// The player's name, where the game asks for it.
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// The player's platform, where the game asks for it.
    #[arg(long, value_name = "NAME")]
    platform: Option<String>,
}

/// What is inquired first, or bought at once.
enum What {
    Inquired(Prepaid),
    Direct(Product),
}

impl WhatArgs {
    fn read(&self) -> Result<What, Failure> {
        let (code, customer) = (self.product.as_str(), self.customer.as_str());
        let phone = || Phone::parse(customer);
        let what = match self.command.parse()? {
            PrepaidCommand::PlnTok => What::Inquired(self.game(Prepaid::pln_token(code, customer))),
            PrepaidCommand::TopUpG => What::Inquired(self.game(Prepaid::game_top_up(code, customer))),
            PrepaidCommand::Pulsa => What::Direct(Product::pulsa(code, &phone()?)),
            PrepaidCommand::Data => What::Direct(Product::data(code, &phone()?)),
            PrepaidCommand::VouchG => What::Direct(Product::game_voucher(code, &phone()?)),
        };
        let has_game = self.server_id.is_some() || self.username.is_some() || self.platform.is_some();
        match what {
            What::Direct(_) if has_game => Err(Failure::Usage(format!(
                "--server-id, --username and --platform are of topupg, not of {}",
                self.command
            ))),
            what => Ok(what),
        }
    }

    fn game(&self, mut prepaid: Prepaid) -> Prepaid {
        if let Some(server) = &self.server_id {
            prepaid = prepaid.server_id(server);
        }
        if let Some(name) = &self.username {
            prepaid = prepaid.username(name.as_str());
        }
        match &self.platform {
            Some(platform) => prepaid.platform(platform),
            None => prepaid,
        }
    }
}

pub(super) async fn run(command: PrepaidCommands, printer: Printer) -> Result<Exit, Failure> {
    match command {
        PrepaidCommands::Inquire(args) => inquire::run(&args, printer).await,
        PrepaidCommands::Buy(args) => buy::run(&args, printer).await,
    }
}
