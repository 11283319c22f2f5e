//! The command `bayar`.

use bayar::Lang;
use bayar_cli::{args::Args, commands, exit::Exit, failure::Failure, printer::Printer};
use clap::Parser;
use std::{ffi::OsString, process::ExitCode};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return misread(&error),
    };
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

/// A command line that can't be followed, told in the form that was asked for. Help and version are no faults.
fn misread(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() || !asks_for_json(std::env::args_os()) {
        error.exit();
    }
    let text = error.render().to_string();
    let failure = Failure::Usage(text.trim_start_matches("error: ").trim_end().to_owned());
    Printer { json: true, lang: Lang::En }.failure(&failure);
    failure.exit().into()
}

/// What stands behind `--` is for another program.
fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
    arguments.take_while(|argument| argument != "--").any(|argument| argument == "--json")
}
