//! One result, for people or for programs.
//!
//! Must not know: what is printed. A closed pipe is no fault.

use crate::failure::Failure;
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

    /// Why the command failed.
    pub fn failure(self, failure: &Failure) {
        if matches!(failure, Failure::Closed) {
            return;
        }
        if self.json {
            _ = json(&failure.document(self.lang)).and_then(|text| self.line(&text));
        } else {
            _ = writeln!(anstream::stderr(), "error: {}", failure.text(self.lang));
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
