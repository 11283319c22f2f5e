//! `bayar pay`: a file of bills.

use crate::world::{World, command, fits, pinned, run};
use bayar_simulator::{Bill, Command, Fault, Operation, Rule, demo};
use std::{process::Stdio, time::Duration};

pub(crate) const HEADER: &str = "key,command,product_code,customer_id,at_most,period,tag\n";
const PAY: [&str; 4] = ["pay", "bills.csv", "--journal", "payments.db"];
/// Water: electricity can't be paid around midnight, and these tests run at any hour.
const PRICE: i64 = 92_500;

/// So many bills for water, in the simulator and in `bills.csv`.
pub(crate) async fn world(bills: usize) -> World {
    let world = World::new().await;
    let mut text = HEADER.to_owned();
    for number in 0..bills {
        let customer = customer(number);
        world.simulator.put_bill(Bill::new(Command::Pdam, "SPPDAMPOS", &customer, PRICE - 7_500, PRICE));
        text += &format!("key-{number},pdam,SPPDAMPOS,{customer},100000,,counter {number}\n");
    }
    world.folder.file("bills.csv", &text);
    world
}

fn customer(number: usize) -> String {
    format!("09{number:08}")
}

/// A second payment of each bill would show here.
fn executions(world: &World, bills: usize) -> Vec<u64> {
    (0..bills).map(|number| world.simulator.ledger().executions_of_customer(&customer(number))).collect()
}

pub(crate) fn pay<'a>(more: &[&'a str]) -> Vec<&'a str> {
    PAY.iter().copied().chain(more.iter().copied()).collect()
}

fn script(world: &World, nth: u64, fault: Fault) {
    world.simulator.script(Operation::PostpaidPaymentV2, nth, fault);
}

