//! The documents about payments.
//!
//! Declarations, and how they are told to people. Amounts are texts with two decimals, exact; times are RFC 3339 in UTC.

use crate::{journal, printer::columns};
use bayar::{
    Rupiah,
    payments::{
        journal::Logged,
        machine::{Attempt, Receipt, Record, State},
    },
};
use schemars::JsonSchema;
use serde::Serialize;

/// A payment. No data about a person, unless it was asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PaymentReport {
    /// Its id in the journal.
    pub id: String,
    /// The account that pays.
    pub account: String,
    /// The caller's key.
    pub key: String,
    /// The provider and its environment: `singapay production`.
    pub provider: String,
    /// The product code.
    pub product: String,
    /// `new`, `quoted`, `sending`, `unknown`, `pending`, `paid`, `not_paid`, `reversed`, `cancelled` or `review`.
    pub state: String,
    /// Why it stands there.
    pub reason: Option<String>,
    /// The price that was agreed.
    pub price: Option<String>,
    /// The highest price that the caller allowed.
    pub at_most: String,
    /// What was paid.
    pub paid: Option<String>,
    /// The receipt has not come yet; means something once it is paid.
    pub receipt_missing: bool,
    /// The provider's id of the transaction.
    pub transaction_id: Option<String>,
    /// The provider's reference of the inquiry.
    pub reference: Option<String>,
    /// The caller's mark.
    pub tag: Option<String>,
    /// How often it was permitted to send.
    pub attempts: usize,
    /// When it was made.
    pub created: String,
    /// When it changed.
    pub updated: String,
    /// When it is looked up next.
    pub due: Option<String>,
    /// Whose bill; only where it was asked for, and not after it was forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

impl PaymentReport {
    pub(super) fn new(record: &Record) -> Self {
        let decimal = |amount: Option<Rupiah>| amount.map(Rupiah::to_decimal);
        Self {
            id: record.id.to_string(),
            account: record.account.clone(),
            key: record.key.clone(),
            provider: format!("{} {}", record.provider, record.environment),
            product: record.product.clone(),
            state: record.state.name().to_owned(),
            reason: record.reason.as_ref().map(journal::reason),
            price: decimal(record.offer.as_ref().map(|offer| offer.price)),
            at_most: record.at_most.to_decimal(),
            paid: decimal(record.paid),
            receipt_missing: record.state == State::Paid && record.receipt == Receipt::Missing,
            transaction_id: record.transaction_id.clone(),
            reference: record.offer.as_ref().and_then(|offer| offer.reference.clone()),
            tag: record.tag.clone(),
            attempts: record.attempts.len(),
            created: journal::time(record.created),
            updated: journal::time(record.updated),
            due: record.due.filter(|_| !record.state.is_closed()).map(journal::time),
            customer: None,
        }
    }

    /// Names the customer too.
    pub(super) fn with_customer(record: &Record) -> Self {
        let customer = record.person.as_ref().map(|person| person.customer.as_str().to_owned());
        Self { customer, ..Self::new(record) }
    }

    fn shown_price(&self) -> String {
        let price = self.paid.as_ref().or(self.price.as_ref());
        price.and_then(|price| price.parse::<Rupiah>().ok()).map_or("-".to_owned(), |price| price.to_string())
    }

    pub(super) fn line(&self) -> String {
        let (price, reason) = (self.shown_price(), self.reason.clone().unwrap_or_default());
        let line = format!("{}  {:<9}  {price:>12}  {:<24}  {}  {reason}", self.id, self.state, self.updated, self.key);
        line.trim_end().to_owned()
    }

    pub(super) fn words(&self) -> String {
        let mut pairs = vec![("payment", self.id.clone()), ("key", self.key.clone())];
        pairs.push(("account", format!("{}, {}", self.account, self.provider)));
        pairs.push(("product", self.product.clone()));
        pairs.extend(self.customer.clone().map(|customer| ("customer", customer)));
        pairs.push(("state", self.state.replace('_', " ")));
        pairs.extend(self.reason.clone().map(|reason| ("because", reason)));
        pairs.push(("price", self.shown_price()));
        pairs.extend(self.transaction_id.clone().map(|id| ("transaction", id)));
        pairs.extend(self.reference.clone().map(|reference| ("reference", reference)));
        pairs.extend(self.tag.clone().map(|tag| ("tag", tag)));
        pairs.push(("created", self.created.clone()));
        pairs.push(("updated", self.updated.clone()));
        pairs.extend(self.due.clone().map(|due| ("due", due)));
        columns(&pairs)
    }
}

/// A permit to send.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AttemptReport {
    /// From 1.
    pub number: u32,
    /// When it was on disk.
    pub at: String,
    /// Until when the request could be handed over.
    pub send_by: String,
    /// What came back: status and codes. Null if nothing was stored.
    pub answer: Option<String>,
    /// The same as it came, redacted.
    pub raw: Option<String>,
}

impl AttemptReport {
    pub(super) fn new(attempt: &Attempt) -> Self {
        Self {
            number: attempt.number,
            at: journal::time(attempt.at),
            send_by: journal::time(attempt.send_by),
            answer: attempt.answer.clone(),
            raw: attempt.raw.clone(),
        }
    }
}

/// Something that happened to a payment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EventReport {
    /// Its place in the journal.
    pub position: u64,
    /// When.
    pub at: String,
    /// What happened.
    pub event: String,
    /// The state before; null for a new payment.
    pub from: Option<String>,
    /// The state after.
    pub to: String,
    /// Evidence.
    pub note: Option<String>,
    /// Who did it, if a person did.
    pub actor: Option<String>,
    /// The provider's answer to a look-up, redacted.
    pub answer: Option<String>,
}

impl EventReport {
    pub(super) fn new(logged: &Logged) -> Self {
        Self {
            position: logged.position,
            at: journal::time(logged.at),
            event: logged.kind.clone(),
            from: logged.from.map(|state| state.name().to_owned()),
            to: logged.to.name().to_owned(),
            note: logged.note.clone(),
            actor: logged.actor.clone(),
            answer: logged.answer.clone(),
        }
    }

    pub(super) fn line(&self) -> String {
        let actor = self.actor.as_ref().map(|actor| format!(" by {actor}")).unwrap_or_default();
        let note = self.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        format!("{:<24}  {:<9}  {}{actor}{note}", self.at, self.to, self.event)
    }
}
