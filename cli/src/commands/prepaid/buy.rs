//! `bayar prepaid buy`: an inquiry where there is one, one payment, and look-ups of what can be found.
//!
//! The payment is sent once, whatever happens. What looks like the purchase is not taken for it: only a reference
//! number or a transaction id proves.

use super::{BuyReport, PrepaidQuoteReport, What, WhatArgs};
use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    printer::Printer,
    standing::{exit, standing},
};
use bayar::{
    Effect, ErrorKind, Personal, Rupiah, Secret, Singapay,
    raw::singapay_biller::types,
    singapay::{Lookup, Prepaid, PrepaidCommand, Product, Quote, Standing, Transaction},
};
use clap::Args;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

/// Pauses before the look-ups; bounded, because a person waits.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];

pub(super) async fn run(args: &BuyArgs, printer: Printer) -> Result<Exit, Failure> {
    let what = args.what.read()?;
    let at_most: Option<Rupiah> = args.at_most.as_deref().map(str::parse).transpose()?;
    let desk = Desk::open(&args.account, printer, "singapay")?;
    let result = match (what, at_most) {
        (What::Inquired(prepaid), at_most) => pay(&desk, &prepaid, at_most, printer).await,
        (What::Direct(product), Some(at_most)) => buy(&desk, &product, at_most, printer).await,
        (What::Direct(_), None) => {
            Err(Failure::Usage(format!("{} has no inquiry, so say the price: add --at-most", args.what.command)))
        }
    };
    desk.end(result).map(crate::commands::exit)
}

async fn pay(desk: &Desk, prepaid: &Prepaid, at_most: Option<Rupiah>, printer: Printer) -> Result<Exit, Failure> {
    let client = desk.singapay()?;
    if desk.rehearsal().is_some() {
        return rehearse(&client, prepaid).await;
    }
    let quote = client.inquire(prepaid).await.map_err(Failure::Inquiry)?;
    if at_most.is_some_and(|most| quote.price() > most) {
        return Err(Failure::Usage(format!("the price is {}, more than --at-most; nothing was paid", quote.price())));
    }
    printer.note(&PrepaidQuoteReport::new(&quote).words());
    printer.warn(&format!("{UNGUARDED}; it is found by its reference number, {}", quote.reference_number()));
    desk.consent(&format!("Pay {}", quote.price()))?;
    let sent_at = SystemTime::now();
    let effect = client.pay_unguarded(&quote).await?;
    let mut report = report(prepaid.command(), prepaid.product_code(), prepaid.customer_id(), sent_at);
    report.reference_number = Some(quote.reference_number().to_owned());
    report.price = Some(quote.price().to_decimal());
    report.told(&effect, printer.lang);
    if matches!(effect, Effect::Pending(_) | Effect::Unknown(_)) {
        look_up(&client, &quote, sent_at, &mut report).await;
    }
    Ok(end(report, printer))
}

const UNGUARDED: &str = "unguarded: nothing about this payment is stored on this machine";

async fn buy(desk: &Desk, product: &Product, at_most: Rupiah, printer: Printer) -> Result<Exit, Failure> {
    let client = desk.singapay()?;
    printer.warn(&format!("{UNGUARDED}, and it has no reference number: only the provider's list knows of it"));
    desk.consent(&format!("Buy {} for about {at_most}", product.product_code()))?;
    let sent_at = SystemTime::now();
    let effect = client.buy_unguarded(product, at_most).await?;
    let mut report = report(product.command(), product.product_code(), product.customer_id(), sent_at);
    report.told(&effect, printer.lang);
    if matches!(effect, Effect::Pending(_)) {
        follow(&client, &mut report).await;
    }
    Ok(end(report, printer))
}

