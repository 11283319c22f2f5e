//! `bayar pay`: a file of bills, each paid at most once.
//!
//! May use: bayar's payments. Everything about a payment is in the journal before it is sent.

mod bills;
mod file;
mod progress;
mod results;
mod till;

pub use results::{BatchReport, Counts, ResultLine, Word};

use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    journal::JournalArgs,
    next::Invocation,
    printer::{Printer, columns},
    say::say,
};
use bayar::{
    Lang, Rupiah,
    payments::{Limits, Payments, journal::Journal},
};
use bills::Row;
use clap::Args;
use file::ResultFile;
use progress::Progress;
use serde::Serialize;
use std::{path::PathBuf, sync::Arc, time::Duration};
use till::{Pace, Till};
use tokio::sync::watch;

pub(crate) const EXAMPLES: &str = "Examples:
  bayar pay bills.csv --journal payments.db --results results.csv
  bayar pay bills.csv --journal payments.db --dry-run
  bayar pay bills.csv --journal payments.db --concurrency 4 --rate 5 --floor 1000000 --account jakarta --live
  bayar pay bills.csv --journal payments.db --json | jq .counts

bills.csv:
  key,command,product_code,customer_id,at_most,period,tag
  2026-11-0001,plnpos,SPPLNPOS,114676170021,80000,,counter 3
  2026-11-0002,bpjsks,SPBPJSKSPOS,8888802379205901,75000,1,
  2026-11-0003,pulsa,SPTLKMAS10,081200000001,11000,,
What is bought without an inquiry (pulsa, data, vouchg) costs exactly at_most; at another price it is a case for a person.

Ends with 0 if all are paid, 4 if one may be paid (unknown, or a case for a person), else 5 if one is pending, else 7 if for one
nothing was sent and another run may send it, else 3 if one was declined; 1 and 2 before anything was sent.";

/// Options of `bayar pay`.
#[derive(Debug, Args)]
#[command(mut_arg("dry_run", |dry_run| dry_run.help("Check the file, say what would be paid, send and write nothing")))]
pub struct PayFileArgs {
    /// The bills: CSV with the columns key, command, product_code, customer_id, at_most, and if you like period and tag.
    #[arg(value_name = "BILLS.csv")]
    bills: PathBuf,
    #[command(flatten)]
    journal: JournalArgs,
    /// Write one line for each bill here, instead of to standard output; an older file is replaced.
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// How many are under way at once, from 1 to 64.
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    concurrency: u16,
    /// At most so many payments a second.
    #[arg(long, value_name = "NUMBER", value_parser = per_second)]
    rate: Option<f64>,
    /// Stop before less than this is left on the deposit, in rupiah. Asks for the balance before each payment, and counts what
    /// is being sent meanwhile as spent.
    #[arg(long, value_name = "RUPIAH")]
    floor: Option<String>,
    /// How long to look up what is open at the end, from 0 to 3600 seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u16).range(..=3_600))]
    wait: u16,
    #[command(flatten)]
    account: AccountArgs,
}

fn per_second(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.01..=1_000.0).contains(number));
    number.ok_or_else(|| "a number from 0.01 to 1000".to_owned())
}

impl PayFileArgs {
    fn pace(&self) -> Pace {
        Pace {
            at_once: usize::from(self.concurrency),
            per_second: self.rate,
            wait: Duration::from_secs(self.wait.into()),
        }
    }

    fn limits(&self) -> Result<Limits, Failure> {
        let mut limits = Limits::default();
        limits.in_flight = Some(usize::from(self.concurrency));
        limits.deposit_floor = self.floor.as_deref().map(str::parse::<Rupiah>).transpose()?;
        Ok(limits)
    }
}

/// What `bayar pay --dry-run --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PlanReport {
    /// The account that would pay.
    pub account: String,
    /// Bills in the file.
    pub bills: usize,
    /// The sum of `at_most` of those that would be paid, exact: no more can be spent.
    pub at_most: String,
    /// Bills that would be inquired and paid.
    pub to_pay: usize,
    /// Bills that the journal knows as sent or closed already, and that would not be sent.
    pub known: usize,
}

pub(super) async fn run(args: &PayFileArgs, printer: Printer) -> Result<Exit, Failure> {
    let limits = args.limits()?;
    let rows = bills::read(&args.bills)?;
    let desk = Desk::open(&args.account, printer, "singapay")?;
    if args.account.dry_run {
        let plan = plan(&desk, args, &rows).await?;
        printer.print(&plan, || plan.words(printer.lang))?;
        return Ok(Exit::Done);
    }
    desk.consent(&format!("Pay {} bill(s), at most {} in all", rows.len(), sum(&rows)))?;
    let file = args.results.as_deref().map(ResultFile::take).transpose()?;
    let progress = Arc::new(Progress::new(rows.len(), printer.json));
    let payments =
        Payments::builder(args.journal.open()?).account(&desk.name, desk.singapay()?).limits(limits).start().await?;
    let invocation = Invocation { journal: args.journal.clone(), account: args.account.clone(), lang: printer.lang };
    let stop = watch::Sender::new(None);
    let till = Till { payments, account: desk.name.clone(), progress, stop, invocation: invocation.clone() };
    let report = pay(Arc::new(till), rows, &args.pace()).await;
    tell(&report, file, &invocation, printer);
    Ok(report.exit)
}

