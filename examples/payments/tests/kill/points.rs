//! Two points at which a kill is aimed and not drawn: between the permit and the send, between the answer and its storing.

use crate::{
    child::{Child, Folder, until},
    provider,
};
use bayar::payments::{
    journal::{Journal, SqliteOptions},
    machine::{Reason, Record, State},
};
use bayar_simulator::{Fault, Operation, Simulator};
use rusqlite::Connection;
use std::time::Duration;

/// A provider with one bill, and a folder with the same.
async fn one_bill() -> (Simulator, Folder, String) {
    let (simulator, mut customers) = provider(1, 1).await;
    let folder = Folder::new();
    folder.bills(&customers);
    (simulator, folder, customers.remove(0))
}

/// What the journal says of it while nobody writes.
async fn stored(folder: &Folder, customer: &str) -> Record {
    let journal = SqliteOptions::new(folder.0.join("journal.db")).read_only().unwrap();
    journal.find("many", &format!("bill-{customer}")).await.unwrap().unwrap()
}

async fn run_to_the_end(simulator: &Simulator, folder: &Folder, customer: &str) -> Record {
    simulator.clear_script();
    Child::start(simulator, folder).finish().await;
    stored(folder, customer).await
}

/// The permit is on disk and the payment waits for a token. Nobody can know that nothing was sent: it is not sent again.
#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_permit_and_the_send() {
    let (simulator, folder, customer) = one_bill().await;
    // Over as soon as it is told: each call fetches a token of its own.
    simulator.change_singapay(|settings| settings.token_lifetime = Duration::from_millis(900));
    simulator.script(Operation::GenerateAccessToken, 2, Fault::Delay(Duration::from_secs(60)));
    let child = Child::start(&simulator, &folder);
    until(|| simulator.count(Operation::GenerateAccessToken) == 2).await;
    assert!(child.kill().await);
    let permitted = stored(&folder, &customer).await;
    assert_eq!((permitted.state, permitted.attempts.len()), (State::Sending, 1));
    let after = run_to_the_end(&simulator, &folder, &customer).await;
    assert_eq!((after.state, after.reason, after.attempts.len()), (State::Review, Some(Reason::StillAbsent), 1));
    assert_eq!(simulator.count(Operation::PostpaidPaymentV2), 0, "neither before nor after");
}

/// The provider has paid and said so, and the journal does not know it yet.
#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_answer_and_its_storing() {
    let (simulator, folder, customer) = one_bill().await;
    simulator.script(Operation::PostpaidPaymentV2, 1, Fault::Delay(Duration::from_millis(500)));
    let child = Child::start(&simulator, &folder);
    until(|| simulator.count(Operation::PostpaidPaymentV2) == 1).await;
    // Whoever writes to the file now waits: the answer can't be stored.
    let other = Connection::open(folder.0.join("journal.db")).unwrap();
    other.busy_timeout(Duration::from_secs(60)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    until(|| simulator.calls_of(Operation::PostpaidPaymentV2)[0].answered_at.is_some()).await;
    child.wait(100).await;
    assert!(child.kill().await);
    drop(other);
    let permitted = stored(&folder, &customer).await;
    assert_eq!((permitted.state, &permitted.attempts[0].answer), (State::Sending, &None));
    let after = run_to_the_end(&simulator, &folder, &customer).await;
    assert_eq!((after.state, after.attempts.len()), (State::Paid, 1));
    let executions = simulator.ledger().executions_of_customer(&customer);
    assert_eq!((executions, simulator.count(Operation::PostpaidPaymentV2)), (1, 1), "once");
}
