//! Memory stays flat however many calls come: measured on a process of its own, so that other tests don't count.

use std::{fs, process::Command};

use bayar_simulator::{Operation, Simulator, demo};
use serde_json::json;

use crate::{
    client::{self, Client},
    setting,
};

/// So much may be resident, with everything that there is in the process.
const LIMIT_MIB: u64 = 32;

/// Resident memory of this process; none where the system does not tell it.
pub(crate) fn resident_mib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kib| kib / 1_024)
}

/// The ordinary test: starts the other one in a process of its own.
#[test]
fn memory_stays_flat() {
    let own = std::env::current_exe().unwrap();
    let child = Command::new(own)
        .args(["--ignored", "--exact", "memory::alone", "--nocapture", "--test-threads=1"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout).into_owned();
    println!("{told}");
    assert!(child.status.success(), "{told}{}", String::from_utf8_lossy(&child.stderr));
}

#[tokio::test]
#[ignore = "started by memory_stays_flat in a process of its own"]
async fn alone() {
    let calls = setting("SIMULATOR_MEMORY_CALLS", 12_000);
    let mut merchant = bayar_simulator::Merchant::from(demo::MERCHANT);
    merchant.balance = i64::MAX / 4;
    let sim = Simulator::builder().merchant(merchant).start().await.unwrap();
    let mut client = Client::new(&sim);
    client.sign_in().await;
    let customer = demo::PLN_POSTPAID.customer_id;
    for number in 0..calls / 4 {
        if number % 100_000 == 99_999 {
            client.sign_in().await;
        }
        let seen = client.call(Operation::PostpaidInquiryV2, &client::inquiry(customer), None).await;
        let reference = client::json_of(seen).unwrap()["data"]["reference_number"].as_str().unwrap().to_owned();
        let paid = client.call(Operation::PostpaidPaymentV2, &client::payment(customer, &reference), None).await;
        assert_eq!(client::json_of(paid).unwrap()["response_code"], "00");
        client.call(Operation::PrepaidPaymentV2, &client::pulsa(&format!("0812{number:08}")), None).await;
        let balance = json!({"command": "check-balance"});
        client.call(Operation::CheckBalance, &balance, None).await;
    }
    let resident = resident_mib();
    println!("{calls} calls, {} executions, at most {resident:?} MiB resident", sim.ledger().executed());
    assert!(resident.is_none_or(|mib| mib <= LIMIT_MIB), "{resident:?} MiB");
}
