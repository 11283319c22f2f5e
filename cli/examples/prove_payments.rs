//! Pays a bill with bayar's `Payments` on a SQLite journal.
//!
//! ```text
//! cargo build -p bayar-cli --example prove_payments
//! bayar prove -- target/debug/examples/prove_payments {customer}
//! ```
//!
//! Killed anywhere and run again, it goes on where the journal says it was. There is nothing about faults in it: that is the
//! journal's and the engine's work.

use anyhow::Result;
use bayar::{
    Environment, Rupiah, Settings, Singapay,
    payments::{
        Outcome, PayErrorKind, Payments,
        journal::SqliteJournal,
        machine::{Capability, Policy},
    },
    singapay::{Account, Bill, Credentials},
};
use std::{env, path::PathBuf, process::ExitCode, time::Duration};

const PAID: u8 = 0;
const NOT_PAID: u8 = 1;
const OPEN: u8 = 75;

/// Calls that sent nothing may be made again.
const TRIES: usize = 3;

fn connect() -> Result<Singapay> {
    let environment = Environment::local(&env::var("SINGAPAY_URL")?)?;
    let wait = env::var("SINGAPAY_TIMEOUT_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1.0);
    let settings = Settings::default().effect_timeout(Duration::from_secs_f64(wait)).backoff(Duration::from_millis(20));
    Ok(Singapay::connect(Account::new(environment, Credentials::from_env("SINGAPAY")?).settings(settings))?)
}

/// One journal for each bill: several runs may go on at once, and a journal belongs to one process.
fn journal(customer: &str) -> Result<SqliteJournal> {
    let folder = env::var_os("BAYAR_PROVE_STATE").map_or_else(|| PathBuf::from("."), PathBuf::from);
    Ok(SqliteJournal::open(folder.join(format!("{customer}.db")))?)
}

/// The usual rules; but the judge's provider closes no biller at night.
fn policy() -> Policy {
    Policy::new(Capability::ReferenceInList)
}

async fn run(customer: &str) -> Result<u8> {
    let product = env::var("SINGAPAY_PRODUCT_CODE")?;
    let bill = Bill::pln_postpaid(customer).product_code(&product);
    let payments = Payments::builder(journal(customer)?)
        .account("prove", connect()?)
        .policy("prove", product, policy())
        .no_background() // a run is short: what stays open, the next one looks up at its start
        .start()
        .await?;
    for _ in 0..TRIES {
        // The same key each time: it names the wish, not the try.
        match payments.settle(format!("bill-{customer}"), &bill, Rupiah::new(5_000_000)?).await {
            Ok(Outcome::Open(open)) => return Ok(verdict(&payments.resolve(open.id()).await?)),
            Ok(end) => return Ok(verdict(&end)),
            // `Err` always means: nothing was sent.
            Err(error) if matches!(error.kind(), PayErrorKind::NoQuote | PayErrorKind::NotSent) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(OPEN)
}

fn verdict(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Paid(_) => PAID,
        Outcome::NotPaid(_) | Outcome::Refunded(_) => NOT_PAID,
        Outcome::Open(_) => OPEN,
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let customer = env::args().nth(1).unwrap_or_default();
    let told = run(&customer).await.unwrap_or_else(|trouble| {
        say(&format!("{trouble:#}"));
        OPEN
    });
    ExitCode::from(told)
}

#[allow(clippy::print_stderr, reason = "an example talks to its user")]
fn say(text: &str) {
    eprintln!("{text}");
}
