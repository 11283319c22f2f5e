//! The simulator for fuzzers that can't sign: prints where it listens and who may call, as one line of JSON, and serves
//! until its standard input ends. Then it prints what was called and how it was answered.
#![allow(clippy::print_stdout, reason = "that is what it is for")]

use std::{collections::BTreeMap, error::Error};

use bayar_simulator::{Merchant, Settings, Simulator, demo};
use serde_json::json;
use tokio::sync::oneshot;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut settings = Settings::default();
    settings.seed = 1;
    settings.finnet.signatures_checked = false;
    settings.recorded_calls = 1_000_000;
    settings.recorded_bytes = 1 << 30;
    let mut merchant = Merchant::from(demo::MERCHANT);
    merchant.balance = i64::MAX / 4;
    let sim = Simulator::builder().settings(settings).merchant(merchant).start().await?;
    println!("{}", who_and_where(&sim));
    until_the_input_ends().await;
    println!("{}", told(&sim));
    Ok(())
}

fn who_and_where(sim: &Simulator) -> serde_json::Value {
    let (merchant, partner, shop) = (demo::MERCHANT, demo::PARTNER, demo::ORGANISATION);
    json!({
        "singapay": {"url": sim.singapay_url(), "partner_id": merchant.partner_id, "client_id": merchant.client_id,
            "client_secret": merchant.client_secret, "password": merchant.password},
        "finnet": {"url": sim.finnet_url(), "client_id": partner.client_id, "channel_id": partner.channel_id,
            "origin": partner.origin, "phone": demo::PHONE, "customer_token": demo::CUSTOMER_TOKEN},
        "paycombat": {"url": sim.paycombat_url(), "merchant_identifier": shop.merchant_identifier, "token": shop.token,
            "customer_id": demo::CUSTOMER_ID},
    })
}

async fn until_the_input_ends() {
    let (ended, wait) = oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = ended.send(());
    });
    let _ = wait.await;
}

/// How often each operation was answered with each status, as JSON.
fn told(sim: &Simulator) -> serde_json::Value {
    let mut counts: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
    for call in sim.calls() {
        let operation = call.operation.map_or("none", |it| it.id());
        let status = call.status.map_or("none".to_owned(), |it| it.to_string());
        *counts.entry(operation).or_default().entry(status).or_default() += 1;
    }
    json!(counts)
}
