//! The documents that `bayar bill … --json` prints.
//!
//! Declarations, and how they are told to people. Amounts are texts with two decimals, exact.

use crate::{
    exit::Exit,
    printer::{columns, decimal, shown},
    say::say,
    standing::{exit, standing},
    unguarded::Course,
};
use bayar::{
    Lang,
    singapay::{Page, Quote, Transaction, UnreadableRow},
};
use schemars::JsonSchema;
use serde::Serialize;
use std::time::{SystemTime, UNIX_EPOCH};

/// What a bill costs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct QuoteReport {
    /// The reference number of the inquiry; a payment is found by it.
    pub reference_number: String,
    /// Whose bill.
    pub customer_id: String,
    /// The customer's name as the provider has it.
    pub customer_name: String,
    /// The total to pay.
    pub price: String,
    /// The bill without the admin fee.
    pub amount: Option<String>,
    /// The late fee.
    pub late_fee: Option<String>,
    /// The billing period, as free text.
    pub period: Option<String>,
}

impl QuoteReport {
    pub(super) fn new(quote: &Quote) -> Self {
        Self {
            reference_number: quote.reference_number().to_owned(),
            customer_id: quote.bill().customer_id().as_str().to_owned(),
            customer_name: quote.customer_name().to_owned(),
            price: quote.price().to_decimal(),
            amount: decimal(quote.amount()),
            late_fee: decimal(quote.late_fee()),
            period: quote.period().map(str::to_owned),
        }
    }

    pub(super) fn words(&self) -> String {
        let mut pairs =
            vec![("customer", format!("{} {}", self.customer_id, self.customer_name)), ("price", shown(&self.price))];
        pairs.extend(self.amount.as_deref().map(|amount| ("bill", shown(amount))));
        pairs.extend(self.late_fee.as_deref().map(|fee| ("late fee", shown(fee))));
        pairs.extend(self.period.clone().map(|period| ("period", period)));
        pairs.push(("reference", self.reference_number.clone()));
        columns(&pairs)
    }
}

/// What became of a payment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PayReport {
    /// `paid`, `refused`, `not_paid`, `refunded`, `pending` or `unknown`.
    pub outcome: String,
    /// How the command ends.
    pub exit: Exit,
    /// Always true: nothing about the payment is stored on this machine. `bayar pay` keeps a journal.
    pub unguarded: bool,
    /// The reference number of the inquiry; the payment is found by it.
    pub reference_number: String,
    /// What was to be paid.
    pub quote: QuoteReport,
    /// When the payment was sent, in seconds since 1970; for looking it up.
    pub sent_at: u64,
    /// The provider's id of the transaction.
    pub transaction_id: Option<String>,
    /// The provider's code in the answer to the payment.
    pub code: Option<String>,
    /// The provider's id of the request.
    pub request_id: Option<String>,
    /// How often it was looked up afterwards.
    pub look_ups: u32,
    /// For people.
    pub message: String,
}

impl PayReport {
    pub(super) fn new(quote: &Quote, sent_at: SystemTime, course: Course) -> Self {
        Self {
            outcome: course.outcome.to_owned(),
            exit: course.exit,
            unguarded: true,
            reference_number: quote.reference_number().to_owned(),
            quote: QuoteReport::new(quote),
            sent_at: sent_at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
            transaction_id: course.transaction_id,
            code: course.code,
            request_id: course.request_id,
            look_ups: course.look_ups,
            message: course.message,
        }
    }

    pub(super) fn words(&self) -> String {
        let mut pairs = vec![("outcome", self.outcome.replace('_', " ")), ("price", shown(&self.quote.price))];
        pairs.push(("customer", format!("{} {}", self.quote.customer_id, self.quote.customer_name)));
        pairs.push(("reference", self.quote.reference_number.clone()));
        pairs.extend(self.transaction_id.clone().map(|id| ("transaction", id)));
        pairs.extend(self.code.clone().map(|code| ("code", code)));
        pairs.extend(self.request_id.clone().map(|id| ("request", id)));
        format!("{}\n{}", columns(&pairs), self.message).trim_end().to_owned()
    }
}

