//! A simulator, a configuration file that points at it, and the built binary.

use bayar_simulator::{Simulator, demo};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// What a run of the binary brought.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}\n{self:?}"))
    }
}

/// A folder of its own for each test, removed at its end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("cli-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        path
    }

    /// Runs the binary here, in an environment that holds nothing.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run(command(&self.0).args(arguments))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bayar"));
    command.current_dir(folder).env_clear().env("HOME", folder).stdin(Stdio::null());
    command
}

pub(crate) fn run(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let run = Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
    assert!(!run.err.contains("panicked"), "{run:?}");
    let printed = format!("{}{}", run.out, run.err);
    assert!(!secrets().any(|secret| printed.contains(secret)), "a secret was printed: {run:?}");
    run
}

/// What no command prints, but for `bayar simulator`: whoever has it can call as somebody else.
fn secrets() -> impl Iterator<Item = &'static str> {
    let (merchant, partner, shop) = (demo::MERCHANT, demo::PARTNER, demo::ORGANISATION);
    let singapay = [merchant.partner_id, merchant.client_id, merchant.client_secret, merchant.password];
    let finnet = [partner.client_id, partner.client_secret];
    let paycombat = [shop.merchant_identifier, shop.token, demo::PRODUCTION_ORGANISATION.token];
    let key = partner.private_key_pem.lines().filter(|line| !line.starts_with("-----"));
    singapay.into_iter().chain(finnet).chain(paycombat).chain(key)
}

pub(crate) struct World {
    pub(crate) simulator: Simulator,
    pub(crate) folder: Folder,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::of(Simulator::start().await.unwrap())
    }

    pub(crate) fn of(simulator: Simulator) -> Self {
        let folder = Folder::new();
        folder.file("key.pem", demo::PARTNER.private_key_pem);
        folder.file("bayar.toml", &Self::config(&simulator));
        Self { simulator, folder }
    }

    pub(crate) fn config(simulator: &Simulator) -> String {
        [
            Self::singapay(&simulator.singapay_url()),
            Self::finnet(&simulator.finnet_url()),
            Self::paycombat(&simulator.paycombat_url()),
        ]
        .concat()
    }

    pub(crate) fn singapay(url: &str) -> String {
        let m = demo::MERCHANT;
        format!(
            "[accounts.jakarta]\nprovider = 'singapay'\nenvironment = 'local'\nurl = '{url}'\npartner_id = '{}'\nclient_id = '{}'\nclient_secret = '{}'\npassword = '{}'\n",
            m.partner_id, m.client_id, m.client_secret, m.password
        )
    }

    pub(crate) fn finnet(url: &str) -> String {
        let p = demo::PARTNER;
        format!(
            "[accounts.linkage]\nprovider = 'finnet'\nenvironment = 'local'\nurl = '{url}'\nclient_id = '{}'\nclient_secret = '{}'\nprivate_key = 'file:key.pem'\nchannel_id = '{}'\norigin = '{}'\n",
            p.client_id, p.client_secret, p.channel_id, p.origin
        )
    }

    pub(crate) fn paycombat(url: &str) -> String {
        let o = demo::ORGANISATION;
        format!(
            "[accounts.shop]\nprovider = 'paycombat'\nenvironment = 'local'\nurl = '{url}'\nmerchant_identifier = '{}'\ntoken = '{}'\n",
            o.merchant_identifier, o.token
        )
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.folder.run(arguments)
    }

    /// The JSON document of a run, checked against its schema.
    pub(crate) fn json(&self, schema: &str, code: i32, arguments: &[&str]) -> Value {
        let run = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(run.code, code, "{run:?}");
        fits(schema, &run.json());
        run.json()
    }
}

pub(crate) fn fits(schema: &str, document: &Value) {
    let path = format!("{}/schemas/{schema}.json", env!("CARGO_MANIFEST_DIR"));
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validate(&schema, document).unwrap_or_else(|e| panic!("{e}\n{document:#}"));
}

/// Compares with the stored text; ports, ids and times are put out of the way.
pub(crate) fn pinned(name: &str, text: &str) {
    let path = format!("{}/tests/output/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let text = plain(text);
    if std::env::var_os("BAYAR_UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(stored, text, "{name}: run again with BAYAR_UPDATE=1 if it should be so");
}

fn plain(text: &str) -> String {
    let (mut out, mut word) = (String::new(), String::new());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || "-_.:/".contains(c) {
            word.push(c);
        } else {
            out.push_str(&known(&word));
            word.clear();
            out.push(c);
        }
    }
    out + &known(&word)
}

fn known(word: &str) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((before, after)) = word.split_once("127.0.0.1:") {
        let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        return format!("{before}127.0.0.1:PORT{rest}");
    }
    if let Some((before, _)) = word.split_once("RJBL") {
        return format!("{before}RJBL#");
    }
    match word.len() {
        26 if word.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) => "TRANSACTION".to_owned(),
        32 if digits(word) => "DIGITS".to_owned(),
        32 if word.bytes().all(|b| b.is_ascii_hexdigit()) => "PAYMENT".to_owned(),
        64 if word.bytes().all(|b| b.is_ascii_hexdigit()) => "SHA256".to_owned(),
        10 if word.split('-').count() == 3 && word.split('-').all(digits) => "DAY".to_owned(),
        8 if word.split(':').count() == 3 && word.split(':').all(digits) => "TIME".to_owned(),
        _ if word.contains('T') && word.matches(':').count() >= 2 => "STAMP".to_owned(),
        _ if word.contains("/bayar.toml") => "FOLDER/bayar.toml".to_owned(),
        _ => word.to_owned(),
    }
}
