//! How `bayar pay` ends: what it says of each bill, and its exit code, whatever happens to what it prints.

use crate::{
    pay::{HEADER, pay, world},
    world::{World, command, run},
};
use bayar_simulator::{Fault, Operation, Rule};
use std::{
    fs,
    process::{Child, Stdio},
    time::Duration,
};

fn path(world: &World, name: &str) -> std::path::PathBuf {
    world.folder.0.join(name)
}

/// Pays slowly, so that something can happen meanwhile; one of the bills stays pending.
async fn paying(world: &World, more: &[&str], stdout: Stdio) -> Child {
    world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::Settle("pending".parse().unwrap()));
    let slow = Rule::new(Fault::Delay(Duration::from_millis(300))).operation(Operation::PostpaidPaymentV2);
    world.simulator.add_rule(slow);
    let mut command = command(&world.folder.0);
    command.args(pay(&["--concurrency", "1", "--wait", "0"])).args(more).stdout(stdout).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    while world.simulator.count(Operation::PostpaidPaymentV2) < 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    child
}

fn names(world: &World) -> Vec<String> {
    let entries = fs::read_dir(&world.folder.0).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_where_no_results_can_be_written_is_found_before_anything_is_sent() {
    let world = world(1).await;
    fs::create_dir(path(&world, "folder")).unwrap();
    for place in ["missing/results.csv", "folder"] {
        let refused = world.run(&pay(&["--results", place]));
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.err.contains(place) && refused.err.contains("nothing was sent"), "{refused:?}");
    }
    assert!(world.simulator.calls().is_empty() && !path(&world, "payments.db").exists());
    assert_eq!(world.run(&pay(&["--results", "results.csv"])).code, 0);
    assert!(names(&world).iter().all(|name| !name.ends_with(".part")), "{:?}", names(&world));
}

#[tokio::test(flavor = "multi_thread")]
async fn results_that_can_not_be_written_any_more_are_printed() {
    let world = world(2).await;
    fs::create_dir(path(&world, "out")).unwrap();
    let child = paying(&world, &["--results", "out/results.csv"], Stdio::piped()).await;
    fs::remove_dir_all(path(&world, "out")).unwrap();
    let ended = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert_eq!(ended.status.code(), Some(5), "one is pending: {out} {err}");
    assert!(out.contains("key-0,open,") && out.contains("key-1,paid,"), "{out}");
    assert!(err.contains("out/results.csv") && err.contains("bayar payments list"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_left_changes_no_exit_code() {
    let world = world(2).await;
    let mut child = paying(&world, &[], Stdio::piped()).await;
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(5), "one is pending: {ended:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_changes_no_exit_code() {
    let world = world(2).await;
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let ended = paying(&world, &["--json"], full.into()).await.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(5), "one is pending: {ended:?}");
    assert!(String::from_utf8_lossy(&ended.stderr).contains("bayar payments list"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_very_many_malformed_rows_is_named() {
    let world = world(0).await;
    let rows: String = (0..120).map(|number| format!("key-{number},pdam,SPPDAMPOS,0900000000,cheap,,\n")).collect();
    world.folder.file("bills.csv", &format!("{HEADER}{rows}"));
    let told = [world.run(&pay(&[])).err, world.json("error", 1, &pay(&[]))["error"]["message"].to_string()];
    for text in told {
        assert!((2..122).all(|line| text.contains(&format!("line {line}: at_most"))), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_run_paid_is_never_called_not_sent() {
    let world = world(3).await;
    let bills = fs::read_to_string(path(&world, "bills.csv")).unwrap();
    let two: Vec<_> = bills.lines().take(3).collect();
    world.folder.file("two.csv", &format!("{}\n", two.join("\n")));
    assert_eq!(run(command(&world.folder.0).args(["pay", "two.csv", "--journal", "payments.db"])).code, 0);
    fs::remove_file(path(&world, "payments.db.guard")).unwrap();
    let held = world.json("pay", 7, &pay(&[]));
    assert!(held["stopped"].as_str().unwrap().contains("held"), "{held:#}");
    assert_eq!((&held["counts"]["paid"], &held["counts"]["not_sent"]), (&2.into(), &1.into()), "{held:#}");
    let listed = world.json("payments-list", 0, &["payments", "list", "--journal", "payments.db"]);
    assert_eq!(listed["payments"].as_array().unwrap().len(), 2, "what can't be sent is not entered");
}
