//! `bayar demo`: the story told, or as a document.
//!
//! May use: the demo, the simulator.

use crate::{demo, exit::Exit, failure::Failure, output::Story, printer::Printer};
use bayar_simulator::Simulator;

pub(crate) const EXAMPLES: &str = "Examples:\n  bayar demo\n  bayar demo --json | jq .lost_answer";

pub(super) async fn run(printer: Printer) -> Result<Exit, Failure> {
    let simulator = Simulator::start().await.map_err(|e| Failure::Machine(e.to_string()))?;
    let mut story = if printer.json { Story::silent() } else { Story::to_stdout() };
    let report = demo::run(&simulator, &mut story).await.map_err(failure)?;
    if printer.json {
        printer.print(&report, String::new)?;
    }
    Ok(if report.is_as_it_should_be() { Exit::Done } else { Exit::Failed })
}

fn failure(error: anyhow::Error) -> Failure {
    match error.downcast::<std::io::Error>() {
        Ok(error) => error.into(),
        Err(error) => error.downcast::<bayar::Error>().map_or_else(|e| Failure::Machine(e.to_string()), Failure::Call),
    }
}
