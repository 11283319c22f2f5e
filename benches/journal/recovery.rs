//! What a start costs, with more and more closed payments in the file.
//!
//! Comes in: a provider in memory that shows every payment as paid. Stays out: the network.

use crate::{
    child,
    pace::{NO_SYNC, disk, fresh, median},
    work,
};
use bayar::payments::{
    Order, Payments, Port, PortError, PortFuture, SendPermit, Told,
    journal::{Journal, SqliteJournal},
    machine::{Answer, Finding, Offer, Policy, Receipt, Standing},
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Instant, SystemTime},
};

const OPEN: u64 = 10_000;
const ROUNDS: u64 = 3;

pub(crate) fn report(dir: &Path) {
    let before = disk(dir);
    println!("| Rows | of which open | start | memory | feed, counts |\n| ---: | ---: | ---: | ---: | ---: |");
    for rows in [10_000, 100_000, 1_000_000] {
        let file = fresh(dir);
        filled(&file, 0, rows - OPEN, "paid");
        let mut found = [vec![], vec![], vec![]];
        for round in 0..ROUNDS {
            filled(&file, rows + round * OPEN, OPEN, "unknown");
            let numbers = child::numbers(child::command().arg("recover").arg(&file));
            found.iter_mut().zip(numbers).for_each(|(all, one)| all.push(one));
        }
        let [seconds, kilobytes, reads] = found.map(median);
        let megabytes = kilobytes / 1024.0;
        println!("| {rows} | {OPEN} | {seconds:.2} s | {megabytes:.1} MB | {:.1} ms |", reads * 1e3);
    }
    println!("\nThe disk, 4 KB overwritten and `fdatasync`: {before:.0} per second before, {:.0} after.\n", disk(dir));
}

/// Without syncs: only what is measured has to be safe.
fn filled(file: &Path, from: u64, number: u64, state: &str) {
    let mut command = child::command();
    command.arg("fill").arg(file).arg(from.to_string()).arg(number.to_string()).arg(state);
    child::numbers(command.env("LD_PRELOAD", NO_SYNC));
}

/// Puts payments into the journal: `paid`, or `unknown`, as a crash leaves them.
pub(crate) fn fill(path: &Path, from: u64, number: u64, state: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let journal = Arc::new(SqliteJournal::open(path).unwrap());
    let next = Arc::new(AtomicU64::new(from));
    let open = state == "unknown";
    let caller = |_| {
        let (journal, next) = (journal.clone(), next.clone());
        runtime.spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= from + number {
                    return;
                }
                let permitted = work::permitted(&work::quoted(n));
                let record = if open { work::interrupted(&permitted) } else { work::paid(&permitted) };
                journal.create(record, work::entry("filled")).await.unwrap();
            }
        })
    };
    let tasks: Vec<_> = (0..512).map(caller).collect();
    tasks.into_iter().for_each(|task| runtime.block_on(task).unwrap());
}

/// Starts on the journal; prints the seconds that takes, the kilobytes that it needs on top, and the seconds of what a
/// monitor and a consumer ask for.
pub(crate) fn recover(path: &Path) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let before = kilobytes("VmRSS");
    let start = Instant::now();
    let journal = Arc::new(SqliteJournal::open(path).unwrap());
    let builder = Payments::builder(journal.clone()).account("jakarta", Shows).no_background();
    let payments = runtime.block_on(builder.start()).unwrap();
    println!("{}", start.elapsed().as_secs_f64());
    println!("{}", kilobytes("VmHWM") - before);
    let asked = Instant::now();
    runtime.block_on(async {
        assert!(payments.counts().await.unwrap().is_empty(), "everything is closed");
        assert!(payments.review(None, 100).await.unwrap().is_empty());
        assert_eq!(journal.feed("wallet", 100).await.unwrap().len(), 100);
    });
    println!("{}", asked.elapsed().as_secs_f64());
}

fn kilobytes(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A provider whose list shows every payment as paid.
#[derive(Debug)]
struct Shows;

impl Port for Shows {
    fn provider(&self) -> &'static str {
        "singapay"
    }

    fn environment(&self) -> String {
        "sandbox".into()
    }

    fn policy(&self, _: &str) -> Policy {
        work::policy()
    }

    fn quote<'a>(&'a self, _: &'a Order) -> PortFuture<'a, Result<Offer, PortError>> {
        panic!("recovery asks for no price")
    }

    fn pay<'a>(&'a self, _: &'a Order, _: &'a Offer, _: SendPermit) -> PortFuture<'a, Told<Answer>> {
        panic!("recovery never sends")
    }

    fn look_up<'a>(&'a self, order: &'a Order, offer: &'a Offer, _: SystemTime) -> PortFuture<'a, Told<Finding>> {
        let finding = Finding::Found {
            standing: Standing::Success,
            transaction_id: order.customer.as_str().to_owned(),
            price: Some(offer.price),
            receipt: Receipt::Complete,
        };
        Box::pin(std::future::ready(Told::new(finding, "the list shows it: success")))
    }
}
