//! `bayar bill status`: by transaction id, or by reference number through the list.
//!
//! Moves no money. Nothing found proves nothing.

use super::StatusReport;
use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    printer::Printer,
};
use bayar::{
    Singapay,
    singapay::{ListFilter, Transaction},
    wib_date,
};
use clap::Args;
use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

pub(super) const EXAMPLES: &str = "Examples:\n  bayar bill status 01JXCK6K1CMRGJKQ2J863Q6P5J\n  bayar bill status --reference SPPLNPOSRJBL0080217757411749548209 --customer 114676170021\n  bayar bill status --reference … --customer … --from 2026-01-30 --to 2026-02-01";

/// Options of `bayar bill status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// The provider's id of the transaction.
    #[arg(
        value_name = "TRANSACTION",
        required_unless_present = "reference",
        conflicts_with_all = ["reference", "customer", "from", "to"]
    )]
    transaction: Option<String>,
    /// The reference number of the inquiry.
    #[arg(long, value_name = "NUMBER", requires = "customer")]
    reference: Option<String>,
    /// The customer of the bill.
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<String>,
    /// The first day to search, YYYY-MM-DD; the day before yesterday by default.
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// The last day to search, YYYY-MM-DD; tomorrow by default.
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    #[command(flatten)]
    account: AccountArgs,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MOST_PAGES: u32 = 200;

pub(super) async fn run(args: &StatusArgs, printer: Printer) -> Result<Exit, Failure> {
    let desk = Desk::open(&args.account, printer, "singapay")?;
    let result = async {
        let client = desk.singapay()?;
        let rows = match &args.transaction {
            Some(id) => client.detail(id).await?.into_iter().collect(),
            None => search(&client, args).await?,
        };
        let report = StatusReport::new(&rows);
        Ok(printer.outcome(&report, || report.words(printer.lang), report.exit))
    };
    desk.end(result.await).map(crate::commands::exit)
}

async fn search(client: &Singapay, args: &StatusArgs) -> Result<Vec<Transaction>, Failure> {
    let now = SystemTime::now();
    let day = |given: &Option<String>, else_at: SystemTime| given.clone().unwrap_or_else(|| wib_date(else_at));
    let filter = ListFilter::new()
        .customer_id(args.customer.as_deref().unwrap_or_default())
        .days(day(&args.from, now - 2 * DAY), day(&args.to, now + DAY));
    // By id: a row that moved to the next page while we read is one row.
    let mut found = BTreeMap::new();
    for number in 1..=MOST_PAGES {
        let page = client.list(&filter.clone().page(number)).await?;
        let last = page.last().is_none_or(|last| last <= u64::from(number));
        page.check_readable(args.reference.as_deref().unwrap_or_default())?;
        let rows = page.into_transactions().into_iter();
        let matching = rows.filter(|row| row.reference_number() == args.reference.as_deref());
        found.extend(matching.map(|row| (row.transaction_id().to_owned(), row)));
        if last {
            break;
        }
    }
    Ok(found.into_values().collect())
}
