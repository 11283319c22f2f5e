//! The wallet at work: holds money, pays three bills, and books what the feed says.
//!
//! May use: the book, bayar's payments.

use crate::book::Book;
use anyhow::{Context, Result};
use bayar::{
    Rupiah,
    payments::{Payments, journal::SqliteJournal},
    singapay::Bill,
};
use bayar_payments_examples::{hurried_policy, hurried_settings, is_settled, singapay_from_env};
use std::{io::stdin, path::Path, time::Duration};

/// What the customer has at the beginning.
pub(crate) fn start() -> Result<Rupiah> {
    Ok(Rupiah::new(1_000_000)?)
}

/// Orders: a key, a bill, and the most that it may cost.
fn orders() -> [(&'static str, Bill); 3] {
    [
        ("water", Bill::pdam("SPPDAMPOS", "0812345678")),
        ("internet", Bill::internet_tv("SPINTVPOS", "121234567890")),
        ("telephone", Bill::mobile_postpaid("SPMOBPOS", "081234567890")),
    ]
}

pub(crate) async fn work(folder: &Path) -> Result<()> {
    let singapay = singapay_from_env(hurried_settings())?.context("SINGAPAY_URL is not set")?;
    let mut book = Book::open(&folder.join("wallet.db"), start()?)?;
    let mut builder = Payments::builder(SqliteJournal::open(folder.join("journal.db"))?).account("wallet", singapay);
    for (_, bill) in orders() {
        let product = bayar::payments::Payable::order(&bill).product;
        builder = builder.policy("wallet", product, hurried_policy());
    }
    let payments = builder.recover_every(Duration::from_millis(50)).start().await?;
    let at_most = Rupiah::new(300_000)?;
    for (order, bill) in orders() {
        book.hold(order, at_most)?;
        // Whatever it says: the feed brings the end. An error means that nothing was sent, so it is asked for again.
        while payments.settle(order, &bill, at_most).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    follow(&payments, &mut book).await?;
    payments.shutdown(Duration::from_secs(5)).await;
    Ok(())
}

/// Books each change, says so on standard output, and waits for a line: here the story kills it, or lets it go on.
async fn follow(payments: &Payments, book: &mut Book) -> Result<()> {
    let mut changes = payments.changes("book");
    loop {
        let Some(change) = changes.waiting().await? else {
            if all_settled(payments).await? {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        book.apply(change.position(), &change.outcome())?;
        println!("booked, not done");
        tokio::task::spawn_blocking(|| stdin().read_line(&mut String::new())).await??;
        change.done().await?;
    }
}

async fn all_settled(payments: &Payments) -> Result<bool> {
    for (order, _) in orders() {
        let found = payments.find("wallet", order).await?;
        if !found.is_some_and(|outcome| is_settled(&outcome)) {
            return Ok(false);
        }
    }
    // Nothing may have come in between.
    Ok(payments.changes("book").waiting().await?.is_none())
}
