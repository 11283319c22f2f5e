//! The list of transactions, page by page.
//!
//! May use: raw, transport. Moves no money.

use super::{Singapay, Status, Transaction, answer, bill::filled};
use crate::{
    Error, Personal, Response,
    raw::singapay_biller::{self as raw, types},
};
use jiff::civil::Date;
use std::sync::Arc;

const LIST: &str = "list_bill_transaction";

/// What to list. Without a filter: everything, newest first.
#[derive(Clone, Debug, Default)]
pub struct ListFilter {
    transaction_id: Option<String>,
    customer_id: Option<Personal>,
    status: Option<Status>,
    days: Option<(String, String)>,
    page: Option<u32>,
}

impl ListFilter {
    /// Everything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One transaction.
    #[must_use]
    pub fn transaction_id(mut self, id: impl Into<String>) -> Self {
        self.transaction_id = Some(id.into());
        self
    }

    /// Of one customer.
    #[must_use]
    pub fn customer_id(mut self, id: impl Into<Personal>) -> Self {
        self.customer_id = Some(id.into());
        self
    }

    /// With one status.
    #[must_use]
    pub fn status(mut self, status: Status) -> Self {
        self.status = Some(status);
        self
    }

    /// From one day to another, `YYYY-MM-DD`. In which zone the provider counts days, and whether the last one is
    /// included, is not documented: ask for a day more on each side.
    #[must_use]
    pub fn days(mut self, first: impl Into<String>, last: impl Into<String>) -> Self {
        self.days = Some((first.into(), last.into()));
        self
    }

    /// Which page, from 1. In the samples a page has ten rows.
    #[must_use]
    pub fn page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    fn check(&self) -> Result<(), Error> {
        if let Some(id) = &self.transaction_id {
            filled("transaction_id", id)?;
        }
        if let Some(id) = &self.customer_id {
            filled("customer_id", id.as_str())?;
        }
        if self.page == Some(0) {
            return Err(Error::invalid("page", "pages count from 1"));
        }
        let Some((first, last)) = &self.days else { return Ok(()) };
        if date("start_date", first)? > date("end_date", last)? {
            return Err(Error::invalid("end_date", "it is before start_date"));
        }
        Ok(())
    }

    fn is_empty(&self) -> bool {
        let Self { transaction_id, customer_id, status, days, page } = self;
        transaction_id.is_none() && customer_id.is_none() && status.is_none() && days.is_none() && page.is_none()
    }
}

fn date(field: &str, text: &str) -> Result<Date, Error> {
    let date: Option<Date> = text.parse().ok();
    let written_so = |d: &Date| d.to_string() == text;
    date.filter(written_so).ok_or_else(|| Error::invalid(field, "it is no date like 2026-01-31"))
}

/// One page of the list.
#[derive(Clone, Debug)]
pub struct Page {
    transactions: Vec<Transaction>,
    unreadable: Vec<UnreadableRow>,
    current: Option<u64>,
    last: Option<u64>,
    total: Option<u64>,
    response: Response,
}

impl Page {
    /// The rows, in the samples newest first.
    #[must_use]
    pub fn transactions(&self) -> &[Transaction] {
        &self.transactions
    }

    /// The rows that could not be read. A page that has some proves the absence of nothing that
    /// [may be](UnreadableRow::may_be) among them.
    #[must_use]
    pub fn unreadable(&self) -> &[UnreadableRow] {
        &self.unreadable
    }

    /// The number of this page, from 1.
    #[must_use]
    pub fn current(&self) -> Option<u64> {
        self.current
    }

    /// The number of the last page.
    #[must_use]
    pub fn last(&self) -> Option<u64> {
        self.last
    }

    /// How many rows there are on all pages.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// The answer as it came.
    #[must_use]
    pub fn response(&self) -> &Response {
        &self.response
    }

    /// For those who look for a payment: makes sure that it is not among the rows that could not be read.
    ///
    /// # Errors
    /// `Unreadable`: a row that [may be](UnreadableRow::may_be) it has no transaction id. That says nothing about the payment.
    pub fn check_readable(&self, reference_number: &str) -> Result<(), Error> {
        self.refuse_unreadable(|row| row.may_be(reference_number))
    }

    pub(super) fn refuse_unreadable(&self, may_be_it: impl Fn(&UnreadableRow) -> bool) -> Result<(), Error> {
        let Some(row) = self.unreadable.iter().find(|row| may_be_it(row)) else { return Ok(()) };
        Err(self.proves_nothing(row.position - 1, "transaction_id"))
    }

    /// The same for rows that have an id: `lacks` names the field without which nobody knows whether it is the one.
    pub(super) fn refuse_unclear(&self, lacks: impl Fn(&Transaction) -> Option<&'static str>) -> Result<(), Error> {
        let unclear = self.transactions.iter().enumerate().find_map(|(nth, row)| Some((nth, lacks(row)?)));
        unclear.map_or(Ok(()), |(nth, field)| Err(self.proves_nothing(self.index(nth), field)))
    }

