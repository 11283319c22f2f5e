//! `bayar snap codes`: the table of response codes, or what one of them says.
//!
//! Comes in: a code, and the status line that it came with. Stays out: the table itself, which is the library's.

use super::line;
use super::output::{Language, OutputArgs};
use super::profile::Named;
use anyhow::{Result, bail};
use bayar::snap::codes::{CodeRow, Original, Reading, TABLE};
use bayar::snap::{Profile, ResponseCode};
use clap::Args;
use serde::Serialize;
use std::process::ExitCode;

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
    /// The answer.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Prints the table, a part of it, or one code.
///
/// # Errors
/// The text is no code.
pub fn run(args: &CodesArgs) -> Result<ExitCode> {
    match args.code.as_deref() {
        None => table(args, |_| true)?,
        Some(text) if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            table(args, |row| row.http.to_string() == text)?;
        }
        Some(text) => one(args, &ResponseCode::parse(text)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn table(args: &CodesArgs, wanted: impl Fn(&CodeRow) -> bool) -> Result<()> {
    let rows: Vec<&CodeRow> = TABLE.iter().filter(|row| wanted(row)).collect();
    if rows.is_empty() {
        bail!("the standard has no case under this HTTP status; run `bayar snap codes` for all");
    }
    let lang = args.output.lang;
    if args.output.json {
        let rows: Vec<Row> = rows.into_iter().map(|row| Row::of(row, lang)).collect();
        return line(&serde_json::to_string(&rows)?);
    }
    let words = |row: &CodeRow| {
        let text = format!("{}-{:02}  {:<11}  {}", row.http, row.case, row.standing.text(), row.text(lang.into()));
        if row.note.is_empty() { text } else { format!("{text}\n{:21}({})", "", row.note) }
    };
    line(&rows.into_iter().map(words).collect::<Vec<_>>().join("\n"))
}

fn one(args: &CodesArgs, code: &ResponseCode) -> Result<()> {
    let reading = code.reading(&Profile::from(args.profile), args.http.unwrap_or(code.http()));
    let meaning = Meaning::of(code, &reading, args.output.lang);
    line(&if args.output.json { serde_json::to_string(&meaning)? } else { meaning.words() })
}

/// A row of the table.
#[derive(Serialize)]
struct Row {
    code: String,
    message: &'static str,
    standing: &'static str,
    text: String,
    note: &'static str,
}

impl Row {
    fn of(row: &CodeRow, lang: Language) -> Self {
        Self {
            code: format!("{}-{:02}", row.http, row.case),
            message: row.message,
            standing: row.standing.text(),
            text: row.text(lang.into()),
            note: row.note,
        }
    }
}

/// What one code says.
#[derive(Serialize)]
struct Meaning {
    code: String,
    http: u16,
    service: Option<Service>,
    case: u8,
    message: Option<&'static str>,
    text: Option<String>,
    standing: &'static str,
    next_step: &'static str,
    leaves_outcome_open: bool,
    proof_of_not_executed: bool,
    first_request_counts_as: Option<&'static str>,
    note: Option<&'static str>,
    source: Option<String>,
}

#[derive(Serialize)]
struct Service {
    code: &'static str,
    name: &'static str,
    method: &'static str,
    path: &'static str,
}

impl Meaning {
    fn of(code: &ResponseCode, reading: &Reading, lang: Language) -> Self {
        let service = reading.service();
        Self {
            code: code.as_str().to_owned(),
            http: code.http(),
            service: service.map(|s| Service { code: s.code, name: s.name, method: s.method, path: s.path }),
            case: code.case(),
            message: reading.row().map(|row| row.message),
            text: code.message(lang.into()),
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
                Some(Service { code, name, method, path }) => format!("service   {code}: {name} ({method} {path})"),
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
