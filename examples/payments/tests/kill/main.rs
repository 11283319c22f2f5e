//! A program that pays bills is killed with SIGKILL again and again, against a provider that delays, drops, executes late and
//! lags. At the end its journal, the provider's ledger and the consumer of its feed must agree. Most kills are drawn; `points` aims two.
//!
//! ```text
//! cargo test -p bayar-payments-examples --test kill -- --nocapture                        # 30 bills, 40 kills
//! BAYAR_KILL_TEST=full cargo test -p bayar-payments-examples --test kill -- --nocapture   # 200 bills, 320 kills
//! ```
//!
//! `BAYAR_SEED` repeats the bills, the faults and the drawn times. Where exactly a kill strikes is the machine's.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "its counts are what it is for")]

mod child;
mod fates;
mod points;
mod verdict;

use bayar_simulator::{SecondPayment, Simulator, demo};
use child::{Child, Folder};
use std::{
    env,
    time::{Instant, SystemTime},
};

struct Size {
    bills: usize,
    kills: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_it_pays_each_bill_once() {
    let full = env::var("BAYAR_KILL_TEST").is_ok_and(|text| text == "full");
    let size = if full { Size { bills: 200, kills: 320 } } else { Size { bills: 30, kills: 40 } };
    let seed = env::var("BAYAR_SEED").map_or_else(|_| by_the_clock(), |text| text.parse().unwrap());
    println!("kill test: seed {seed}, {} bills, {} kills", size.bills, size.kills);
    let (simulator, customers) = provider(seed, size.bills).await;
    let contradicted = fates::script(&simulator, &customers, seed);
    let folder = Folder::new();
    let started = Instant::now();
    let struck = kill(&simulator, &folder, &customers, &size, seed).await;
    println!("killed {} times in {:.1?}: {struck:?}", size.kills, started.elapsed());
    folder.bills(&customers);
    Child::start(&simulator, &folder).finish().await;
    let verdict = verdict::Verdict::reach(&simulator, &folder, &customers, &contradicted).await;
    println!("{verdict} (all in {:.1?})", started.elapsed());
    assert!(verdict.wrong.is_empty(), "seed {seed}: {:#?}", verdict.wrong);
    // A kill while a payment is being sent is what it is about; of forty kills none may have struck there.
    assert!(!full || verdict.interrupted > 0, "seed {seed}: no kill struck between a permit and its answer");
}

fn by_the_clock() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() % 1_000_000
}

/// Refuses nothing: a second send would show as a second payment.
async fn provider(seed: u64, bills: usize) -> (Simulator, Vec<String>) {
    let mut merchant = bayar_simulator::Merchant::from(demo::MERCHANT);
    merchant.balance = 1_000_000_000;
    let bills = demo::pln_bills(seed, bills);
    let customers = bills.iter().map(|bill| bill.customer_id.clone()).collect();
    let simulator = Simulator::builder().merchant(merchant).bills(bills).start().await.unwrap();
    simulator.change_singapay(|settings| settings.second_payment = SecondPayment::ExecutedAgain);
    (simulator, customers)
}

/// Where the kills struck.
#[derive(Debug, Default)]
struct Struck {
    before_it_was_ready: usize,
    at_work: usize,
}

/// The bills come in little by little, so that there is work to interrupt until the end.
async fn kill(simulator: &Simulator, folder: &Folder, customers: &[String], size: &Size, seed: u64) -> Struck {
    let (mut random, mut struck) = (fastrand::Rng::with_seed(seed), Struck::default());
    // A life that comes to its end before it is killed doesn't count.
    for _ in 0..size.kills * 10 {
        let nth = struck.before_it_was_ready + struck.at_work + 1;
        if nth > size.kills {
            break;
        }
        folder.bills(&customers[..(size.bills * nth).div_ceil(size.kills)]);
        let mut child = Child::start(simulator, folder);
        if random.u8(0..10) == 0 {
            child.wait(random.u64(0..40)).await;
            struck.before_it_was_ready += usize::from(child.kill().await);
        } else {
            child.ready().await;
            child.wait(random.u64(0..150)).await;
            struck.at_work += usize::from(child.kill().await);
        }
    }
    assert_eq!(struck.before_it_was_ready + struck.at_work, size.kills, "so many died by the signal");
    struck
}
