//! Singapay's bills and prepaid products.
//!
//! May use: Singapay's facade. Decides nothing that the facade has decided; a 401 counts only in its documented form.

use super::singapay_orders::{What, quote, what};
use crate::{
    CallOptions, Effect, Environment, Error, Personal, Report, Rupiah, Singapay, Why,
    payments::{
        machine::{Answer, Capability, CutOff, Finding, Offer, Policy, Receipt, Standing},
        port::{Candidate, Hint, Order, Port, PortError, PortFuture, Priced, SendPermit, Told},
    },
    singapay::{Inquirable, Lookup, Quote, Transaction},
    transport::LastWord,
};
use std::time::{Duration, SystemTime};

pub(super) const NAME: &str = "singapay";

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
        Box::pin(async move {
            match what(order)? {
                What::Bill(bill) => Ok(self.inquire(&bill).await?.offer()),
                What::Prepaid(prepaid) => Ok(self.inquire(&prepaid).await?.offer()),
                What::Product(_) => Err(Error::invalid("product", "it has no quote: buy it at its price").into()),
            }
        })
    }

    fn pay<'a>(&'a self, order: &'a Order, offer: &'a Offer, permit: SendPermit) -> PortFuture<'a, Told<Answer>> {
        Box::pin(async move {
            let last_word = Some(LastWord::new(move || permit.holds()));
            let options = CallOptions { last_word, ..CallOptions::default() };
            match self.send(order, offer, options).await {
                Ok(effect) => read(effect, needs_goods(order)),
                Err(error) if !error.was_sent() => Told::failed(Answer::NotSent, error),
                Err(error) => Told::failed(Answer::Unclear, error),
            }
        })
    }

    fn look_up<'a>(&'a self, order: &'a Order, offer: &'a Offer, sent_at: SystemTime) -> PortFuture<'a, Told<Finding>> {
        Box::pin(async move {
            let found = match what(order) {
                Ok(What::Bill(bill)) => self.by_reference(quote(bill, offer), sent_at).await,
                Ok(What::Prepaid(prepaid)) => self.by_reference(quote(prepaid, offer), sent_at).await,
                Ok(What::Product(_)) => return Told::new(Finding::Impossible, "it carried no reference"),
                Err(error) => Err(error),
            };
            match found {
                Ok(Lookup::Found(transaction)) => found_one(&transaction, needs_goods(order)),
                Ok(Lookup::Absent) => Told::new(Finding::Absent, "the list does not show it"),
                Ok(Lookup::Contradiction(rows)) => several(&rows),
                Err(error) => {
                    let response = error.response().cloned();
                    Told::failed(Finding::Unavailable, error).answered(response.as_ref())
                }
            }
        })
    }

    fn purchases<'a>(
        &'a self,
        order: &'a Order,
        sent_at: SystemTime,
    ) -> PortFuture<'a, Result<Option<Vec<Candidate>>, PortError>> {
        Box::pin(async move {
            let What::Product(product) = what(order)? else { return Ok(None) };
            let rows = self.look_up_purchases(&product, sent_at).await?;
            let rows = rows.iter().filter_map(|row| purchase(row, needs_goods(order), sent_at));
            Ok(Some(rows.collect()))
        })
    }

    /// `{command: "callback", data: {transaction_id, reference_number}}`, from an older page. Nothing in it is signed.
    fn hint(&self, body: &[u8]) -> Option<Hint> {
        let body: serde_json::Value = serde_json::from_slice(body).ok()?;
        let text = |name: &str| body["data"][name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let hint = Hint { transaction_id: text("transaction_id"), reference: text("reference_number") };
        (body["command"] == "callback" && hint != Hint::default()).then_some(hint)
    }

    fn clock_offset(&self) -> Option<i64> {
        Singapay::clock_offset(self).map(|offset| offset.seconds)
    }

    fn deposit(&self) -> PortFuture<'_, Result<Option<Rupiah>, PortError>> {
        Box::pin(async move { Ok(Some(self.balance().await?.amount())) })
    }
}

impl Singapay {
    async fn send(
        &self,
        order: &Order,
        offer: &Offer,
        options: CallOptions,
    ) -> Result<Effect<crate::singapay::Receipt>, Error> {
        match what(order)? {
            What::Bill(bill) => self.pay_with(&quote(bill, offer)?, options).await,
            What::Prepaid(prepaid) => self.pay_with(&quote(prepaid, offer)?, options).await,
            What::Product(product) => self.buy_with(&product, offer.price, options).await,
        }
    }

    async fn by_reference<T: Inquirable>(
        &self,
        quote: Result<Quote<T>, Error>,
        sent_at: SystemTime,
    ) -> Result<Lookup, Error> {
        Singapay::look_up(self, &quote?, sent_at).await
    }
}

