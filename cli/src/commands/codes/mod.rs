//! `bayar codes`: what a response code or an HTTP status means and what to do.
//!
//! May use: bayar's tables of codes. Sends nothing.

mod http;
mod notes;

use crate::{exit::Exit, failure::Failure, printer::Printer};
use bayar::{
    Lang, singapay,
    snap::{
        self,
        codes::{CodeRow, TABLE},
    },
};
use clap::Args;
use serde::Serialize;

pub(crate) const EXAMPLES: &str = "Examples:\n  bayar codes\n  bayar codes 99\n  bayar codes 4045414 --lang id\n  bayar codes 403                 # what errors print as HTTP 403\n  bayar codes --json | jq '.codes[] | select(.provider == \"snap\")'";

/// Options of `bayar codes`.
#[derive(Debug, Args)]
pub struct CodesArgs {
    /// One or two digits for Singapay, the whole responseCode for SNAP, three digits or `5xx` and the like for an HTTP status; all
    /// without it.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// What `bayar codes --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CodesReport {
    /// The codes.
    pub codes: Vec<CodeReport>,
}

/// A response code, or an HTTP status.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CodeReport {
    /// `singapay` or `snap` for a response code; for an HTTP status `singapay`, `finnet`, `paycombat` or `any`.
    pub provider: String,
    /// The code; for SNAP, HTTP status and case, as the standard writes it. An HTTP status has three digits, or is `5xx` and
    /// the like.
    pub code: String,
    /// What it means and what to do, in the chosen language.
    pub message: String,
    /// What it means, in the chosen language.
    pub meaning: String,
    /// What to do, in the chosen language.
    pub next_step: String,
    /// Where a call with an effect stands after it: `done`, `in progress`, `refused` or `open`; null where the code alone
    /// does not tell.
    pub standing: Option<String>,
    /// What is worth knowing besides, in the chosen language.
    pub note: Option<String>,
}

pub(super) fn run(args: &CodesArgs, printer: Printer) -> Result<Exit, Failure> {
    let codes = match &args.code {
        None => all(printer.lang),
        Some(code) => one(code, printer.lang),
    };
    if codes.is_empty() {
        return Err(unknown(args.code.as_deref().unwrap_or_default()));
    }
    let report = CodesReport { codes };
    printer.print(&report, || words(&report))?;
    Ok(Exit::Done)
}

fn all(lang: Lang) -> Vec<CodeReport> {
    let biller = singapay::ResponseCode::documented().filter_map(|code| biller(code.as_str(), lang));
    let snap = TABLE.iter().map(|row| of_snap(row, format!("{}-{:02}", row.http, row.case), lang));
    biller.chain(snap).chain(http::all(lang)).collect()
}

fn one(code: &str, lang: Lang) -> Vec<CodeReport> {
    match (code.len(), code.parse()) {
        (0..=2, _) => biller(code, lang).into_iter().collect(),
        (3, Ok(status)) => http::one(status, lang),
        (3, Err(_)) => http::class(code, lang),
        _ => {
            let read = snap::ResponseCode::parse(code).ok();
            let row = read.and_then(|read| CodeRow::find(read.http(), read.case()));
            row.map(|row| of_snap(row, code.to_owned(), lang)).into_iter().collect()
        }
    }
}

fn biller(code: &str, lang: Lang) -> Option<CodeReport> {
    let code = singapay::ResponseCode::new(code);
    let message = code.message(lang)?;
    // The next step may have a colon of its own, the meaning has none.
    let (meaning, next_step) = message.split_once(": ").unwrap_or((&message, ""));
    Some(CodeReport {
        provider: "singapay".to_owned(),
        code: code.as_str().to_owned(),
        meaning: meaning.to_owned(),
        next_step: next_step.to_owned(),
        standing: None,
        note: None,
        message,
    })
}

fn of_snap(row: &CodeRow, code: String, lang: Lang) -> CodeReport {
    let message = row.text(lang);
    // Here it is the other way round.
    let (meaning, next_step) = message.rsplit_once(": ").unwrap_or((&message, ""));
    CodeReport {
        provider: "snap".to_owned(),
        code,
        meaning: meaning.to_owned(),
        next_step: next_step.to_owned(),
        standing: Some(row.standing.text().to_owned()),
        note: (!row.note.is_empty()).then(|| notes::text(row.note, lang).to_owned()),
        message,
    }
}

fn unknown(code: &str) -> Failure {
    Failure::Usage(format!(
        "no document lists {code}: treat it as unknown and look the payment up; `bayar codes` lists all"
    ))
}

fn words(report: &CodesReport) -> String {
    let line = |code: &CodeReport| {
        let is_status = code.code.len() == 3;
        let shown = if is_status { format!("HTTP {}", code.code) } else { code.code.clone() };
        let note = code.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        format!("{:<9}  {shown:<8}  {}{note}", code.provider, code.message)
    };
    report.codes.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_parted_into_meaning_and_next_step() {
        for code in singapay::ResponseCode::documented() {
            let (report, known) = (biller(code.as_str(), Lang::En).unwrap(), code.meaning().unwrap());
            assert_eq!((report.meaning.as_str(), report.next_step.as_str()), (known.meaning, known.next_step));
        }
        for row in TABLE {
            let report = of_snap(row, String::new(), Lang::En);
            assert_eq!((report.meaning.as_str(), report.next_step.as_str()), (row.message, row.next.text()));
        }
    }

    #[test]
    fn every_code_has_both_parts_in_both_languages() {
        for report in [all(Lang::En), all(Lang::Id)].concat() {
            assert!(!report.meaning.is_empty() && !report.next_step.is_empty(), "{report:?}");
            assert_eq!(report.message, format!("{}: {}", report.meaning, report.next_step));
        }
    }
}
