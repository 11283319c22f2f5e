//! `bayar bill inquire`.
//!
//! Moves no money.

use super::{InquireArgs, QuoteReport};
use crate::{desk::Desk, exit::Exit, failure::Failure, printer::Printer};

pub(super) const EXAMPLES: &str = "Examples:\n  bayar bill inquire 114676170021\n  bayar bill inquire 8888802379205901 --command bpjsks --period 1\n  bayar bill inquire 0812345678 --command pdam --product SPPDAMPOS --json | jq .price";

pub(super) async fn run(args: &InquireArgs, printer: Printer) -> Result<Exit, Failure> {
    let bill = args.bill.bill()?;
    let desk = Desk::open(&args.account, printer, "singapay")?;
    let result = async {
        let quote = desk.singapay()?.inquire(&bill).await?;
        let report = QuoteReport::new(&quote);
        printer.print(&report, || report.words())?;
        Ok(Exit::Done)
    };
    desk.end(result.await).map(crate::commands::exit)
}