/// A row that may be a purchase sent at `sent_at`; nothing if it is older. Without a reference a failure proves nothing about
/// ours unless it came after we sent: somebody's failed purchase of an hour ago is none of ours, and ours may be executed yet.
fn purchase(row: &Transaction, needs_goods: bool, sent_at: SystemTime) -> Option<Candidate> {
    const HOUR: Duration = Duration::from_secs(60 * 60);
    let time = time_of(row);
    if time.is_some_and(|time| time + HOUR < sent_at) {
        return None;
    }
    let mut candidate = candidate(row, needs_goods);
    let is_ours = time.is_some_and(|time| time + HOUR / 12 >= sent_at);
    candidate.standing = candidate.standing.filter(|standing| *standing != Standing::Failed || is_ours);
    Some(candidate)
}

/// The earlier of its times, read as UTC whatever zone the provider writes: that is the latest moment that each may mean.
fn time_of(row: &Transaction) -> Option<SystemTime> {
    let read = |text: &str| text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let times = [row.paid_at(), row.created_at()];
    times.into_iter().flatten().filter_map(read).map(|at| SystemTime::from(at.timestamp())).min()
}

/// A token and a voucher are goods that may come later than the payment.
fn needs_goods(order: &Order) -> bool {
    order.details.get("command").is_some_and(|command| matches!(command.as_str(), "plntok" | "vouchg"))
}

fn read(effect: Effect<crate::singapay::Receipt>, needs_goods: bool) -> Told<Answer> {
    // Kept as it came, whatever the lines below make of it.
    let response = match &effect {
        Effect::Done(receipt) => Some(receipt.response().clone()),
        Effect::Pending(report) | Effect::Refused(report) | Effect::Unknown(report) => report.response().cloned(),
    };
    understood(effect, needs_goods).answered(response.as_ref())
}

fn understood(effect: Effect<crate::singapay::Receipt>, needs_goods: bool) -> Told<Answer> {
    match effect {
        Effect::Done(receipt) => {
            let answer = Answer::Success {
                transaction_id: receipt.transaction_id().to_owned(),
                price: receipt.price(),
                receipt: if needs_goods && receipt.token().is_none() { Receipt::Missing } else { Receipt::Complete },
            };
            let goods = receipt.token().map(|token| Personal::new(token.expose()));
            Told::new(answer, format!("HTTP {}, code 00", receipt.response().status().as_u16())).with_goods(goods)
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

fn found_one(transaction: &Transaction, needs_goods: bool) -> Told<Finding> {
    let Candidate { transaction_id, standing, price, receipt, goods, answer } = candidate(transaction, needs_goods);
    let Some(standing) = standing else {
        let told = Told::new(Finding::Unavailable, "the list shows it without a word that proves anything");
        return Told { answer, ..told };
    };
    let finding = Finding::Found { standing, transaction_id, price, receipt };
    let evidence = format!("the list shows it: {}", crate::error::printable(transaction.status().as_str()));
    Told { answer, ..Told::new(finding, evidence).with_goods(goods) }
}

fn candidate(transaction: &Transaction, needs_goods: bool) -> Candidate {
    let standing = match transaction.standing() {
        crate::singapay::Standing::Paid => Some(Standing::Success),
        crate::singapay::Standing::Pending => Some(Standing::Pending),
        crate::singapay::Standing::NotPaid => Some(Standing::Failed),
        crate::singapay::Standing::Refunded => Some(Standing::Refunded),
        crate::singapay::Standing::Unclear => None,
    };
    let goods = if needs_goods { goods(transaction) } else { None };
    Candidate {
        transaction_id: transaction.transaction_id().to_owned(),
        standing,
        price: transaction.price(),
        receipt: if needs_goods && goods.is_none() { Receipt::Missing } else { Receipt::Complete },
        goods,
        answer: Some(crate::payments::redacted(transaction.response())),
    }
}

/// In which field goods come is not documented: all that stands in `other_info` is taken for them, if anything does.
fn goods(transaction: &Transaction) -> Option<Personal> {
    let info = transaction.other_info()?;
    let filled = |value: &serde_json::Value| value.as_str().is_some_and(|text| !text.is_empty());
    info.as_object()?.values().any(filled).then(|| Personal::new(info.to_string()))
}

fn several(rows: &[Transaction]) -> Told<Finding> {
    let evidence = format!("the list shows {} transactions with the reference number that don't fit", rows.len());
    let what = if rows.len() > 1 { Finding::Candidates } else { Finding::Contradiction };
    Told::new(what, evidence).answered(rows.first().map(Transaction::response))
}
