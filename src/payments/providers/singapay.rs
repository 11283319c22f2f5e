//! Singapay's bills, payable with an inquiry before.
//!
//! May use: Singapay's facade. Decides nothing that the facade has decided; a 401 counts only in its documented form.

use crate::{
    CallOptions, Effect, Environment, Error, Personal, Phone, Report, Rupiah, Singapay, Why,
    payments::{
        machine::{Answer, Capability, CutOff, Finding, Offer, Policy, Receipt, Standing},
        port::{Hint, Order, Payable, Port, PortError, PortFuture, Priced, SendPermit, Told},
    },
    singapay::{Bill, Command, Lookup, Quote, Transaction},
    transport::LastWord,
};
use std::{collections::BTreeMap, time::SystemTime};

const NAME: &str = "singapay";

impl Payable for Bill {
    fn provider(&self) -> &'static str {
        NAME
    }

    fn order(&self) -> Order {
        let mut details = BTreeMap::from([("command".to_owned(), Personal::from(self.command().as_str()))]);
        details.extend(self.period.map(|months| ("period".to_owned(), Personal::new(months.to_string()))));
        details.extend(self.phone.as_ref().map(|phone| ("phone".to_owned(), Personal::new(phone.local()))));
        Order { product: self.product_code.clone(), customer: self.customer_id().clone(), details }
    }
}

impl Payable for Quote {
    fn provider(&self) -> &'static str {
        NAME
    }

    fn order(&self) -> Order {
        self.bill().order()
    }
}

impl Priced for Quote {
    fn offer(&self) -> Offer {
        Offer {
            reference: Some(self.reference_number().to_owned()),
            price: self.price(),
            made_at: self.received_at().into(),
        }
    }
}

impl Port for Singapay {
    fn provider(&self) -> &'static str {
        NAME
    }

    fn environment(&self) -> String {
        match Singapay::environment(self) {
            Environment::Sandbox => "sandbox".to_owned(),
            Environment::Production => "production".to_owned(),
            Environment::Local(_) => "local".to_owned(),
        }
    }

    /// The list shows the inquiry's reference number. PLN takes nothing at night, roughly from 23:00 to 01:00.
    fn policy(&self, product: &str) -> Policy {
        let mut policy = Policy::new(Capability::ReferenceInList);
        if product.starts_with("SPPLN") {
            policy.cut_offs.push(CutOff::pln());
        }
        policy
    }

    fn quote<'a>(&'a self, order: &'a Order) -> PortFuture<'a, Result<Offer, PortError>> {
        Box::pin(async move { Ok(self.inquire(&bill(order)?).await?.offer()) })
    }

    fn pay<'a>(&'a self, order: &'a Order, offer: &'a Offer, permit: SendPermit) -> PortFuture<'a, Told<Answer>> {
        Box::pin(async move {
            let last_word = Some(LastWord::new(move || permit.holds()));
            let options = CallOptions { last_word, ..CallOptions::default() };
            let effect = match quote(order, offer) {
                Ok(quote) => self.pay_with(&quote, options).await,
                Err(error) => Err(error),
            };
            match effect {
                Ok(effect) => read(effect),
                Err(error) if !error.was_sent() => Told::failed(Answer::NotSent, error),
                Err(error) => Told::failed(Answer::Unclear, error),
            }
        })
    }

    fn look_up<'a>(&'a self, order: &'a Order, offer: &'a Offer, sent_at: SystemTime) -> PortFuture<'a, Told<Finding>> {
        Box::pin(async move {
            let found = match quote(order, offer) {
                Ok(quote) => Singapay::look_up(self, &quote, sent_at).await,
                Err(error) => Err(error),
            };
            match found {
                Ok(Lookup::Found(transaction)) => found_one(&transaction),
                Ok(Lookup::Absent) => Told::new(Finding::Absent, "the list does not show it"),
                Ok(Lookup::Contradiction(rows)) => several(&rows),
                Err(error) => Told::failed(Finding::Unavailable, error),
            }
        })
    }

    /// `{command: "callback", data: {transaction_id, reference_number}}`, from an older page. Nothing in it is signed.
    fn hint(&self, body: &[u8]) -> Option<Hint> {
        let body: serde_json::Value = serde_json::from_slice(body).ok()?;
        let text = |name: &str| body["data"][name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let hint = Hint { transaction_id: text("transaction_id"), reference: text("reference_number") };
        (body["command"] == "callback" && hint != Hint::default()).then_some(hint)
    }

    fn deposit(&self) -> PortFuture<'_, Result<Option<Rupiah>, PortError>> {
        Box::pin(async move { Ok(Some(self.balance().await?.amount())) })
    }
}

