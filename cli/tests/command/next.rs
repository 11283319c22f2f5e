//! What a command says to run next is run, by a shell, as it was printed: the account, the configuration and the journal are in it.

use crate::{
    pay::{HEADER, pay, world},
    world::{Run, World, run},
};
use bayar_simulator::{Fault, Operation, demo};
use std::{path::Path, process::Command};

const BILL: [&str; 3] = ["bill", "pay", demo::PLN_POSTPAID.customer_id];
/// A journal whose name a shell would take apart, and whose guard does not lie beside it.
const JOURNAL: [&str; 4] = ["--journal", "my payments.db", "--guard", "elsewhere/the guard"];

/// The lines that a reader would copy.
fn commands(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.trim_start().strip_prefix("bayar "));
    lines.map(|rest| format!("bayar {rest}")).collect()
}

/// As pasted, in the same folder.
fn pasted(world: &World, line: &str) -> Run {
    let bin = Path::new(env!("CARGO_BIN_EXE_bayar")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let mut shell = Command::new("sh");
    shell.args(["-u", "-c", line]).current_dir(&world.folder.0).env_clear();
    run(shell.env("PATH", path).env("HOME", &world.folder.0))
}

/// Nothing lies where it is looked for by itself, and there are two accounts.
async fn elsewhere(bills: usize) -> World {
    let world = world(bills).await;
    let config = std::fs::read_to_string(world.folder.0.join("bayar.toml")).unwrap();
    let more = World::singapay(&world.simulator.singapay_url()).replace("jakarta", "bandung");
    std::fs::remove_file(world.folder.0.join("bayar.toml")).unwrap();
    world.folder.file("it's ours.toml", &(config + &more));
    std::fs::create_dir(world.folder.0.join("elsewhere")).unwrap();
    world
}

const ACCOUNT: [&str; 4] = ["--account", "jakarta", "--config", "it's ours.toml"];

fn journalled<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<&'a str> {
    [before, &JOURNAL, &ACCOUNT, after].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_payment_without_a_journal() {
    let world = elsewhere(0).await;
    world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterReading);
    let lost = world.run(&[&BILL[..], &ACCOUNT].concat());
    assert_eq!(lost.code, 4, "{lost:?}");
    let [look] = &commands(&lost.out)[..] else { panic!("{lost:?}") };
    let looked = pasted(&world, look);
    assert!(looked.code == 4 && looked.out.contains("nothing found"), "{look} {looked:?}");
    let token = ["prepaid", "buy", demo::METER, "--product", "SPPLNTOK"];
    let bought = world.run(&[&token[..], &ACCOUNT].concat());
    let [look] = &commands(&bought.out)[..] else { panic!("{bought:?}") };
    let looked = pasted(&world, look);
    assert!(looked.code == 0 && looked.out.contains("transaction_id"), "{look} {looked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_payment_with_a_journal() {
    let world = elsewhere(2).await;
    world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterReading);
    let unclear = world.run(&journalled(&["pay", "bills.csv", "--wait", "0", "--concurrency", "1"], &[]));
    assert_eq!(unclear.code, 4, "{unclear:?}");
    let [recover, review] = &commands(&unclear.err)[..] else { panic!("{unclear:?}") };
    let recovered = pasted(&world, recover);
    assert!(recovered.code == 4 && recovered.out.contains("looked up 1"), "{recover} {recovered:?}");
    let reviewed = pasted(&world, review);
    assert_eq!((reviewed.code, reviewed.out.as_str()), (0, "none\n"), "{review} {reviewed:?}");
    let forgotten =
        world.run(&[&["payments", "forget", "--older-than", "0", "--actor", "sari"], &JOURNAL[..]].concat());
    assert!(forgotten.code == 0 && forgotten.out.contains("forgot whom 1 "), "{forgotten:?}");
    assert_eq!(commands(&forgotten.out).len(), 2, "{forgotten:?}");
    // That of the first is not forgotten, so it can be compared.
    world.folder.file("bills.csv", &format!("{HEADER}key-0,pdam,SPPDAMPOS,0900000000,92500,,\n"));
    let reused = world.run(&journalled(&["pay", "bills.csv"], &["--json"])).json();
    let reason = reused["results"][0]["reason"].as_str().unwrap();
    let (_, show) = reason.split_once("see ").unwrap();
    let shown = pasted(&world, show.split_once(": only").unwrap().0);
    assert!(shown.out.contains("key        key-0"), "{reason} {shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_language_that_was_asked_for() {
    let world = world(1).await;
    for call in [&BILL[..], &["prepaid", "buy", demo::METER, "--product", "SPPLNTOK"]] {
        for operation in [Operation::PostpaidPaymentV2, Operation::PrepaidPaymentV2] {
            world.simulator.script(operation, 1, Fault::DropAfterReading);
        }
        let lost = world.run(&[call, &["--lang", "id"]].concat());
        assert!(lost.code == 4 && lost.out.contains("jangan bayar lagi"), "{lost:?}");
        assert!(lost.err.contains("tanpa pengaman"), "{lost:?}");
        world.simulator.clear_script();
    }
    world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterReading);
    let unclear = world.run(&pay(&["--wait", "0", "--lang", "id"]));
    assert!(unclear.code == 4 && unclear.err.contains("jangan bayar lagi"), "{unclear:?}");
    let payments = |command: &str| world.run(&["payments", command, "--journal", "payments.db", "--lang", "id"]);
    assert!(payments("recover").out.contains("sudah dicek statusnya"));
    assert!(payments("verify").out.starts_with("utuh"));
    assert_eq!(payments("review").out, "tidak ada\n");
}

/// A guard file that no back-up of the journal's folder holds.
#[tokio::test(flavor = "multi_thread")]
async fn a_guard_that_lies_elsewhere_is_heeded_and_released() {
    let world = elsewhere(2).await;
    let file = |name: &str| world.folder.0.join(name);
    let bills = std::fs::read_to_string(file("bills.csv")).unwrap();
    let run = |before: &[&str], code: i32| {
        let run = world.run(&journalled(before, &[]));
        assert_eq!(run.code, code, "{before:?} {run:?}");
        run
    };
    run(&["pay", "bills.csv"], 0);
    assert!(file("elsewhere/the guard").exists() && !file("my payments.db.guard").exists());
    std::fs::copy(file("my payments.db"), file("back-up.db")).unwrap();
    world.folder.file("bills.csv", &bills.replace("key-", "more-"));
    run(&["pay", "bills.csv"], 0);
    std::fs::copy(file("back-up.db"), file("my payments.db")).unwrap();
    let held = run(&["pay", "bills.csv"], 7);
    assert!(held.err.contains("it was restored from a back-up"), "{held:?}");
    let release = [&["payments", "release", "--actor", "sari"], &JOURNAL[..]].concat();
    let released = world.run(&release);
    assert!(released.code == 0 && released.out.starts_with("released"), "{released:?}");
    assert_eq!(world.run(&release).out, "sending was not held\n");
    world.folder.file("bills.csv", &bills.replace("key-", "last-"));
    run(&["pay", "bills.csv"], 0);
    // Whoever forgets to name it is not told that all is well.
    world.folder.file("bills.csv", &bills.replace("key-", "other-"));
    let unguarded = world.run(&[&["pay", "bills.csv", "--journal", "my payments.db"], &ACCOUNT[..]].concat());
    assert!(unguarded.code == 7 && unguarded.err.contains("guard file is missing"), "{unguarded:?}");
}
