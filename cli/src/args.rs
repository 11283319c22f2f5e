//! The command line.
//!
//! Declarations only; the options of a command stand in its own file.

use crate::{commands::*, exit};
use bayar::Lang;
use clap::{Parser, Subcommand, ValueEnum};

/// Indonesian payment APIs from the shell: Singapay B2B Biller, Finnet SNAP, PayCombat.
#[derive(Debug, Parser)]
#[command(name = "bayar", version, arg_required_else_help = true, after_help = exit::HELP)]
pub struct Args {
    /// Print one JSON document instead of words (schemas: cli/schemas).
    #[arg(long, global = true)]
    pub json: bool,
    /// The language of outcomes, errors and codes.
    #[arg(
        long,
        global = true,
        value_enum,
        env = "BAYAR_LANG",
        default_value_t = Language::En,
        value_name = "LANGUAGE"
    )]
    pub lang: Language,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A language of messages.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Language {
    /// English.
    // An empty BAYAR_LANG is one that is not set.
    #[value(alias = "")]
    En,
    /// Bahasa Indonesia.
    Id,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Id => Self::Id,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bills at Singapay: look up, pay, find again.
    #[command(subcommand, arg_required_else_help = true)]
    Bill(bill::BillCommand),
    /// Pay a file of bills (CSV), each at most once, however often this is run or killed.
    ///
    /// Every payment is written to the journal before it is sent. Run twice, it pays nothing twice: the key of a bill names its
    /// payment for ever. What was open is looked up before anything is sent. Ctrl-C stops cleanly: nothing new is sent, what is
    /// being sent comes to its end.
    #[command(after_help = pay::EXAMPLES)]
    Pay(pay::PayFileArgs),
    /// What a journal of payments holds: list, show, look up, review, watch, verify, export, forget.
    #[command(subcommand, arg_required_else_help = true)]
    Payments(payments::PaymentsCommand),
    /// Prepaid products at Singapay: PLN token, credit (pulsa), data, game top-up, game voucher.
    #[command(subcommand, arg_required_else_help = true)]
    Prepaid(prepaid::PrepaidCommands),
    /// The deposit balance at Singapay (saldo deposit).
    #[command(after_help = balance::EXAMPLES)]
    Balance(balance::BalanceArgs),
    /// E-money at Finnet.
    #[command(subcommand, arg_required_else_help = true)]
    Finnet(finnet::FinnetCommand),
    /// Customers at PayCombat.
    #[command(subcommand, arg_required_else_help = true)]
    Customer(customer::CustomerCommand),
    /// A request to any path of a provider, authenticated and signed.
    ///
    /// The body of the answer goes to standard output, everything else to standard error. What the specification does not
    /// list counts as moving money: it is sent once, and an answer that is no success ends with 4 (unknown).
    #[command(after_help = api::EXAMPLES)]
    Api(api::ApiArgs),
    /// Run the three providers on this machine, until Ctrl-C or SIGTERM.
    ///
    /// Prints where they and the admin API listen, and a bayar.toml that points at them. Everything in it is invented. With
    /// `--port 4100` Singapay is at 4100, Finnet at 4101, PayCombat at 4102, the admin API at 4103, every time. Any program
    /// in any language can be pointed at it: docs/simulator.md.
    #[command(visible_alias = "sim", after_help = simulator::EXAMPLES)]
    Simulator(simulator::SimulatorArgs),
    /// Let a program in any language pay bills while calls fail and it is killed, and read the ledger afterwards.
    ///
    /// For each bill COMMAND is run, with `{customer}` replaced, against a simulator of Singapay in this process. A run that
    /// was killed or said open is run again later. Then the provider's own ledger says what was paid.
    #[command(after_help = prove::help())]
    Prove(prove::ProveArgs),
    /// Find out what is wrong: configuration, credentials, key, network, TLS, clock, token.
    ///
    /// Sends one request without credentials, and one that proves them without effect: a token request, at PayCombat a
    /// question for an invented customer. To production nothing without --live. Ends with 1 if a check failed.
    #[command(after_help = doctor::EXAMPLES)]
    Doctor(doctor::DoctorArgs),
    /// What a response code means and what to do.
    #[command(after_help = codes::EXAMPLES)]
    Codes(codes::CodesArgs),
    /// SNAP, Bank Indonesia's standard: sign, verify, understand. Nothing is sent.
    #[command(subcommand, arg_required_else_help = true)]
    Snap(snap::SnapCommand),
    /// Make an RSA key pair for SNAP.
    #[command(after_help = keygen::EXAMPLES)]
    Keygen(keygen::KeygenArgs),
    /// Print completions for a shell.
    #[command(after_help = completions::EXAMPLES)]
    Completions(completions::CompletionsArgs),
    /// Pay a bill, lose an answer and find it again, reset a PIN, delete a customer: all on this machine.
    ///
    /// Starts the simulator of all three providers in this process and talks to it over real HTTP on loopback. Nothing
    /// leaves the machine, no account is needed. Exits with 0 if every step ended as it should, else with 1.
    #[command(after_help = demo::EXAMPLES)]
    Demo,
}
