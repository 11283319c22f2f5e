//! `bayar bill list`: one page of transactions.
//!
//! Moves no money.

use super::ListReport;
use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    printer::Printer,
};
use bayar::singapay::{ListFilter, Status};
use clap::Args;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar bill list\n  bayar bill list --customer 114676170021 --status pending\n  bayar bill list --from 2026-01-01 --to 2026-01-31 --page 2 --json | jq .transactions";

/// Options of `bayar bill list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Of one customer.
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<String>,
    /// pending, success, refunded or failed.
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// The first day, YYYY-MM-DD.
    #[arg(long, value_name = "DAY", requires = "to")]
    from: Option<String>,
    /// The last day, YYYY-MM-DD. Its zone is not documented: ask for a day more.
    #[arg(long, value_name = "DAY", requires = "from")]
    to: Option<String>,
    /// Which page, from 1.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    page: u32,
    #[command(flatten)]
    account: AccountArgs,
}

impl ListArgs {
    fn filter(&self) -> ListFilter {
        let mut filter = ListFilter::new().page(self.page);
        if let Some(customer) = &self.customer {
            filter = filter.customer_id(customer.as_str());
        }
        if let Some(status) = &self.status {
            filter = filter.status(Status::from(status.clone()));
        }
        match (&self.from, &self.to) {
            (Some(from), Some(to)) => filter.days(from, to),
            _ => filter,
        }
    }
}

pub(super) async fn run(args: &ListArgs, printer: Printer) -> Result<Exit, Failure> {
    let desk = Desk::open(&args.account, printer, "singapay")?;
    let result = async {
        let page = desk.singapay()?.list(&args.filter()).await?;
        let report = ListReport::new(&page);
        printer.print(&report, || report.words())?;
        Ok(Exit::Done)
    };
    desk.end(result.await).map(crate::commands::exit)
}
