//! `bayar simulator`: the three providers on this machine, and what can be asked of them.
//!
//! May use: the simulator and its demo world. Everything that is printed is invented.

mod clock;
mod log;
mod magic;
mod profile;
mod scenarios;
mod serve;

pub use magic::{MagicArgs, MagicRow};
pub use scenarios::{ScenarioRow, ScenariosArgs};
pub use serve::{ServeArgs, SimulatorReport};

use crate::{exit::Exit, failure::Failure, printer::Printer};
use clap::{Args, Subcommand};

pub(crate) const EXAMPLES: &str = "Examples:\n  bayar simulator\n  bayar simulator --port 4100 --write bayar.toml   # in another terminal: bayar bill pay 114676170021\n  bayar simulator --port 4100 --log --scenario mix-payments --seed 8123\n  bayar simulator --clock 2026-11-20T22:59:00+07:00,frozen\n  bayar simulator --listen 0.0.0.0 --expose --port 4100\n  bayar simulator magic postpaid_payment_v2\n  bayar sim --json | jq .singapay_url";

/// Options of `bayar simulator`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SimulatorArgs {
    #[command(subcommand)]
    command: Option<SimulatorCommand>,
    #[command(flatten)]
    serve: ServeArgs,
}

/// The commands below `bayar simulator`.
#[derive(Debug, Subcommand)]
pub enum SimulatorCommand {
    /// The magic values: what to send so that an operation answers with a certain code.
    #[command(after_help = magic::EXAMPLES)]
    Magic(MagicArgs),
    /// The scenarios that are shipped, for `--scenario`.
    #[command(after_help = scenarios::EXAMPLES)]
    Scenarios(ScenariosArgs),
}

pub(super) async fn run(args: SimulatorArgs, printer: Printer) -> Result<Exit, Failure> {
    match args.command {
        Some(SimulatorCommand::Magic(args)) => magic::run(&args, printer),
        Some(SimulatorCommand::Scenarios(args)) => scenarios::run(&args, printer),
        None => serve::run(args.serve, printer).await,
    }
}
