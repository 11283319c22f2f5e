//! `bayar payments …`.

use crate::{
    pay::{pay, world},
    world::{World, command, fits, pinned, run},
};
use bayar_simulator::{Fault, Operation, Rule};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    process::Stdio,
    time::Duration,
};

const JOURNAL: [&str; 2] = ["--journal", "payments.db"];

fn payments<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    ["payments"].iter().chain(arguments).chain(&JOURNAL).copied().collect()
}

/// Three are paid, one of them after a lost answer; one was never executed, and nobody knows.
async fn shop() -> World {
    let world = world(4).await;
    world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterExecuting);
    world.simulator.script(Operation::PostpaidPaymentV2, 3, Fault::DropAfterReading);
    let run = world.run(&pay(&["--concurrency", "1", "--wait", "1"]));
    assert_eq!(run.code, 4, "{run:?}");
    world
}

/// The one that needs a person: the list shows two of it.
async fn in_review() -> (World, String) {
    let world = shop().await;
    let twins = Rule::new(Fault::TwinRows).operation(Operation::ListBillTransaction).customer("0900000000");
    world.simulator.add_rule(twins);
    world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterExecuting);
    let bills = std::fs::read_to_string(world.folder.0.join("bills.csv")).unwrap().replace("key-", "again-");
    let one: Vec<_> = bills.lines().take(2).collect();
    world.folder.file("one.csv", &format!("{}\n", one.join("\n")));
    let run = world.run(&["pay", "one.csv", "--journal", "payments.db", "--wait", "1"]);
    assert_eq!(run.code, 4, "{run:?}");
    let review = world.json("payments-list", 0, &payments(&["review"]));
    let id = review["payments"][0]["id"].as_str().unwrap().to_owned();
    (world, id)
}

