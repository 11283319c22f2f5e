//! `bayar doctor`: one line for each thing that has to be right, with what to do next.
//!
//! May use: bayar's configuration, probe and token request. Sends no other call; prints no secret.

mod certificate;
mod checks;
mod forbidden;

use crate::{
    desk::{self, AccountArgs},
    exit::Exit,
    failure::Failure,
    output::{CARE, GOOD, styled},
    printer::Printer,
};
use anstyle::{AnsiColor, Style};
use bayar::{Config, Lang, config::Account};
use clap::Args;
use serde::Serialize;

pub(crate) const EXAMPLES: &str = "Examples:\n  bayar doctor\n  bayar doctor --account jakarta\n  bayar doctor --json | jq '.accounts[].checks[] | select(.result == \"failed\")'";

const BAD: Style = AnsiColor::Red.on_default().bold();

/// Options of `bayar doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// One account; all of the file without it.
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// The configuration file, instead of the first of the usual places.
    #[arg(long, value_name = "FILE")]
    config: Option<std::path::PathBuf>,
}

/// What `bayar doctor --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DoctorReport {
    /// False if a check failed.
    pub healthy: bool,
    /// The configuration file.
    pub config: String,
    /// What is wrong with the file as a whole: secrets that everybody can read.
    pub warnings: Vec<String>,
    /// The accounts.
    pub accounts: Vec<AccountReport>,
}

/// The checks of one account.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AccountReport {
    /// Its name.
    pub account: String,
    /// The checks, in the order in which they were made. After a failed one, those that need it are skipped.
    pub checks: Vec<Check>,
}

/// One check.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Check {
    /// `credentials`, `key pair`, `name`, `proxy`, `connection`, `clock` or `token`.
    pub check: &'static str,
    /// How it ended.
    pub result: Verdict,
    /// What was found.
    pub found: String,
    /// What to do next.
    pub next: Option<String>,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// It works, and should be put right.
    Warning,
    /// It does not work.
    Failed,
}

/// The text in the language of the reader.
fn say(lang: Lang, english: &'static str, indonesian: &'static str) -> &'static str {
    match lang {
        Lang::Id => indonesian,
        _ => english,
    }
}

impl Check {
    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, result: Verdict::Ok, found: found.into(), next: None }
    }

    fn warning(check: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { check, result: Verdict::Warning, found: found.into(), next: Some(next.into()) }
    }

    fn failed(check: &'static str, found: impl Into<String>, next: impl Into<String>) -> Self {
        Self { check, result: Verdict::Failed, found: found.into(), next: Some(next.into()) }
    }
}

pub(super) async fn run(args: &DoctorArgs, printer: Printer) -> Result<Exit, Failure> {
    let place = AccountArgs { config: args.config.clone(), ..AccountArgs::default() };
    let config = desk::config(&place)?;
    let names = match &args.account {
        Some(name) => vec![name.clone()],
        None => config.accounts().into_iter().map(|(name, _)| name).collect(),
    };
    let mut accounts = vec![];
    for name in names {
        accounts.push(AccountReport { checks: examine(&config, &name, printer).await, account: name });
    }
    let failed = accounts.iter().flat_map(|a| &a.checks).any(|check| check.result == Verdict::Failed);
    let report = DoctorReport {
        healthy: !failed,
        config: config.path().display().to_string(),
        warnings: config.warnings().iter().map(ToString::to_string).collect(),
        accounts,
    };
    printer.print(&report, || words(&report))?;
    Ok(if failed { Exit::Failed } else { Exit::Done })
}

async fn examine(config: &Config, name: &str, printer: Printer) -> Vec<Check> {
    match config.account(name) {
        Err(error) => {
            let field = error.field().unwrap_or_default().to_owned();
            let check = if field.ends_with("_key") { "key pair" } else { "credentials" };
            let path = config.path().display();
            let next = match printer.lang {
                Lang::Id => format!("perbaiki {field} di {path}"),
                _ => format!("correct {field} in {path}"),
            };
            vec![Check::failed(check, error.message(printer.lang), next)]
        }
        Ok(account) => {
            let found = say(printer.lang, "all there, for", "lengkap, untuk");
            let found = format!("{found} {} ({})", account.provider(), place(&account));
            let mut checks = vec![Check::ok("credentials", found)];
            checks::all(account, printer.lang, &mut checks).await;
            checks
        }
    }
}

fn place(account: &Account) -> &'static str {
    match account.environment() {
        bayar::Environment::Sandbox => "sandbox",
        bayar::Environment::Production => "production",
        bayar::Environment::Local(_) => "local",
    }
}

fn words(report: &DoctorReport) -> String {
    let mut lines = vec![format!("configuration  {}", report.config)];
    lines.extend(report.warnings.iter().map(|warning| format!("  {}  {warning}", styled(CARE, "warning"))));
    for account in &report.accounts {
        lines.push(format!("\naccount {}", account.account));
        for check in &account.checks {
            let (style, word) = match check.result {
                Verdict::Ok => (GOOD, "ok     "),
                Verdict::Warning => (CARE, "warning"),
                Verdict::Failed => (BAD, "FAILED "),
            };
            lines.push(format!("  {}  {:<11}  {}", styled(style, word), check.check, check.found));
            let next = check.next.iter().flat_map(|next| next.lines());
            lines.extend(next.map(|line| format!("                        {line}").trim_end().to_owned()));
        }
    }
    lines.join("\n")
}