    /// Where a row stood on the page before those without an id were taken out.
    fn index(&self, nth: usize) -> usize {
        self.unreadable.iter().fold(nth, |index, row| index + usize::from(row.position <= index + 1))
    }

    fn proves_nothing(&self, index: usize, field: &str) -> Error {
        let field = format!("data.bill_transactions[{index}].{field}");
        let text = "it is missing or unreadable in a row that may be this payment; this page proves nothing";
        Error::unreadable(LIST, &field, text, self.response.clone())
    }

    /// The rows, owned.
    #[must_use]
    pub fn into_transactions(self) -> Vec<Transaction> {
        self.transactions
    }
}

/// A row without a transaction id, which nothing can be said about for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableRow {
    position: usize,
    reference_number: Option<String>,
}

impl UnreadableRow {
    /// Which row of the page, from 1.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// Its reference number, if it has one.
    #[must_use]
    pub fn reference_number(&self) -> Option<&str> {
        self.reference_number.as_deref()
    }

    /// Whether it may be the payment with this reference number: it has this one, or none.
    #[must_use]
    pub fn may_be(&self, reference_number: &str) -> bool {
        self.reference_number().is_none_or(|own| own == reference_number)
    }
}

impl Singapay {
    /// Lists transactions, one page. Effect: none; repeated as [`Settings`](crate::Settings) say. Evidence: documented,
    /// <https://docs.singapay.id/api-reference/general/list-transactions>.
    ///
    /// # Errors
    /// `Invalid` names a filter; see [`ErrorKind`](crate::ErrorKind) for the rest. A row without an id is no error: it is among
    /// [`Page::unreadable`].
    pub async fn list(&self, filter: &ListFilter) -> Result<Page, Error> {
        filter.check()?;
        let call = self.call();
        let client = raw::client(&call);
        let body = request(filter)?;
        let reply = call.run(client.list_bill_transaction(&body)).await?;
        let (list, response) = reply.fitting(LIST, |response| answer::refused(LIST, response))?;
        if !answer::is_success(list.response_code.as_ref()) {
            return Err(answer::refused(LIST, response));
        }
        read(list.data.unwrap_or_default(), response)
    }
}

fn status(filter: &ListFilter) -> Result<Option<types::ListBillTransactionRequestDataStatus>, Error> {
    let unlisted = |_| {
        Error::invalid("status", "the provider's list can be filtered by pending, success, refunded and failed only")
    };
    filter.status.as_ref().map(|s| s.as_str().parse().map_err(unlisted)).transpose()
}

fn request(filter: &ListFilter) -> Result<types::ListBillTransactionRequest, Error> {
    let data = types::ListBillTransactionRequestData {
        transaction_id: filter.transaction_id.clone(),
        customer_id: filter.customer_id.clone(),
        status: status(filter)?,
        start_date: filter.days.as_ref().map(|d| d.0.clone()),
        end_date: filter.days.as_ref().map(|d| d.1.clone()),
        page: filter.page.map(|p| p.to_string()),
    };
    Ok(types::ListBillTransactionRequest {
        command: types::ListBillTransactionRequestCommand::ListBillTransaction,
        data: (!filter.is_empty()).then_some(data),
    })
}

fn read(data: types::ListBillTransactionResponseData, response: Response) -> Result<Page, Error> {
    let missing = |field: &str| Error::unreadable(LIST, field, "it is missing in the answer", response.clone());
    let rows = data.bill_transactions.ok_or_else(|| missing("data.bill_transactions"))?;
    let (transactions, unreadable) = sorted(rows, &Arc::new(response.clone()));
    let pages = data.pagination.unwrap_or_default();
    let number = |n: Option<i64>| n.and_then(|n| u64::try_from(n).ok());
    let (current, last, total) = (number(pages.current_page), number(pages.last_page), number(pages.total));
    Ok(Page { transactions, unreadable, current, last, total, response })
}

fn sorted(rows: Vec<types::BillTransaction>, response: &Arc<Response>) -> (Vec<Transaction>, Vec<UnreadableRow>) {
    let (mut transactions, mut unreadable) = (Vec::new(), Vec::new());
    for (row, position) in rows.into_iter().zip(1..) {
        let reference_number = row.reference_number.clone().filter(|text| !text.trim().is_empty());
        match Transaction::read(row, response) {
            Some(transaction) => transactions.push(transaction),
            None => unreadable.push(UnreadableRow { position, reference_number }),
        }
    }
    (transactions, unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_filters_name_the_field() {
        let field = |filter: ListFilter| filter.check().unwrap_err().field().unwrap().to_owned();
        assert_eq!(field(ListFilter::new().page(0)), "page");
        assert_eq!(field(ListFilter::new().customer_id("")), "customer_id");
        assert_eq!(field(ListFilter::new().days("2026-02-30", "2026-03-01")), "start_date");
        assert_eq!(field(ListFilter::new().days("2026-2-3", "2026-03-01")), "start_date");
        assert_eq!(field(ListFilter::new().days("2026-03-02", "2026-03-01")), "end_date");
        assert!(ListFilter::new().days("2026-03-01", "2026-03-01").check().is_ok());
    }
}
