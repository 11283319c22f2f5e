//! `bayar snap codes`: the table of response codes, or what one of them says.
//!
//! Comes in: a code, and the status line that it came with. Stays out: the table itself, which is the library's.

use super::profile::Named;
use crate::{exit::Exit, failure::Failure, printer::Printer};
use bayar::Lang;
use bayar::snap::codes::{CodeRow, Original, Reading, TABLE};
use bayar::snap::{Profile, ResponseCode};
use clap::Args;
use serde::Serialize;

/// Examples.
pub const HELP: &str = "Examples:\n  bayar snap codes\n  bayar snap codes 404\n  bayar snap codes 4045418\n  \
    bayar snap codes 5045400 --http 200 --json";

/// A code.
#[derive(Debug, Args)]
pub struct CodesArgs {
    /// A responseCode in any spelling (4045418, 404-18, 404US18), or an HTTP status for its rows.
    pub code: Option<String>,
    /// The HTTP status of the answer, where it is not the one in the code.
    #[arg(long, value_name = "STATUS", requires = "code")]
    pub http: Option<u16>,
    /// The provider whose own list counts besides the standard.
    #[arg(long, value_enum, default_value_t = Named::Standard, value_name = "NAME")]
    pub profile: Named,
}

/// Prints the table, a part of it, or one code.
///
/// # Errors
/// The text is no code.
pub fn run(args: &CodesArgs, printer: Printer) -> Result<Exit, Failure> {
    match args.code.as_deref() {
        None => table(printer, |_| true)?,
        Some(text) if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            table(printer, |row| row.http.to_string() == text)?;
        }
        Some(text) => one(args, &ResponseCode::parse(text).map_err(anyhow::Error::from)?, printer)?,
    }
    Ok(Exit::Done)
}

fn table(printer: Printer, wanted: impl Fn(&CodeRow) -> bool) -> Result<(), Failure> {
    let rows = TABLE.iter().filter(|row| wanted(row));
    let report = TableReport { codes: rows.map(|row| RowReport::of(row, printer.lang)).collect() };
    if report.codes.is_empty() {
        let why = "the standard has no case under this HTTP status; run `bayar snap codes` for all";
        return Err(Failure::Usage(why.to_owned()));
    }
    printer.print(&report, || report.codes.iter().map(RowReport::words).collect::<Vec<_>>().join("\n"))
}

fn one(args: &CodesArgs, code: &ResponseCode, printer: Printer) -> Result<(), Failure> {
    let reading = code.reading(&Profile::from(args.profile), args.http.unwrap_or(code.http()));
    let report = CodeReport::of(code, &reading, printer.lang);
    printer.print(&report, || report.words())
}

/// What `bayar snap codes --json` prints for the table.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TableReport {
    /// The rows of the standard.
    pub codes: Vec<RowReport>,
}

/// A row of the table.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RowReport {
    /// HTTP status and case.
    pub code: String,
    /// The message of the standard.
    pub message: &'static str,
    /// done, in progress, refused, open.
    pub standing: &'static str,
    /// Message and next step, in the chosen language.
    pub text: String,
    /// What is worth knowing besides; may be empty.
    pub note: &'static str,
}

impl RowReport {
    fn words(&self) -> String {
        let text = format!("{}  {:<11}  {}", self.code, self.standing, self.text);
        if self.note.is_empty() { text } else { format!("{text}\n{:21}({})", "", self.note) }
    }

    fn of(row: &CodeRow, lang: Lang) -> Self {
        Self {
            code: format!("{}-{:02}", row.http, row.case),
            message: row.message,
            standing: row.standing.text(),
            text: row.text(lang),
            note: row.note,
        }
    }
}

/// What `bayar snap codes CODE --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CodeReport {
    /// As it was given.
    pub code: String,
    /// The HTTP status in it.
    pub http: u16,
    /// The service in it; null if the standard has none under that number.
    pub service: Option<ServiceReport>,
    /// The case in it.
    pub case: u8,
    /// The message of the standard; null for a case that it lacks.
    pub message: Option<&'static str>,
    /// Message and next step, in the chosen language.
    pub text: Option<String>,
    /// done, in progress, refused, open.
    pub standing: &'static str,
    /// What to do.
    pub next_step: &'static str,
    /// The request may still have, or get, an effect.
    pub leaves_outcome_open: bool,
    /// The provider's own document lists it as a refusal: nothing was executed.
    pub proof_of_not_executed: bool,
    /// How the standard counts the first request under a reference that was used again: carried out, failed.
    pub first_request_counts_as: Option<&'static str>,
    /// What is worth knowing besides.
    pub note: Option<&'static str>,
    /// The provider's document that was applied.
    pub source: Option<String>,
}

/// A service of the standard.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ServiceReport {
    /// Two digits.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path behind the version.
    pub path: &'static str,
}

impl CodeReport {
    fn of(code: &ResponseCode, reading: &Reading, lang: Lang) -> Self {
        let service = reading.service();
        Self {
            code: code.as_str().to_owned(),
            http: code.http(),
            service: service.map(|s| ServiceReport { code: s.code, name: s.name, method: s.method, path: s.path }),
            case: code.case(),
            message: reading.row().map(|row| row.message),
            text: code.message(lang),
            standing: reading.standing().text(),
            next_step: reading.next().text(),
            leaves_outcome_open: reading.leaves_open(),
            proof_of_not_executed: reading.is_proof(),
            first_request_counts_as: reading.original().map(|original| match original {
                Original::Success => "carried out",
                Original::Failed => "failed",
            }),
            note: reading.row().map(|row| row.note).filter(|note| !note.is_empty()),
            source: reading.rule().map(|rule| rule.source().to_owned()),
        }
    }

    fn words(&self) -> String {
        let mut lines = vec![
            format!("HTTP {}, case {:02}: {}", self.http, self.case, self.message.unwrap_or("not in the standard")),
            match &self.service {
                Some(ServiceReport { code, name, method, path }) => {
                    format!("service   {code}: {name} ({method} {path})")
                }
                None => "service   unknown; it is taken for one that moves money".to_owned(),
            },
            format!("standing  {}", self.standing),
            format!("next      {}", self.next_step),
            format!("outcome   {}", self.outcome()),
        ];
        lines.extend(
            self.text.as_ref().filter(|text| !text.contains(self.next_step)).map(|text| format!("pesan     {text}")),
        );
        lines.extend(self.first_request_counts_as.map(|text| {
            format!(
                "original  the standard counts the first request under this reference as {text}; inquire all the same"
            )
        }));
        lines.extend(self.note.map(|note| format!("note      {note}")));
        lines.extend(self.source.as_ref().map(|source| format!("source    {source}")));
        lines.join("\n")
    }

    fn outcome(&self) -> &'static str {
        if self.leaves_outcome_open {
            "open: it may still have, or get, an effect"
        } else if self.proof_of_not_executed {
            "closed: the provider lists this code as a refusal, nothing was executed"
        } else {
            "closed"
        }
    }
}
