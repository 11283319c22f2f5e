//! `list-bill-transaction` and `detail-bill-transaction`: what was paid, as the provider shows it.
//! Read only; rows are added by the payment.

use std::sync::Arc;

use jiff::{Timestamp, civil};
use serde::Serialize;

use super::{
    State, Visit,
    envelope::{Done, Refusal},
    form::Form,
    quotes::Quote,
};
use crate::{
    clock::{WIB, utc_text, wib_text},
    settings::{BusinessAnswer, DateZone},
};

const DONE: &str = "Operation completed successfully";
const STATUSES: [&str; 4] = ["pending", "success", "refunded", "failed"];
const PER_PAGE: usize = 10;

/// One paid transaction.
#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) transaction_id: String,
    pub(super) reference_number: String,
    pub(super) quote: Arc<Quote>,
    pub(super) status: &'static str,
    pub(super) paid_at: Timestamp,
}

#[derive(Serialize)]
struct Row<'a> {
    transaction_id: &'a str,
    reference_number: &'a str,
    customer_id: &'a str,
    transaction_type: &'static str,
    status: &'a str,
    inquired_at: String,
    paid_at: String,
    net_price: String,
    display_price: Price,
    /// An empty list where there is nothing to say.
    other_info: [(); 0],
    /// In UTC, unlike the other times.
    created_at: String,
    product: Product<'a>,
}

#[derive(Serialize)]
struct Price {
    amount: String,
    price: String,
}

#[derive(Serialize)]
struct Product<'a> {
    code: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<Category>,
}

#[derive(Serialize)]
struct Category {
    code: String,
    name: &'static str,
}

#[derive(Serialize)]
struct List<'a> {
    bill_transactions: Vec<Row<'a>>,
    pagination: Pagination,
}

#[derive(Serialize)]
struct Pagination {
    current_page: usize,
    last_page: usize,
    per_page: usize,
    total: usize,
}

/// What the list is narrowed to.
#[derive(Default)]
struct Filter {
    transaction_id: Option<String>,
    customer_id: Option<String>,
    status: Option<String>,
    days: Option<(civil::Date, civil::Date)>,
    page: usize,
}

pub(super) fn list(state: &State, visit: &Visit<'_>, form: &mut Form) -> Result<Done, Refusal> {
    let filter = read(form)?;
    let mine = state.transactions.iter().rev().filter(|it| it.quote.client_id == visit.merchant.client_id);
    let found: Vec<_> = mine.filter(|it| filter.takes(it, visit.settings.date_zone)).collect();
    let page = found.iter().skip((filter.page - 1).saturating_mul(PER_PAGE)).take(PER_PAGE);
    let pagination = Pagination {
        current_page: filter.page,
        last_page: found.len().div_ceil(PER_PAGE).max(1),
        per_page: PER_PAGE,
        total: found.len(),
    };
    let bill_transactions = page.map(|it| row(it, false)).collect();
    Ok(Done::with(DONE, &List { bill_transactions, pagination }))
}

pub(super) fn detail(state: &State, visit: &Visit<'_>, form: &mut Form) -> Result<Done, Refusal> {
    form.require_command(&["detail-bill-transaction"]);
    form.require_data();
    let id = form.required("data.transaction_id");
    form.check()?;
    let mut mine = state.transactions.iter().filter(|it| it.quote.client_id == visit.merchant.client_id);
    match mine.find(|it| it.transaction_id == id) {
        Some(transaction) => Ok(Done::with(DONE, &row(transaction, true))),
        None => {
            let answer = BusinessAnswer::new(404, "6", "Transaction not found");
            Err(Refusal::Business(answer, "no such transaction_id"))
        }
    }
}

fn read(form: &mut Form) -> Result<Filter, Refusal> {
    form.require_command(&["list-bill-transaction"]);
    let filter = Filter {
        transaction_id: form.optional("data.transaction_id"),
        customer_id: form.optional("data.customer_id"),
        status: form.optional("data.status"),
        days: days(form),
        page: form.optional("data.page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
    };
    if filter.status.as_ref().is_some_and(|status| !STATUSES.contains(&status.as_str())) {
        form.must("data.status", "be one of pending, success, refunded, failed");
    }
    form.check().map(|()| filter)
}

/// Both dates or none.
fn days(form: &mut Form) -> Option<(civil::Date, civil::Date)> {
    let (start, end) = ("data.start_date", "data.end_date");
    match (form.optional(start), form.optional(end)) {
        (None, None) => None,
        (Some(_), None) => {
            form.missing_beside(end, start);
            None
        }
        (None, Some(_)) => {
            form.missing_beside(start, end);
            None
        }
        (Some(first), Some(last)) => Some((date(form, start, &first)?, date(form, end, &last)?)),
    }
}

fn date(form: &mut Form, path: &str, text: &str) -> Option<civil::Date> {
    let date = civil::Date::strptime("%Y-%m-%d", text).ok();
    if date.is_none() {
        form.must(path, "match the format Y-m-d");
    }
    date
}

impl Filter {
    fn takes(&self, transaction: &Transaction, zone: DateZone) -> bool {
        let is = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
        let offset = match zone {
            DateZone::Wib => WIB,
            DateZone::Utc => jiff::tz::Offset::UTC,
        };
        let day = offset.to_datetime(transaction.paid_at).date();
        is(&self.transaction_id, &transaction.transaction_id)
            && is(&self.customer_id, &transaction.quote.bill.customer_id)
            && is(&self.status, transaction.status)
            && self.days.is_none_or(|(first, last)| first <= day && day <= last)
    }
}

fn row(transaction: &Transaction, with_category: bool) -> Row<'_> {
    let bill = &transaction.quote.bill;
    let category = || Category { code: bill.command.as_str().to_uppercase(), name: bill.command.title() };
    Row {
        transaction_id: &transaction.transaction_id,
        reference_number: &transaction.reference_number,
        customer_id: &bill.customer_id,
        transaction_type: "postpaid",
        status: transaction.status,
        inquired_at: wib_text(transaction.quote.inquired_at),
        paid_at: wib_text(transaction.paid_at),
        net_price: bill.price.to_string(),
        display_price: Price { amount: bill.amount.to_string(), price: bill.price.to_string() },
        other_info: [],
        created_at: utc_text(transaction.paid_at),
        product: Product {
            code: &bill.product_code,
            name: bill.command.title(),
            category: with_category.then(category),
        },
    }
}
