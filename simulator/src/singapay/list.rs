//! `list-bill-transaction` and `detail-bill-transaction`: what was paid, page by page or one by one.
//! Read only; rows are added by the payment.

use jiff::{Timestamp, civil};
use serde::Serialize;

use super::{
    State, Visit, codes,
    envelope::{Done, Refusal},
    form::Form,
    rows::{Row, View},
    transactions::{Transaction, earlier},
};
use crate::{
    fault::{Rows, Status},
    settings::BusinessAnswer,
};

const DONE: &str = "Operation completed successfully";
const PER_PAGE: usize = 10;

#[derive(Serialize)]
struct List {
    bill_transactions: Vec<Row>,
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

pub(super) fn list(state: &mut State, visit: &Visit<'_>, form: &mut Form<'_>) -> Result<Done, Refusal> {
    let filter = read(form)?;
    codes::refuse_magic(filter.customer_id.as_deref(), codes::LIST)?;
    let as_of = earlier(visit.at, visit.settings.list_lag.max(visit.orders.lag));
    let view = View { settings: visit.settings, as_of, with_category: false, is_callback: false };
    let (from, copies) = ((filter.page - 1).saturating_mul(PER_PAGE), visit.orders.rows);
    let (bill_transactions, total) = if copies == Rows::Once {
        filter.page(state, visit, &view, from)
    } else {
        let (all, _) = filter.page(state, visit, &view, usize::MAX);
        doubled(state, visit, all, copies, from)
    };
    let last_page = total.div_ceil(PER_PAGE).max(1);
    let pagination = Pagination { current_page: filter.page, last_page, per_page: PER_PAGE, total };
    Ok(Done::with(DONE, &List { bill_transactions, pagination }))
}

/// Every row twice; the second time perhaps under another id.
fn doubled(state: &mut State, visit: &Visit<'_>, rows: Vec<Row>, copies: Rows, from: usize) -> (Vec<Row>, usize) {
    let total = 2 * rows.len();
    let twice = rows.into_iter().flat_map(|row| {
        let mut copy = row.clone();
        if copies == Rows::Twins {
            copy.transaction_id = state.ids.transaction_id(visit.at);
        }
        [row, copy]
    });
    (twice.skip(from).take(PER_PAGE).collect(), total)
}

pub(super) fn detail(state: &State, visit: &Visit<'_>, form: &mut Form<'_>) -> Result<Done, Refusal> {
    form.require_command(&["detail-bill-transaction"]);
    form.require_data();
    let id = form.required("data.transaction_id");
    form.check()?;
    codes::refuse_magic(Some(id), codes::DETAIL)?;
    let view = View { settings: visit.settings, as_of: visit.at, with_category: true, is_callback: false };
    let paid = state.transactions.find(id).filter(|it| *it.purchase.client_id == *visit.merchant.client_id);
    let unpaid = || {
        let mut mine = state.quotes.listed().filter(|(_, it)| *it.purchase.client_id == *visit.merchant.client_id);
        mine.find(|(_, quote)| quote.transaction_id.as_deref() == Some(id))
    };
    let row = paid.map(|it| view.paid(it)).or_else(|| unpaid().map(|(reference, it)| view.unpaid(reference, it)));
    row.map(|row| Done::with(DONE, &row)).ok_or_else(|| {
        let answer = BusinessAnswer::new(404, "6", "Transaction not found");
        Refusal::Business(answer, "no such transaction_id")
    })
}

fn read(form: &mut Form<'_>) -> Result<Filter, Refusal> {
    form.require_command(&["list-bill-transaction"]);
    let filter = Filter {
        transaction_id: form.optional("data.transaction_id"),
        customer_id: form.optional("data.customer_id"),
        status: form.optional("data.status"),
        days: days(form),
        page: form.optional("data.page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
    };
    if filter.status.as_ref().is_some_and(|status| Status::parse(status).is_none()) {
        form.must("data.status", "be one of pending, success, refunded, failed");
    }
    form.check().map(|()| filter)
}

/// Both dates or none.
fn days(form: &mut Form<'_>) -> Option<(civil::Date, civil::Date)> {
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

fn date(form: &mut Form<'_>, path: &str, text: &str) -> Option<civil::Date> {
    let date = civil::Date::strptime("%Y-%m-%d", text).ok();
    if date.is_none() {
        form.must(path, "match the format Y-m-d");
    }
    date
}

impl Filter {
    /// So many rows are left out and a page of the others is shown, or all if nothing is to be left out but everything.
    fn page(&self, state: &State, visit: &Visit<'_>, view: &View<'_>, from: usize) -> (Vec<Row>, usize) {
        let (skip, take) = if from == usize::MAX { (0, usize::MAX) } else { (from, PER_PAGE) };
        let mut rows = Vec::new();
        let mut total = 0;
        let mut show = |row: &dyn Fn() -> Row| {
            if total >= skip && rows.len() < take {
                rows.push(row());
            }
            total += 1;
        };
        for (reference, quote) in state.quotes.listed().rev() {
            let purchase = &quote.purchase;
            let at = purchase.inquired_at.unwrap_or(view.as_of);
            let id = quote.transaction_id.as_deref().unwrap_or_default();
            let is_mine = *purchase.client_id == *visit.merchant.client_id;
            if is_mine && self.takes(view, id, &purchase.customer_id, Status::Pending, at) {
                show(&|| view.unpaid(reference, quote));
            }
        }
        for transaction in state.transactions.newest(self.customer_id.as_deref()) {
            if *transaction.purchase.client_id == *visit.merchant.client_id && self.takes_paid(view, transaction) {
                show(&|| view.paid(transaction));
            }
        }
        (rows, total)
    }

    fn takes_paid(&self, view: &View<'_>, transaction: &Transaction) -> bool {
        let status = transaction.status_at(view.as_of);
        self.takes(view, &transaction.id, &transaction.purchase.customer_id, status, transaction.paid_at)
    }

    fn takes(&self, view: &View<'_>, id: &str, customer_id: &str, status: Status, at: Timestamp) -> bool {
        let is = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
        let in_days = |(first, last): (civil::Date, civil::Date)| {
            let day = view.settings.date_zone.day(at);
            first <= day && day <= last
        };
        at <= view.as_of
            && is(&self.transaction_id, id)
            && is(&self.customer_id, customer_id)
            && is(&self.status, status.as_str())
            && self.days.is_none_or(in_days)
    }
}
