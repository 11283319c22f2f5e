//! `bayar doctor`: one line for each thing that has to be right, with what to do next.
//!
//! May use: bayar's configuration, probe, token request, and one read of a customer that there is not. Sends no other call,
//! and to production nothing without `--live`; prints no secret.

mod certificate;
mod checks;
mod faces;
mod forbidden;
mod obstacle;
mod token;

use crate::{
    desk::{self, AccountArgs},
    exit::Exit,
    failure::{Failure, message},
    output::{CARE, GOOD, styled},
    printer::Printer,
    say::say,
};
use anstyle::{AnsiColor, Style};
use bayar::{Config, Lang, config::Account};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

pub(crate) const EXAMPLES: &str = "Examples:\n  bayar doctor\n  bayar doctor --account jakarta --live\n  bayar doctor --json | jq '.accounts[].checks[] | select(.result == \"failed\")'";

const BAD: Style = AnsiColor::Red.on_default().bold();

/// Options of `bayar doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// One account; all of the file without it.
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// The configuration file, instead of the first of the usual places.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Look at production too. Without it nothing is sent there.
    #[arg(long)]
    live: bool,
}

/// What `bayar doctor --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DoctorReport {
    /// False if a check failed.
    pub healthy: bool,
    /// The configuration file; null if there is none.
    pub config: Option<String>,
    /// What failed about the file as a whole: it is missing, it can't be read, it has no accounts. Empty if nothing did.
    pub checks: Vec<Check>,
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
    /// `configuration`, `credentials`, `key pair`, `network`, `name`, `proxy`, `connection`, `clock`, `token` or `early face`.
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
    let report = match desk::config(&place, printer.lang) {
        Ok(config) => of_file(&config, args, printer.lang).await,
        Err(failure) => DoctorReport::broken(args.config.clone(), &failure, printer.lang),
    };
    let exit = if report.healthy { Exit::Done } else { Exit::Failed };
    printer.verdict(&report, || words(&report), exit)
}

async fn of_file(config: &Config, args: &DoctorArgs, lang: Lang) -> DoctorReport {
    let names = match &args.account {
        Some(name) => vec![name.clone()],
        None => config.accounts().into_iter().map(|(name, _)| name).collect(),
    };
    let mut accounts = vec![];
    for name in names {
        accounts.push(AccountReport { checks: examine(config, &name, args.live, lang).await, account: name });
    }
    let checks = if accounts.is_empty() { vec![without_accounts(lang)] } else { vec![] };
    let all = checks.iter().chain(accounts.iter().flat_map(|a| &a.checks));
    DoctorReport {
        healthy: all.map(|check| check.result).all(|result| result != Verdict::Failed),
        config: Some(config.path().display().to_string()),
        checks,
        warnings: config.warnings().iter().map(ToString::to_string).collect(),
        accounts,
    }
}

impl DoctorReport {
    /// Of a file that is missing or can't be read: the first fault of all.
    fn broken(named: Option<PathBuf>, failure: &Failure, lang: Lang) -> Self {
        let config = named.or_else(desk::found);
        let text = failure.text(lang);
        let usual = say(
            lang,
            "correct the file; `bayar simulator` prints one that works",
            "perbaiki berkasnya; `bayar simulator` mencetak contoh yang benar",
        );
        let (found, next) = text.split_once('\n').unwrap_or((&text, usual));
        let checks = vec![Check::failed("configuration", found, next)];
        let config = config.map(|path| path.display().to_string());
        Self { healthy: false, config, checks, warnings: vec![], accounts: vec![] }
    }
}

fn without_accounts(lang: Lang) -> Check {
    let found = say(lang, "there is no account in it", "tidak ada akun di dalamnya");
    let next = say(
        lang,
        "add one under [accounts.NAME]; `bayar simulator` prints a file with one of each provider",
        "tambahkan satu di bawah [accounts.NAMA]; `bayar simulator` mencetak berkas dengan satu akun untuk setiap penyedia",
    );
    Check::failed("configuration", found, next)
}

async fn examine(config: &Config, name: &str, live: bool, lang: Lang) -> Vec<Check> {
    match config.account(name) {
        Err(error) => {
            let field = error.field().unwrap_or_default();
            let path = config.path().display();
            let next = match lang {
                Lang::Id => format!("perbaiki {field} di {path}"),
                _ => format!("correct {field} in {path}"),
            };
            vec![Check::failed(about(field), message(&error, lang), next)]
        }
        Ok(account) => {
            let found = say(lang, "all there, for", "lengkap, untuk");
            let found = format!("{found} {} ({})", account.provider(), place(&account));
            let mut checks = vec![Check::ok("credentials", found)];
            if account.environment().is_production() && !live {
                checks::offline(account, lang, &mut checks);
            } else {
                checks::all(account, lang, &mut checks).await;
            }
            checks
        }
    }
}

/// Which check a key of the file belongs to. What comes of making a client has no table.
fn about(key: &str) -> &'static str {
    match key.rsplit_once('.').unwrap_or(("", key)) {
        (table, _) if table.ends_with(".network") => "network",
        ("", "ca_certificate" | "http" | "proxy") => "network",
        (_, "private_key" | "public_key") => "key pair",
        _ => "credentials",
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
    let mut lines = vec![format!("configuration  {}", report.config.as_deref().unwrap_or("-"))];
    lines.extend(report.checks.iter().flat_map(lines_of));
    lines.extend(report.warnings.iter().map(|warning| format!("  {}  {warning}", styled(CARE, "warning"))));
    for account in &report.accounts {
        lines.push(format!("\naccount {}", account.account));
        lines.extend(account.checks.iter().flat_map(lines_of));
    }
    lines.join("\n")
}

fn lines_of(check: &Check) -> Vec<String> {
    let (style, word) = match check.result {
        Verdict::Ok => (GOOD, "ok     "),
        Verdict::Warning => (CARE, "warning"),
        Verdict::Failed => (BAD, "FAILED "),
    };
    let mut lines = vec![format!("  {}  {:<11}  {}", styled(style, word), check.check, check.found)];
    let next = check.next.iter().flat_map(|next| next.lines());
    lines.extend(next.map(|line| format!("                        {line}").trim_end().to_owned()));
    lines
}
