//! Pays a bill with bayar's facade so that it is never paid twice and never told wrongly; a file is its memory.
//!
//! ```text
//! cargo build -p bayar-cli --example prove_careful
//! bayar prove -- target/debug/examples/prove_careful {customer}
//! ```
//!
//! The reference number is on disk before the payment is sent, and whoever finds one there never pays again. Anything but
//! a clear answer is looked up; what the look-up does not know stays open (exit code 75).

use anyhow::{Context, Result};
use bayar::{
    Effect, Environment, Singapay,
    singapay::{Account, Bill, Credentials, ListFilter, Standing},
    wib_date,
};
use std::{
    collections::BTreeSet,
    env,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, SystemTime},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MOST_PAGES: u32 = 100;

#[derive(Clone, Copy)]
enum Told {
    Paid = 0,
    NotPaid = 1,
    Open = 75,
}

fn connect() -> Result<Singapay> {
    let credentials = Credentials {
        partner_id: env::var("SINGAPAY_PARTNER_ID")?.into(),
        client_id: env::var("SINGAPAY_CLIENT_ID")?.into(),
        client_secret: env::var("SINGAPAY_CLIENT_SECRET")?.into(),
        password: env::var("SINGAPAY_PASSWORD")?.into(),
    };
    let environment = Environment::local(&env::var("SINGAPAY_URL")?)?;
    Ok(Singapay::connect(Account::new(environment, credentials))?)
}

/// Durable when it returns.
fn remember(file: &Path, reference: &str) -> Result<()> {
    let draft = file.with_extension("draft");
    let mut out = File::create(&draft)?;
    out.write_all(reference.as_bytes())?;
    out.sync_all()?;
    fs::rename(&draft, file)?;
    Ok(File::open(file.parent().context("a folder")?)?.sync_all()?)
}

async fn pay(client: &Singapay, file: &Path, customer: &str) -> Result<Told> {
    let quote = client.inquire(&Bill::pln_postpaid(customer).product_code(env::var("SINGAPAY_PRODUCT_CODE")?)).await?;
    remember(file, quote.reference_number())?;
    match client.pay_unguarded(&quote).await? {
        Effect::Done(_) => Ok(Told::Paid),
        Effect::Refused(report) => {
            say(&format!("refused: {report}"));
            Ok(Told::NotPaid)
        }
        Effect::Pending(report) | Effect::Unknown(report) => {
            say(&format!("unclear, looking it up: {report}"));
            look_up(client, customer, quote.reference_number()).await
        }
    }
}

/// Matched by reference number over all pages. Absent is no proof.
async fn look_up(client: &Singapay, customer: &str, reference: &str) -> Result<Told> {
    let now = SystemTime::now();
    let filter = ListFilter::new().customer_id(customer).days(wib_date(now - 7 * DAY), wib_date(now + DAY));
    let mut found = BTreeSet::new();
    for number in 1..=MOST_PAGES {
        let page = client.list(&filter.clone().page(number)).await?;
        let rows = page.transactions().iter().filter(|row| row.reference_number() == Some(reference));
        found.extend(rows.map(|row| format!("{:?}", row.standing())));
        if page.last().is_none_or(|last| last <= u64::from(number)) {
            break;
        }
    }
    let only = |standing: Standing| found.iter().eq([&format!("{standing:?}")]);
    say(&format!("look-up: {found:?}"));
    Ok(match () {
        () if only(Standing::Paid) => Told::Paid,
        () if only(Standing::NotPaid) || only(Standing::Refunded) => Told::NotPaid,
        () => Told::Open,
    })
}

async fn run(customer: &str) -> Result<Told> {
    let folder = env::var_os("BAYAR_PROVE_STATE").map_or_else(|| PathBuf::from("."), PathBuf::from);
    let file = folder.join(format!("{customer}.reference"));
    let client = connect()?;
    match fs::read_to_string(&file) {
        Ok(reference) => look_up(&client, customer, &reference).await,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => pay(&client, &file, customer).await,
        Err(error) => Err(error.into()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let customer = env::args().nth(1).unwrap_or_default();
    let told = run(&customer).await.unwrap_or_else(|trouble| {
        say(&format!("{trouble:#}"));
        Told::Open
    });
    ExitCode::from(told as u8)
}

#[allow(clippy::print_stderr, reason = "an example talks to its user")]
fn say(text: &str) {
    eprintln!("{text}");
}
