//! `--log`: one line for each call that has ended.
//!
//! May use: the recorder's lines, which hold no secret and no whole customer id.

use crate::{
    output::{CARE, GOOD, styled},
    printer::Printer,
};
use anstyle::{AnsiColor, Style};
use bayar_simulator::{Follow, RecordedCall};
use std::io::Write;
use tokio::task::JoinHandle;

/// What was sent wrongly.
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Writes lines until the simulator is gone, or nobody reads them. With `--json` to standard error: standard output holds
/// one document.
pub(super) fn start(mut calls: Follow, printer: Printer) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut missed = 0;
        while let Some(call) = calls.next().await {
            if calls.missed() > missed {
                let more = calls.missed() - missed;
                missed = calls.missed();
                if !write(&format!("… {more} calls came faster than they could be printed"), printer) {
                    return;
                }
            }
            if !write(&line(&call), printer) {
                return;
            }
        }
    })
}

fn write(line: &str, printer: Printer) -> bool {
    let written =
        if printer.json { writeln!(anstream::stderr(), "{line}") } else { writeln!(anstream::stdout(), "{line}") };
    written.is_ok()
}

/// Yellow where a fault struck, red where the request was wrong; without colours where no terminal is.
fn line(call: &RecordedCall) -> String {
    let style = match (&call.fault, call.verdict.problem()) {
        (Some(_), _) => CARE,
        (None, Some(_)) => BAD,
        (None, None) => GOOD,
    };
    let line = call.line();
    match line.split_once(" -> ") {
        Some((asked, answered)) => format!("{asked} -> {}", styled(style, answered)),
        None => styled(style, line),
    }
}