/// Both requests; the second would carry the reference number that the first one brings. Its type says which fields it has.
async fn rehearse(client: &Singapay, prepaid: &Prepaid) -> Result<Exit, Failure> {
    let rehearsed = match client.inquire(prepaid).await {
        Err(error) if error.kind() == ErrorKind::Rehearsed => error,
        inquiry => return inquiry.map(|_| Exit::Done).map_err(Failure::from),
    };
    let unlisted = |_| Failure::Machine("the specification lacks this command; please report it".to_owned());
    let payment = types::PrepaidPaymentV2Request {
        command: prepaid.command().as_str().parse().map_err(unlisted)?,
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

fn report(command: PrepaidCommand, product_code: &str, customer_id: &Personal, sent_at: SystemTime) -> BuyReport {
    BuyReport {
        outcome: "unknown".to_owned(),
        exit: Exit::Unknown,
        unguarded: true,
        command: command.as_str().to_owned(),
        product_code: product_code.to_owned(),
        customer_id: customer_id.as_str().to_owned(),
        price: None,
        reference_number: None,
        sent_at: sent_at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
        transaction_id: None,
        token: None,
        other_info: None,
        code: None,
        request_id: None,
        look_ups: 0,
        message: String::new(),
    }
}

/// By the reference number. Reads only; a look-up that fails or finds nothing changes nothing.
async fn look_up(client: &Singapay, quote: &Quote<Prepaid>, sent_at: SystemTime, report: &mut BuyReport) {
    for pause in PAUSES {
        tokio::time::sleep(pause).await;
        report.look_ups += 1;
        match client.look_up(quote, sent_at).await {
            Ok(Lookup::Found(row)) if found(&row, report) => return,
            Ok(Lookup::Contradiction(_)) => {
                (report.exit, report.outcome) = (Exit::Unknown, "unknown".to_owned());
                report.message.push_str("; the look-up found rows that contradict each other: a case for a person");
                return;
            }
            Ok(_) | Err(_) => {}
        }
    }
}

/// By the transaction id of the pending answer. Reads only.
async fn follow(client: &Singapay, report: &mut BuyReport) {
    let Some(id) = report.transaction_id.clone() else { return };
    for pause in PAUSES {
        tokio::time::sleep(pause).await;
        report.look_ups += 1;
        if let Ok(Some(row)) = client.detail(&id).await
            && found(&row, report)
        {
            return;
        }
    }
}

/// True if it has ended.
fn found(row: &Transaction, report: &mut BuyReport) -> bool {
    report.transaction_id = Some(row.transaction_id().to_owned());
    report.price = row.price().map(Rupiah::to_decimal).or(report.price.take());
    report.other_info = row.other_info().filter(|info| info.as_object().is_some_and(|o| !o.is_empty())).cloned();
    report.exit = exit(row.standing());
    report.outcome = match row.standing() {
        Standing::Unclear => "unknown".to_owned(),
        known => standing(known).to_owned(),
    };
    let is_over = !matches!(report.exit, Exit::Pending | Exit::Unknown);
    if is_over {
        report.message.push_str("; the look-up found it");
    }
    is_over
}

fn end(mut report: BuyReport, printer: Printer) -> Exit {
    advise(&mut report);
    printer.outcome(&report, || report.words(), report.exit)
}

/// What to do about an open end, and about goods that have not come.
fn advise(report: &mut BuyReport) {
    let customer = &report.customer_id;
    let look = match (&report.transaction_id, &report.reference_number) {
        (Some(id), _) => format!("bayar bill status {id}"),
        (None, Some(reference)) => format!("bayar bill status --reference {reference} --customer {customer}"),
        (None, None) => format!("bayar bill list --customer {customer}"),
    };
    match report.exit {
        Exit::Pending | Exit::Unknown => {
            report.message.push_str(&format!("\nkeep the money on hold, don't buy again, and look again:\n  {look}"));
        }
        Exit::Done if is_token_missing(report) => {
            report.message.push_str(&format!(
                "paid; the token has not come yet. Look again:\n  bayar api POST /api/v1/detail-bill-transaction --data '{{\"command\":\"detail-bill-transaction\",\"data\":{{\"transaction_id\":\"{}\"}}}}'",
                report.transaction_id.as_deref().unwrap_or_default()
            ));
        }
        _ => {}
    }
}

fn is_token_missing(report: &BuyReport) -> bool {
    report.command == "plntok" && report.token.is_none() && report.other_info.is_none()
}
