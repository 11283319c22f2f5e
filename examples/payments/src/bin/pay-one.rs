//! Pays one bill, for `bayar prove`: exit code 0 paid, 1 not paid (with proof), 75 open.
//!
//! ```text
//! bayar prove -- target/debug/pay-one {customer}
//! ```
//!
//! Killed anywhere and run again it carries on where the journal says it was: that is the whole trick.
#![allow(clippy::print_stderr, reason = "a program talks to its terminal")]

use anyhow::{Context, Result};
use bayar::{
    Rupiah,
    payments::{Outcome, PayErrorKind, Payments, journal::SqliteJournal},
    singapay::Bill,
};
use bayar_payments_examples::{hurried_policy, hurried_settings, is_settled, singapay_from_env};
use std::{
    env,
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

/// How long this run waits for an end. The payment itself waits longer: the next run goes on with it.
const PATIENCE: Duration = Duration::from_secs(8);

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let customer = env::args().nth(1).context("whose bill? Give the customer's number")?;
    let outcome = pay(&customer).await?;
    Ok(ExitCode::from(match outcome {
        Some(Outcome::Paid(_)) => 0,
        Some(Outcome::NotPaid(_) | Outcome::Refunded(_)) => 1,
        // Not even asked for: nothing was sent, and another run may try.
        Some(Outcome::Open(_)) | None => 75,
    }))
}

async fn pay(customer: &str) -> Result<Option<Outcome>> {
    let singapay = singapay_from_env(hurried_settings())?.context("SINGAPAY_URL is not set; `bayar prove` sets it")?;
    let product = env::var("SINGAPAY_PRODUCT_CODE").unwrap_or_else(|_| "SPPLNPOS".to_owned());
    let payments = Payments::builder(SqliteJournal::open(journal(customer)?)?)
        .account("prove", singapay)
        .policy("prove", &product, hurried_policy())
        .recover_every(Duration::from_millis(100))
        .start()
        .await?;
    let bill = Bill::pln_postpaid(customer).product_code(product);
    let end = Instant::now() + PATIENCE;
    let mut last = None;
    while Instant::now() < end {
        // The same key each time: it names the wish, not the try.
        match payments.settle(format!("bill-{customer}"), &bill, Rupiah::new(5_000_000)?).await {
            Ok(outcome) if is_settled(&outcome) => return Ok(Some(outcome)),
            Ok(outcome) => last = Some(outcome),
            // `Err` always means: nothing was sent, and the same call may be made again.
            Err(error) if matches!(error.kind(), PayErrorKind::NoQuote | PayErrorKind::NotSent) => {}
            Err(error) => return Err(error.into()),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    payments.shutdown(Duration::from_secs(2)).await;
    Ok(last)
}

/// One file for each bill, because `prove` may run several at once and a journal belongs to one process.
fn journal(customer: &str) -> Result<PathBuf> {
    let folder = env::var_os("PAY_ONE_FOLDER").map_or_else(default_folder, PathBuf::from);
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    Ok(folder.join(format!("{customer}.db")))
}

/// Another one for each run of `prove`, whose provider begins with nothing each time: it lies on another port.
fn default_folder() -> PathBuf {
    let url = env::var("SINGAPAY_URL").unwrap_or_default();
    let port: String = url.chars().rev().take_while(char::is_ascii_digit).collect();
    env::temp_dir().join(format!("pay-one-{}", port.chars().rev().collect::<String>()))
}
