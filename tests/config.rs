//! `bayar.toml`: every key, every fault with file, line and key, and no value in any error.
#![cfg(feature = "config")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "config/faults.rs"]
mod faults;
#[path = "config/folder.rs"]
mod folder;
#[path = "config/keys.rs"]
mod keys;
#[path = "config/page.rs"]
mod page;
#[path = "config/snap.rs"]
mod snap;
#[path = "support/mod.rs"]
mod support;
#[path = "config/trust.rs"]
mod trust;

use bayar::{
    Config, Environment, Finnet, PayCombat, Singapay,
    config::{Account, Warning},
};
use bayar_simulator::{Simulator, demo};
use folder::{Folder, SINGAPAY};
use std::path::PathBuf;

#[tokio::test]
async fn accounts_of_a_file_reach_the_simulator() {
    let (folder, simulator) = (Folder::new(), Simulator::start().await.unwrap());
    folder.file("key.pem", demo::PARTNER.private_key_pem);
    folder.file("public.pem", demo::PARTNER.public_key_pem);
    folder.file("secret", &format!("{}\n", demo::MERCHANT.client_secret));
    let (m, p, o) = (demo::MERCHANT, demo::PARTNER, demo::ORGANISATION);
    let config = folder.config(&format!(
        "[accounts.a]\nprovider = 'singapay'\nenvironment = 'local'\nurl = '{}'\npartner_id = '{}'\nclient_id = 'value:{}'\nclient_secret = 'file:secret'\npassword = '{}'\n\
         [accounts.b]\nprovider = 'finnet'\nenvironment = 'local'\nurl = '{}'\nclient_id = '{}'\nclient_secret = '{}'\nprivate_key = 'file:key.pem'\npublic_key = 'file:public.pem'\nchannel_id = '{}'\norigin = '{}'\n\
         [accounts.c]\nprovider = 'paycombat'\nenvironment = 'local'\nurl = '{}'\nmerchant_identifier = '{}'\ntoken = '{}'\n",
        simulator.singapay_url(), m.partner_id, m.client_id, m.password,
        simulator.finnet_url(), p.client_id, p.client_secret, p.channel_id, p.origin,
        simulator.paycombat_url(), o.merchant_identifier, o.token,
    ));
    let names = [("a".to_owned(), "singapay"), ("b".to_owned(), "finnet"), ("c".to_owned(), "paycombat")];
    assert_eq!((config.accounts(), config.warnings()), (names.to_vec(), &[][..]));
    let singapay = Singapay::connect(config.account("a").unwrap()).unwrap();
    assert_eq!(singapay.balance().await.unwrap().amount().to_string(), "Rp8.910.003");
    Finnet::connect(config.account("b").unwrap()).unwrap().authenticate().await.unwrap();
    let paycombat = PayCombat::connect(config.account("c").unwrap()).unwrap();
    paycombat.customers().get(demo::CUSTOMER_ID).await.unwrap();
    let wrong = Singapay::connect(config.account("b").unwrap()).unwrap_err();
    assert_eq!(wrong.to_string(), "provider: the account is one of finnet, and a client of singapay was asked for");
}

#[test]
fn settings_of_the_file_are_the_settings() {
    let folder = Folder::new();
    // Each number is another one, so that none can stand in the place of another.
    let limits = "connect_timeout = '7s'\nread_timeout = '500ms'\neffect_timeout = '1m 31s'\ndeadline = '2m'\nbackoff = '3ms'\nclock_offset_limit = '0s'\nattempts = 2\nbody_limit = 100000\nrequests_per_second = 101\nrequests_at_once = 9\n";
    let network = "proxy = 'http://p.example.com:1'\nproxy_user = 'u'\nproxy_password = 'hunter2'\n";
    let text = format!("{SINGAPAY}[accounts.a.limits]\n{limits}[accounts.a.network]\n{network}");
    let account = folder.config(&text).account("a").unwrap();
    let shown = format!("{:?}", account.settings());
    for words in [
        "connect_timeout: 7s",
        "read_timeout: 500ms",
        "effect_timeout: 91s",
        "deadline: 120s",
        "attempts: 2,",
        "backoff: 3ms",
        "body_limit: 100000,",
        "rate_limit: Most(101)",
        "in_flight: Most(9)",
        "clock_offset_limit: 0ns",
        "p.example.com:1",
        "login: true",
    ] {
        assert!(shown.contains(words), "{words} {shown}");
    }
    assert!(!format!("{account:?}").contains("hunter2"));
    assert_eq!((account.provider(), account.environment()), ("singapay", &Environment::Sandbox));
    let none = format!("{SINGAPAY}[accounts.a.limits]\nrequests_per_second = 0\nrequests_at_once = 0\n");
    let shown = format!("{:?}", folder.config(&none).account("a").unwrap().settings());
    assert!(shown.contains("rate_limit: Off") && shown.contains("in_flight: Off"), "{shown}");
}

