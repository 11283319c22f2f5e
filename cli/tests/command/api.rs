//! `bayar api`: any path.

use crate::world::{World, command, pinned};
use bayar_simulator::{Fault, Operation, demo};
use std::{io::Write, process::Stdio};

const BALANCE: [&str; 5] = ["api", "post", "/api/v1/check-balance", "--account", "jakarta"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&BALANCE[..], more].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_comes_back_as_it_came() {
    let world = World::new().await;
    let data = r#"{"command":"check-balance"}"#;
    let run = world.run(&with(&["--data", data]));
    assert_eq!((run.code, run.json()["data"]["balance"].as_str()), (0, Some("8910003.00")), "{run:?}");
    pinned("api", &run.out);
    pinned("api-dry-run", &world.run(&with(&["--data", data, "--dry-run"])).out);
    let asked = world.run(&["api", "GET", "/x?accountNo=114676&page=2", "--account", "jakarta", "--dry-run"]);
    assert!(asked.out.contains("/x?accountNo=***&page=2\n"), "{asked:?}");
    let run = world.run(&with(&["--data", data, "--include"]));
    assert!(run.err.starts_with("HTTP 200\n") && run.err.contains("content-type: application/json"), "{run:?}");
    world.folder.file("request.json", data);
    let report = world.json("api", 0, &with(&["--data", "@request.json", "--header", "X-Note: a"]));
    assert_eq!((&report["operation"], &report["sent_once"]), (&"check_balance".into(), &false.into()));
    assert_eq!(report["body"]["data"]["currency"], "IDR");
    let mut child = command(&world.folder.0)
        .args(with(&["--data", "@-"]))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(data.as_bytes()).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_listed_is_sent_once_and_may_be_unknown() {
    let world = World::new().await;
    let unknown = ["api", "POST", "/v1.0/transfer-intrabank", "--account", "linkage", "--data", "{}"];
    let report = world.json("api", 4, &unknown);
    assert_eq!(
        (&report["operation"], &report["sent_once"], &report["status"]),
        (&"any_path".into(), &true.into(), &404.into())
    );
    let body = format!(r#"{{"partnerReferenceNo":"1","phoneNo":"{}"}}"#, demo::PHONE);
    let reset = ["api", "POST", "/v1.0/pin/reset", "--account", "linkage", "--data", &body];
    world.simulator.script(Operation::PinReset, 1, Fault::DropAfterReading);
    let lost = world.run(&reset);
    assert_eq!((lost.code, lost.out.as_str()), (4, ""), "{lost:?}");
    pinned("api-unknown", &lost.err);
    assert!(lost.err.contains("don't send it again"), "{lost:?}");
    assert_eq!(world.simulator.count(Operation::PinReset), 1);
    assert_eq!(world.json("api", 0, &reset)["body"]["responseCode"], "2000600");
    let path = format!("/customer/customer/{}", demo::CUSTOMER_ID);
    assert_eq!(
        world.json("api", 0, &["api", "DELETE", &path, "--account", "shop", "--legacy"])["operation"],
        "delete_customer"
    );
    let read = world.json("api", 3, &["api", "GET", "/api/v1/customer/customer/customer_0", "--account", "shop"]);
    assert_eq!((&read["operation"], &read["status"]), (&"get_customer".into(), &404.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_are_not_sent() {
    let world = World::new().await;
    for (arguments, code, words) in [
        (with(&["--data", "{"]), 2, "no JSON"),
        (with(&["--data", "@nothing"]), 1, "can't be read"),
        (with(&["--header", "nothing"]), 2, "'Name: value'"),
        (with(&["--header", "a b: c"]), 2, "header"),
        (vec!["api", "POST", "check-balance", "--account", "jakarta"], 2, "slash"),
        (vec!["api", "P ST", "/x", "--account", "jakarta"], 2, "HTTP method"),
        (vec!["api", "POST", "/x"], 2, "jakarta, linkage, shop"),
        (vec!["api", "POST", "/x", "--account", "bandung"], 1, "it has jakarta, linkage, shop"),
    ] {
        let run = world.run(&arguments);
        assert_eq!(run.code, code, "{arguments:?} {run:?}");
        assert!(run.err.contains(words), "{arguments:?} {run:?}");
    }
    assert!(world.simulator.calls().is_empty());
}
