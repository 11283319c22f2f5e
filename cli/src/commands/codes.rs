//! `bayar codes`: what a response code means and what to do.
//!
//! May use: bayar's tables of codes. Sends nothing.

use crate::{exit::Exit, failure::Failure, printer::Printer};
use bayar::{
    Lang, singapay,
    snap::{self, codes::TABLE},
};
use clap::Args;
use serde::Serialize;

pub(crate) const EXAMPLES: &str = "Examples:\n  bayar codes\n  bayar codes 99\n  bayar codes 4045414 --lang id\n  bayar codes --json | jq '.codes[] | select(.provider == \"snap\")'";

/// Options of `bayar codes`.
#[derive(Debug, Args)]
pub struct CodesArgs {
    /// One or two digits for Singapay, the whole responseCode for SNAP; all codes without it.
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

/// A response code.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CodeReport {
    /// `singapay` or `snap`.
    pub provider: String,
    /// The code; for SNAP, HTTP status and case, as the standard writes it.
    pub code: String,
    /// What it means and what to do, in the chosen language.
    pub message: String,
}

pub(super) fn run(args: &CodesArgs, printer: Printer) -> Result<Exit, Failure> {
    let codes = match &args.code {
        None => all(printer.lang),
        Some(code) => vec![one(code, printer.lang).ok_or_else(|| unknown(code))?],
    };
    let report = CodesReport { codes };
    printer.print(&report, || words(&report))?;
    Ok(Exit::Done)
}

fn all(lang: Lang) -> Vec<CodeReport> {
    let biller = singapay::ResponseCode::documented().filter_map(|code| biller(code.as_str(), lang));
    let snap = TABLE.iter().map(|row| CodeReport {
        provider: "snap".to_owned(),
        code: format!("{}-{:02}", row.http, row.case),
        message: row.text(lang),
    });
    biller.chain(snap).collect()
}

fn biller(code: &str, lang: Lang) -> Option<CodeReport> {
    let code = singapay::ResponseCode::new(code);
    let message = code.message(lang)?;
    Some(CodeReport { provider: "singapay".to_owned(), code: code.as_str().to_owned(), message })
}

fn one(code: &str, lang: Lang) -> Option<CodeReport> {
    if code.len() <= 2 {
        return biller(code, lang);
    }
    let read = snap::ResponseCode::parse(code).ok()?;
    Some(CodeReport { provider: "snap".to_owned(), code: code.to_owned(), message: read.message(lang)? })
}

fn unknown(code: &str) -> Failure {
    Failure::Usage(format!(
        "no document lists {code}: treat it as unknown and look the payment up; `bayar codes` lists all"
    ))
}

fn words(report: &CodesReport) -> String {
    let line = |code: &CodeReport| format!("{:<8}  {:<7}  {}", code.provider, code.code, code.message);
    report.codes.iter().map(line).collect::<Vec<_>>().join("\n")
}
