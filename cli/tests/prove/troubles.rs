//! Each trouble of the mix does what its name says, by the answer that the program got and by the ledger.

use crate::{prove, script, world::fits};
use serde_json::Value;

/// What all bills met when this was the only trouble, and each program left its bill open.
fn met(faults: &str, program: &str, reruns: &str) -> Vec<Value> {
    let text = format!("python3 {}; exit 75", script(program) + " $0");
    let options = ["--bills", "3", "--seed", "11", "--timeout", "300ms", "--reruns", reruns, "--faults", faults];
    let run = prove(&[&["--json"], &options[..], &["--", "sh", "-c", &text, "{customer}"]].concat());
    // Some troubles make the naive program pay twice, others don't.
    assert!([0, 1].contains(&run.code), "{run:?}");
    fits("prove", &run.json());
    run.json()["findings"].as_array().unwrap().clone()
}

fn calls<'a>(finding: &'a Value, operation: &str) -> Vec<&'a Value> {
    let runs = finding["runs"].as_array().unwrap().iter();
    let calls = runs.flat_map(|run| run["calls"].as_array().unwrap());
    calls.filter(|call| call["operation"] == operation).collect()
}

#[test]
fn troubles_of_payments() {
    let both = [true, false].as_slice();
    for (name, status, code, executed) in [
        ("lost", None, None, &[true][..]),
        ("dropped", None, None, &[false]),
        ("reset", None, None, both),
        ("timeout", None, None, both),
        ("502", Some(502), None, both),
        ("99", Some(500), Some("99"), both),
        ("truncated", Some(200), Some("00"), &[true]),
        ("06", Some(200), Some("06"), &[true]),
        ("late", None, None, &[true]),
        ("pending", Some(200), Some("01"), &[true]),
        ("401", Some(401), None, &[false]),
        ("kill", None, None, both),
    ] {
        let findings = met(&format!("{name}=100"), "naive.py", "0");
        assert_eq!(findings.len(), 3, "{name}");
        for finding in &findings {
            let payments = calls(finding, "payment");
            assert!(!payments.is_empty(), "{name}: {finding}");
            for call in &payments {
                assert_eq!(call["fault"], name);
                assert_eq!((call["status"].as_u64(), call["code"].as_str()), (status, code), "{name}: {call}");
                assert!(executed.contains(&call["executed"].as_bool().unwrap()), "{name}: {call}");
            }
            let ledger = finding["ledger"].as_array().unwrap();
            let promised = payments.iter().filter(|call| call["executed"] == true).count();
            assert_eq!(ledger.len(), promised, "{name}: the ledger has what the calls say: {finding}");
            let late = ledger.iter().all(|payment| [5, 15].contains(&payment["minute"].as_u64().unwrap()));
            assert_eq!(late, name == "late" || ledger.is_empty(), "{name}: {finding}");
            let verdict = if name == "kill" { "killed" } else { "open" };
            assert_eq!(finding["runs"][0]["verdict"], verdict, "{name}");
        }
        let outcomes = findings.iter().flat_map(|finding| calls(finding, "payment")).map(|call| &call["executed"]);
        let outcomes: std::collections::BTreeSet<_> = outcomes.map(ToString::to_string).collect();
        assert_eq!(outcomes.len(), executed.len(), "{name}: both ways were met, or the only one");
    }
}

#[test]
fn troubles_of_reads() {
    for (name, status) in [("read-lost", None), ("read-502", Some(502)), ("read-kill", None)] {
        for finding in met(&format!("{name}=100"), "careful.py", "0") {
            let inquiries = calls(&finding, "inquiry");
            assert!(
                inquiries.iter().all(|call| call["fault"] == name && call["status"].as_u64() == status),
                "{finding}"
            );
            assert_eq!(
                (inquiries.len(), calls(&finding, "payment").len()),
                (if name == "read-kill" { 1 } else { 3 }, 0)
            );
            assert_eq!(calls(&finding, "token")[0]["fault"], Value::Null);
        }
    }
}

#[test]
fn a_lagging_list_shows_the_past() {
    let findings = met("lost=100,lag=100", "careful.py", "2");
    let mut said = Vec::new();
    for finding in &findings {
        assert_eq!(finding["payments"], 1, "{finding}");
        let runs = finding["runs"].as_array().unwrap();
        let listed =
            runs.iter().flat_map(|run| run["calls"].as_array().unwrap()).filter(|call| call["operation"] == "list");
        assert!(listed.clone().count() == 3 && listed.clone().all(|call| call["fault"] == "lag"), "{finding}");
        said.extend(runs.iter().zip(listed).map(|(run, list)| {
            let minutes = if list["fault_words"].as_str().unwrap().contains("15") { 15 } else { 1 };
            let found = run["output"].as_str().unwrap().contains("look-up: success");
            assert_eq!(found, run["minute"].as_u64().unwrap() >= minutes, "{run}");
            minutes
        }));
    }
    assert!(said.contains(&1) && said.contains(&15), "{said:?}");
}

// rule: nobody but the program prevents a second payment
#[test]
fn nobody_but_the_program_prevents_a_second_payment() {
    let program = crate::example("prove_naive");
    let options = ["--json", "--bills", "6", "--seed", "1", "--faults", "502=70", "--"];
    let run = prove(&[&options[..], &[&program, "{customer}"]].concat());
    assert_eq!(run.code, 1, "{run:?}");
    let report = run.json();
    let paid_again = |finding: &&Value| {
        let references: Vec<_> = finding["ledger"].as_array().unwrap().iter().map(|it| &it["reference"]).collect();
        references.len() > 1 && references.iter().all(|it| **it == 1)
    };
    assert!(
        report["findings"].as_array().unwrap().iter().any(|it| paid_again(&it)),
        "one reference paid twice: {report}"
    );
}
