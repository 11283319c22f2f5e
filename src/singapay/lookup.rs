//! The look-up of a payment whose answer was lost.
//!
//! May use: the list. Sends nothing that moves money. Absence is not failure: rows may appear late.

use super::{Inquirable, ListFilter, Product, Quote, Singapay, Transaction, UnreadableRow};
use crate::{Error, ErrorKind, Personal, clock::wib_date};
use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

/// What the list says about a payment. Exhaustive on purpose: a new variant is a major release.
#[derive(Clone, Debug)]
#[must_use]
pub enum Lookup {
    /// One transaction has the reference number, and its customer and price are those of the quote. What it proves says
    /// [`standing`](Transaction::standing).
    Found(Box<Transaction>),
    /// No transaction has it, on any page. That is **no proof** that it was not paid: how late a row may appear is not
    /// documented.
    Absent,
    /// More than one transaction has it, or one with another customer or price: a case for a person.
    Contradiction(Vec<Transaction>),
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// More pages than any customer has in three days; a provider that turns in circles is stopped here.
const MOST_PAGES: u32 = 200;

impl Singapay {
    /// Looks a payment up after its answer was lost or said "pending": lists the customer's transactions of the days around
    /// `sent_at` up to now, a day more on each side because the zone of the filter is not documented, reads every
    /// page, and matches the reference number. Effect: none.
    ///
    /// # Errors
    /// A page could not be had or read, or a row that may be this payment has no transaction id. That says nothing about
    /// the payment.
    pub async fn look_up<T: Inquirable>(&self, quote: &Quote<T>, sent_at: SystemTime) -> Result<Lookup, Error> {
        let customer = quote.target().customer_id();
        let is_it = |t: &Transaction| t.reference_number() == Some(quote.reference_number());
        let may_be_it = |row: &UnreadableRow| row.may_be(quote.reference_number());
        Ok(judge(quote, self.rows_since(customer, sent_at, is_it, may_be_it).await?))
    }

    /// The transactions that may be a direct purchase whose answer was lost: those of its product and phone number of the
    /// days around `sent_at` up to now, in the order of their ids, every page read. Effect: none.
    ///
    /// A direct purchase has no reference, so **another purchase of the same thing looks the same**. Compare
    /// [`price`](Transaction::price) and [`paid_at`](Transaction::paid_at) (a time without a zone, in the samples UTC+7), leave
    /// out what is matched to other purchases, and give what is left to a person if it is more than one. No row is
    /// **no proof** that nothing was bought: how late a row may appear is not documented. With the
    /// [`reference`](crate::Report::reference) of a pending answer ask [`detail`](Self::detail) instead.
    ///
    /// # Errors
    /// A page could not be had or read, or a row has no transaction id. That says nothing about the purchase.
    pub async fn look_up_purchases(&self, product: &Product, sent_at: SystemTime) -> Result<Vec<Transaction>, Error> {
        let customer = product.customer_id();
        let may_be_it =
            |t: &Transaction| t.product_code() == Some(product.product_code()) && t.customer_id() == Some(customer);
        self.rows_since(customer, sent_at, may_be_it, |_| true).await
    }

    /// Every row of a customer that fits, each once.
    async fn rows_since(
        &self,
        customer: &Personal,
        sent_at: SystemTime,
        fits: impl Fn(&Transaction) -> bool,
        may_fit: impl Fn(&UnreadableRow) -> bool,
    ) -> Result<Vec<Transaction>, Error> {
        let mut found = BTreeMap::new();
        let now = self.service.settings.clock.now().max(sent_at);
        let filter = ListFilter::new().customer_id(customer.clone()).days(wib_date(sent_at - DAY), wib_date(now + DAY));
        for number in 1..=MOST_PAGES {
            let page = self.list(&filter.clone().page(number)).await?;
            let last = last_page(&page, number)?;
            page.refuse_unreadable(&may_fit)?;
            let matching = page.into_transactions().into_iter().filter(&fits);
            // By id: a row that moved to the next page while we read is one row.
            found.extend(matching.map(|t| (t.transaction_id().to_owned(), t)));
            if last {
                return Ok(found.into_values().collect());
            }
        }
        Err(Error::of(
            ErrorKind::Internal,
            "list_bill_transaction",
            format!("more than {MOST_PAGES} pages; the look-up proves nothing"),
        ))
    }
}

/// Every page must have been seen, so an answer that doesn't say which page it is proves nothing.
fn last_page(page: &super::Page, asked: u32) -> Result<bool, Error> {
    let unreadable = |field: &str| {
        Error::unreadable(
            "list_bill_transaction",
            field,
            "without it nobody knows whether every page was seen",
            page.response().clone(),
        )
    };
    let last = page.last().ok_or_else(|| unreadable("data.pagination.last_page"))?;
    if page.current() != Some(u64::from(asked)) {
        return Err(unreadable("data.pagination.current_page"));
    }
    Ok(last <= u64::from(asked))
}

fn judge<T: Inquirable>(quote: &Quote<T>, mut rows: Vec<Transaction>) -> Lookup {
    let customer = quote.target().customer_id();
    let fits = |t: &Transaction| t.customer_id() == Some(customer) && t.price() == Some(quote.price());
    match rows.len() {
        0 => Lookup::Absent,
        1 if fits(&rows[0]) => Lookup::Found(Box::new(rows.remove(0))),
        _ => Lookup::Contradiction(rows),
    }
}
