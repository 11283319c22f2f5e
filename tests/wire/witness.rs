//! Hears everything that is printed anywhere, and knows what must not be.

use bayar::Error;
use bayar_simulator::{Simulator, demo};
use std::{
    collections::BTreeSet,
    error::Error as _,
    fmt::Debug,
    io::{self, Write},
    process::ExitCode,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tracing_subscriber::{filter::LevelFilter, fmt::format::FmtSpan};

static HEARD: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static SECRETS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Ear;

impl Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lock(&HEARD).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Installs the subscriber before any test runs; `log` records are heard too.
pub(crate) fn listen() {
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(|| Ear)
        .init();
    lock(&SECRETS).extend(planted());
}

/// Whether the log holds a text.
pub(crate) fn heard(text: &str) -> bool {
    String::from_utf8_lossy(&lock(&HEARD)).contains(text)
}

/// Writes a value's Debug, and all texts of an error, to where logs go.
pub(crate) fn seen<T: Debug>(value: T) -> T {
    _ = writeln!(Ear, "{value:?} {value:#?}");
    value
}

/// The same for a result, whose error has a text and sources too.
pub(crate) fn told<T: Debug>(result: Result<T, Error>) -> Result<T, Error> {
    if let Err(error) = &result {
        let mut cause = error.source();
        _ = writeln!(Ear, "{error}");
        while let Some(next) = cause {
            _ = writeln!(Ear, "caused by {next} {next:?}");
            cause = next.source();
        }
    }
    seen(result)
}

/// What a simulator saw or handed out is secret as well: tokens, signatures, the Basic pair.
pub(crate) fn learn(simulator: &Simulator) {
    let mut secrets = lock(&SECRETS);
    for call in simulator.calls() {
        let headers = [
            "authorization",
            "authorization-customer",
            "x-signature",
            "x-token",
            "x-partner-id",
            "x-merchant-identifier-id",
        ];
        let sent = headers.iter().filter_map(|name| call.header(name));
        let bare = |value: &str| value.rsplit(' ').next().unwrap_or(value).to_owned();
        secrets.extend(sent.map(bare));
        let answer: serde_json::Value = serde_json::from_slice(&call.answer).unwrap_or_default();
        let tokens = [&answer["data"]["access_token"], &answer["accessToken"]];
        secrets.extend(tokens.iter().filter_map(|t| Some(t.as_str()?.to_owned())));
        goods(&answer, &mut secrets);
    }
}

/// A PLN token and a voucher code are as good as money, wherever they stand.
fn goods(answer: &serde_json::Value, secrets: &mut BTreeSet<String>) {
    match answer {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let code = value.as_str().filter(|_| ["token", "voucher_code"].contains(&name.as_str()));
                secrets.extend(code.map(str::to_owned));
                goods(value, secrets);
            }
        }
        serde_json::Value::Array(rows) => rows.iter().for_each(|row| goods(row, secrets)),
        _ => {}
    }
}

fn planted() -> Vec<String> {
    let (merchant, partner) = (demo::MERCHANT, demo::PARTNER);
    let mut all = vec![
        merchant.partner_id,
        merchant.client_id,
        merchant.client_secret,
        merchant.password,
        partner.client_id,
        partner.client_secret,
        demo::ORGANISATION.merchant_identifier,
        demo::ORGANISATION.token,
        demo::CUSTOMER_TOKEN,
        demo::CUSTOMER_ID,
        demo::PHONE.trim_start_matches('0'),
        demo::PREPAID_PHONE.trim_start_matches('0'),
        demo::METER,
        crate::networks::PROXY_PASSWORD,
        "Sari",
        "Contoh",
        "1990-01-31",
        "sari.contoh",
        "80000000001",
        "0000000000000001",
        "08122a962721",
        "999999999999",
    ];
    all.extend(demo::BILLS.iter().flat_map(|bill| [bill.customer_id, bill.customer_name]));
    let key = partner.private_key_pem.lines().filter(|line| !line.starts_with("-----"));
    all.into_iter().chain(key).map(str::to_owned).collect()
}

/// Fails if anything planted or learnt was printed. `everything`: all tests ran, so there must be much to read.
// rule: personal data is masked in Debug
pub(crate) fn judge(everything: bool) -> ExitCode {
    let heard = String::from_utf8_lossy(&lock(&HEARD)).into_owned();
    let leaks = leaks(&heard, &lock(&SECRETS));
    for leak in &leaks {
        eprintln!("LEAK: {leak}");
    }
    if !leaks.is_empty() {
        // As the harness says it of the others, for programs that read which test failed.
        println!("test witness::judge ... FAILED");
    }
    let deaf = everything
        && !["bayar.call", "postpaid_payment_v2", "pin_reset", "hyper"].iter().all(|word| heard.contains(word));
    if deaf {
        eprintln!("the log was not captured: it lacks what every run prints");
    }
    println!(
        "read {} lines of logs, Debug and error texts for {} secrets: {} leaks",
        heard.lines().count(),
        lock(&SECRETS).len(),
        leaks.len()
    );
    if leaks.is_empty() && !deaf { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The lines that hold a secret, at most five for each.
fn leaks(heard: &str, secrets: &BTreeSet<String>) -> Vec<String> {
    // The whole first: hardly any is found, and line by line takes minutes.
    let long_enough = secrets.iter().filter(|s| s.len() >= 4 && heard.contains(s.as_str()));
    let lines_with = |secret: &String| {
        heard
            .lines()
            .filter(|l| l.contains(secret.as_str()))
            .take(5)
            .map(|l| format!("{secret}: {l}"))
            .collect::<Vec<_>>()
    };
    long_enough.flat_map(lines_with).collect()
}
