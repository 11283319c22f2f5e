//! `bayar prepaid inquire`.
//!
//! Moves no money.

use super::{InquireArgs, PrepaidQuoteReport, What};
use crate::{desk::Desk, exit::Exit, failure::Failure, printer::Printer};

pub(super) const EXAMPLES: &str = "Examples:\n  bayar prepaid inquire 14012345678 --product SPPLNTOK\n  bayar prepaid inquire player-77 --command topupg --product SPGAMETOP86 --server-id s2\n  bayar prepaid inquire 14012345678 --product SPPLNTOK --json | jq .customer_name";

pub(super) async fn run(args: &InquireArgs, printer: Printer) -> Result<Exit, Failure> {
    let What::Inquired(prepaid) = args.what.read()? else {
        return Err(Failure::Usage(format!(
            "{} has no inquiry: it is bought directly, by `bayar prepaid buy`",
            args.what.command
        )));
    };
    let desk = Desk::open(&args.account, printer, "singapay")?;
    let result = async {
        let report = PrepaidQuoteReport::new(&desk.singapay()?.inquire(&prepaid).await?);
        printer.print(&report, || report.words())?;
        Ok(Exit::Done)
    };
    desk.end(result.await).map(crate::commands::exit)
}
