//! The shop: clients that repeat, leave, and find a shop that was killed.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use bayar_payments_examples::environment;
use bayar_simulator::{Fault, Operation, Rule, Simulator};
use serde_json::{Value, json};
use std::{fs, path::PathBuf, process::Stdio, sync::atomic::AtomicU32, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

const CUSTOMER: &str = "0812345678";

struct Town {
    simulator: Simulator,
    folder: PathBuf,
}

impl Town {
    /// The provider answers payments when its clock moves, and it stands: executed at once, told late.
    async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("shop-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let simulator = Simulator::start().await.unwrap();
        simulator.clock().freeze();
        let late = Rule::new(Fault::DelayByClock(Duration::from_secs(5))).operation(Operation::PostpaidPaymentV2);
        simulator.add_rule(late);
        Self { simulator, folder }
    }

    async fn open(&self) -> Shop {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shop"));
        command.envs(environment(&self.simulator)).env("SHOP_JOURNAL", self.folder.join("shop.db"));
        let mut process = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().unwrap();
        Shop { process, url: line.strip_prefix("listening on ").unwrap().to_owned() }
    }

    fn calls(&self) -> usize {
        self.simulator.count(Operation::PostpaidPaymentV2)
    }

    async fn executed(&self) {
        while self.simulator.ledger().executed() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The provider's answers come.
    fn answers(&self) {
        self.simulator.clock().advance(Duration::from_secs(6));
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.folder);
    }
}

struct Shop {
    process: Child,
    url: String,
}

async fn told(response: reqwest::Response) -> (u16, String) {
    let status = response.status().as_u16();
    (status, response.json::<Value>().await.unwrap()["outcome"].as_str().unwrap().to_owned())
}

impl Shop {
    fn ask(&self, order: &str, at_most: &str) -> impl Future<Output = (u16, String)> + Send + use<> {
        let body = json!({ "order": order, "customer": CUSTOMER, "at_most": at_most });
        let request = reqwest::Client::new().post(format!("{}/payments", self.url)).json(&body);
        async move { told(request.send().await.unwrap()).await }
    }

    async fn look(&self, order: &str) -> (u16, String) {
        told(reqwest::get(format!("{}/payments/{order}", self.url)).await.unwrap()).await
    }
}

fn is(status: u16, outcome: &str) -> (u16, String) {
    (status, outcome.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_order_is_answered_at_once_and_paid_once() {
    let town = Town::new().await;
    let shop = town.open().await;
    let first = tokio::spawn(shop.ask("1", "100000"));
    town.executed().await;
    // The first can't have been answered: the provider's clock stands.
    assert_eq!(shop.ask("1", "100000").await, is(202, "open"));
    assert!(!first.is_finished());
    town.answers();
    assert_eq!(first.await.unwrap(), is(200, "paid"));
    assert_eq!((shop.ask("1", "100000").await, shop.look("1").await), (is(200, "paid"), is(200, "paid")));
    assert_eq!(shop.ask("1", "90000").await, is(409, "nothing_sent"), "the key belongs to something else");
    assert_eq!(shop.ask("2", "1000").await, is(422, "nothing_sent"), "too dear");
    assert_eq!(shop.look("3").await, is(404, "nothing_sent"));
    assert_eq!((town.calls(), town.simulator.ledger().executed()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_cuts_nothing() {
    let town = Town::new().await;
    let shop = town.open().await;
    let client = tokio::spawn(shop.ask("1", "100000"));
    town.executed().await;
    client.abort();
    assert!(client.await.unwrap_err().is_cancelled());
    assert_eq!(shop.look("1").await, is(202, "open"));
    town.answers();
    while shop.look("1").await == is(202, "open") {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(shop.look("1").await, is(200, "paid"));
    assert_eq!((town.calls(), town.simulator.ledger().executed()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_was_killed_has_looked_everything_up_before_it_listens() {
    let town = Town::new().await;
    let mut shop = town.open().await;
    let client = tokio::spawn(shop.ask("1", "100000"));
    town.executed().await;
    shop.process.start_kill().unwrap();
    shop.process.wait().await.unwrap();
    assert!(client.await.is_err(), "it was told nothing");
    let shop = town.open().await;
    assert_eq!(shop.look("1").await, is(200, "paid"));
    assert_eq!(shop.ask("1", "100000").await, is(200, "paid"), "the client asks again");
    assert_eq!((town.calls(), town.simulator.ledger().executed()), (1, 1));
}
