//! `bayar prepaid …`.

use crate::world::{World, pinned};
use bayar_simulator::{Fault, Operation, Settings, Simulator, demo};
use std::time::Duration;

const TOKEN: [&str; 3] = [demo::METER, "--product", "SPPLNTOK"];
const PULSA: [&str; 5] = [demo::PREPAID_PHONE, "--command", "pulsa", "--product", "SPTLKMAS10"];

fn with<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<&'a str> {
    [before, after].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_inquired_and_bought() {
    let world = World::new().await;
    pinned("prepaid-inquire", &world.run(&with(&["prepaid", "inquire"], &TOKEN)).out);
    let quote = world.json("prepaid-inquire", 0, &with(&["prepaid", "inquire"], &TOKEN));
    assert_eq!((&quote["price"], &quote["customer_name"]), (&"52500.00".into(), &"JOHN DOE".into()));
    assert_eq!(world.simulator.count(Operation::PrepaidPaymentV2), 0);
    let bought = world.run(&with(&["prepaid", "buy"], &TOKEN));
    assert_eq!(bought.code, 0, "{bought:?}");
    assert!(bought.err.contains("unguarded") && bought.out.contains("has not come yet"), "{bought:?}");
    pinned("prepaid-buy-token", &bought.out);
    let dear = world.run(&[&["prepaid", "buy"], &TOKEN[..], &["--at-most", "52499"]].concat());
    assert!(dear.code == 2 && dear.err.contains("nothing was paid"), "{dear:?}");
    assert_eq!(world.simulator.ledger().executions_of_customer(demo::METER), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_comes_at_once_is_shown() {
    let mut settings = Settings::default();
    settings.singapay.token_after = Some(Duration::ZERO);
    let world = World::of(Simulator::builder().settings(settings).start().await.unwrap());
    let bought = world.json("prepaid-buy", 0, &with(&["prepaid", "buy"], &TOKEN));
    assert_eq!(bought["token"].as_str().unwrap().len(), 24);
    assert_eq!((&bought["outcome"], &bought["price"]), (&"paid".into(), &"52500.00".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_purchase_is_followed_while_a_person_waits() {
    let world = World::new().await;
    world.simulator.script(Operation::PrepaidPaymentV2, 1, "settle=pending, 1s success".parse().unwrap());
    let buy = [&["prepaid", "buy"], &PULSA[..], &["--at-most", "11000"]].concat();
    let bought = world.json("prepaid-buy", 0, &buy);
    assert_eq!((&bought["outcome"], &bought["code"]), (&"paid".into(), &"01".into()));
    assert!(bought["look_ups"].as_u64().unwrap() >= 2 && bought["reference_number"].is_null(), "{bought}");
    world.simulator.clock().freeze();
    let pending = world.run(&buy);
    assert_eq!(pending.code, 5, "{pending:?}");
    pinned("prepaid-buy-pending", &pending.out);
    assert_eq!(world.simulator.count(Operation::PrepaidPaymentV2), 2, "each was sent once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unclear_end_is_never_sent_again() {
    let world = World::new().await;
    world.simulator.script(Operation::PrepaidPaymentV2, 1, Fault::DropAfterExecuting);
    let found = world.json("prepaid-buy", 0, &with(&["prepaid", "buy"], &TOKEN));
    assert_eq!((&found["outcome"], &found["look_ups"]), (&"paid".into(), &1.into()));
    world.simulator.script(Operation::PrepaidPaymentV2, 1, Fault::DropAfterExecuting);
    let lost = world.json("prepaid-buy", 4, &[&["prepaid", "buy"], &PULSA[..], &["--at-most", "11000"]].concat());
    assert_eq!((&lost["outcome"], &lost["look_ups"]), (&"unknown".into(), &0.into()), "nothing proves a row to be it");
    assert_eq!(lost["unguarded"], true);
    assert!(lost["message"].as_str().unwrap().contains("bayar bill list --customer 0812"), "{lost}");
    assert_eq!(world.simulator.count(Operation::PrepaidPaymentV2), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_bought_so_is_said() {
    let world = World::new().await;
    for (arguments, words) in [
        (with(&["prepaid", "inquire"], &PULSA), "bought directly"),
        (with(&["prepaid", "buy"], &PULSA), "--at-most"),
        (vec!["prepaid", "buy", "12", "--command", "pulsa", "--product", "X", "--at-most", "1"], "phone"),
        (vec!["prepaid", "buy", "1", "--command", "plnpos", "--product", "X"], "one of plntok"),
        (vec!["prepaid", "inquire", "1", "--product", "X", "--server-id", "7"], "only a game"),
        ([&["prepaid", "buy"], &PULSA[..], &["--username", "x", "--at-most", "1"]].concat(), "topupg"),
        (vec!["prepaid", "buy", "1"], "--product"),
    ] {
        let run = world.run(&arguments);
        assert_eq!(run.code, 2, "{arguments:?} {run:?}");
        assert!(run.err.contains(words) && run.out.is_empty(), "{arguments:?} {run:?}");
    }
    assert_eq!(world.run(&["prepaid", "inquire", "1", "--product", "SPNOTHING"]).code, 3);
    let dry =
        world.json("dry-run", 0, &[&["prepaid", "buy"], &PULSA[..], &["--at-most", "11000", "--dry-run"]].concat());
    let [request] = &dry["dry_run"].as_array().unwrap()[..] else { panic!("{dry}") };
    assert_eq!(
        (&request["body"]["data"]["password"], &request["body"]["data"]["customer_id"]),
        (&"***".into(), &"***".into())
    );
    assert_eq!(
        world.json("dry-run", 0, &[&["prepaid", "buy"], &TOKEN[..], &["--dry-run"]].concat())["dry_run"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(world.simulator.count(Operation::PrepaidPaymentV2), 0);
}