fn bill(order: &Order) -> Result<Bill, Error> {
    let detail = |name: &str| order.details.get(name).map(Personal::as_str);
    let command: Command = detail("command").unwrap_or_default().parse()?;
    let mut bill = Bill::new(command, &order.product, order.customer.clone());
    if let Some(months) = detail("period") {
        let months = months.parse().map_err(|_| Error::invalid("period", "it is no number of months"))?;
        bill = bill.period(months);
    }
    match detail("phone") {
        Some(phone) => Ok(bill.phone(Phone::parse(phone)?)),
        None => Ok(bill),
    }
}

/// The quote as far as the journal kept it.
fn quote(order: &Order, offer: &Offer) -> Result<Quote, Error> {
    let missing = || Error::invalid("reference_number", "the journal has none: a bill is paid after an inquiry");
    let reference = offer.reference.clone().ok_or_else(missing)?;
    Ok(Quote::restored(bill(order)?, reference, offer.price, offer.made_at.into()))
}

fn read(effect: Effect<crate::singapay::Receipt>) -> Told<Answer> {
    // Kept as it came, whatever the lines below make of it.
    let response = match &effect {
        Effect::Done(receipt) => Some(receipt.response().clone()),
        Effect::Pending(report) | Effect::Refused(report) | Effect::Unknown(report) => report.response().cloned(),
    };
    understood(effect).answered(response.as_ref())
}

fn understood(effect: Effect<crate::singapay::Receipt>) -> Told<Answer> {
    match effect {
        Effect::Done(receipt) => {
            let answer = Answer::Success {
                transaction_id: receipt.transaction_id().to_owned(),
                price: receipt.price(),
                receipt: Receipt::Complete,
            };
            Told::new(answer, format!("HTTP {}, code 00", receipt.response().status().as_u16()))
        }
        Effect::Pending(report) => {
            let transaction_id = report.reference().map(str::to_owned);
            Told::new(Answer::Pending { transaction_id }, evidence(&report))
        }
        Effect::Refused(report) => {
            let code = report.code().map(|code| crate::error::printable(code).to_owned());
            Told::new(Answer::Refused { code }, evidence(&report))
        }
        Effect::Unknown(report) if is_documented_401(&report) => Told::new(Answer::TurnedAway, evidence(&report)),
        Effect::Unknown(report) => Told::new(Answer::Unclear, evidence(&report)),
    }
}

/// Status and code, and our own words. Nothing of what the provider wrote.
fn evidence(report: &Report) -> String {
    let status = report.response().map_or("no answer".to_owned(), |r| format!("HTTP {}", r.status().as_u16()));
    format!("{status}: {report}")
}

/// `{status, success: false, error: {…}}`, as every page shows it. A proxy's 401 says nothing about the provider.
fn is_documented_401(report: &Report) -> bool {
    let body = report.response().map(|response| serde_json::from_slice::<serde_json::Value>(response.body()));
    let is_envelope = |body: serde_json::Value| body["success"] == false && body["error"].is_object();
    *report.why() == Why::Unauthorized && body.and_then(Result::ok).is_some_and(is_envelope)
}

fn found_one(transaction: &Transaction) -> Told<Finding> {
    let standing = match transaction.standing() {
        crate::singapay::Standing::Paid => Standing::Success,
        crate::singapay::Standing::Pending => Standing::Pending,
        crate::singapay::Standing::NotPaid => Standing::Failed,
        crate::singapay::Standing::Refunded => Standing::Refunded,
        crate::singapay::Standing::Unclear => {
            return Told::new(Finding::Unavailable, "the list shows it without a word that proves anything");
        }
    };
    let finding = Finding::Found {
        standing,
        transaction_id: transaction.transaction_id().to_owned(),
        price: transaction.price(),
        receipt: Receipt::Complete,
    };
    Told::new(finding, format!("the list shows it: {}", crate::error::printable(transaction.status().as_str())))
}

fn several(rows: &[Transaction]) -> Told<Finding> {
    let evidence = format!("the list shows {} transactions with the reference number that don't fit", rows.len());
    let what = if rows.len() > 1 { Finding::Candidates } else { Finding::Contradiction };
    Told::new(what, evidence)
}
