//! Scenarios: all that are shipped, each row of the failure matrix, and what is said about wrong files.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use bayar_simulator::{Fault, Operation, Rule, Scenario, Settings, Side, Simulator, demo};

use crate::{client::Ended, singapay::Singapay};

#[test]
fn every_row_of_the_failure_matrix_is_a_scenario() {
    let all: Vec<_> = Scenario::names().into_iter().map(|name| Scenario::find(name).unwrap()).collect();
    let rows: BTreeSet<_> = all.iter().filter_map(|it| it.row).collect();
    assert_eq!(rows, (1..=34).collect());
    for scenario in &all {
        assert!(scenario.about.len() > 20, "{}", scenario.name);
        let acts = !scenario.rules.is_empty() || !scenario.advance.is_zero();
        assert!(acts || scenario.side == Side::Client, "{}", scenario.name);
        assert!(scenario.row.is_none_or(|row| scenario.name.starts_with(&format!("{row:02}-"))), "{}", scenario.name);
    }
}

#[test]
fn the_folder_and_the_list_agree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut names: Vec<_> = files.map(|it| it.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names, Scenario::names());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/08-answer-lost.toml");
    assert_eq!(Scenario::find(path.to_str().unwrap()).unwrap(), Scenario::find("08-answer-lost").unwrap());
}

/// What one payment comes to under each scenario of a provider that goes wrong: executions now, and after a day.
#[tokio::test]
async fn the_truth_of_each_row() {
    for name in Scenario::names() {
        let scenario = Scenario::find(name).unwrap();
        let (now, later) = match scenario.row {
            None | Some(2 | 19 | 29) => continue,
            Some(9) => (0, 1),
            Some(7 | 12 | 13) => (0, 0),
            Some(10 | 11 | 14 | 15) if name.ends_with("not-executed") => (0, 0),
            Some(14 | 15) if !name.ends_with("-executed") => (0, 0),
            Some(_) => (1, 1),
        };
        let sim = Simulator::start().await.unwrap();
        let api = Singapay::sign_in(&sim).await;
        let reference = api.reference(&demo::PLN_POSTPAID).await;
        sim.clock().freeze();
        sim.play(&scenario);
        let payment = api.payment(&demo::PLN_POSTPAID, &reference);
        let (sent, hasty) = (tokio::spawn(async move { payment.send().await }), sim.clock());
        wait_until(|| sim.count(Operation::PostpaidPaymentV2) == 1 && (now == 0 || sim.ledger().executed() > 0)).await;
        assert_eq!(sim.ledger().executions(&reference), now, "{name}");
        hasty.advance(Duration::from_secs(86_400));
        sent.await.unwrap();
        assert_eq!(sim.ledger().executions(&reference), later, "{name}");
    }
}

async fn wait_until(is_so: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("it never was");
}

#[tokio::test]
async fn a_scenario_of_ones_own() {
    let text = "about = \"Everything about one customer is lost.\"\n[[fault]]\nfault = \"drop-after-executing\"\n\
        operation = \"postpaid_payment_v2\"\ncustomer = \"114676170021\"\nnth = 1\ntimes = 2\n";
    let scenario = Scenario::parse("mine.toml", text).unwrap();
    let expected = Rule::new(Fault::DropAfterExecuting)
        .operation(Operation::PostpaidPaymentV2)
        .customer("114676170021")
        .nth(1)
        .times(2);
    assert_eq!((scenario.name.as_str(), &scenario.rules[..]), ("mine", &[expected][..]));
    let sim = Simulator::builder().settings(Settings::default()).start().await.unwrap();
    sim.play(&scenario);
    let api = Singapay::sign_in(&sim).await;
    let reference = api.reference(&demo::PLN_POSTPAID).await;
    assert!(matches!(api.payment(&demo::PLN_POSTPAID, &reference).send().await, Ended::Closed));
}

#[test]
fn errors_name_file_line_and_key() {
    for (text, line, key, problem) in [
        ("about = \"x\"\nrows = 3\n", 2, "rows", "unknown field `rows`"),
        ("about = \"x\"\n[[fault]]\nfault = \"drop\"\n", 3, "fault", "there is no fault `drop`"),
        ("about = \"x\"\n\n[[fault]]\nfault = \"reset\"\noperation = \"pay\"\n", 5, "operation", "no operation `pay`"),
        ("about = \"x\"\n[[fault]]\nfault = \"reset\"\nprobability = 2.0\n", 4, "probability", "between 0 and 1"),
        ("about = \"x\"\n[[fault]]\nfault = \"reset\"\nnth = -1\n", 4, "nth", "invalid value"),
        ("about = \"x\"\n[[fault]]\nnth = 1\n", 2, "fault", "missing field `fault`"),
        ("about = \"x\"\nside = \"mine\"\n", 2, "side", "write `provider` or `client`"),
        ("about = \"x\"\nadvance = \"soon\"\n", 2, "advance", "`soon` is no time"),
        ("about = \"x\"\nrow = \n", 2, "row", ""),
    ] {
        let error = Scenario::parse("dir/mine.toml", text).unwrap_err();
        assert_eq!((error.line, error.key.as_deref()), (Some(line), Some(key)), "{error}");
        assert!(error.problem.contains(problem), "{error}");
        assert!(error.to_string().starts_with(&format!("dir/mine.toml:{line}: {key}: ")), "{error}");
    }
    let nowhere = Scenario::find("no-such-thing").unwrap_err().to_string();
    assert_eq!(nowhere, "no-such-thing: there is no shipped scenario of this name, and no such file");
}
