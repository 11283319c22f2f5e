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
        machine::{Capability, Policy, State},
    },
    singapay::{Account, Bill, Credentials},
};
use std::{
    env,
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

const PAID: u8 = 0;
const NOT_PAID: u8 = 1;
const OPEN: u8 = 75;

/// How long one run waits for an end. The payment itself waits longer: the next run goes on with it.
const PATIENCE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(100);

fn connect() -> Result<Singapay> {
    let environment = Environment::local(&env::var("SINGAPAY_URL")?)?;
    let wait = env::var("SINGAPAY_TIMEOUT_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1.0);
    let settings = Settings::default().effect_timeout(Duration::from_secs_f64(wait)).backoff(PAUSE / 5);
    Ok(Singapay::connect(Account::new(environment, Credentials::from_env("SINGAPAY")?).settings(settings))?)
}

/// One journal for each bill: several runs may go on at once, and a journal belongs to one process.
fn journal(customer: &str) -> Result<SqliteJournal> {
    let folder = env::var_os("BAYAR_PROVE_STATE").map_or_else(|| PathBuf::from("."), PathBuf::from);
    Ok(SqliteJournal::open(folder.join(format!("{customer}.db")))?)
}

/// The usual rules, but looked up soon, because a judge doesn't wait for an hour. His provider closes no biller at night.
fn policy() -> Policy {
    let mut policy = Policy::new(Capability::ReferenceInList);
    policy.schedule = [100, 300, 600, 1_000, 2_000].map(Duration::from_millis).to_vec();
    policy.then_every = Duration::from_secs(1);
    policy
}

async fn run(customer: &str) -> Result<u8> {
    let product = env::var("SINGAPAY_PRODUCT_CODE")?;
    let bill = Bill::pln_postpaid(customer).product_code(&product);
    let payments = Payments::builder(journal(customer)?)
        .account("prove", connect()?)
        .policy("prove", product, policy())
        .recover_every(PAUSE)
        .start() // looks up what an earlier run left open
        .await?;
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        // The same key each time: it names the wish, not the try.
        match payments.settle(format!("bill-{customer}"), &bill, Rupiah::new(5_000_000)?).await {
            Ok(Outcome::Paid(_)) => return Ok(PAID),
            Ok(Outcome::NotPaid(_) | Outcome::Refunded(_)) => return Ok(NOT_PAID),
            Ok(Outcome::Open(payment)) if payment.state() == State::Review => return Ok(OPEN),
            Ok(Outcome::Open(_)) => {}
            // `Err` always means: nothing was sent, and the same call may be made again.
            Err(error) if matches!(error.kind(), PayErrorKind::NoQuote | PayErrorKind::NotSent) => {}
            Err(error) => return Err(error.into()),
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(OPEN)
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
