//! Every fault of a file, with the file, the line and the key in both languages; and which of them an editor sees by the
//! schema.

use crate::folder::{Folder, SINGAPAY, finnet};
use bayar::Lang;

/// A file, the key that is at fault, its line (0: none), words of the reason, and whether the schema refuses it as well.
type Fault = (String, &'static str, usize, &'static str, bool);

fn with(extra: &str) -> String {
    format!("{SINGAPAY}{extra}")
}

fn limits(extra: &str) -> String {
    with(&format!("[accounts.a.limits]\n{extra}\n"))
}

fn network(extra: &str) -> String {
    with(&format!("[accounts.a.network]\n{extra}\n"))
}

fn snap(extra: &str) -> String {
    finnet(&format!("[accounts.a.snap]\n{extra}\n"))
}

fn paycombat(extra: &str) -> String {
    format!("[accounts.a]\nprovider = 'paycombat'\nenvironment = 'sandbox'\n{extra}")
}

fn of_the_form() -> Vec<Fault> {
    let stranger = "[accounts.a]\nprovider = 'hunter2'".to_owned();
    vec![
        ("accounts = 1".to_owned(), "accounts", 1, "[accounts.NAME]", true),
        ("[account.a]\n".to_owned(), "account", 1, "there is no such key", true),
        ("[accounts]\na = 1\n".to_owned(), "accounts.a", 2, "no table", true),
        ("\n[accounts.a]\n".to_owned(), "accounts.a.provider", 2, "missing", true),
        (stranger, "accounts.a.provider", 2, "singapay, finnet or paycombat", true),
        ("[accounts.a]\nprovider = 'singapay'".to_owned(), "accounts.a.environment", 1, "missing", true),
        (SINGAPAY.replace("\"sandbox\"", "\"hunter2\""), "accounts.a.environment", 3, "local, sandbox", true),
        (SINGAPAY.replace("password = \"hunter2w\"\n", ""), "accounts.a.password", 1, "missing", true),
        (SINGAPAY.replace("\"hunter2p\"", "[\"hunter2\"]"), "accounts.a.partner_id", 4, "wrong kind", true),
        (SINGAPAY.replace("\"hunter2p\"", "\"\""), "accounts.a.partner_id", 4, "empty", true),
        (SINGAPAY.replace("partner_id", "partnerid"), "accounts.a.partnerid", 4, "known are", true),
        (SINGAPAY.replace("\"hunter2p\"", "\"hunter2"), "bayar.toml", 4, "no TOML", false),
        (SINGAPAY.replace("accounts.a", "accounts.b"), "accounts.a", 0, "it has b", false),
        (paycombat(""), "accounts.a.token", 1, "one of them", false),
    ]
}

fn of_credentials() -> Vec<Fault> {
    let pem = "-----BEGIN PRIVATE KEY-----";
    vec![
        (SINGAPAY.replace("hunter2p", "file:nothing/here"), "accounts.a.partner_id", 4, "can't be read", false),
        (SINGAPAY.replace("hunter2p", "hunter2 "), "accounts.a.partner_id", 4, "spaces around it", false),
        (SINGAPAY.replace("hunter2c", "hunter2:c"), "accounts.a.client_id", 5, "a colon", false),
        (finnet("").replace("www.example.com", "https://hunter2"), "accounts.a.origin", 8, "without a scheme", false),
        (finnet("").replace("95051", "950510"), "accounts.a.channel_id", 7, "longer than 5 characters", false),
        (finnet("public_key = 'hunter2'"), "accounts.a.public_key", 9, "base64", false),
        (finnet("").replace(pem, "hunter2"), "accounts.a.private_key", 6, "", false),
        (paycombat("token = 'hunter2 '"), "accounts.a.token", 4, "spaces around it", false),
        (paycombat("merchant_identifier = ' hunter2'"), "accounts.a.merchant_identifier", 4, "spaces around it", false),
    ]
}

fn of_places() -> Vec<Fault> {
    let local = |extra: &str| SINGAPAY.replace("sandbox", "local") + extra;
    let far = "url = 'http://127.0.0.1:1'\n[accounts.a.network]\nproxy = 'http://proxy.example.com:1'\n";
    let legacy = |url: &str| paycombat(&format!("token = 'hunter2'\nlegacy_base_url = '{url}'\n"));
    let both = legacy("https://hunter2.example.com").replace("'sandbox'", "'local'\nurl = 'http://127.0.0.1:1'");
    vec![
        (with("url = 'http://127.0.0.1:1'\n"), "accounts.a.url", 8, "only the environment", false),
        (local(""), "accounts.a.url", 1, "address of a simulator", false),
        (local("url = 'http://example.com'"), "accounts.a.url", 8, "this machine only", false),
        (local(far), "accounts.a.network.proxy", 10, "one on this machine", false),
        (legacy("http://example.com"), "accounts.a.legacy_base_url", 5, "plain http", false),
        (both, "accounts.a.legacy_base_url", 6, "on this machine", false),
    ]
}

