//! One file or folder for each command: its options, its report, what it does.
//!
//! May use: bayar, the desk, the printer. Commands don't use each other.

pub mod api;
pub mod balance;
pub mod bill;
pub mod codes;
pub mod completions;
pub mod customer;
pub mod demo;
pub mod doctor;
pub mod finnet;
pub mod keygen;
pub mod pay;
pub mod payments;
pub mod prepaid;
pub mod prove;
pub mod simulator;
pub mod snap;

use crate::{args::Command, exit::Exit, failure::Failure, printer::Printer};

/// Runs a command.
///
/// # Errors
/// Why it could not do its work.
pub async fn run(command: Command, printer: Printer) -> Result<Exit, Failure> {
    match command {
        Command::Bill(command) => bill::run(command, printer).await,
        Command::Pay(args) => pay::run(&args, printer).await,
        Command::Payments(command) => payments::run(command, printer).await,
        Command::Prepaid(command) => prepaid::run(command, printer).await,
        Command::Balance(args) => balance::run(&args, printer).await,
        Command::Finnet(command) => finnet::run(command, printer).await,
        Command::Customer(command) => customer::run(command, printer).await,
        Command::Api(args) => api::run(args, printer).await,
        Command::Simulator(args) => simulator::run(args, printer).await,
        Command::Prove(args) => prove::run(args, printer).await,
        Command::Doctor(args) => doctor::run(&args, printer).await,
        Command::Snap(command) => snap::run(&command, printer),
        Command::Codes(args) => codes::run(&args, printer),
        Command::Keygen(args) => keygen::run(&args, printer),
        Command::Completions(args) => completions::run(&args, printer),
        Command::Demo => demo::run(printer).await,
    }
}

/// The exit of a command, or of its rehearsal.
fn exit(result: Option<Exit>) -> Exit {
    result.unwrap_or(Exit::Done)
}