#[test]
fn variables_are_read_when_the_account_is_asked_for() {
    let folder = Folder::new();
    let text = SINGAPAY.replace("hunter2w", "env:BAYAR_TEST_NOT_SET");
    let config = folder.config(&format!(
        "{text}\n{}",
        SINGAPAY.replace("accounts.a", "accounts.b").replace("hunter2w", "env:CARGO_PKG_NAME")
    ));
    let error = config.account("a").unwrap_err();
    assert_eq!(error.field(), Some("accounts.a.password"));
    let text = error.to_string();
    assert!(
        text.contains("the variable BAYAR_TEST_NOT_SET is not set") && text.contains("bayar.toml, line 7)"),
        "{text}"
    );
    let Account::Singapay(_) = config.account("b").unwrap() else { panic!("another provider") };
}

#[cfg(unix)]
#[test]
fn secrets_that_everybody_can_read_are_warned_about() {
    let folder = Folder::new();
    folder.file("secret", "hunter2");
    let path = folder.file("bayar.toml", &SINGAPAY.replace("hunter2s", "file:secret"));
    folder::private(&path, 0o644);
    folder::private(&folder.0.join("secret"), 0o640);
    let warned =
        |path: &PathBuf| Config::load(path).unwrap().warnings().iter().map(Warning::to_string).collect::<Vec<_>>();
    let warnings = warned(&path);
    assert!(
        warnings.len() == 1 && warnings[0].contains("chmod 600") && warnings[0].contains("accounts.a.partner_id"),
        "{warnings:?}"
    );
    folder::private(&path, 0o600);
    folder::private(&folder.0.join("secret"), 0o604);
    let warnings = warned(&path);
    assert!(warnings.len() == 1 && warnings[0].contains("secret: everybody"), "{warnings:?}");
    // Without a secret in it the file may be read by everybody.
    let all_env =
        ["hunter2p", "hunter2c", "hunter2s", "hunter2w"].iter().fold(SINGAPAY.to_owned(), |t, v| t.replace(v, "env:X"));
    let path = folder.file("bayar.toml", &all_env);
    folder::private(&path, 0o644);
    assert!(warned(&path).is_empty());
}

#[test]
fn a_missing_file_is_named() {
    let error = Config::load("no/such/bayar.toml").unwrap_err();
    assert!(error.to_string().contains("no/such/bayar.toml can't be read"), "{error}");
    assert!(
        Config::places().contains(&PathBuf::from("/etc/bayar/bayar.toml"))
            || std::env::var_os("BAYAR_CONFIG").is_some()
    );
}

#[test]
fn debug_shows_names_only() {
    let folder = Folder::new();
    let shown = format!("{:#?}", folder.config(SINGAPAY));
    assert!(shown.contains("\"a\"") && !shown.contains("hunter2"), "{shown}");
}

#[cfg(feature = "schemars")]
#[test]
fn the_schema_in_the_repository_is_that_of_the_code() {
    let made = serde_json::to_value(bayar::config::schema()).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/config/bayar.schema.json");
    if std::env::var_os("BAYAR_UPDATE").is_some() {
        std::fs::write(path, serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
    }
    // As values: the order of fields depends on a feature that other members of the workspace turn on.
    let stored: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(stored, made, "run again with BAYAR_UPDATE=1 to write it");
}
