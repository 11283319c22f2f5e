//! `bayar doctor`: eight planted faults, each named.

use crate::{
    support::tls::{Ca, TlsFront},
    world::{Folder, World, fits, pinned},
};
use bayar_simulator::{Fault, Operation, demo};
use serde_json::Value;
use std::{net::TcpListener, time::Duration};

/// The check that failed, with what was found and what to do; all others before it are fine.
fn failed(folder: &Folder, config: &str, account: &str) -> (String, String, String) {
    folder.file("bayar.toml", config);
    let run = folder.run(&["doctor", "--account", account, "--json"]);
    assert_eq!(run.code, 1, "{run:?}");
    let report = run.json();
    fits("doctor", &report);
    assert_eq!(report["healthy"], false);
    let checks = report["accounts"][0]["checks"].as_array().unwrap();
    let bad: Vec<&Value> = checks.iter().filter(|check| check["result"] == "failed").collect();
    assert_eq!(bad.len(), 1, "{report:#}");
    assert_eq!(checks.last(), Some(bad[0]), "a failed check ends the row: {report:#}");
    let text = |key: &str| bad[0][key].as_str().unwrap_or_default().to_owned();
    (text("check"), text("found"), text("next"))
}

fn nowhere() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_fine() {
    let world = World::new().await;
    let run = world.run(&["doctor"]);
    assert_eq!(run.code, 0, "{run:?}");
    pinned("doctor", &run.out);
    let report = world.json("doctor", 0, &["doctor"]);
    assert_eq!(report["accounts"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_1_a_wrong_secret() {
    let world = World::new().await;
    let config = World::singapay(&world.simulator.singapay_url()).replace(demo::MERCHANT.client_secret, "another");
    let (check, found, next) = failed(&world.folder, &config, "jakarta");
    assert_eq!(check, "token");
    assert!(found.contains("401") && next.contains("client_secret is wrong"), "{found} {next}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_2_a_swapped_key() {
    let world = World::new().await;
    world.run(&["keygen", "--out", "swapped.pem"]);
    let config = World::finnet(&world.simulator.finnet_url()).replace("key.pem", "swapped.pem");
    let (check, found, next) = failed(&world.folder, &config, "linkage");
    assert_eq!(check, "token");
    assert!(
        found.contains("401") && next.contains("private key is not the one whose public half Finnet has"),
        "{next}"
    );
    // With the public key that Finnet was given in the file, nothing needs to be sent.
    world.folder.file("given.pub", demo::PARTNER.public_key_pem);
    let (check, found, _) = failed(&world.folder, &(config + "public_key = 'file:given.pub'\n"), "linkage");
    assert_eq!(check, "key pair");
    assert!(found.contains("different pairs"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_3_a_skewed_clock() {
    let world = World::new().await;
    world.simulator.clock().advance(Duration::from_secs(3600));
    let config = World::finnet(&world.simulator.finnet_url());
    world.folder.file("bayar.toml", &config);
    let run = world.run(&["doctor", "--json"]);
    let report = run.json();
    let clock =
        report["accounts"][0]["checks"].as_array().unwrap().iter().find(|check| check["check"] == "clock").unwrap();
    assert_eq!((run.code, &clock["result"]), (1, &"failed".into()), "{report:#}");
    let (found, next) = (clock["found"].as_str().unwrap(), clock["next"].as_str().unwrap());
    assert!(found.contains("s behind the provider") && next.contains("set-ntp"), "{found} {next}");
    // Within the limit it is a warning, and signatures are corrected.
    world.folder.file("bayar.toml", &(config + "[accounts.linkage.limits]\nclock_offset_limit = '2h'\n"));
    let run = world.run(&["doctor"]);
    assert!(run.code == 0 && run.out.contains("signatures are corrected by it"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_4_a_closed_port() {
    let folder = Folder::new();
    let (check, found, next) = failed(&folder, &World::singapay(&format!("http://{}", nowhere())), "jakarta");
    assert_eq!(check, "connection");
    assert!(found.contains("nobody listens there") && next.contains("bayar simulator"), "{found} {next}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_5_a_wrong_ca() {
    let (world, ca) = (World::new().await, Ca::new());
    let front = TlsFront::to(&world.simulator.singapay_url(), ca.server(), None).await;
    world.folder.file("ca.pem", &Ca::new().pem);
    let config = World::singapay(&front.url()) + "[accounts.jakarta.network]\nca_certificate = 'file:ca.pem'\n";
    let (check, found, next) = failed(&world.folder, &config, "jakarta");
    assert_eq!(check, "connection");
    assert!(found.contains("certificate is not trusted") && next.contains("network.ca_certificate"), "{found} {next}");
    world.folder.file("ca.pem", &ca.pem);
    let run = world.run(&["doctor"]);
    assert!(run.code == 0 && run.out.contains("TLS 1.3") && run.out.contains("issued by CA of a test"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_6_a_dead_proxy() {
    let world = World::new().await;
    let proxy = format!("[accounts.jakarta.network]\nproxy = 'http://{}'\n", nowhere());
    let (check, found, next) =
        failed(&world.folder, &(World::singapay(&world.simulator.singapay_url()) + &proxy), "jakarta");
    assert_eq!(check, "proxy");
    assert!(found.contains("nobody answers at http://127.0.0.1:") && next.contains("network.proxy"), "{found} {next}");
}

fn forbidden(message: &str) -> Fault {
    let body = format!(r#"{{"status":403,"success":false,"error":{{"code":403,"message":"{message}"}}}}"#);
    Fault::Answer { status: 403, content_type: "application/json".to_owned(), body: body.into() }
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_7_an_address_that_is_not_registered() {
    let world = World::new().await;
    let fault = forbidden("Your IP address (203.0.113.7) is not registered");
    world.simulator.script(Operation::GenerateAccessToken, 1, fault);
    let (check, found, next) = failed(&world.folder, &World::singapay(&world.simulator.singapay_url()), "jakarta");
    assert_eq!(check, "token");
    assert!(found.contains("203.0.113.7, is not registered"), "{found}");
    assert!(next.contains("Mohon daftarkan alamat IP publik kami: 203.0.113.7"), "{next}");
    assert!(next.contains("Please register our public IP address: 203.0.113.7"), "{next}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_8_a_wrong_partner_id() {
    let world = World::new().await;
    let config = World::singapay(&world.simulator.singapay_url()).replace(demo::MERCHANT.partner_id, "another");
    let (check, found, next) = failed(&world.folder, &config, "jakarta");
    assert_eq!(check, "token");
    assert!(found.contains("the partner id is not one of this host"), "{found}");
    assert!(next.contains("Mohon konfirmasi partner id") && next.contains("Please confirm which partner id"), "{next}");
}

#[tokio::test(flavor = "multi_thread")]
async fn advice_follows_the_language() {
    let world = World::new().await;
    let proxied = format!("[accounts.shop.network]\nproxy = 'http://{}'\n", nowhere());
    let config = World::config(&world.simulator).replace(demo::MERCHANT.client_secret, "another") + &proxied;
    world.folder.file("bayar.toml", &config);
    let run = world.run(&["doctor", "--lang", "id"]);
    assert_eq!(run.code, 1, "{run:?}");
    pinned("doctor-id", &run.out);
    // The mail is for the provider: in both languages, whoever asks.
    let fault = forbidden("Your IP address (203.0.113.7) is not registered");
    world.simulator.script(Operation::AccessTokenB2b, 1, fault);
    let run = world.run(&["doctor", "--lang", "id", "--account", "linkage"]);
    assert!(run.out.contains("HTTP 403: alamat IP mesin ini, 203.0.113.7, belum terdaftar di Finnet"), "{run:?}");
    assert!(run.out.contains("Mohon daftarkan") && run.out.contains("Please register"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_named_with_its_place() {
    let folder = Folder::new();
    let config = World::singapay("http://127.0.0.1:1").replace(demo::MERCHANT.password, "env:NOT_SET");
    let (check, found, next) = failed(&folder, &config, "jakarta");
    assert_eq!(check, "credentials");
    assert!(found.contains("the variable NOT_SET is not set") && found.contains("line 8"), "{found}");
    assert!(next.contains("accounts.jakarta.password"), "{next}");
    // `.invalid` never has an address (RFC 6761), so nothing leaves this machine.
    let sandbox = World::singapay("").replace("'local'", "'sandbox'").replace("url = ''\n", "");
    let proxied = sandbox + "[accounts.jakarta.network]\nproxy = 'http://proxy.invalid:1'\n";
    let (check, found, _) = failed(&folder, &proxied, "jakarta");
    assert_eq!((check.as_str(), found.as_str()), ("name", "proxy.invalid has no address"));
    assert_eq!(folder.run(&["doctor", "--account", "bandung"]).code, 1);
}
