//! `bayar.toml`: every key, every fault with file, line and key, and no value in any error.
#![cfg(feature = "config")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use bayar::{
    Config, Environment, Error, ErrorKind, Finnet, PayCombat, Singapay,
    config::{Account, Warning},
};
use bayar_simulator::{Simulator, demo};
use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

/// A folder of its own for each test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("config-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        private(&path, 0o600);
        path
    }

    fn config(&self, text: &str) -> Config {
        Config::load(self.file("bayar.toml", text)).unwrap()
    }

    /// What is wrong with a file: at load, else with its account `a`.
    fn fault(&self, text: &str) -> Error {
        let error = Config::load(self.file("bayar.toml", text)).and_then(|config| config.account("a"));
        let error = error.map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        let all = format!("{error} {error:?}");
        assert!(!all.contains("hunter2"), "a value of the file is in the error: {all}");
        error
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(unix)]
fn private(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn private(_: &std::path::Path, _: u32) {}

const SINGAPAY: &str = "[accounts.a]\nprovider = \"singapay\"\nenvironment = \"sandbox\"\npartner_id = \"hunter2p\"\nclient_id = \"hunter2c\"\nclient_secret = \"hunter2s\"\npassword = \"hunter2w\"\n";

fn finnet(extra: &str) -> String {
    let partner = demo::PARTNER;
    let key = partner.private_key_pem.replace('\n', "\\n");
    format!(
        "[accounts.a]\nprovider = \"finnet\"\nenvironment = \"sandbox\"\nclient_id = \"c\"\nclient_secret = \"hunter2\"\nprivate_key = \"{key}\"\nchannel_id = \"95051\"\norigin = \"www.example.com\"\n{extra}"
    )
}

#[tokio::test]
async fn accounts_of_a_file_reach_the_simulator() {
    let (folder, simulator) = (Folder::new(), Simulator::start().await.unwrap());
    folder.file("key.pem", demo::PARTNER.private_key_pem);
    folder.file("public.pem", demo::PARTNER.public_key_pem);
    folder.file("secret", &format!("{}\n", demo::MERCHANT.client_secret));
    let (m, p, o) = (demo::MERCHANT, demo::PARTNER, demo::ORGANISATION);
    let config = folder.config(&format!(
        "[accounts.a]\nprovider = 'singapay'\nenvironment = 'local'\nurl = '{}'\npartner_id = '{}'\nclient_id = 'value:{}'\nclient_secret = 'file:secret'\npassword = '{}'\n\
         [accounts.a.limits]\neffect_timeout = '1m 30s'\nrequests_per_second = 100\nrequests_at_once = 0\nattempts = 2\nbody_limit = 100000\nbackoff = '1ms'\n\
         [accounts.b]\nprovider = 'finnet'\nenvironment = 'local'\nurl = '{}'\nclient_id = '{}'\nclient_secret = '{}'\nprivate_key = 'file:key.pem'\npublic_key = 'file:public.pem'\nchannel_id = '{}'\norigin = '{}'\n\
         [accounts.b.snap]\nsignature_text = 'base64'\nempty_body = 'hash'\nquery = 'include'\ntimestamp = 'wib'\nexternal_id_digits = 32\nstrip_prefix = '/x'\n\
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
    let text = format!(
        "{SINGAPAY}[accounts.a.limits]\nconnect_timeout = '7s'\ndeadline = '2m'\nclock_offset_limit = '0s'\nread_timeout = '500ms'\n[accounts.a.network]\nproxy = 'http://p.example.com:1'\nproxy_user = 'u'\nproxy_password = 'hunter2'\n"
    );
    let account = folder.config(&text).account("a").unwrap();
    let shown = format!("{:?}", account.settings());
    for words in [
        "connect_timeout: 7s",
        "deadline: 120s",
        "clock_offset_limit: 0ns",
        "read_timeout: 500ms",
        "p.example.com:1",
        "login: true",
    ] {
        assert!(shown.contains(words), "{words} {shown}");
    }
    assert!(!format!("{account:?}").contains("hunter2"));
    assert_eq!((account.provider(), account.environment()), ("singapay", &Environment::Sandbox));
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

#[test]
fn every_fault_names_file_line_and_key() {
    let folder = Folder::new();
    let with = |extra: &str| format!("{SINGAPAY}{extra}");
    for (text, field, line, words) in [
        ("accounts = 1".to_owned(), "accounts", 1, "[accounts.NAME]"),
        ("[account.a]\n".to_owned(), "account", 1, "there is no such key"),
        ("[accounts]\na = 1\n".to_owned(), "accounts.a", 2, "no table"),
        ("\n[accounts.a]\n".to_owned(), "accounts.a.provider", 2, "missing"),
        ("[accounts.a]\nprovider = 'hunter2'".to_owned(), "accounts.a.provider", 2, "singapay, finnet or paycombat"),
        ("[accounts.a]\nprovider = 'singapay'".to_owned(), "accounts.a.environment", 1, "missing"),
        (
            SINGAPAY.replace("'sandbox'", "").replace("\"sandbox\"", "\"hunter2\""),
            "accounts.a.environment",
            3,
            "local, sandbox",
        ),
        (SINGAPAY.replace("password = \"hunter2w\"\n", ""), "accounts.a.password", 1, "missing"),
        (SINGAPAY.replace("\"hunter2p\"", "[\"hunter2\"]"), "accounts.a.partner_id", 4, "wrong kind"),
        (SINGAPAY.replace("\"hunter2p\"", "\"\""), "accounts.a.partner_id", 4, "empty"),
        (SINGAPAY.replace("hunter2p", "file:nothing/here"), "accounts.a.partner_id", 4, "can't be read"),
        (SINGAPAY.replace("partner_id", "partnerid"), "accounts.a.partnerid", 4, "known are"),
        (SINGAPAY.replace("\"hunter2p\"", "\"hunter2"), "bayar.toml", 4, "no TOML"),
        (with("url = 'http://127.0.0.1:1'\n"), "accounts.a.url", 8, "only the environment"),
        (SINGAPAY.replace("sandbox", "local"), "accounts.a.url", 1, "address of a simulator"),
        (SINGAPAY.replace("sandbox", "local") + "url = 'http://example.com'", "accounts.a.url", 8, "this machine only"),
        (with("[accounts.a.limits]\ndeadline = '5'\n"), "accounts.a.limits.deadline", 9, "length of time"),
        (with("[accounts.a.limits]\ndeadline = '-5s'\n"), "accounts.a.limits.deadline", 9, "length of time"),
        (with("[accounts.a.limits]\nattempts = 'hunter2'\n"), "accounts.a.limits.attempts", 9, "wrong kind"),
        (with("[accounts.a.limits]\nattempts = -1\n"), "accounts.a.limits.attempts", 9, "wrong kind"),
        (with("[accounts.a.network]\nproxy = 'socks5://hunter2'\n"), "accounts.a.network.proxy", 9, "SOCKS"),
        (with("[accounts.a.network]\nproxy_user = 'u'\n"), "accounts.a.network.proxy", 9, "missing"),
        (
            with("[accounts.a.network]\nproxy = 'http://p'\nproxy_user = 'u'\n"),
            "accounts.a.network.proxy_user",
            9,
            "together",
        ),
        (
            with("[accounts.a.network]\nca_certificate = 'hunter2'\n"),
            "accounts.a.network.ca_certificate",
            9,
            "BEGIN CERTIFICATE",
        ),
        (with("[accounts.a.network]\nclient_certificate = 'hunter2'\n"), "accounts.a.network.client_key", 9, "missing"),
        (with("[accounts.a.network]\nclient_key = 'hunter2'\n"), "accounts.a.network.client_certificate", 9, "missing"),
        (finnet("public_key = 'hunter2'"), "accounts.a.public_key", 9, "base64"),
        (finnet("").replace("-----BEGIN PRIVATE KEY-----", "hunter2"), "accounts.a.private_key", 6, ""),
        (finnet("[accounts.a.snap]\nquery = 'hunter2'"), "accounts.a.snap.query", 10, "include, exclude"),
        (
            "[accounts.a]\nprovider = 'paycombat'\nenvironment = 'sandbox'".to_owned(),
            "accounts.a.token",
            1,
            "one of them",
        ),
        (SINGAPAY.replace("accounts.a", "accounts.b"), "accounts.a", 0, "it has b"),
    ] {
        let error = folder.fault(&text);
        let told = error.to_string();
        assert_eq!(error.field(), Some(field), "{told}\n{text}");
        assert!(told.contains(words), "{told}");
        assert!(told.contains("bayar.toml") && (line == 0 || told.contains(&format!("line {line})"))), "{told} {line}");
    }
}

#[test]
fn another_key_pair_is_noticed_before_anything_is_sent() {
    let folder = Folder::new();
    let stranger = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let der = aws_lc_rs::encoding::AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&stranger).unwrap();
    let public = bayar::snap::PrivateKey::from_bytes(der.as_ref()).unwrap().public_key().unwrap().to_pem();
    folder.file("public.pem", &public);
    let error = folder.fault(&finnet("public_key = 'file:public.pem'"));
    assert_eq!(error.field(), Some("accounts.a.public_key"));
    assert!(error.to_string().contains("different pairs"), "{error}");
}

#[cfg(unix)]
#[test]
fn secrets_that_everybody_can_read_are_warned_about() {
    let folder = Folder::new();
    folder.file("secret", "hunter2");
    let path = folder.file("bayar.toml", &SINGAPAY.replace("hunter2s", "file:secret"));
    private(&path, 0o644);
    private(&folder.0.join("secret"), 0o640);
    let warned =
        |path: &PathBuf| Config::load(path).unwrap().warnings().iter().map(Warning::to_string).collect::<Vec<_>>();
    let warnings = warned(&path);
    assert!(
        warnings.len() == 1 && warnings[0].contains("chmod 600") && warnings[0].contains("accounts.a.partner_id"),
        "{warnings:?}"
    );
    private(&path, 0o600);
    private(&folder.0.join("secret"), 0o604);
    let warnings = warned(&path);
    assert!(warnings.len() == 1 && warnings[0].contains("secret: everybody"), "{warnings:?}");
    // Without a secret in it the file may be read by everybody.
    let all_env =
        ["hunter2p", "hunter2c", "hunter2s", "hunter2w"].iter().fold(SINGAPAY.to_owned(), |t, v| t.replace(v, "env:X"));
    let path = folder.file("bayar.toml", &all_env);
    private(&path, 0o644);
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
