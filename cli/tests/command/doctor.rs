//! `bayar doctor`: planted faults, each named; and what it must not call healthy.

use crate::{
    printing::unread,
    support::tls::{Ca, TlsFront},
    world::{Folder, World, command, fits, pinned, run},
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
    assert!(found.contains("it shows: ") && found.contains("issued by CA of a test"), "who stands in the way: {found}");
    world.folder.file("ca.pem", &ca.pem);
    let run = world.run(&["doctor"]);
    assert!(run.code == 0 && run.out.contains("TLS 1.3") && run.out.contains("issued by CA of a test"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_chain_is_shown_trusted_or_not() {
    let (world, ca) = (World::new().await, Ca::new());
    let front = TlsFront::to(&world.simulator.singapay_url(), ca.server_behind_another(), None).await;
    let network = "[accounts.jakarta.network]\nca_certificate = 'file:ca.pem'\n";
    world.folder.file("bayar.toml", &(World::singapay(&front.url()) + network));
    for (trusted, code) in [(&ca, 0), (&Ca::new(), 1)] {
        world.folder.file("ca.pem", &trusted.pem);
        let run = world.run(&["doctor"]);
        let between = run.out.find("2. one between, issued by CA of a test, until");
        assert!(run.code == code && between > run.out.find("issued by one between"), "{run:?}");
    }
}

/// An image without certificates is a fault of the machine, not of the credentials.
#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_ca_certificates_is_told_what_to_install() {
    let folder = Folder::new();
    folder.file("bayar.toml", &World::singapay("https://127.0.0.1:1"));
    for (lang, advice) in [("en", "install the package ca-certificates"), ("id", "pasang paket ca-certificates")] {
        let mut bare = command(&folder.0);
        bare.env("SSL_CERT_FILE", "/none").env("SSL_CERT_DIR", "/none");
        let run = run(bare.args(["doctor", "--json", "--lang", lang]));
        let checks = run.json()["accounts"][0]["checks"].clone();
        let last = checks.as_array().unwrap().last().unwrap();
        assert_eq!((run.code, &last["check"], &last["result"]), (1, &"network".into(), &"failed".into()), "{checks:#}");
        let (found, next) = (last["found"].as_str().unwrap(), last["next"].as_str().unwrap());
        assert!(found.contains("network.ca_certificate") && !found.contains("Settings::"), "{found}");
        assert!(next.contains(advice), "{next}");
    }
}

/// A certificate that is trusted and still wrong is told apart from one that nobody vouches for.
#[tokio::test(flavor = "multi_thread")]
async fn fault_5_a_certificate_of_another_host_or_time() {
    let (world, ca) = (World::new().await, Ca::new());
    world.folder.file("ca.pem", &ca.pem);
    for (server, seen, advice) in [
        (ca.another_server(), "one of another host", "check url"),
        (ca.expired_server(), "has ended or has not begun", "clock of this machine"),
    ] {
        let front = TlsFront::to(&world.simulator.singapay_url(), server, None).await;
        let network = "[accounts.jakarta.network]\nca_certificate = 'file:ca.pem'\n";
        let (check, found, next) = failed(&world.folder, &(World::singapay(&front.url()) + network), "jakarta");
        assert_eq!(check, "connection");
        assert!(found.contains(seen) && next.contains(advice), "{found} {next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_9_a_client_certificate_is_missing() {
    let (world, ca) = (World::new().await, Ca::new());
    let front = TlsFront::to(&world.simulator.singapay_url(), ca.server(), Some(&ca)).await;
    world.folder.file("ca.pem", &ca.pem);
    let config = World::singapay(&front.url()) + "[accounts.jakarta.network]\nca_certificate = 'file:ca.pem'\n";
    let (check, found, next) = failed(&world.folder, &config, "jakarta");
    assert_eq!(check, "connection");
    assert!(found.contains("client certificate") && next.contains("network.client_certificate"), "{found} {next}");
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

/// A style sheet holds words that could be addresses, and a firewall's page may name one that is nobody's.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_instead_of_an_answer_names_no_address() {
    let world = World::new().await;
    let body = "<html><style>a::before{color:#abc}</style><h1>403</h1>Your IP address 10.20.30.40 was blocked</html>";
    let page = Fault::Answer { status: 403, content_type: "text/html".to_owned(), body: body.into() };
    world.simulator.script(Operation::GenerateAccessToken, 1, page);
    let (check, found, next) = failed(&world.folder, &World::singapay(&world.simulator.singapay_url()), "jakarta");
    assert_eq!(check, "token");
    assert!(found.contains("a firewall (WAF) or a proxy on the way answered"), "{found}");
    assert!(next.contains("network.proxy") && next.contains("[public IP address of this machine]"), "{next}");
    assert!(!format!("{found}{next}").contains("10.20.30.40") && !next.contains("::"), "{found} {next}");
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

/// The line of one check of an account.
fn line(report: &Value, check: &str) -> Option<(String, String)> {
    let checks = report["accounts"][0]["checks"].as_array().unwrap();
    let found = checks.iter().find(|line| line["check"] == check)?;
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    Some((text("result"), format!("{}\n{}", text("found"), text("next"))))
}

fn doctor(folder: &Folder, config: &str) -> Value {
    folder.file("bayar.toml", config);
    let run = folder.run(&["doctor", "--json"]);
    fits("doctor", &run.json());
    assert_eq!(run.json()["healthy"], run.code == 0, "{run:?}");
    run.json()
}

#[test]
fn a_file_that_is_no_use_is_not_healthy() {
    let folder = Folder::new();
    for (config, found, next) in [
        ("", "there is no account in it", "[accounts.NAME]"),
        ("[accounts]\n", "there is no account in it", "[accounts.NAME]"),
        ("[accounts.a]\n", "bayar.toml, line 1", "correct the file"),
        ("accounts = [", "it is no TOML", "correct the file"),
    ] {
        let report = doctor(&folder, config);
        let check = &report["checks"][0];
        assert_eq!((&report["healthy"], &check["check"]), (&false.into(), &"configuration".into()), "{report:#}");
        assert_eq!((&report["config"], &check["result"]), (&"bayar.toml".into(), &"failed".into()), "{report:#}");
        assert!(check["found"].as_str().unwrap().contains(found), "{report:#}");
        assert!(check["next"].as_str().unwrap().contains(next), "{report:#}");
    }
    assert_eq!(unread(&folder, &["doctor"]).code, 1, "a reader that has gone takes no verdict away");
    let words = folder.run(&["doctor"]);
    assert!(words.code == 1 && words.out.contains("FAILED   configuration") && words.err.is_empty(), "{words:?}");
    std::fs::remove_file(folder.0.join("bayar.toml")).unwrap();
    let none = folder.run(&["doctor", "--json"]);
    fits("doctor", &none.json());
    assert_eq!((none.code, &none.json()["config"]), (1, &Value::Null));
    assert!(none.json()["checks"][0]["next"].as_str().unwrap().contains("bayar simulator"), "{none:?}");
}

#[test]
fn a_fault_of_the_network_is_not_one_of_the_key_pair() {
    let folder = Folder::new();
    folder.file("client.pem", "no certificate");
    let network = "[accounts.jakarta.network]\nclient_certificate = 'file:client.pem'\nclient_key = 'file:none.pem'\n";
    let (check, found, next) = failed(&folder, &(World::singapay("http://127.0.0.1:1") + network), "jakarta");
    assert_eq!(check, "network");
    assert!(found.contains("none.pem") && next.contains("network.client_key"), "{found} {next}");
    folder.file("key.pem", "no key");
    let (check, ..) = failed(&folder, &World::finnet("http://127.0.0.1:1"), "linkage");
    assert_eq!(check, "key pair");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_paycombat_is_tried() {
    let world = World::new().await;
    let right = World::paycombat(&world.simulator.paycombat_url());
    let (result, text) = line(&doctor(&world.folder, &right), "token").unwrap();
    assert!(result == "ok" && text.contains("HTTP 404"), "{text}");
    let wrong = right.replace(demo::ORGANISATION.token, "snd_another");
    let (check, found, next) = failed(&world.folder, &wrong, "shop");
    assert_eq!(check, "token");
    assert!(found.contains("401") && next.contains("token is wrong"), "{found} {next}");
    let page = |status| Fault::Answer { status, content_type: "text/html".to_owned(), body: "<html>".into() };
    world.simulator.script(Operation::GetCustomer, 1, page(403));
    let (_, found, _) = failed(&world.folder, &right, "shop");
    assert!(found.contains("on the way answered"), "{found}");
    world.simulator.script(Operation::GetCustomer, 1, forbidden("Your IP address (203.0.113.7) is not registered"));
    let (check, found, next) = failed(&world.folder, &right, "shop");
    assert_eq!(check, "token");
    assert!(found.contains("203.0.113.7, is not registered with PayCombat"), "{found}");
    assert!(next.contains("Please register our public IP address: 203.0.113.7"), "{next}");
    world.simulator.script(Operation::GetCustomer, 1, forbidden("Forbidden"));
    assert!(failed(&world.folder, &right, "shop").2.contains("token is wrong"));
    world.simulator.script(Operation::GetCustomer, 1, page(400));
    let (result, text) = line(&doctor(&world.folder, &right), "token").unwrap();
    assert!(result == "warning" && text.contains("neither accepted nor refused"), "{text}");
    assert_eq!(world.simulator.count(Operation::DeleteCustomer), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_face_of_paycombat_is_looked_at_where_it_can_be_used() {
    let world = World::new().await;
    let both = World::paycombat(&world.simulator.paycombat_url());
    let without_token: String =
        both.lines().filter(|line| !line.starts_with("token")).map(|l| format!("{l}\n")).collect();
    let report = doctor(&world.folder, &without_token);
    assert!(line(&report, "token").is_none(), "no token, nothing to try: {report:#}");
    let (result, text) = line(&report, "early face").unwrap();
    assert!(result == "warning" && text.contains("not proven: merchant_identifier"), "{text}");
    assert_eq!(world.simulator.count(Operation::GetCustomer), 0);
    let token_only: String =
        both.lines().filter(|line| !line.starts_with("merchant_id")).map(|l| format!("{l}\n")).collect();
    assert!(line(&doctor(&world.folder, &token_only), "early face").is_none());
    let elsewhere = format!("{both}legacy_base_url = 'https://{}'\n", nowhere());
    let (check, found, next) = failed(&world.folder, &elsewhere, "shop");
    assert_eq!(check, "early face");
    assert!(
        found.contains("nobody answers at https://127.0.0.1:") && next.contains("legacy_base_url"),
        "{found} {next}"
    );
    let sandbox = without_token
        .replace("'local'", "'sandbox'")
        .lines()
        .filter(|l| !l.starts_with("url"))
        .collect::<Vec<_>>()
        .join("\n");
    let (check, found, next) = failed(&world.folder, &sandbox, "shop");
    assert_eq!(check, "early face");
    assert!(found.contains("nothing can be called") && next.contains("legacy_base_url"), "{found} {next}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_token_request_proves_is_said() {
    let world = World::new().await;
    let config = World::finnet(&world.simulator.finnet_url()).replace(demo::PARTNER.client_secret, "another");
    let (result, text) = line(&doctor(&world.folder, &config), "token").unwrap();
    assert!(result == "warning" && text.contains("Not proven: the client secret"), "{text}");
}
