//! `bayar simulator` as a built binary: ports, faults, clock, log, admin API, lists.

use crate::world::{Folder, command, fits, pinned};
use bayar_simulator::{Scenario, demo, magic};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, ChildStdout, Stdio},
};

/// A running `bayar simulator --json`, and what it printed first. Ends with the test, however that ends.
pub(crate) struct Serving {
    child: Child,
    out: BufReader<ChildStdout>,
    report: Value,
}

impl Serving {
    /// None if it ended at once.
    fn try_start(folder: &Folder, options: &[&str]) -> Option<Self> {
        let mut run = command(&folder.0);
        run.args(["simulator", "--json"]).args(options).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = run.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let report: Value = serde_json::from_str(&line).unwrap();
        if report.get("error").is_some() {
            child.wait().unwrap();
            return None;
        }
        fits("simulator", &report);
        Some(Self { child, out, report })
    }

    fn start(folder: &Folder, options: &[&str]) -> Self {
        Self::try_start(folder, options).unwrap()
    }

    /// At four ports in a row that were free a moment ago.
    pub(crate) fn at_fixed_ports(folder: &Folder, options: &[&str]) -> (Self, u16) {
        for _ in 0..20 {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port().min(65_000);
            let port = free.to_string();
            if let Some(serving) = Self::try_start(folder, &[&["--port", &port], options].concat()) {
                return (serving, free);
            }
        }
        panic!("never four free ports in a row");
    }

    fn url(&self, of: &str) -> &str {
        self.report[of].as_str().unwrap()
    }