/// Money has moved: what can't be written any more changes nothing about how the command ends.
fn tell(report: &BatchReport, file: Option<ResultFile>, invocation: &Invocation, printer: Printer) {
    let csv = report.csv();
    let stored = file.map(|file| file.write(&csv));
    let printed = if matches!(stored, Some(Ok(()))) {
        printer.print(report, || report.summary(invocation))
    } else {
        let printed = printer.print(report, || String::from_utf8_lossy(csv.trim_ascii_end()).into_owned());
        printer.note(&report.summary(invocation));
        printed
    };
    let lang = printer.lang;
    let unread = printed.err().map(|error| match error {
        Failure::Closed => say(lang, "nobody reads the results", "hasilnya tidak ada yang membaca").to_owned(),
        error => format!(
            "{}: {}",
            say(lang, "the results can't be printed", "hasilnya tidak dapat dicetak"),
            error.text(lang)
        ),
    });
    let (warning, has) = match lang {
        Lang::Id => ("peringatan", "jurnal menyimpannya"),
        _ => ("warning", "the journal has them"),
    };
    for why in [stored.and_then(Result::err), unread].into_iter().flatten() {
        printer.warn(&format!("{warning}: {why}; {has}: {}", invocation.payments(&["list"])));
    }
}

async fn pay(till: Arc<Till>, rows: Vec<Row>, pace: &Pace) -> BatchReport {
    let watcher = tokio::spawn(stop_on_ctrl_c(till.clone()));
    till.heed_hold().await;
    let mut results = till.clone().pay(rows, pace).await;
    till.look_again(&mut results, pace.wait).await;
    watcher.abort();
    till.progress.end();
    // Whatever is still being sent is waited for.
    _ = till.payments.clone().shutdown(Duration::from_secs(120)).await;
    BatchReport::new(results, till.stopped())
}

/// The first Ctrl-C: nothing new is sent, what is being sent comes to its end. The second: away, and the journal knows.
async fn stop_on_ctrl_c(till: Arc<Till>) {
    if crate::signals::stopped().await.is_err() {
        return;
    }
    let lang = till.invocation.lang;
    let interrupted = "interrupted; nothing was sent for the rest";
    let interrupted = say(lang, interrupted, "dihentikan; untuk sisanya tidak ada yang dikirim");
    till.stop.send_replace(Some(interrupted.to_owned()));
    till.progress.say(say(
        lang,
        "stopping: what is being sent comes to its end. Again to leave at once; the journal knows all",
        "berhenti: yang sedang dikirim diselesaikan dulu. Tekan lagi untuk langsung keluar; semuanya ada di jurnal",
    ));
    let ending = tokio::spawn(till.payments.clone().shutdown(Duration::from_secs(120)));
    _ = crate::signals::stopped().await;
    drop(ending);
    std::process::exit(i32::from(Exit::Unknown.number()));
}

fn sum(rows: &[Row]) -> Rupiah {
    rows.iter().fold(Rupiah::ZERO, |sum, row| sum.checked_add(row.at_most).unwrap_or(sum))
}

async fn plan(desk: &Desk, args: &PayFileArgs, rows: &[Row]) -> Result<PlanReport, Failure> {
    let journal = if args.journal.journal.exists() { Some(args.journal.look()?) } else { None };
    let mut to_pay = vec![];
    for row in rows {
        let known = match &journal {
            Some(journal) => journal.find(&desk.name, &row.key).await?,
            None => None,
        };
        if known.is_none_or(|record| record.state.is_before_sending()) {
            to_pay.push(row.clone());
        }
    }
    Ok(PlanReport {
        account: desk.name.clone(),
        bills: rows.len(),
        at_most: sum(&to_pay).to_decimal(),
        to_pay: to_pay.len(),
        known: rows.len() - to_pay.len(),
    })
}

impl PlanReport {
    fn words(&self, lang: Lang) -> String {
        let at_most = self.at_most.parse::<Rupiah>().map(|sum| sum.to_string()).unwrap_or_default();
        let (to_pay, known, end) = match lang {
            Lang::Id => (
                format!("{}, paling banyak {at_most} semuanya", self.to_pay),
                format!("{} sudah dikirim atau ditutup menurut jurnal; tidak dikirim lagi", self.known),
                "tidak ada yang dikirim",
            ),
            _ => (
                format!("{}, at most {at_most} in all", self.to_pay),
                format!("{} that the journal has as sent or closed; they are not sent again", self.known),
                "nothing was sent",
            ),
        };
        let account = ("account", self.account.clone());
        let pairs = [account, ("bills", self.bills.to_string()), ("to pay", to_pay), ("known", known)];
        format!("{}\n{end}", columns(&pairs))
    }
}
