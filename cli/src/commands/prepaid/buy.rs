//! `bayar prepaid buy`: an inquiry where there is one, one payment, and look-ups of what can be found.
//!
//! The payment is sent once, whatever happens. What looks like the purchase is not taken for it: only a reference
//! number or a transaction id proves.

use super::{BuyReport, PrepaidQuoteReport, What, WhatArgs};
use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    next::Next,
    printer::Printer,
    say::say,
    unguarded::{self, Course},
};
use bayar::{
    Effect, Rupiah, Secret, Singapay,
    raw::singapay_biller::types,
    singapay::{Lookup, Prepaid, Product},
};
use clap::Args;
use std::time::SystemTime;

pub(super) const EXAMPLES: &str = "Examples:\n  bayar prepaid buy 14012345678 --product SPPLNTOK\n  bayar prepaid buy 081200000001 --command pulsa --product SPTLKMAS10 --at-most 11000\n  bayar prepaid buy 081200000001 --command data --product SPTKMSF2G30 --at-most 32500 --json | jq .transaction_id";

/// Options of `bayar prepaid buy`.
#[derive(Debug, Args)]
pub struct BuyArgs {
    #[command(flatten)]
    what: WhatArgs,
    /// The highest price, in rupiah. After an inquiry nothing is paid if the price is higher. Needed for what is bought
    /// directly, where it only judges the answer: the provider charges its own price.
    #[arg(long, value_name = "RUPIAH")]
    at_most: Option<String>,
    #[command(flatten)]
    account: AccountArgs,
}

pub(super) async fn run(args: &BuyArgs, printer: Printer) -> Result<Exit, Failure> {
    let what = args.what.read()?;
    let at_most: Option<Rupiah> = args.at_most.as_deref().map(str::parse).transpose()?;
    let desk = Desk::open(&args.account, printer, "singapay")?;
    let shop = Shop { desk: &desk, account: &args.account, printer };
    let result = match (what, at_most) {
        (What::Inquired(prepaid), at_most) => shop.pay(&prepaid, at_most).await,
        (What::Direct(product), Some(at_most)) => shop.buy(&product, at_most).await,
        (What::Direct(_), None) => {
            Err(Failure::Usage(format!("{} has no inquiry, so say the price: add --at-most", args.what.command)))
        }
    };
    desk.end(result).map(crate::commands::exit)
}

/// Where it is bought, and how it is told.
struct Shop<'a> {
    desk: &'a Desk,
    account: &'a AccountArgs,
    printer: Printer,
}

impl Shop<'_> {
    async fn pay(&self, prepaid: &Prepaid, at_most: Option<Rupiah>) -> Result<Exit, Failure> {
        let client = self.desk.singapay()?;
        if self.desk.rehearsal().is_some() {
            return rehearse(&client, prepaid).await;
        }
        let quote = client.inquire(prepaid).await.map_err(Failure::Inquiry)?;
        unguarded::check_price(quote.price(), at_most, self.printer.lang)?;
        self.printer.note(&PrepaidQuoteReport::new(&quote).words());
        unguarded::warn(Some(quote.reference_number()), self.printer);
        self.desk.consent(&format!("Pay {}", quote.price()))?;
        let sent_at = SystemTime::now();
        let mut report = BuyReport::of_prepaid(prepaid, &quote, sent_at);
        let effect = client.pay_unguarded(&quote).await?;
        report.receipt(&effect);
        let mut course = Course::new(&effect, self.printer.lang);
        course.look_up(async || client.look_up(&quote, sent_at).await).await;
        Ok(self.end(report, course))
    }

    async fn buy(&self, product: &Product, at_most: Rupiah) -> Result<Exit, Failure> {
        let client = self.desk.singapay()?;
        unguarded::warn(None, self.printer);
        self.desk.consent(&format!("Buy {} for about {at_most}", product.product_code()))?;
        let mut report = BuyReport::of_product(product, SystemTime::now());
        let effect = client.buy_unguarded(product, at_most).await?;
        report.receipt(&effect);
        let mut course = Course::new(&effect, self.printer.lang);
        // By the transaction id of the pending answer: nothing else proves a row to be this purchase.
        if let (Effect::Pending(_), Some(id)) = (&effect, course.transaction_id.clone()) {
            let row = async || {
                client.detail(&id).await.map(|row| row.map_or(Lookup::Absent, |row| Lookup::Found(row.into())))
            };
            course.look_up(row).await;
        }
        Ok(self.end(report, course))
    }

    fn end(&self, mut report: BuyReport, mut course: Course) -> Exit {
        course.advise(&self.look(&report, &course));
        report.ended(course);
        if report.exit == Exit::Done && report.lacks_its_token() {
            let gap = if report.message.is_empty() { "" } else { "\n" };
            report.message.push_str(&format!("{gap}{}", self.later(&report)));
        }
        self.printer.outcome(&report, || report.words(), report.exit)
    }

    fn look(&self, report: &BuyReport, course: &Course) -> Next {
        let next = match (&course.transaction_id, &report.reference_number) {
            (Some(id), _) => Next::new(&["bill", "status", id]),
            (None, Some(reference)) => {
                Next::new(&["bill", "status"]).with("--reference", reference).with("--customer", &report.customer_id)
            }
            (None, None) => Next::new(&["bill", "list"]).with("--customer", &report.customer_id),
        };
        next.account(self.account)
    }

    /// What to do about a token that has not come.
    fn later(&self, report: &BuyReport) -> String {
        let id = report.transaction_id.as_deref().unwrap_or_default();
        let body = serde_json::json!({"command": "detail-bill-transaction", "data": {"transaction_id": id}});
        let look = Next::new(&["api", "POST", "/api/v1/detail-bill-transaction"])
            .with("--data", &body.to_string())
            .account(self.account);
        let text = say(
            self.printer.lang,
            "paid; the token has not come yet. Look again:",
            "sudah dibayar; tokennya belum datang. Cek lagi:",
        );
        format!("{text}\n  {look}")
    }
}

/// Both requests; the second would carry the reference number that the first one brings. Its type says which fields it has.
async fn rehearse(client: &Singapay, prepaid: &Prepaid) -> Result<Exit, Failure> {
    let rehearsed = unguarded::rehearsed(client.inquire(prepaid).await)?;
    let payment = types::PrepaidPaymentV2Request {
        command: prepaid.command().as_str().parse().map_err(unguarded::unlisted)?,
        data: types::PrepaidPaymentV2RequestData {
            password: Secret::new(""),
            customer_id: "".into(),
            product_code: prepaid.product_code().to_owned(),
            reference_number: Some("(from the answer)".to_owned()),
        },
    };
    // It too ends before anything is sent.
    _ = client.raw().prepaid_payment_v2(&payment).await;
    Err(rehearsed.into())
}
