//! A thousand callers, one token.

use crate::{desk::Desk, witness::told};
use bayar_simulator::{Fault, Operation};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

crate::trials!(
    a_thousand_first_calls_make_one_token_request,
    a_thousand_reads_with_an_expired_token_make_one_more,
    an_expired_token_is_replaced_ahead_of_use,
    a_thousand_callers_share_one_failure,
);

const MANY: usize = 1000;

/// Whose thousand calls may take as long as a busy machine needs for them.
async fn patient_desk() -> Desk {
    let long = Duration::from_secs(300);
    Desk::new().await.settings(|s| s.connect_timeout(long).read_timeout(long).deadline(long))
}

/// What went wrong, in a thousand calls at once.
async fn thousand_balances(client: &bayar::Singapay) -> Vec<String> {
    let mut all = JoinSet::new();
    for _ in 0..MANY {
        let client = client.clone();
        all.spawn(async move { client.balance().await.err().map(|error| error.to_string()) });
    }
    all.join_all().await.into_iter().flatten().collect()
}

async fn a_thousand_first_calls_make_one_token_request() {
    let desk = patient_desk().await;
    assert_eq!(thousand_balances(&desk.singapay()).await, [""; 0]);
    assert_eq!(desk.count(Operation::GenerateAccessToken), 1);
    assert_eq!(desk.count(Operation::CheckBalance), MANY);
}

async fn a_thousand_reads_with_an_expired_token_make_one_more() {
    let desk = patient_desk().await;
    let client = desk.singapay();
    told(client.balance().await).unwrap();
    desk.simulator.expire_tokens();
    assert_eq!(thousand_balances(&client).await, [""; 0]);
    assert_eq!(desk.count(Operation::GenerateAccessToken), 2);
}

async fn an_expired_token_is_replaced_ahead_of_use() {
    let clock = Arc::new(bayar::ManualClock::new(std::time::SystemTime::now()));
    let desk = Desk::new().await.settings(|s| s.clock(clock.clone()));
    let client = desk.singapay();
    told(client.balance().await).unwrap();
    clock.advance(Duration::from_secs(3590));
    told(client.balance().await).unwrap();
    assert_eq!(
        (desk.count(Operation::GenerateAccessToken), desk.count(Operation::CheckBalance)),
        (2, 2),
        "no 401 was needed"
    );
}

async fn a_thousand_callers_share_one_failure() {
    let desk = Desk::new().await.settings(|s| s.attempts(1));
    desk.simulator.script(Operation::GenerateAccessToken, 1, Fault::Html502);
    let client = desk.singapay();
    let mut all = JoinSet::new();
    let gate = Arc::new(tokio::sync::Barrier::new(MANY));
    for _ in 0..MANY {
        let (client, gate) = (client.clone(), gate.clone());
        all.spawn(async move {
            gate.wait().await;
            client.balance().await.is_err()
        });
    }
    let failed = all.join_all().await.into_iter().filter(|failed| *failed).count();
    // Who comes after the failure fetches anew, and one more fetch serves all of them.
    assert!(
        desk.count(Operation::GenerateAccessToken) <= 2,
        "{} token requests",
        desk.count(Operation::GenerateAccessToken)
    );
    assert!(failed > 0);
}