fn of_networks() -> Vec<Fault> {
    let ca = "ca_certificate = '''\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'''";
    vec![
        (network("proxy = 'socks5://hunter2'"), "accounts.a.network.proxy", 9, "SOCKS", false),
        (network("proxy_user = 'u'"), "accounts.a.network.proxy", 9, "missing", false),
        (network("proxy = 'http://p'\nproxy_user = 'u'"), "accounts.a.network.proxy_user", 9, "together", false),
        (network("ca_certificate = 'hunter2'"), "accounts.a.network.ca_certificate", 9, "BEGIN CERTIFICATE", false),
        (network(ca), "accounts.a.network.ca_certificate", 9, "BEGIN CERTIFICATE", false),
        (network("client_certificate = 'hunter2'"), "accounts.a.network.client_key", 9, "missing", false),
        (network("client_key = 'hunter2'"), "accounts.a.network.client_certificate", 9, "missing", false),
    ]
}

fn of_numbers() -> Vec<Fault> {
    vec![
        (limits("attempts = 'hunter2'"), "accounts.a.limits.attempts", 9, "expected a whole number", true),
        (limits("attempts = 1.5"), "accounts.a.limits.attempts", 9, "expected a whole number", true),
        (limits("attempts = -1"), "accounts.a.limits.attempts", 9, "from 1 to 100", true),
        (limits("attempts = 0"), "accounts.a.limits.attempts", 9, "from 1 to 100", true),
        (limits("attempts = 101"), "accounts.a.limits.attempts", 9, "from 1 to 100", true),
        (limits("body_limit = 1023"), "accounts.a.limits.body_limit", 9, "from 1024 to 1073741824", true),
        (limits("requests_per_second = 10001"), "accounts.a.limits.requests_per_second", 9, "from 0 to 10000", true),
        (limits("requests_at_once = -1"), "accounts.a.limits.requests_at_once", 9, "from 0 to 10000", true),
        (snap("external_id_digits = 0"), "accounts.a.snap.external_id_digits", 10, "from 1 to 64", true),
        (snap("external_id_digits = 200"), "accounts.a.snap.external_id_digits", 10, "from 1 to 64", true),
    ]
}

fn of_lengths_of_time() -> Vec<Fault> {
    let mut faults = vec![
        (limits("deadline = '5'"), "accounts.a.limits.deadline", 9, "length of time", false),
        (limits("deadline = '-5s'"), "accounts.a.limits.deadline", 9, "length of time", false),
        (limits("backoff = '61s'"), "accounts.a.limits.backoff", 9, "from 0s to 1m", false),
        (limits("clock_offset_limit = '25h'"), "accounts.a.limits.clock_offset_limit", 9, "from 0s to 24h", false),
        (snap("token_lifetime = '0s'"), "accounts.a.snap.token_lifetime", 10, "from 1s to 24h", false),
    ];
    for (key, field) in [
        ("connect_timeout", "accounts.a.limits.connect_timeout"),
        ("read_timeout", "accounts.a.limits.read_timeout"),
        ("effect_timeout", "accounts.a.limits.effect_timeout"),
        ("deadline", "accounts.a.limits.deadline"),
    ] {
        let of = |length: &str| (limits(&format!("{key} = '{length}'")), field, 9, "from 1ms to 1h", false);
        faults.extend([of("0s"), of("61m")]);
    }
    faults
}

fn of_snap() -> Vec<Fault> {
    let headers = |extra: &str| finnet(&format!("[accounts.a.snap.headers]\n{extra}\n"));
    vec![
        (snap("query = 'hunter2'"), "accounts.a.snap.query", 10, "include, exclude", true),
        (headers("origin = 'x y'"), "accounts.a.snap.headers.origin", 10, "no name of a header", false),
        (headers("origin = 'X-Signature'"), "accounts.a.snap.headers.origin", 10, "has this name already", false),
        (headers("latitude = 'x-lat'"), "accounts.a.snap.headers.latitude", 10, "known are", true),
    ]
}

fn all() -> Vec<Fault> {
    let groups = [of_the_form(), of_credentials(), of_places(), of_networks(), of_numbers(), of_lengths_of_time()];
    groups.into_iter().flatten().chain(of_snap()).collect()
}

#[test]
fn every_fault_names_file_line_and_key() {
    let folder = Folder::new();
    for (text, field, line, words, _) in all() {
        let error = folder.fault(&text);
        assert_eq!(error.field(), Some(field), "{error}\n{text}");
        for (lang, word) in [(Lang::En, "line"), (Lang::Id, "baris")] {
            let told = error.message(lang);
            assert!(told.starts_with(&format!("{field}: ")) && told.contains(words), "{told}");
            let place = if line == 0 { "bayar.toml".to_owned() } else { format!("bayar.toml, {word} {line}") };
            assert!(told.contains(&place) && !told.contains("hunter2"), "{told}\nis not of line {line}");
        }
    }
}

fn schema() -> serde_json::Value {
    serde_json::from_str(include_str!("../../src/config/bayar.schema.json")).unwrap()
}

#[test]
fn the_schema_refuses_what_a_schema_can_see() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for (text, field, _, words, seen) in all() {
        let Ok(file) = toml::from_str::<serde_json::Value>(&text) else { continue };
        assert_eq!(!validator.is_valid(&file), seen, "{field}: {words}\n{text}");
    }
}

#[test]
fn the_schema_takes_what_the_code_takes() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for text in [SINGAPAY, &finnet(""), &paycombat("token = 'hunter2'"), &crate::page::example()] {
        let file: serde_json::Value = toml::from_str(text).unwrap();
        let wrong: Vec<_> = validator.iter_errors(&file).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{text}");
    }
}