/// A transaction.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TransactionReport {
    /// The provider's id.
    pub transaction_id: String,
    /// What it proves: `paid`, `pending`, `not_paid`, `refunded` or `unclear`.
    pub standing: String,
    /// The provider's own word.
    pub status: String,
    /// The reference number of the inquiry.
    pub reference_number: Option<String>,
    /// Whose bill.
    pub customer_id: Option<String>,
    /// The product code.
    pub product_code: Option<String>,
    /// The total.
    pub price: Option<String>,
    /// When it was paid, as it came; in the samples UTC+7.
    pub paid_at: Option<String>,
    /// When the row was made, as it came; in the samples UTC.
    pub created_at: Option<String>,
}

impl TransactionReport {
    pub(super) fn new(row: &Transaction) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self {
            transaction_id: row.transaction_id().to_owned(),
            standing: standing(row.standing()).to_owned(),
            status: row.status().as_str().to_owned(),
            reference_number: owned(row.reference_number()),
            customer_id: row.customer_id().map(|id| id.as_str().to_owned()),
            product_code: owned(row.product_code()),
            price: decimal(row.price()),
            paid_at: owned(row.paid_at()),
            created_at: owned(row.created_at()),
        }
    }

    fn words(&self) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        columns(&[
            ("transaction", self.transaction_id.clone()),
            ("standing", self.standing.replace('_', " ")),
            ("status", self.status.clone()),
            ("reference", text(&self.reference_number)),
            ("customer", text(&self.customer_id)),
            ("price", self.price.as_deref().map_or("-".to_owned(), shown)),
            ("paid at", text(&self.paid_at)),
        ])
    }

    fn line(&self) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let price = self.price.as_deref().map_or("-".to_owned(), shown);
        let standing = self.standing.replace('_', " ");
        format!(
            "{}  {standing:<9}  {price:>12}  {:<19}  {}",
            self.transaction_id,
            text(&self.paid_at),
            text(&self.customer_id)
        )
    }
}

/// Where a payment stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StatusReport {
    /// How the command ends.
    pub exit: Exit,
    /// All that was found: one row is an answer, none proves nothing, several are a case for a person.
    pub found: Vec<TransactionReport>,
}

impl StatusReport {
    pub(super) fn new(rows: &[Transaction]) -> Self {
        let exit = match rows {
            [row] => exit(row.standing()),
            _ => Exit::Unknown,
        };
        Self { exit, found: rows.iter().map(TransactionReport::new).collect() }
    }

    pub(super) fn words(&self, lang: Lang) -> String {
        match &self.found[..] {
            [] => say(
                lang,
                "nothing found, which proves nothing: rows may appear late. Don't pay again; look again later",
                "tidak ditemukan, dan itu bukan bukti: baris dapat muncul terlambat. Jangan bayar lagi; cek lagi nanti",
            )
            .to_owned(),
            [row] => row.words(),
            rows => {
                let all: Vec<_> = rows.iter().map(TransactionReport::line).collect();
                let case = say(
                    lang,
                    "several rows have this reference: a case for a person",
                    "beberapa baris memiliki referensi ini: perlu diperiksa orang",
                );
                format!("{}\n{case}", all.join("\n"))
            }
        }
    }
}

/// A page of transactions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ListReport {
    /// The rows, in the order of the provider.
    pub transactions: Vec<TransactionReport>,
    /// Rows without a transaction id: which of the page, from 1. Any of them may be a payment that you miss.
    pub unreadable_rows: Vec<usize>,
    /// The number of this page.
    pub page: Option<u64>,
    /// The number of the last page.
    pub last_page: Option<u64>,
    /// How many rows there are on all pages.
    pub total: Option<u64>,
}

impl ListReport {
    pub(super) fn new(page: &Page) -> Self {
        let transactions = page.transactions().iter().map(TransactionReport::new).collect();
        let unreadable_rows = page.unreadable().iter().map(UnreadableRow::position).collect();
        Self { transactions, unreadable_rows, page: page.current(), last_page: page.last(), total: page.total() }
    }

    pub(super) fn words(&self) -> String {
        let number = |n: Option<u64>| n.map_or("?".to_owned(), |n| n.to_string());
        let foot = format!("page {} of {}, {} in all", number(self.page), number(self.last_page), number(self.total));
        let mut lines: Vec<_> = self.transactions.iter().map(TransactionReport::line).collect();
        lines.extend(
            self.unreadable_rows.iter().map(|row| format!("row {row} can't be read: it has no transaction id")),
        );
        lines.push(foot);
        lines.join("\n")
    }
}
