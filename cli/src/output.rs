//! Printing: colour where the terminal has it, and no panic when a pipe is closed early.
//!
//! Must not know: what is printed.

use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

/// Headings.
pub const HEADING: Style = AnsiColor::Cyan.on_default().bold();
/// Names of steps.
pub const LABEL: Style = Style::new().dimmed();
/// What went well.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What needs care.
pub const CARE: Style = AnsiColor::Yellow.on_default().bold();

/// Where a story is told, line by line.
#[allow(missing_debug_implementations)] // a writer has none
pub struct Story {
    out: Box<dyn Write>,
}

impl Story {
    /// To the terminal, or wherever standard output goes; without colour where nobody can see it.
    #[must_use]
    pub fn to_stdout() -> Self {
        Self { out: Box::new(anstream::stdout()) }
    }

    /// To nowhere.
    #[must_use]
    pub fn silent() -> Self {
        Self { out: Box::new(io::sink()) }
    }

    /// To any writer.
    #[must_use]
    pub fn to_writer(out: impl Write + 'static) -> Self {
        Self { out: Box::new(out) }
    }

    /// A heading.
    ///
    /// # Errors
    /// The writer's.
    pub fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{HEADING}{text}{HEADING:#}")
    }

    /// A step and what came of it.
    ///
    /// # Errors
    /// The writer's.
    pub fn step(&mut self, label: &str, text: &str) -> io::Result<()> {
        writeln!(self.out, "  {LABEL}{label:<10}{LABEL:#} {text}")
    }

    /// An empty line.
    ///
    /// # Errors
    /// The writer's.
    pub fn gap(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }
}

/// Text in a style.
#[must_use]
pub fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// A reader that left early is no fault: the rest is simply not wanted.
///
/// # Errors
/// Any other error.
pub fn ignore_closed_pipe(result: anyhow::Result<()>) -> anyhow::Result<()> {
    let closed =
        |e: &anyhow::Error| e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe);
    match result {
        Err(error) if closed(&error) => Ok(()),
        result => result,
    }
}
