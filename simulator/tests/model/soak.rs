//! A soak: many clients at the same time under every kind of fault; nothing panics, the books add up.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bayar_simulator::{Operation, Rule, Scenario, Settings, Simulator, demo};
use serde_json::json;

use crate::{
    client::{self, Client},
    memory, seed, setting,
};

const CLIENTS: usize = 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_clients_under_every_fault() {
    let (seed, seconds) = (seed(), setting("SIMULATOR_SOAK_SECONDS", 2));
    println!("SIMULATOR_SEED={seed}, {seconds} s at concurrency {CLIENTS}");
    let mut settings = Settings::default();
    settings.seed = seed;
    let bills = demo::pln_bills(seed, CLIENTS);
    let mut merchant = bayar_simulator::Merchant::from(demo::MERCHANT);
    merchant.balance = i64::MAX / 4;
    let sim = Simulator::builder().settings(settings).bills(bills.clone()).merchant(merchant);
    let sim = Arc::new(sim.start().await.unwrap());
    sim.clock().run_at(60.0);
    sim.play(&Scenario::find("mix-wild").unwrap());
    sim.add_rule(Rule::new("slow-body=5ms".parse().unwrap()).probability(0.01));
    let end = Instant::now() + Duration::from_secs(seconds);
    let clients = bills.into_iter().enumerate().map(|(index, bill)| {
        let (sim, seed) = (Arc::clone(&sim), seed.wrapping_add(index as u64));
        tokio::spawn(async move { customer(&sim, &bill.customer_id, seed, end).await })
    });
    let mut calls = 0;
    for client in clients.collect::<Vec<_>>() {
        calls += client.await.expect("no client panics");
    }
    sim.clear_script();
    sim.settled().await;
    sim.assert_deposits_add_up();
    let (executed, kept) = (sim.ledger().executed(), sim.ledger().paid().len());
    println!("{calls} calls, {executed} executions, resident {:?} MiB", memory::resident_mib());
    assert!(calls > 20 * seconds && executed > 0 && kept <= 5_000 && sim.calls().len() <= 5_000);
    Client::new(&sim).sign_in().await;
}

/// Looks up and pays, over and over.
async fn customer(sim: &Simulator, id: &str, seed: u64, end: Instant) -> u64 {
    let (mut client, mut random, mut calls) = (Client::new(sim), fastrand::Rng::with_seed(seed), 0);
    client.sign_in().await;
    while Instant::now() < end {
        calls += 1;
        let seen = match random.u8(..10) {
            0..2 => client.call(Operation::PrepaidPaymentV2, &client::pulsa(demo::PREPAID_PHONE), None).await,
            2..4 => {
                let body = json!({"command": "list-bill-transaction", "data": {"customer_id": id}});
                client.call(Operation::ListBillTransaction, &body, None).await
            }
            _ => {
                let seen = client.call(Operation::PostpaidInquiryV2, &client::inquiry(id), None).await;
                let reference = client::json_of(seen).map(|it| it["data"]["reference_number"].to_string());
                let Some(reference) = reference else { continue };
                let body = client::payment(id, reference.trim_matches('"'));
                client.call(Operation::PostpaidPaymentV2, &body, None).await
            }
        };
        if seen.is_some_and(|(status, _)| status == 401) {
            client.sign_in().await;
        }
    }
    calls
}
