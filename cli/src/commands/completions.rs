//! `bayar completions`: for a shell.
//!
//! May use: clap.

use crate::{args::Args as Line, exit::Exit, failure::Failure, printer::Printer};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

pub(crate) const EXAMPLES: &str = "Examples:\n  bayar completions bash > ~/.local/share/bash-completion/completions/bayar\n  bayar completions zsh > ~/.zfunc/_bayar";

/// Options of `bayar completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, printer: Printer) -> Result<Exit, Failure> {
    if printer.json {
        return Err(Failure::Usage("a script for a shell is no JSON; leave --json out".to_owned()));
    }
    let mut script = vec![];
    clap_complete::generate(args.shell, &mut Line::command(), "bayar", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    printer.line(script.trim_end())?;
    Ok(Exit::Done)
}
