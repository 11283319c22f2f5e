//! A machine without CA certificates. Each test runs itself again in a process that has none.

use crate::folder::{Folder, SINGAPAY};
use bayar::{ErrorKind, Lang, Singapay};
use bayar_simulator::{Simulator, demo};
use std::process::Command;

const CHILD: &str = "BAYAR_TEST_WITHOUT_CA";

/// Runs a test of this binary again where no CA certificate is found; nothing in the process that is it.
fn without_ca(test: &str) -> Option<()> {
    if std::env::var_os(CHILD).is_some() {
        return None;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(CHILD, "1");
    let run = command.env("SSL_CERT_FILE", "/no/such/file").env_remove("SSL_CERT_DIR").output().unwrap();
    let text = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && text.contains("1 passed"), "{text}");
    Some(())
}

#[test]
fn no_ca_certificate_says_what_to_install() {
    if without_ca("trust::no_ca_certificate_says_what_to_install").is_some() {
        return;
    }
    let folder = Folder::new();
    let error = Singapay::connect(folder.config(SINGAPAY).account("a").unwrap()).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some("ca_certificate")));
    for lang in [Lang::En, Lang::Id] {
        let message = error.message(lang);
        for words in ["no CA certificate is installed", "ca-certificates", "SSL_CERT_FILE", "network.ca_certificate"] {
            assert!(message.contains(words), "{message}");
        }
    }
}

/// Plain http to this machine: there is nobody to trust. A proxy over TLS is another matter.
#[tokio::test]
async fn a_simulator_needs_no_ca_certificate() {
    if without_ca("trust::a_simulator_needs_no_ca_certificate").is_some() {
        return;
    }
    let (folder, simulator, m) = (Folder::new(), Simulator::start().await.unwrap(), demo::MERCHANT);
    let text = SINGAPAY.replace("hunter2p", m.partner_id).replace("hunter2c", m.client_id);
    let text = text.replace("hunter2s", m.client_secret).replace("hunter2w", m.password);
    let url = format!("\"local\"\nurl = \"{}\"", simulator.singapay_url());
    let text = text.replace("\"sandbox\"", &url);
    let client = Singapay::connect(folder.config(&text).account("a").unwrap()).unwrap();
    client.balance().await.unwrap();
    client.probe().await.unwrap();
    let proxied = text + "[accounts.a.network]\nproxy = \"https://127.0.0.1:1\"\n";
    let error = Singapay::connect(folder.config(&proxied).account("a").unwrap()).unwrap_err();
    assert_eq!(error.field(), Some("ca_certificate"));
}
