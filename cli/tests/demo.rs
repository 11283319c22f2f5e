//! `bayar demo`, as a built binary and as a function with a scripted provider.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use bayar_cli::{demo, output::Story};
use bayar_simulator::{Fault, Operation, Simulator};
use serde_json::Value;
use std::{
    io::Read,
    process::{Command, Output, Stdio},
};

fn bayar(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bayar")).args(arguments).output().unwrap()
}

fn json(text: &[u8]) -> Value {
    serde_json::from_slice(text).unwrap()
}

fn stored_schema() -> Value {
    json(&std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/demo.json")).unwrap())
}

#[test]
fn json_is_one_document_that_fits_its_schema() {
    let output = bayar(&["demo", "--json"]);
    assert!(output.status.success());
    let report = json(&output.stdout);
    jsonschema::validate(&stored_schema(), &report).unwrap();
    assert_eq!(report["singapay"]["outcome"], "paid");
    assert_eq!(report["singapay"]["executions"], 1);
    let number = |name: &str| report["singapay"][name].as_i64().unwrap();
    assert_eq!(number("balance_before") - number("balance_after"), number("price"));
    assert_eq!(report["lost_answer"], serde_json::json!({"first": "unknown", "resolved": "paid", "executions": 1}));
    assert_eq!(report["finnet"]["response_code"], "2000600");
    assert!(report["paycombat"]["customer_id"].as_str().unwrap().starts_with("customer_"));
}

#[test]
fn the_schema_refuses_another_document() {
    let mut report = json(&bayar(&["demo", "--json"]).stdout);
    report["singapay"]["executions"] = "one".into();
    assert!(!jsonschema::is_valid(&stored_schema(), &report));
}

#[tokio::test]
async fn executions_are_what_the_ledger_says() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Operation::PostpaidPaymentV2, 1, Fault::ExecuteTwice);
    let report = demo::run(&simulator, &mut Story::silent()).await.unwrap();
    assert_eq!((report.singapay.outcome.as_str(), report.singapay.executions), ("paid", 2));
    assert_eq!(report.singapay.balance_before - report.singapay.balance_after, 2 * report.singapay.price);
    assert_eq!((report.lost_answer.resolved.as_str(), report.lost_answer.executions), ("paid", 1));
    assert!(!report.is_as_it_should_be());
}

#[tokio::test]
async fn a_double_execution_behind_a_lost_answer_is_a_contradiction() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Operation::PostpaidPaymentV2, 2, Fault::ExecuteTwice);
    let report = demo::run(&simulator, &mut Story::silent()).await.unwrap();
    assert_eq!((report.lost_answer.first.as_str(), report.lost_answer.executions), ("done", 2));
    assert_eq!(report.lost_answer.resolved, "contradiction");
}

#[test]
fn the_story_is_plain_in_a_pipe() {
    let output = bayar(&["demo"]);
    let story = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    assert!(!story.contains('\u{1b}'), "no colour where nobody can see it");
    for words in [
        "JOHN DOE, Rp74.194",
        "unknown: no complete answer came",
        "paid, transaction",
        "executed this payment once",
        "code 2000600",
    ] {
        assert!(story.contains(words), "{words}\n{story}");
    }
}

#[test]
fn the_story_has_colour_where_it_is_asked_for() {
    let output = Command::new(env!("CARGO_BIN_EXE_bayar")).arg("demo").env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains('\u{1b}'));
}

#[test]
fn a_pipe_that_closes_early_is_no_panic() {
    for arguments in [&["demo"][..], &["demo", "--json"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_bayar"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut errors = String::new();
        child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert!(child.wait().unwrap().success() && errors.is_empty(), "{errors}");
    }
}

#[test]
fn usage_errors_and_help() {
    assert_eq!(bayar(&["demo", "--xml"]).status.code(), Some(2));
    assert_eq!(bayar(&["pay-everything"]).status.code(), Some(2));
    let help = String::from_utf8(bayar(&["demo", "--help"]).stdout).unwrap();
    assert!(help.contains("bayar demo --json"), "{help}");
    assert!(String::from_utf8(bayar(&["--version"]).stdout).unwrap().starts_with("bayar 0."));
}
