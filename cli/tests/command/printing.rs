//! Standard output that takes nothing: the exit code of what was done survives it.

use crate::world::{Folder, Run, World, command};
use bayar_simulator::{Fault, Operation, demo};
use std::process::{Command, Stdio};

const BILL: [&str; 3] = ["bill", "pay", demo::PLN_POSTPAID.customer_id];

fn ended(mut command: Command) -> Run {
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(!err.contains("panicked"), "{err}");
    Run { code: output.status.code().unwrap_or(-1), out: String::new(), err }
}

/// Its reader has gone before anything is printed.
pub(crate) fn unread(folder: &Folder, arguments: &[&str]) -> Run {
    let mut command = command(&folder.0);
    command.args(arguments).stdout(Stdio::piped());
    ended(command)
}

/// The disk is full.
#[cfg(target_os = "linux")]
fn full(folder: &Folder, arguments: &[&str]) -> Run {
    let mut command = command(&folder.0);
    command.args(arguments).stdout(std::fs::File::options().write(true).open("/dev/full").unwrap());
    ended(command)
}

#[cfg(not(target_os = "linux"))]
use unread as full;

fn told(run: &Run, code: i32, words: &str) {
    assert_eq!(run.code, code, "{run:?}");
    let exit = format!("It ends with exit code {code}");
    assert!(run.err.contains(&exit) && run.err.contains(words), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_whose_answer_was_lost_stays_unknown() {
    let world = World::new().await;
    for run in [unread, full] {
        world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterReading);
        told(&run(&world.folder, &BILL), 4, "outcome    unknown");
    }
    world.simulator.script(Operation::PostpaidPaymentV2, 1, Fault::DropAfterReading);
    told(&full(&world.folder, &[&BILL[..], &["--json"]].concat()), 4, r#""outcome":"unknown""#);
    assert_eq!(world.simulator.count(Operation::PostpaidPaymentV2), 3, "each was sent once");
}

#[tokio::test(flavor = "multi_thread")]
async fn so_does_every_other_effect() {
    let world = World::new().await;
    let buy =
        ["prepaid", "buy", demo::PREPAID_PHONE, "--command", "pulsa", "--product", "SPTLKMAS10", "--at-most", "11000"];
    let pin = ["finnet", "reset-pin", demo::PHONE];
    let delete = ["customer", "delete", "customer_0"];
    let any = ["api", "POST", "/v1.0/transfer-intrabank", "--account", "linkage", "--data", "{}"];
    for run in [unread, full] {
        world.simulator.script(Operation::PrepaidPaymentV2, 1, Fault::DropAfterExecuting);
        told(&run(&world.folder, &buy), 4, "bayar bill list --customer");
        world.simulator.script(Operation::PinReset, 1, Fault::DropAfterReading);
        told(&run(&world.folder, &pin), 4, "unknown");
        told(&run(&world.folder, &delete), 4, "read it back");
        told(&run(&world.folder, &any), 4, "don't send it again");
        told(&run(&world.folder, &[&any[..], &["--json"]].concat()), 4, r#""exit":"unknown""#);
        // What was done stays done.
        told(&run(&world.folder, &pin), 0, "outcome    done");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_effect_keeps_its_exit_code_too() {
    let world = World::new().await;
    let nothing = ["bill", "status", "--reference", "NOPE", "--customer", demo::PLN_POSTPAID.customer_id];
    told(&unread(&world.folder, &nothing), 4, "nothing found");
    let absent = ["api", "GET", "/api/v1/customer/customer/customer_0", "--account", "shop"];
    assert_eq!(unread(&world.folder, &absent).code, 3);
    let error = full(&world.folder, &["balance", "--account", "bandung", "--json"]);
    assert!(error.code == 1 && error.err.contains("bandung"), "{error:?}");
    assert_eq!(unread(&world.folder, &["balance"]).code, 0, "a reader that has gone is no fault");
}
