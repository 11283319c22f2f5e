//! Each verdict is really found, each way of ending really told apart.

use crate::{counts, prove, proved, script};
use serde_json::Value;

/// A shell script that gets the customer as `$0`, with `pay` for a program that pays.
fn shell(text: &str) -> String {
    text.replace("pay", &format!("python3 {}", script("naive.py")))
}

fn lie(code: i32, options: &[&str], text: &str) -> Value {
    proved(code, &[&["--seed", "1"], options, &["--", "sh", "-c", &shell(text), "{customer}"]].concat())
}

const CALM: [&str; 4] = ["--bills", "3", "--faults", "none"];

#[test]
fn an_honest_program_in_good_weather_has_no_findings() {
    let report = lie(0, &CALM, "pay $0");
    assert_eq!(counts(&report), [3, 3, 0, 0, 0, 0]);
    assert_eq!((&report["seed"], &report["runs"], &report["killed"]), (&1.into(), &3.into(), &0.into()));
    assert_eq!(report["findings"], serde_json::json!([]));
}

// rule: a payment that was given back is no payment
#[test]
fn told_paid_but_not() {
    let report = lie(1, &CALM, "exit 0");
    assert_eq!(counts(&report), [3, 0, 0, 3, 0, 0]);
    assert_eq!(report["findings"][0]["kinds"], serde_json::json!(["told paid but not"]));
    // A pending payment that fails later is given back: one in four, and which ones depends on the seed alone.
    let pending = lie(1, &["--bills", "12", "--faults", "pending=100"], "pay $0; exit 0");
    let [bills, paid, twice, not, ..] = counts(&pending);
    assert!(not > 0 && paid + not == bills && twice == 0, "{pending}");
    let ledger = &pending["findings"][0]["ledger"][0];
    assert_eq!((&ledger["status"], &ledger["counts"]), (&"failed".into(), &false.into()));
    assert!([5, 15].contains(&ledger["settled_minute"].as_u64().unwrap()));
}

// rule: everything late has happened before the ledger is read
#[test]
fn told_failed_but_paid() {
    assert_eq!(counts(&lie(1, &CALM, "pay $0; exit 1")), [3, 3, 0, 0, 3, 0]);
    // What is executed only after the program said "not paid" is paid all the same.
    let late = lie(1, &["--bills", "3", "--faults", "late=100"], "timeout 20 pay $0; exit 1");
    assert_eq!(counts(&late)[4], 3, "{late}");
    assert_eq!(counts(&lie(0, &CALM, "exit 1")), [3, 0, 0, 0, 0, 0], "not paid, and told so");
}

#[test]
fn paid_twice() {
    let report = lie(1, &CALM, "pay $0 && pay $0");
    assert_eq!(counts(&report), [3, 3, 3, 0, 0, 0]);
    let finding = &report["findings"][0];
    assert_eq!((&finding["kinds"], &finding["payments"]), (&serde_json::json!(["paid twice"]), &2.into()));
    let calls = finding["runs"][0]["calls"].as_array().unwrap();
    let operations: Vec<_> = calls.iter().map(|call| call["operation"].as_str().unwrap()).collect();
    assert_eq!(operations, ["token", "inquiry", "payment", "token", "inquiry", "payment"]);
    let executed: Vec<_> = calls.iter().map(|call| (&call["executed"], &call["reference"])).collect();
    assert_eq!(executed[2], (&true.into(), &1.into()));
    assert_eq!(executed[5], (&true.into(), &2.into()));
}

#[test]
fn still_open_is_run_again_and_is_no_lie() {
    let report = lie(0, &CALM, "exit 75");
    assert_eq!(counts(&report), [3, 0, 0, 0, 0, 3]);
    assert_eq!(report["runs"], 9, "once, and two reruns");
    let minutes: Vec<_> = report["findings"][0]["runs"].as_array().unwrap().iter().map(|it| &it["minute"]).collect();
    assert_eq!(minutes, [0, 10, 20]);
    let paid = lie(0, &[&CALM[..], &["--reruns", "0"]].concat(), "pay $0; exit 75");
    assert_eq!((counts(&paid), &paid["runs"]), ([3, 3, 0, 0, 0, 3], &3.into()));
}

#[test]
fn an_exit_code_that_is_no_verdict_leaves_the_bill_open() {
    let report = lie(0, &CALM, "echo about to fail; exit 3");
    assert_eq!((counts(&report), &report["runs"], &report["crashed"]), ([3, 0, 0, 0, 0, 3], &3.into(), &3.into()));
    let run = &report["findings"][0]["runs"][0];
    assert_eq!(
        (&run["verdict"], &run["exit_code"], &run["output"]),
        (&"crashed".into(), &3.into(), &"about to fail".into())
    );
    let again = lie(0, &[&CALM[..], &["--rerun-crashes"]].concat(), "exit 3");
    assert_eq!((counts(&again)[5], &again["runs"]), (3, &9.into()));
    let words = prove(&["--bills", "2", "--", "sh", "-c", "exit 3", "{customer}"]);
    assert!(words.err.contains("not one bill was paid") && words.err.contains("2 runs ended with"), "{words:?}");
}

#[cfg(unix)]
#[test]
fn a_run_that_was_killed_is_run_again() {
    let own = lie(0, &[&CALM[..], &["--reruns", "1"]].concat(), "kill -9 $$");
    assert_eq!((counts(&own), &own["runs"], &own["crashed"]), ([3, 0, 0, 0, 0, 3], &6.into(), &6.into()));
    let slow = lie(0, &[&CALM[..], &["--reruns", "1", "--limit", "100ms"]].concat(), "sleep 30 & sleep 30");
    assert_eq!((counts(&slow)[5], &slow["runs"], &slow["killed"]), (3, &6.into(), &6.into()));
    assert_eq!(slow["findings"][0]["runs"][1]["verdict"], "took too long");
}

// rule: a program that was killed is started again
#[test]
fn kills_strike_at_the_payment_executed_or_not() {
    let report = lie(1, &["--bills", "12", "--reruns", "1", "--faults", "kill=100"], "pay $0");
    let [bills, paid, twice, .., open] = counts(&report);
    assert_eq!((bills, open, &report["killed"]), (12, 12, &24.into()), "each run is killed");
    assert!(paid > twice && twice > 0 && paid < 12, "executed in about half of the kills: {report}");
    for finding in report["findings"].as_array().unwrap() {
        let calls =
            finding["runs"].as_array().unwrap().iter().map(|run| run["calls"].as_array().unwrap().last().unwrap());
        let executed = calls.filter(|call| call["executed"] == true).count();
        assert_eq!(finding["payments"], executed, "{finding}");
    }
}
