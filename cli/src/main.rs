//! The command `bayar`.

use bayar_cli::{
    args::{Args, Command},
    commands::snap::{self, SnapCommand},
    demo,
    output::{Story, ignore_closed_pipe},
};
use bayar_simulator::Simulator;
use clap::Parser;
use std::{
    io::{self, Write},
    process::ExitCode,
};

fn main() -> anyhow::Result<ExitCode> {
    let args = Args::parse();
    tokio::runtime::Runtime::new()?.block_on(run(args))
}

async fn run(args: Args) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Demo { json } => demo(json).await,
        Command::Snap(command) => snap(&command),
    }
}

/// 2 for what can't be done at all: 1 is the answer "no" of `verify` and `explain`.
fn snap(command: &SnapCommand) -> anyhow::Result<ExitCode> {
    match snap::run(command) {
        Ok(code) => Ok(code),
        Err(error) => {
            if let Err(error) = ignore_closed_pipe(Err(error)) {
                writeln!(io::stderr(), "error: {error:#}")?;
                return Ok(ExitCode::from(2));
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn demo(json: bool) -> anyhow::Result<ExitCode> {
    let simulator = Simulator::start().await?;
    let mut story = if json { Story::silent() } else { Story::to_stdout() };
    let report = match demo::run(&simulator, &mut story).await {
        Ok(report) => report,
        Err(error) => return ignore_closed_pipe(Err(error)).map(|()| ExitCode::SUCCESS),
    };
    if json {
        let text = serde_json::to_string(&report)?;
        ignore_closed_pipe(writeln!(io::stdout(), "{text}").map_err(Into::into))?;
    }
    Ok(if report.is_as_it_should_be() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
