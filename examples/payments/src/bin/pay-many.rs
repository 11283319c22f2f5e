//! Pays the bills of a list, and tells a consumer of every change: what the kill test kills.
//!
//! `pay-many FOLDER`: pays `FOLDER/bills` (a customer on each line), with the journal `FOLDER/journal.db`; the consumer is the file
//! `FOLDER/feed`. Prints `ready` once everything that was open was looked up. Ends when every bill is settled and the
//! consumer has seen it all.
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

use anyhow::{Context, Result};
use bayar::{
    Rupiah,
    payments::{Payments, journal::SqliteJournal, machine::Policy},
    singapay::Bill,
};
use bayar_payments_examples::{hurried_policy, hurried_settings, is_settled, singapay_from_env};
use futures_util::StreamExt;
use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

/// Bills under way at once.
const AT_ONCE: usize = 4;
/// Between two tries of a call that sent nothing.
const PAUSE: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() -> Result<()> {
    let folder: PathBuf = env::args_os().nth(1).context("which folder?")?.into();
    let singapay = singapay_from_env(hurried_settings())?.context("SINGAPAY_URL is not set")?;
    let payments = Payments::builder(SqliteJournal::open(folder.join("journal.db"))?)
        .account("many", singapay)
        .policy("many", "SPPLNPOS", policy())
        .recover_every(PAUSE)
        .start()
        .await?;
    println!("ready");
    let consumer = tokio::spawn(consume(payments.clone(), folder.join("feed")));
    let bills = fs::read_to_string(folder.join("bills"))?;
    let each = bills.lines().map(|customer| settle(&payments, customer));
    futures_util::stream::iter(each).buffer_unordered(AT_ONCE).collect::<Vec<_>>().await;
    while payments.changes("book").waiting().await?.is_some() {
        tokio::time::sleep(PAUSE).await;
    }
    payments.shutdown(Duration::from_secs(5)).await;
    consumer.await?
}

/// Until nothing more will happen to it. Whatever went wrong, the same call may be made again.
async fn settle(payments: &Payments, customer: &str) {
    let most = Rupiah::new(5_000_000).unwrap_or(Rupiah::ZERO);
    loop {
        let ask = payments.settle(format!("bill-{customer}"), &Bill::pln_postpaid(customer), most);
        match ask.await {
            Ok(outcome) if is_settled(&outcome) => return,
            Ok(_) | Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Writes each change down, and only then says that it is done. What comes again is written again.
async fn consume(payments: Payments, path: PathBuf) -> Result<()> {
    let mut changes = payments.changes("book");
    while let Some(change) = changes.next().await? {
        append(&path, &format!("{} {}\n", change.payment().id(), change.state()))?;
        change.done().await?;
    }
    Ok(())
}

fn append(path: &Path, line: &str) -> Result<()> {
    let mut file = fs::File::options().create(true).append(true).open(path)?;
    Ok(file.write_all(line.as_bytes())?)
}

/// And the provider of the test promises to execute within five seconds or never.
fn policy() -> Policy {
    let mut policy = hurried_policy();
    policy.send_window = Duration::from_secs(2);
    policy.schedule = [100, 200, 500, 1_000].map(Duration::from_millis).to_vec();
    policy.then_every = Duration::from_millis(500);
    policy.absences_apart = Duration::from_millis(300);
    policy.settle_horizon = Duration::from_secs(5);
    policy.budget = Duration::from_secs(8);
    policy
}