fn states(report: &Value) -> Vec<&str> {
    report["payments"].as_array().unwrap().iter().map(|payment| payment["state"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn listed_and_shown() {
    let world = shop().await;
    let list = world.json("payments-list", 0, &payments(&["list"]));
    assert_eq!((states(&list), &list["more"]), (vec!["paid", "paid", "unknown", "paid"], &false.into()));
    assert!(!list.to_string().contains("0900000"), "no customer's number");
    let page = world.json("payments-list", 0, &payments(&["list", "--limit", "3"]));
    assert_eq!((states(&page).len(), &page["more"]), (3, &true.into()));
    let last = page["payments"][2]["id"].as_str().unwrap();
    assert_eq!(states(&world.json("payments-list", 0, &payments(&["list", "--after", last]))), ["paid"]);
    assert_eq!(states(&world.json("payments-list", 0, &payments(&["list", "--state", "unknown"]))), ["unknown"]);
    pinned("payments-list", &world.run(&payments(&["list"])).out);
    let by_key = world.json("payments-show", 0, &payments(&["show", "key-0"]));
    let id = by_key["payment"]["id"].as_str().unwrap();
    assert_eq!(world.json("payments-show", 0, &payments(&["show", id])), by_key);
    assert_eq!(world.json("payments-show", 0, &payments(&["show", "key-0", "--account", "jakarta"])), by_key);
    let events: Vec<_> = by_key["history"].as_array().unwrap().iter().map(|e| e["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["created", "quoted", "permitted", "answered", "looked up"]);
    assert_eq!(
        (&by_key["payment"]["customer"], &by_key["payment"]["tag"]),
        (&"0900000000".into(), &"counter 0".into())
    );
    pinned("payments-show", &world.run(&payments(&["show", "key-0"])).out);
    assert_eq!(world.run(&payments(&["show", "key-2"])).code, 4, "where it stands is the exit code");
    for wrong in [vec!["show", "key-9"], vec!["show", "key-0", "--account", "x"], vec!["list", "--state", "lost"]] {
        assert_eq!(world.run(&payments(&wrong)).code, 2, "{wrong:?}");
    }
    assert_eq!(world.run(&["payments", "list", "--journal", "missing.db"]).code, 1);
    assert!(!world.folder.0.join("missing.db").exists(), "looking makes no journal");
}

#[tokio::test(flavor = "multi_thread")]
async fn recovered_by_look_ups() {
    let world = shop().await;
    let open = world.json("payments-recover", 4, &payments(&["recover"]));
    assert_eq!((&open["looked_up"], &open["open"][0]["state"]), (&1.into(), &"unknown".into()));
    world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::Settle("pending, 1h success".parse().unwrap()));
    let bills = std::fs::read_to_string(world.folder.0.join("bills.csv")).unwrap().replace("key-", "again-");
    let one: Vec<_> = bills.lines().take(2).collect();
    world.folder.file("one.csv", &format!("{}\n", one.join("\n")));
    assert_eq!(world.run(&["pay", "one.csv", "--journal", "payments.db", "--wait", "0"]).code, 5);
    world.simulator.clock().advance(Duration::from_secs(3_601));
    let calls = world.simulator.count(Operation::PostpaidPaymentV2);
    let found = world.json("payments-recover", 4, &payments(&["recover"]));
    assert_eq!((&found["looked_up"], found["open"].as_array().unwrap().len()), (&2.into(), 1));
    assert_eq!(world.simulator.count(Operation::PostpaidPaymentV2), calls, "a look-up sends nothing");
    assert!(world.run(&payments(&["recover"])).out.contains("unknown"));
    let config = World::singapay("x").replace("local", "production").replace("url = 'x'\n", "");
    world.folder.file("production.toml", &config);
    let production = world.run(&payments(&["recover", "--config", "production.toml"]));
    assert!(production.code == 2 && production.err.contains("--live"), "{production:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_closes_a_case_with_evidence() {
    let (world, id) = in_review().await;
    pinned("payments-review", &world.run(&payments(&["review"])).out);
    let close = |more: &[&str]| {
        let mut all = vec!["payments", "review", "close", &id, "--journal", "payments.db"];
        all.extend(more);
        world.run(&all)
    };
    let person = ["--actor", "sari", "--evidence", "mail of the provider, ticket 4711"];
    assert_eq!(close(&["--verdict", "paid"]).code, 2, "who, and why");
    assert_eq!(close(&["--verdict", "paid", "--actor", " ", "--evidence", "x"]).code, 2);
    let both = close(&[&person[..], &["--verdict", "not-paid", "--transaction", "T1"]].concat());
    assert_eq!(both.code, 2, "{both:?}");
    let closed = close(&[&person[..], &["--verdict", "paid", "--transaction", "T1", "--json"]].concat());
    assert_eq!(closed.code, 0, "{closed:?}");
    fits("payments-payment", &closed.json());
    assert_eq!((&closed.json()["state"], &closed.json()["transaction_id"]), (&"paid".into(), &"T1".into()));
    let shown = world.json("payments-show", 0, &payments(&["show", &id]));
    let last = shown["history"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["actor"], &last["note"]), (&"sari".into(), &"mail of the provider, ticket 4711".into()));
    assert_eq!(close(&[&person[..], &["--verdict", "refunded"]].concat()).code, 2, "it is closed");
    assert_eq!(states(&world.json("payments-list", 0, &payments(&["review"]))).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_or_altered_event_is_found() {
    let world = shop().await;
    let intact = world.json("payments-verify", 0, &payments(&["verify"]));
    assert_eq!(intact["intact"], true);
    let newest = (intact["position"].as_i64().unwrap(), intact["hash"].as_str().unwrap().to_owned());
    pinned("payments-verify", &world.run(&payments(&["verify"])).out);
    let db = rusqlite::Connection::open(world.folder.0.join("payments.db")).unwrap();
    let last = "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1";
    assert_eq!(db.query_row(last, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))).unwrap(), newest);
    db.execute("UPDATE events SET note = 'nothing happened' WHERE position = 3", []).unwrap();
    let altered = world.json("payments-verify", 1, &payments(&["verify"]));
    assert!(altered["damages"][0].as_str().unwrap().contains("event 3"), "{altered:#}");
    db.execute("DELETE FROM events WHERE position = 5", []).unwrap();
    assert!(world.run(&payments(&["verify"])).out.contains("event 6"));
}

#[tokio::test(flavor = "multi_thread")]
async fn exported_with_customers_only_on_demand() {
    let world = shop().await;
    let csv = world.run(&payments(&["export"]));
    assert_eq!(csv.code, 0, "{csv:?}");
    pinned("payments-export", &csv.out);
    let with = world.run(&payments(&["export", "--with-customers", "--state", "paid"]));
    assert!(with.out.lines().count() == 4 && with.out.contains("0900000003"), "{with:?}");
    let lines = world.run(&payments(&["export", "--format", "json"])).out;
    assert_eq!(lines.lines().count(), 4);
    for line in lines.lines() {
        fits("payments-payment", &serde_json::from_str(line).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_watched_as_they_come() {
    let world = shop().await;
    let all = world.run(&payments(&["watch", "--from", "0", "--once", "--json"]));
    assert_eq!(all.code, 0, "{all:?}");
    let changes: Vec<Value> = all.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    changes.iter().for_each(|change| fits("payments-change", change));
    assert!(changes.iter().all(|change| change["from"] != change["state"]));
    assert_eq!(changes.iter().filter(|change| change["state"] == "paid").count(), 3);
    assert_eq!(world.run(&payments(&["watch", "--once"])).out, "", "nothing is new");
    let mut watching = command(&world.folder.0).args(payments(&["watch"])).stdout(Stdio::piped()).spawn().unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let bills = std::fs::read_to_string(world.folder.0.join("bills.csv")).unwrap().replace("key-", "more-");
    world.folder.file("more.csv", &bills.lines().take(2).fold(String::new(), |text, line| text + line + "\n"));
    let paid = run(command(&world.folder.0).args(["pay", "more.csv"]).args(JOURNAL));
    assert_eq!(paid.code, 0, "{paid:?}");
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("  paid ")), "it was seen from another process");
    #[cfg(unix)]
    {
        let stopped = std::process::Command::new("kill").args(["-INT", &watching.id().to_string()]).status();
        assert!(stopped.unwrap().success() && watching.wait().unwrap().success());
    }
    _ = watching.kill();
    _ = watching.wait();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_from_a_back_up_is_held_until_it_is_released() {
    let world = world(2).await;
    assert_eq!(world.run(&pay(&[])).code, 0);
    std::fs::remove_file(world.folder.0.join("payments.db.guard")).unwrap();
    let bills = std::fs::read_to_string(world.folder.0.join("bills.csv")).unwrap().replace("key-", "more-");
    world.folder.file("bills.csv", &bills);
    let held = world.json("pay", 7, &pay(&[]));
    assert!(held["stopped"].as_str().unwrap().contains("held"), "{held:#}");
    assert!(world.run(&payments(&["recover"])).out.contains("sending is held"));
    assert_eq!(world.run(&payments(&["release", "--actor", " "])).code, 2, "who?");
    let released = world.json("payments-release", 0, &payments(&["release", "--actor", "sari"]));
    assert!(released["held"].as_str().unwrap().contains("back-up"), "{released:#}");
    assert_eq!(released["set_aside"], 0, "nothing was waiting to be sent");
    assert_eq!(world.json("pay", 0, &pay(&[]))["counts"]["paid"], 2);
}

/// The journal with `key-0` agreed and not sent is copied; then it is sent, and the copy comes back.
async fn restored() -> World {
    let world = world(1).await;
    let floor = world.simulator.ledger().balance().to_string();
    assert_eq!(world.run(&pay(&["--floor", &floor])).code, 7);
    assert_eq!(states(&world.json("payments-list", 0, &payments(&["list"]))), ["quoted"]);
    let file = |name: &str| world.folder.0.join(name);
    std::fs::copy(file("payments.db"), file("back-up.db")).unwrap();
    assert_eq!(world.run(&pay(&[])).code, 0);
    for left in ["payments.db-wal", "payments.db-shm"] {
        _ = std::fs::remove_file(file(left));
    }
    std::fs::copy(file("back-up.db"), file("payments.db")).unwrap();
    world
}

// rule: what a back-up shows as not sent is not sent after a release
#[tokio::test(flavor = "multi_thread")]
async fn a_release_sets_aside_what_may_have_been_sent_since_the_back_up() {
    let world = restored().await;
    let sent = world.simulator.count(Operation::PostpaidPaymentV2);
    assert_eq!(world.json("pay", 7, &pay(&[]))["counts"]["not_sent"], 1, "held");
    let released = world.json("payments-release", 0, &payments(&["release", "--actor", "sari"]));
    assert_eq!(released["set_aside"], 1, "{released:#}");
    let again = world.json("pay", 4, &pay(&[]));
    assert!(again["results"][0]["reason"].as_str().unwrap().contains("review"), "{again:#}");
    assert_eq!(world.simulator.count(Operation::PostpaidPaymentV2), sent, "a second payment");
    assert_eq!(states(&world.json("payments-list", 0, &payments(&["review"]))), ["review"]);
    assert_eq!(world.run(&payments(&["release", "--actor", "sari"])).out, "sending was not held\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_says_what_to_do_next() {
    let world = restored().await;
    pinned("payments-release", &world.run(&payments(&["release", "--actor", "sari"])).out);
}

/// A voucher is paid, and its code comes later: the row is closed and due all the same.
async fn without_goods() -> World {
    let world = world(0).await;
    world.simulator.change_singapay(|settings| {
        settings.direct_settlement = bayar_simulator::Settlement::at_once(bayar_simulator::Status::Success);
        settings.voucher_after = Some(Duration::from_secs(5));
    });
    let row = format!("voucher,vouchg,SPGAMEVOU50,{},51000,,", bayar_simulator::demo::PREPAID_PHONE);
    world.folder.file("bills.csv", &format!("{}{row}\n", crate::pay::HEADER));
    let paid = world.json("pay", 0, &pay(&[]));
    assert!(paid["results"][0]["reason"].as_str().unwrap().contains("receipt"), "{paid:#}");
    world.simulator.clock().advance(Duration::from_secs(6));
    // Nobody wants to wait for a minute.
    let db = rusqlite::Connection::open(world.folder.0.join("payments.db")).unwrap();
    assert_eq!(db.execute("UPDATE intents SET due = 1", []).unwrap(), 1);
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_comes_later_is_fetched() {
    for more in [&[][..], &["--account", "jakarta"]] {
        let world = without_goods().await;
        let report = world.json("payments-recover", 0, &[&payments(&["recover"])[..], more].concat());
        assert_eq!(report["looked_up"], 1, "{report:#}");
        let shown = world.json("payments-show", 0, &payments(&["show", "voucher"]));
        assert_eq!(shown["payment"]["receipt_missing"], false, "{more:?} {shown:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_payments_forget_whom_they_were_for() {
    let world = shop().await;
    let forget = |more: &[&str], code| {
        world.json("payments-forget", code, &[&payments(&["forget", "--actor", "sari"])[..], more].concat())
    };
    let numbers = |report: Value| (report["forgotten"].as_u64().unwrap(), report["not_yet"].as_u64().unwrap());
    assert_eq!(numbers(forget(&["--older-than", "1"], 0)), (0, 0), "none is as old");
    assert_eq!(numbers(forget(&["--older-than", "0"], 0)), (3, 1), "one is open");
    assert_eq!(numbers(forget(&["--older-than", "0"], 0)), (0, 1));
    let shown = |key: &str| world.run(&payments(&["show", key, "--json"])).json();
    let (paid, open) = (shown("key-0"), shown("key-2"));
    assert_eq!((&paid["payment"]["customer"], &open["payment"]["customer"]), (&Value::Null, &"0900000002".into()));
    assert_eq!(paid["history"].as_array().unwrap().last().unwrap()["actor"], "sari");
    let refused = world.run(&payments(&["forget", open["payment"]["id"].as_str().unwrap(), "--actor", "sari"]));
    assert!(refused.code == 2 && refused.err.contains("bayar payments recover"), "{refused:?}");
    for wrong in [&["--actor", "sari"][..], &["X", "--older-than", "1", "--actor", "sari"], &["X", "--actor", " "]] {
        assert_eq!(world.run(&[&payments(&["forget"])[..], wrong].concat()).code, 2, "{wrong:?}");
    }
    assert!(world.run(&payments(&["verify"])).out.starts_with("intact"), "the chain never held it");
}
