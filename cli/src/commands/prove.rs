//! `bayar prove`: judges a program in any language by the ledger of the provider that it paid at.
//!
//! May use: the proof. Exit code 1 is the verdict and nothing else.

use crate::{
    exit::Exit,
    failure::Failure,
    output::{CARE, styled},
    printer::Printer,
    prove::{self, Proof, Report, mix},
};
use clap::Args;
use std::{fs::OpenOptions, path::PathBuf, str::FromStr, time::Duration};

/// Ends the help.
pub(crate) fn help() -> String {
    format!(
        "{}
The program gets the base URL in SINGAPAY_URL, and SINGAPAY_PARTNER_ID, SINGAPAY_CLIENT_ID, SINGAPAY_CLIENT_SECRET, \
SINGAPAY_PASSWORD, SINGAPAY_PRODUCT_CODE, SINGAPAY_CUSTOMER_ID, SINGAPAY_TIMEOUT_SECONDS (please wait no longer for an answer) and \
BAYAR_PROVE_STATE (an empty folder for what it has to remember between runs). Its exit code is its verdict: 0 paid, 1 not paid, \
75 still open; anything else is no verdict.

Exits with 1 if anything was paid twice or told wrongly, with 2 if the program can't be run, else with 0.

Examples:
  bayar prove -- python3 pay.py {{customer}}
  bayar prove --bills 50 --seed 8123 --report proof.html -- php pay.php --customer={{customer}}
  bayar prove --faults default,kill=20 --reruns 3 --json -- ./pay {{customer}} | jq '.\"paid twice\"'",
        mix::help()
    )
}

/// Options of `bayar prove`.
#[derive(Debug, Args)]
pub struct ProveArgs {
    /// How many bills (PLN postpaid) the program has to pay.
    #[arg(long, value_name = "COUNT", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    bills: u32,
    /// The seed of customers, faults and kills: the same seed finds the same. Another one each time by default.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// What goes wrong: `default`, `none`, `NAME=WEIGHT,…`, or `default,NAME=WEIGHT,…`.
    #[arg(long, value_name = "MIX", default_value = "default", value_parser = mix::Mix::from_str)]
    faults: mix::Mix,
    /// How often a run is repeated that was killed or said open.
    #[arg(long, value_name = "COUNT", default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=20))]
    reruns: u32,
    /// Repeat a run too that ended with another exit code than 0, 1 and 75.
    #[arg(long)]
    rerun_crashes: bool,
    /// The environment variable of the base URL.
    #[arg(long, value_name = "NAME", default_value = "SINGAPAY_URL", value_parser = variable)]
    url_env: String,
    /// Kill a run that takes longer.
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time)]
    limit: Duration,
    /// What SINGAPAY_TIMEOUT_SECONDS says. A call that times out is held three times as long, then its connection closed.
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = time)]
    timeout: Duration,
    /// Write a page with a picture of each finding; it needs nothing from the network.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The program and its arguments; `{customer}` is replaced by the customer of a bill.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

fn time(text: &str) -> Result<Duration, String> {
    let read = text.parse::<jiff::SignedDuration>().ok().and_then(|it| Duration::try_from(it).ok());
    let read = read.filter(|it| (Duration::from_millis(50)..=Duration::from_secs(86_400)).contains(it));
    read.ok_or_else(|| "write a time from 50ms to 24h, like `500ms`, `1s` or `2m`".to_owned())
}

fn variable(text: &str) -> Result<String, String> {
    let is_name = !text.is_empty() && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    is_name.then(|| text.to_owned()).ok_or_else(|| "a name has letters, digits and `_`".to_owned())
}

pub(super) async fn run(args: ProveArgs, printer: Printer) -> Result<Exit, Failure> {
    if !args.command.iter().any(|it| it.contains("{customer}")) {
        return Err(Failure::Usage(
            "no argument holds `{customer}`: the program must be told whose bill to pay, for example `-- python3 pay.py {customer}`"
                .to_owned(),
        ));
    }
    if let Some(file) = &args.report {
        let opened = OpenOptions::new().create(true).append(true).open(file);
        opened.map_err(|e| Failure::Usage(format!("--report: {} can't be written: {e}", file.display())))?;
    }
    let proof = proof(&args)?;
    let tell = |round, bills| printer.note(&format!("round {round}: {bills} bills, seed {}", proof.seed));
    let report = tokio::select! {
        report = proof.run(tell) => report?,
        stopped = crate::signals::stopped() => {
            stopped?;
            return Err(Failure::Machine("stopped before the end: nothing is proved".to_owned()));
        }
    };
    if let Some(file) = &args.report {
        std::fs::write(file, prove::page(&report, &proof.command))?;
        printer.note(&format!("{} written", file.display()));
    }
    let exit = if report.is_bad() { Exit::Failed } else { Exit::Done };
    let exit = printer.verdict(&report, || prove::words(&report), exit)?;
    doubts(&report).iter().for_each(|doubt| printer.note(&styled(CARE, format!("warning: {doubt}"))));
    Ok(exit)
}

fn proof(args: &ProveArgs) -> Result<Proof, Failure> {
    Ok(Proof {
        bills: args.bills as usize,
        seed: args.seed.map_or_else(random, Ok)?,
        mix: args.faults.clone(),
        reruns: args.reruns,
        rerun_crashes: args.rerun_crashes,
        url_env: args.url_env.clone(),
        limit: args.limit,
        time_out: args.timeout,
        command: args.command.clone(),
    })
}

/// A seed that is easily told to others.
fn random() -> Result<u64, Failure> {
    let mut bytes = [0; 4];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Failure::Machine("this machine has no random numbers".to_owned()))?;
    Ok(u64::from(u32::from_be_bytes(bytes)) % 1_000_000)
}

/// Why a good verdict may mean little.
fn doubts(report: &Report) -> Vec<String> {
    let mut doubts = Vec::new();
    if report.paid == 0 {
        doubts.push("not one bill was paid: this proves nothing about the program; look at what it printed".to_owned());
    }
    if report.crashed > 0 {
        doubts.push(format!(
            "{} runs ended with an exit code that is no verdict; it must be 0 paid, 1 not paid or 75 still open",
            report.crashed
        ));
    }
    doubts
}
