//! `bayar bill pay`: inquiry, one payment, and look-ups if its end is unclear.
//!
//! The payment is sent once, whatever happens.

use super::{BillArgs, PayReport, QuoteReport};
use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    printer::Printer,
    standing::{exit, standing},
};
use bayar::{
    Effect, ErrorKind, Lang, Phone, Rupiah, Secret, Singapay,
    raw::singapay_biller::types,
    singapay::{Bill, Lookup, Quote, Receipt},
};
use clap::Args;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

/// Pauses before the look-ups; bounded, because a person waits.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];

pub(super) async fn run(args: &PayArgs, printer: Printer) -> Result<Exit, Failure> {
    let bill = args.bill.bill()?;
    let at_most: Option<Rupiah> = args.at_most.as_deref().map(str::parse).transpose()?;
    let desk = Desk::open(&args.account, printer, "singapay")?;
    let result = match desk.rehearsal() {
        Some(_) => rehearse(&desk.singapay()?, &bill, args.bill.phone()?.as_ref()).await,
        None => pay(&desk, &bill, at_most, printer).await,
    };
    desk.end(result).map(crate::commands::exit)
}

async fn pay(desk: &Desk, bill: &Bill, at_most: Option<Rupiah>, printer: Printer) -> Result<Exit, Failure> {
    let client = desk.singapay()?;
    let quote = client.inquire(bill).await.map_err(Failure::Inquiry)?;
    if at_most.is_some_and(|most| quote.price() > most) {
        return Err(Failure::Usage(format!("the price is {}, more than --at-most; nothing was paid", quote.price())));
    }
    printer.note(&QuoteReport::new(&quote).words());
    printer.warn(&format!(
        "unguarded: nothing about this payment is stored on this machine; it is found by its reference number, {}",
        quote.reference_number()
    ));
    desk.consent(&format!("Pay {}", quote.price()))?;
    let sent_at = SystemTime::now();
    let effect = client.pay_unguarded(&quote).await?;
    let mut report = report(&quote, sent_at, &effect, printer.lang);
    if matches!(effect, Effect::Pending(_) | Effect::Unknown(_)) {
        look_up(&client, &quote, sent_at, &mut report).await;
    }
    advise(&mut report);
    Ok(printer.outcome(&report, || report.words(), report.exit))
}

/// Both requests; the second would carry the reference number that the first one brings. Its type says which fields it has.
async fn rehearse(client: &Singapay, bill: &Bill, phone: Option<&Phone>) -> Result<Exit, Failure> {
    let rehearsed = match client.inquire(bill).await {
        Err(error) if error.kind() == ErrorKind::Rehearsed => error,
        inquiry => return inquiry.map(|_| Exit::Done).map_err(Failure::from),
    };
    let unlisted = |_| Failure::Machine("the specification lacks this command; please report it".to_owned());
    let payment = types::PostpaidPaymentV2Request {
        command: bill.command().as_str().parse().map_err(unlisted)?,
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

fn report(quote: &Quote, sent_at: SystemTime, effect: &Effect<Receipt>, lang: Lang) -> PayReport {
    let outcome = if matches!(effect, Effect::Done(_)) { "paid" } else { effect.name() };
    let said = effect.report();
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let mut report = PayReport {
        outcome: outcome.to_owned(),
        exit: Exit::of_effect(effect),
        unguarded: true,
        reference_number: quote.reference_number().to_owned(),
        quote: QuoteReport::new(quote),
        sent_at: sent_at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
        transaction_id: owned(said.and_then(|r| r.reference())),
        code: owned(said.and_then(|r| r.code())),
        request_id: owned(said.and_then(|r| r.request_id())),
        look_ups: 0,
        message: said.map(|r| r.text(lang)).unwrap_or_default(),
    };
    if let Effect::Done(receipt) = effect {
        report.receipt(receipt);
    }
    report
}

/// Reads only. A look-up that fails or finds nothing changes nothing.
async fn look_up(client: &Singapay, quote: &Quote, sent_at: SystemTime, report: &mut PayReport) {
    for pause in PAUSES {
        tokio::time::sleep(pause).await;
        report.look_ups += 1;
        match client.look_up(quote, sent_at).await {
            Ok(Lookup::Found(row)) => {
                report.transaction_id = Some(row.transaction_id().to_owned());
                report.exit = exit(row.standing());
                report.outcome = match row.standing() {
                    bayar::singapay::Standing::Unclear => "unknown".to_owned(),
                    known => standing(known).to_owned(),
                };
                if !matches!(report.exit, Exit::Pending | Exit::Unknown) {
                    report.message.push_str("; the look-up found it");
                    return;
                }
            }
            Ok(Lookup::Contradiction(_)) => {
                (report.exit, report.outcome) = (Exit::Unknown, "unknown".to_owned());
                report.message.push_str("; the look-up found rows that contradict each other: a case for a person");
                return;
            }
            Ok(Lookup::Absent) | Err(_) => {}
        }
    }
}

fn advise(report: &mut PayReport) {
    if matches!(report.exit, Exit::Pending | Exit::Unknown) {
        let (reference, customer) = (&report.reference_number, &report.quote.customer_id);
        let next = format!(
            "\nkeep the money on hold, don't pay again, and look again:\n  bayar bill status --reference {reference} --customer {customer}"
        );
        report.message.push_str(&next);
    }
}
