//! The command `bayar`.

use bayar_cli::{args::Args, commands, exit::Exit, failure::Failure, printer::Printer};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let printer = Printer { json: args.json, lang: args.lang.into() };
    match run(args, printer) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            printer.failure(&failure);
            failure.exit().into()
        }
    }
}

fn run(args: Args, printer: Printer) -> Result<Exit, Failure> {
    tokio::runtime::Runtime::new()?.block_on(commands::run(args.command, printer))
}