#[tokio::test(flavor = "multi_thread")]
async fn run_twice_it_pays_nothing_twice() {
    let world = world(5).await;
    let first = world.run(&pay(&["--results", "results.csv"]));
    assert_eq!(first.code, 0, "{first:?}");
    pinned("pay", &first.out);
    assert!(!first.err.contains(['\r', '\u{1b}']), "a bar is for terminals: {first:?}");
    let results = std::fs::read_to_string(world.folder.0.join("results.csv")).unwrap();
    pinned("pay-results", &results);
    let second = world.run(&pay(&[]));
    assert_eq!((second.code, second.out.as_str()), (0, results.as_str()), "{second:?}");
    let report = world.json("pay", 0, &pay(&[]));
    assert_eq!((&report["counts"]["paid"], &report["paid_total"]), (&5.into(), &"462500.00".into()));
    assert_eq!((executions(&world, 5), world.simulator.count(Operation::PostpaidPaymentV2)), (vec![1; 5], 5));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name| std::fs::metadata(world.folder.0.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("payments.db"), 0o600);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_malformed_row_is_reported_before_anything_is_sent() {
    let world = world(1).await;
    let rows = [
        "good,pdam,SPPDAMPOS,0900000000,100000,,",
        ",pdam,SPPDAMPOS,0900000001,100000,,",
        "k3,plnpostpaid,SPPDAMPOS,0900000002,100000,,",
        "k4,pdam,,0900000003,100000,,",
        "k5,pdam,SPPDAMPOS,0900000004 ,100000,,",
        "k6,pdam,SPPDAMPOS,0900000005,cheap,,",
        "k7,pdam,SPPDAMPOS,0900000006,-5,,",
        "k8,pdam,SPPDAMPOS,0900000007,100000,soon,",
        "k9,bputk,SPBPUTKPOS,0900000008,100000,,",
        "good,pdam,SPPDAMPOS,0900000009,100000,,",
        "k11,pdam,SPPDAMPOS,0900000000,100000,,",
        "k12,pdam,SPPDAMPOS",
        "k13,plnpos,SPPLNPOS,1.14677E+11,100000,,",
        "k14,pdam,SPPDAMPOS,,0,x,\" tag\"",
        "k15,pulsa,SPTLKMAS10,12,11000,,",
        "k16,plntok,SPPLNTOK,14012345678,60000,3,",
    ];
    world.folder.file("bad.csv", &format!("{HEADER}{}\n", rows.join("\n")));
    let bad = world.run(&["pay", "bad.csv", "--journal", "payments.db"]);
    assert_eq!(bad.code, 1, "{bad:?}");
    pinned("pay-malformed", &bad.err);
    assert!((3..=17).all(|line| bad.err.contains(&format!("\n  line {line}: "))), "{bad:?}");
    let error = world.json("error", 1, &["pay", "bad.csv", "--journal", "payments.db"]);
    assert!(error["error"]["message"].as_str().unwrap().contains("line 15"));
    assert!(world.simulator.calls().is_empty() && !world.folder.0.join("payments.db").exists());
    for (name, text, words) in [
        ("empty.csv", String::new(), "missing: key"),
        ("none.csv", HEADER.to_owned(), "no bill"),
        ("short.csv", "key,command\n".to_owned(), "missing: product_code"),
        ("typo.csv", HEADER.replace("period", "periode"), "`periode`"),
        ("twice.csv", HEADER.replace("period", "tag"), "twice"),
    ] {
        world.folder.file(name, &text);
        let run = world.run(&["pay", name, "--journal", "payments.db"]);
        assert!(run.code == 1 && run.err.contains(words), "{name} {run:?}");
    }
    std::fs::write(world.folder.0.join("latin.csv"), [HEADER.as_bytes(), b"k\xe9y,pdam,S,1,1,,\n"].concat()).unwrap();
    let latin = world.run(&["pay", "latin.csv", "--journal", "payments.db"]);
    assert!(latin.code == 1 && latin.err.contains("line 2"), "{latin:?}");
    assert_eq!(world.run(&["pay", "missing.csv", "--journal", "payments.db"]).code, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_from_a_spreadsheet_is_read() {
    let world = world(2).await;
    let text = std::fs::read_to_string(world.folder.0.join("bills.csv")).unwrap();
    world.folder.file("bills.csv", &format!("\u{feff}{}", text.replace(',', ";").replace('\n', "\r\n")));
    assert_eq!(world.json("pay", 0, &pay(&[]))["counts"]["paid"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn prepaid_is_paid_with_and_without_an_inquiry() {
    let world = world(0).await;
    let rows = [
        format!("game,topupg,SPGAMETOP86,{},21500,,", demo::METER),
        format!("credit,pulsa,SPTLKMAS10,{},11000,,", demo::PREPAID_PHONE),
        format!("data,data,SPTKMSF2G30,{},32500,,", demo::PREPAID_PHONE),
    ];
    world.folder.file("bills.csv", &format!("{HEADER}{}\n", rows.join("\n")));
    // Pending is the normal first answer of what is bought directly.
    let report = world.json("pay", 5, &pay(&["--wait", "0"]));
    let outcomes: Vec<_> = report["results"].as_array().unwrap().iter().map(|line| &line["outcome"]).collect();
    assert_eq!(outcomes, ["paid", "open", "open"], "{report:#}");
    world.simulator.clock().advance(Duration::from_secs(31));
    assert_eq!(world.json("pay", 0, &pay(&[]))["counts"]["paid"], 3);
    assert_eq!(world.simulator.ledger().executed(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unclear_is_looked_up_and_never_sent_again() {
    let world = world(4).await;
    script(&world, 1, Fault::DropAfterExecuting);
    script(&world, 2, Fault::DropAfterReading);
    script(&world, 3, Fault::Settle("pending".parse().unwrap()));
    let one_by_one = pay(&["--concurrency", "1", "--wait", "1"]);
    let report = world.json("pay", 4, &one_by_one);
    let outcome =
        |n: usize| (report["results"][n]["outcome"].as_str().unwrap(), report["results"][n]["reason"].clone());
    assert_eq!(outcome(0), ("paid", "".into()));
    assert_eq!(outcome(1), ("open", "unknown: unclear".into()));
    assert_eq!(outcome(2), ("open", "pending".into()));
    assert_eq!(report["counts"]["open"], 2);
    let again = world.run(&one_by_one);
    assert_eq!(again.code, 4, "{again:?}");
    assert!(again.err.contains("on hold"), "{again:?}");
    assert_eq!(world.simulator.count(Operation::PostpaidPaymentV2), 4);
    assert_eq!(executions(&world, 4), [1, 0, 1, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_codes_tell_declined_from_pending_from_not_sent() {
    let world = world(2).await;
    script(&world, 1, Fault::Code("04".into()));
    let declined = world.json("pay", 3, &pay(&["--concurrency", "1"]));
    assert_eq!((&declined["counts"]["not_paid"], &declined["counts"]["paid"]), (&1.into(), &1.into()));
    assert_eq!(declined["results"][0]["reason"], "refused 04");
    let one = |key: &str, customer: &str, at_most: &str| {
        world.folder.file("bills.csv", &format!("{HEADER}{key},pdam,SPPDAMPOS,{customer},{at_most},,\n"));
    };
    one("dear", &customer(0), "92499");
    let dear = world.json("pay", 3, &pay(&[]));
    assert!(dear["results"][0]["reason"].as_str().unwrap().contains("above"), "{dear:#}");
    one("nobody", "0999999999", "92500");
    let nobody = world.json("pay", 3, &pay(&[]));
    assert!(nobody["results"][0]["reason"].as_str().unwrap().contains("06"), "{nobody:#}");
    one("key-1", &customer(0), "92500");
    let reused = world.json("pay", 3, &pay(&[]));
    let reason = reused["results"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("other parameters") && reason.contains("bayar payments show"), "{reused:#}");
    one("pending", &customer(0), "92500");
    script(&world, 1, Fault::Settle("pending".parse().unwrap()));
    assert_eq!(world.json("pay", 5, &pay(&["--wait", "0"]))["counts"]["open"], 1);
    one("later", &customer(1), "92500");
    world.simulator.script(Operation::PostpaidInquiryV2, 1, Fault::Html502);
    assert_eq!(world.json("pay", 7, &pay(&[]))["counts"]["not_sent"], 1, "a gateway says nothing about a bill");
    assert_eq!(world.json("pay", 0, &pay(&[]))["counts"]["paid"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_connection_nothing_is_sent_and_another_run_sends() {
    let world = world(2).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    world.folder.file("closed.toml", &World::singapay(&format!("http://{free}")));
    let closed = world.json("pay", 7, &pay(&["--config", "closed.toml"]));
    assert_eq!(closed["counts"]["not_sent"], 2);
    assert_eq!(world.json("pay", 0, &pay(&[]))["counts"]["paid"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stops_at_the_deposit_floor() {
    for at_once in ["1", "4"] {
        let world = world(6).await;
        // Enough for two, and not for a third.
        let floor = (world.simulator.ledger().balance() - 3 * PRICE + 1).to_string();
        let report = world.json("pay", 7, &pay(&["--floor", &floor, "--concurrency", at_once]));
        let paid = report["counts"]["paid"].as_u64().unwrap();
        // Those that are sent at once count each other's price: that may stop one too early, never too late.
        assert!(paid == 2 || at_once == "4" && paid < 2, "{report:#}");
        assert_eq!(report["counts"]["not_sent"], 6 - paid, "{report:#}");
        assert!(report["stopped"].as_str().unwrap().contains("deposit"), "{report:#}");
        assert!(world.simulator.ledger().balance() >= floor.parse().unwrap());
        assert_eq!(world.json("pay", 0, &pay(&[]))["counts"]["paid"], 6);
        assert_eq!(executions(&world, 6), [1; 6]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_is_kept() {
    let world = world(4).await;
    assert_eq!(world.run(&pay(&["--rate", "4"])).code, 0);
    let listed = world.json("payments-list", 0, &["payments", "list", "--journal", "payments.db"]);
    let created =
        |payment: &serde_json::Value| payment["created"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let times: Vec<_> = listed["payments"].as_array().unwrap().iter().map(created).collect();
    let took = times[3].as_millisecond() - times[0].as_millisecond();
    // Not the times of the requests, which all wait for one token, nor of the whole run, which a slow disk makes long too.
    assert!(took >= 400, "the first at once, three more a quarter of a second apart: {times:?}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_sends_nothing_new_and_lets_sends_end() {
    let world = world(30).await;
    let slow = Rule::new(Fault::Delay(Duration::from_millis(300))).operation(Operation::PostpaidPaymentV2);
    world.simulator.add_rule(slow);
    let child = command(&world.folder.0)
        .args(pay(&["--concurrency", "2", "--json"]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while world.simulator.count(Operation::PostpaidPaymentV2) < 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let second = world.run(&pay(&[]));
    assert!(second.code == 1 && second.err.contains("open elsewhere"), "one process per journal: {second:?}");
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(7), "{output:?}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    fits("pay", &report);
    let executed = world.simulator.ledger().executed();
    assert_eq!(report["counts"]["paid"], executed, "whatever was being sent came to its end: {report:#}");
    assert!((3..10).contains(&executed) && report["counts"]["open"] == 0, "{report:#}");
    assert!(report["stopped"].as_str().unwrap().contains("interrupted"));
    world.simulator.clear_script();
    assert_eq!(world.json("pay", 0, &pay(&[]))["counts"]["paid"], 30);
    assert_eq!(executions(&world, 30), [1; 30]);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_run_again_it_pays_each_bill_once() {
    let world = world(12).await;
    let slow = Rule::new(Fault::Delay(Duration::from_millis(100))).operation(Operation::PostpaidPaymentV2);
    world.simulator.add_rule(slow);
    let mut child = command(&world.folder.0)
        .args(pay(&["--concurrency", "3"]))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while world.simulator.count(Operation::PostpaidPaymentV2) < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let again = world.run(&pay(&["--json", "--wait", "1"]));
    for (result, executed) in again.json()["results"].as_array().unwrap().iter().zip(executions(&world, 12)) {
        // Killed between the permit on disk and the first byte: nobody knows, and so it is not sent again.
        let fits = if executed == 1 { "paid" } else { "open" };
        assert!(executed <= 1 && result["outcome"] == fits, "{executed} {result:#}");
    }
    assert!(world.simulator.ledger().executed() >= 9, "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_sends_and_writes_nothing() {
    let world = world(3).await;
    pinned("pay-dry-run", &world.run(&pay(&["--dry-run"])).out);
    assert!(world.simulator.calls().is_empty() && !world.folder.0.join("payments.db").exists());
    assert_eq!(world.run(&pay(&[])).code, 0);
    let plan = world.json("pay-plan", 0, &pay(&["--dry-run"]));
    assert_eq!((&plan["to_pay"], &plan["known"], &plan["at_most"]), (&0.into(), &3.into(), &"0.00".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn production_must_be_meant_and_options_make_sense() {
    let world = world(1).await;
    let config = World::singapay("x").replace("local", "production").replace("url = 'x'\n", "");
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let network = format!("\n[accounts.jakarta.network]\nproxy = 'http://{nowhere}'\n");
    world.folder.file("production.toml", &(config + &network));
    let meant = world.run(&pay(&["--config", "production.toml"]));
    assert!(meant.code == 2 && meant.err.contains("--live"), "{meant:?}");
    let asked = world.run(&pay(&["--config", "production.toml", "--live"]));
    assert!(asked.code == 2 && asked.err.contains("--yes") && asked.err.contains("Rp100.000"), "{asked:?}");
    for bad in [
        ["--concurrency", "0"],
        ["--rate", "0"],
        ["--rate", "many"],
        ["--floor", "low"],
        ["--wait", "-1"],
        ["--wait", "3601"],
    ] {
        assert_eq!(world.run(&pay(&bad)).code, 2, "{bad:?}");
    }
    assert_eq!(run(command(&world.folder.0).args(["pay", "bills.csv"])).code, 2, "a journal must be named");
    assert!(!world.folder.0.join("payments.db").exists());
}
