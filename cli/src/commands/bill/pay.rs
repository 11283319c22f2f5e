//! `bayar bill pay`: inquiry, one payment, and look-ups if its end is unclear.
//!
//! The payment is sent once, whatever happens.

use super::{BillArgs, PayReport, QuoteReport};
use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    next::Next,
    printer::Printer,
    unguarded::{self, Course},
};
use bayar::{
    Phone, Rupiah, Secret, Singapay,
    raw::singapay_biller::types,
    singapay::{Bill, Quote},
};
use clap::Args;
use std::time::SystemTime;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar bill pay 114676170021\n  bayar bill pay 114676170021 --at-most 80000 --json\n  bayar bill pay 114676170021 --account jakarta --live";

/// Options of `bayar bill pay`.
#[derive(Debug, Args)]
pub struct PayArgs {
    #[command(flatten)]
    bill: BillArgs,
    /// Don't pay if the price is higher than this, in rupiah.
    #[arg(long, value_name = "RUPIAH")]
    at_most: Option<String>,
    #[command(flatten)]
    account: AccountArgs,
}

pub(super) async fn run(args: &PayArgs, printer: Printer) -> Result<Exit, Failure> {
    let bill = args.bill.bill()?;
    let at_most: Option<Rupiah> = args.at_most.as_deref().map(str::parse).transpose()?;
    let desk = Desk::open(&args.account, printer, "singapay")?;
    let result = match desk.rehearsal() {
        Some(_) => rehearse(&desk.singapay()?, &bill, args.bill.phone()?.as_ref()).await,
        None => pay(&desk, &bill, at_most, &args.account, printer).await,
    };
    desk.end(result).map(crate::commands::exit)
}

async fn pay(
    desk: &Desk,
    bill: &Bill,
    at_most: Option<Rupiah>,
    account: &AccountArgs,
    printer: Printer,
) -> Result<Exit, Failure> {
    let client = desk.singapay()?;
    let quote = client.inquire(bill).await.map_err(Failure::Inquiry)?;
    unguarded::check_price(quote.price(), at_most, printer.lang)?;
    printer.note(&QuoteReport::new(&quote).words());
    unguarded::warn(Some(quote.reference_number()), printer);
    desk.consent(&format!("Pay {}", quote.price()))?;
    let sent_at = SystemTime::now();
    let mut course = Course::new(&client.pay_unguarded(&quote).await?, printer.lang);
    course.look_up(async || client.look_up(&quote, sent_at).await).await;
    course.advise(&look(&quote, account));
    let report = PayReport::new(&quote, sent_at, course);
    Ok(printer.outcome(&report, || report.words(), report.exit))
}

/// Both requests; the second would carry the reference number that the first one brings. Its type says which fields it has.
async fn rehearse(client: &Singapay, bill: &Bill, phone: Option<&Phone>) -> Result<Exit, Failure> {
    let rehearsed = unguarded::rehearsed(client.inquire(bill).await)?;
    let payment = types::PostpaidPaymentV2Request {
        command: bill.command().as_str().parse().map_err(unguarded::unlisted)?,
        data: types::PostpaidPaymentV2RequestData {
            password: Secret::new(""),
            customer_id: "".into(),
            product_code: "(as above)".to_owned(),
            reference_number: "(from the answer)".to_owned(),
            phone_number: phone.map(|phone| phone.local().into()),
        },
    };
    // It too ends before anything is sent.
    _ = client.raw().postpaid_payment_v2(&payment).await;
    Err(rehearsed.into())
}

fn look(quote: &Quote, account: &AccountArgs) -> Next {
    Next::new(&["bill", "status"])
        .with("--reference", quote.reference_number())
        .with("--customer", quote.bill().customer_id().as_str())
        .account(account)
}