    /// Asks the admin API.
    fn admin(&self, request: &str, headers: &str, body: &str) -> (u16, Value) {
        let host = self.url("admin_url").trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        let length = body.len();
        write!(
            stream,
            "{request} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap_or_default())
    }

    /// Asks it to stop, as a service manager does, and brings what else it printed: standard output, standard error.
    #[cfg(unix)]
    fn stop(mut self) -> (String, String) {
        let asked = std::process::Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.unwrap().success());
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert!(self.child.wait().unwrap().success(), "{err}");
        (out, err)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn fixed_ports_keep_a_configuration_valid() {
    let folder = Folder::new();
    let (first, port) = Serving::at_fixed_ports(&folder, &["--write", "bayar.toml"]);
    for (offset, name) in ["singapay_url", "finnet_url", "paycombat_url", "admin_url"].into_iter().enumerate() {
        assert_eq!(first.url(name), format!("http://127.0.0.1:{}", usize::from(port) + offset));
    }
    let busy = folder.run(&["simulator", "--port", &port.to_string()]);
    assert_eq!(busy.code, 1, "{busy:?}");
    assert!(busy.err.contains("--port"), "{busy:?}");
    assert_eq!(folder.run(&["balance"]).code, 0);
    assert_eq!(first.stop(), (String::new(), String::new()));
    assert_eq!(folder.run(&["balance"]).code, 6, "it is gone");
    let again = Serving::start(&folder, &["--port", &port.to_string()]);
    assert_eq!(folder.run(&["balance"]).code, 0);
    drop(again);
}

/// The words that a person sees, up to the last of them. Its keys are not repeated in a snapshot.
#[test]
fn what_a_person_sees_is_pinned() {
    let folder = Folder::new();
    let mut child = command(&folder.0).args(["simulator", "--seed", "8123"]).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut seen = vec![];
    for line in lines {
        let (name, value) = line.split_once(" = ").unwrap_or((&line, ""));
        let is_secret = value.len() > 2 && !["provider", "environment", "url"].contains(&name);
        seen.push(if is_secret { format!("{name} = (…)") } else { line.clone() });
        if line.starts_with("Stop with") {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    pinned("simulator", &(seen.join("\n") + "\n"));
}

#[cfg(unix)]
#[test]
fn every_call_is_logged_in_one_line_without_secrets() {
    let folder = Folder::new();
    let serving = Serving::start(&folder, &["--log", "--scenario", "08-answer-lost", "--write", "bayar.toml"]);
    let paid = folder.run(&["bill", "pay", demo::PLN_POSTPAID.customer_id]);
    assert_eq!(paid.code, 0, "{paid:?}");
    let wrong =
        folder.run(&["api", "POST", "/api/v1/detail-bill-transaction", "--data", "{}", "--account", "singapay"]);
    assert_ne!(wrong.code, 0, "{wrong:?}");
    let (out, err) = serving.stop();
    assert!(out.is_empty(), "with --json standard output holds one document");
    let line = |operation: &str| err.lines().find(|line| line.contains(operation)).unwrap_or_else(|| panic!("{err}"));
    assert!(line("generate_access_token").contains(" -> 200"), "{err}");
    assert!(line("postpaid_inquiry_v2").contains(" -> 200 00 in "), "{err}");
    let lost = line("postpaid_payment_v2");
    assert!(
        lost.contains("no answer") && lost.contains("fault: drop-after-executing") && lost.contains("…021"),
        "{err}"
    );
    assert!(line("list_bill_transaction").contains(" -> 200 00"), "{err}");
    let refused = line("detail_bill_transaction");
    assert!(refused.contains("422 04") && refused.contains("wrong: "), "{err}");
    assert!(err.lines().count() >= 5 && !err.contains('\u{1b}'), "no colours where no terminal is: {err}");
    let (merchant, bill) = (demo::MERCHANT, demo::PLN_POSTPAID);
    for secret in [merchant.password, merchant.client_secret, merchant.partner_id, bill.customer_id, bill.customer_name]
    {
        assert!(!err.contains(secret), "{secret}: {err}");
    }
}

#[cfg(unix)]
#[test]
fn seed_clock_and_scenario_are_in_force() {
    let folder = Folder::new();
    let file =
        "about = \"The balance is a proxy's page.\"\n[[fault]]\noperation = \"check_balance\"\nfault = \"html-503\"\n";
    folder.file("mine.toml", file);
    let clock = ["--clock", "2026-11-20T22:59:00+07:00,frozen", "--seed", "8123"];
    let options = [&["--scenario", "mine.toml", "--write", "bayar.toml"], &clock[..]].concat();
    let serving = Serving::start(&folder, &options);
    assert_eq!(serving.report["seed"], 8123);
    let (status, time) = serving.admin("GET /clock", "", "");
    assert_eq!(
        (status, &time["now"], time["rate"].as_f64()),
        (200, &"2026-11-20T15:59:00Z".into(), Some(0.0)),
        "{time}"
    );
    assert_eq!(serving.admin("GET /faults", "", "").1[0]["fault"], "html-503");
    assert_eq!(folder.run(&["balance"]).code, 3);
    assert_eq!(serving.admin("DELETE /faults", "", "").0, 200);
    assert_eq!(folder.run(&["balance"]).code, 0);
    assert_eq!(serving.admin("POST /clock", "", r#"{"advance":"2m"}"#).1["now"], "2026-11-20T16:01:00Z");
    serving.stop();
    let same = || Serving::start(&folder, &clock).report["admin_token"].clone();
    assert_eq!(same(), Value::Null, "on loopback the admin API needs none");
}

#[cfg(unix)]
#[test]
fn exposed_it_warns_and_its_admin_api_needs_a_token() {
    let folder = Folder::new();
    let refused = folder.run(&["simulator", "--listen", "0.0.0.0"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("--expose"), "{refused:?}");
    let serving = Serving::start(&folder, &["--expose"]);
    let token = serving.url("admin_token").to_owned();
    assert_eq!(token.len(), 32);
    assert_eq!(serving.admin("GET /ledger", "", "").0, 401);
    assert_eq!(serving.admin("GET /ledger", "authorization: Bearer wrong\r\n", "").0, 401);
    assert_eq!(serving.admin("GET /ledger", &format!("authorization: Bearer {token}\r\n"), "").0, 200);
    let (_, err) = serving.stop();
    assert!(err.contains("warning") && err.contains("nothing real"), "{err}");
}

#[test]
fn what_can_not_be_followed_is_said() {
    let folder = Folder::new();
    folder.file("odd.toml", "about = \"odd\"\n[[fault]]\nfault = \"no-such-thing\"\n");
    for (options, words) in [
        (vec!["--clock", "soon"], "2026-11-20T22:59:00+07:00"),
        (vec!["--scenario", "99-nothing"], "99-nothing"),
        (vec!["--scenario", "odd.toml"], "odd.toml:3"),
        (vec!["--port", "65533"], "65532"),
        (vec!["--listen", "nowhere"], "--listen"),
        (vec!["magic", "no_such_operation"], "postpaid_payment_v2"),
    ] {
        let run = folder.run(&[&["simulator"], &options[..]].concat());
        assert_eq!(run.code, 2, "{options:?} {run:?}");
        assert!(run.err.contains(words) && run.out.is_empty(), "{options:?} {run:?}");
    }
}

#[test]
fn magic_values_and_scenarios_are_listed() {
    let folder = Folder::new();
    let all = folder.run(&["simulator", "magic", "--json"]).json();
    fits("simulator-magic", &all);
    assert_eq!(all, serde_json::to_value(magic::all()).unwrap(), "an array of objects, all of them");
    let words = folder.run(&["simulator", "magic"]);
    assert!(magic::all().iter().all(|it| words.out.contains(&it.value)), "{words:?}");
    for operation in ["postpaid_payment_v2", "prepaid_payment_v2"] {
        let codes: Vec<_> = magic::all().into_iter().filter(|it| it.operation == operation).map(|it| it.code).collect();
        for code in bayar::singapay::ResponseCode::documented() {
            assert!(codes.iter().any(|it| it == code.as_str()), "{operation} has no magic value for {code:?}");
        }
    }
    pinned("simulator-magic", &folder.run(&["simulator", "magic", "postpaid_payment_v2"]).out);
    let scenarios = folder.run(&["simulator", "scenarios", "--json"]).json();
    fits("simulator-scenarios", &scenarios);
    let names: Vec<_> = scenarios.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, Scenario::names());
    assert!(folder.run(&["sim", "scenarios"]).out.contains("08-answer-lost"));
}
