//! One result, for people or for programs.
//!
//! Must not know: what is printed. A closed pipe is no fault.

use crate::{exit::Exit, failure::Failure};
use bayar::{Lang, Rupiah};
use serde::Serialize;
use std::io::{self, Write};

/// How results are printed.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    /// One JSON document instead of words.
    pub json: bool,
    /// The language of outcomes and errors.
    pub lang: Lang,
}

impl Printer {
    /// Prints a result: as JSON, or in words.
    ///
    /// # Errors
    /// The output's; [`Failure::Closed`] if its reader has gone.
    pub fn print(self, report: &impl Serialize, words: impl FnOnce() -> String) -> Result<(), Failure> {
        let text = if self.json { json(report)? } else { words() };
        self.line(&text)
    }

    /// Prints what was done, and ends with `exit` whether it could be printed or not: it was done, and whoever asks for the
    /// exit code must not hear "done" of a payment because a pipe was closed. What could not be printed is told on
    /// standard error.
    pub fn outcome(self, report: &impl Serialize, words: impl FnOnce() -> String, exit: Exit) -> Exit {
        let document = if self.json { json(report).ok() } else { None };
        let text = document.unwrap_or_else(words);
        self.kept(self.line(&text), &text, exit)
    }

    /// The same of what was written otherwise.
    pub(crate) fn kept(self, written: Result<(), Failure>, text: &str, exit: Exit) -> Exit {
        if let Err(failure) = written {
            let why = match failure {
                Failure::Closed => "its reader has gone".to_owned(),
                other => other.text(self.lang),
            };
            self.warn(&format!(
                "warning: the result could not be written to standard output ({why}). It ends with exit code {} and is this:\n{text}",
                exit.number()
            ));
        }
        exit
    }

    /// Prints an answer whose exit code is the answer too. A reader that has gone takes nothing from it.
    ///
    /// # Errors
    /// The output's.
    pub fn verdict(self, report: &impl Serialize, words: impl FnOnce() -> String, exit: Exit) -> Result<Exit, Failure> {
        match self.print(report, words) {
            Ok(()) | Err(Failure::Closed) => Ok(exit),
            Err(failure) => Err(failure),
        }
    }

    /// A line to standard output.
    ///
    /// # Errors
    /// As [`print`](Self::print).
    pub fn line(self, text: &str) -> Result<(), Failure> {
        writeln!(anstream::stdout(), "{text}").map_err(Failure::from)
    }

    /// A line to standard error, for people; silent when programs read. A closed one is not worth failing for.
    pub fn note(self, text: &str) {
        if !self.json {
            _ = writeln!(anstream::stderr(), "{text}");
        }
    }

    /// A line to standard error that is told whoever reads. A closed one is not worth failing for.
    pub fn warn(self, text: &str) {
        _ = writeln!(anstream::stderr(), "{text}");
    }

    /// Why the command failed. Where no document can be written, people are told.
    pub fn failure(self, failure: &Failure) {
        if matches!(failure, Failure::Closed) {
            return;
        }
        let document = || json(&failure.document(self.lang)).and_then(|text| self.line(&text));
        if !self.json || document().is_err() {
            self.warn(&format!("error: {}", failure.text(self.lang)));
        }
    }
}

fn json(report: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(report).map_err(|e| Failure::from(io::Error::from(e)))
}

/// Names and values, one pair a line, values in one column.
#[must_use]
pub fn columns(pairs: &[(&str, String)]) -> String {
    let width = pairs.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let lines: Vec<_> = pairs.iter().map(|(name, value)| format!("{name:<width$}  {value}")).collect();
    lines.join("\n")
}

/// An amount in a document: text with two decimals, exact.
pub(crate) fn decimal(amount: Option<Rupiah>) -> Option<String> {
    amount.map(Rupiah::to_decimal)
}

/// Such an amount for people: `Rp74.194`.
pub(crate) fn shown(decimal: &str) -> String {
    decimal.parse::<Rupiah>().map_or(decimal.to_owned(), |amount| amount.to_string())
}
