//! The look-up of a payment whose answer was lost.
//!
//! May use: the list. Sends nothing that moves money. Absence is not failure: rows may appear late.

use super::{Inquirable, ListFilter, Product, Quote, Singapay, Transaction, UnreadableRow};
use crate::{Error, ErrorKind, Personal, Phone, clock::wib_date};
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
    /// A page could not be had or read, or a row that may be this payment has no transaction id or no reference number. That
    /// says nothing about the payment.
    pub async fn look_up<T: Inquirable>(&self, quote: &Quote<T>, sent_at: SystemTime) -> Result<Lookup, Error> {
        let (product, customer) = (quote.target().product_code(), quote.target().customer_id());
        let is_it = |row: &Transaction| by_reference(row, quote.reference_number(), product, customer);
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
    /// A page could not be had or read, a row has no transaction id, or one that may be this purchase doesn't say of which
    /// product or whose it is. That says nothing about the purchase.
    pub async fn look_up_purchases(&self, product: &Product, sent_at: SystemTime) -> Result<Vec<Transaction>, Error> {
        let customer = product.customer_id();
        let is_it = |row: &Transaction| by_product(row, product.product_code(), customer);
        self.rows_since(customer, sent_at, is_it, |_| true).await
    }

    /// Every row of a customer that is looked for, each once.
    async fn rows_since(
        &self,
        customer: &Personal,
        sent_at: SystemTime,
        is_it: impl Fn(&Transaction) -> Likeness,
        may_be_it: impl Fn(&UnreadableRow) -> bool,
    ) -> Result<Vec<Transaction>, Error> {
        let mut found = BTreeMap::new();
        let now = self.service.settings.clock.now().max(sent_at);
        let filter = ListFilter::new().customer_id(customer.clone()).days(wib_date(sent_at - DAY), wib_date(now + DAY));
        for number in 1..=MOST_PAGES {
            let page = self.list(&filter.clone().page(number)).await?;
            let last = last_page(&page, number)?;
            page.refuse_unreadable(&may_be_it)?;
            page.refuse_unclear(|row| is_it(row).lacking())?;
            let matching = page.into_transactions().into_iter().filter(|row| is_it(row) == Likeness::Ours);
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

/// Whether a row is what is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likeness {
    Ours,
    Others,
    /// It may be: this field would tell, and doesn't. Never absence.
    Unclear(&'static str),
}

impl Likeness {
    fn lacking(self) -> Option<&'static str> {
        if let Self::Unclear(field) = self { Some(field) } else { None }
    }
}

/// A row without a reference number is another's only if its product or its customer is.
fn by_reference(row: &Transaction, reference: &str, product: &str, customer: &Personal) -> Likeness {
    let may_be = || of_product(row, product) != Some(false) && of_customer(row, customer) != Some(false);
    match row.reference_number() {
        Some(own) if own == reference => Likeness::Ours,
        None if may_be() => Likeness::Unclear("reference_number"),
        _ => Likeness::Others,
    }
}

fn by_product(row: &Transaction, product: &str, customer: &Personal) -> Likeness {
    match (of_product(row, product), of_customer(row, customer)) {
        (Some(true), Some(true)) => Likeness::Ours,
        (Some(false), _) | (_, Some(false)) => Likeness::Others,
        (None, _) => Likeness::Unclear("product.code"),
        (_, None) => Likeness::Unclear("customer_id"),
    }
}

/// Nothing if the row doesn't say.
fn of_product(row: &Transaction, code: &str) -> Option<bool> {
    row.product_code().map(str::trim).filter(|own| !own.is_empty()).map(|own| own == code)
}

/// Nothing if the row doesn't say, or hides the digits of a phone number. In which spelling a provider keeps one is its affair.
fn of_customer(row: &Transaction, customer: &Personal) -> Option<bool> {
    let own = row.customer_id().map(|own| own.as_str().trim()).filter(|own| !own.is_empty())?;
    let phone = |text: &str| Phone::parse(text).ok();
    match (own == customer.as_str(), phone(customer.as_str())) {
        (false, Some(ours)) => phone(own).map(|theirs| theirs == ours),
        (same, _) => Some(same),
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const MINE: &str = "081200000001";

    fn row(change: Value) -> Transaction {
        let mut row =
            json!({"transaction_id": "01J", "reference_number": "REF", "customer_id": MINE, "product": {"code": "SP"}});
        for (field, value) in change.as_object().unwrap() {
            row[field] = value.clone();
        }
        Transaction::read(serde_json::from_value(row).unwrap(), &crate::Response::none().into()).unwrap()
    }

    // rule: a row that can't be told from ours is no absence
    #[test]
    fn a_row_that_cannot_be_told_from_ours_is_not_anothers() {
        let reference = |change: Value| by_reference(&row(change), "REF", "SP", &MINE.into());
        assert_eq!(reference(json!({})), Likeness::Ours);
        assert_eq!(reference(json!({"reference_number": "OTHER"})), Likeness::Others);
        let unclear = Likeness::Unclear("reference_number");
        assert_eq!(reference(json!({"reference_number": null})), unclear);
        assert_eq!(reference(json!({"reference_number": " ", "customer_id": null})), unclear);
        assert_eq!(reference(json!({"reference_number": null, "product": null})), unclear);
        assert_eq!(reference(json!({"reference_number": null, "customer_id": "+62 812-0000-0001"})), unclear);
        assert_eq!(reference(json!({"reference_number": null, "product": {"code": "SPDATA"}})), Likeness::Others);
        assert_eq!(reference(json!({"reference_number": null, "customer_id": "081200000002"})), Likeness::Others);
        let meter = |own: &str| of_customer(&row(json!({"customer_id": own})), &"114676170021".into());
        assert_eq!([meter("114676170021"), meter("114676170022"), meter("")], [Some(true), Some(false), None]);
    }

    // rule: a row that can't be told from ours is no absence
    #[test]
    fn a_purchase_is_known_by_its_product_and_its_phone_in_any_spelling() {
        let product = |change: Value| by_product(&row(change), "SP", &MINE.into());
        for own in [MINE, "6281200000001", "+6281200000001", "81200000001", " 0812-0000-0001 "] {
            assert_eq!(product(json!({"customer_id": own})), Likeness::Ours, "{own}");
        }
        assert_eq!(product(json!({"customer_id": "+6281200000002"})), Likeness::Others);
        assert_eq!(product(json!({"product": {"code": "SPDATA"}, "customer_id": null})), Likeness::Others);
        for own in [json!(null), json!(""), json!("0812****0001")] {
            assert_eq!(product(json!({"customer_id": own})), Likeness::Unclear("customer_id"));
        }
        for own in [json!(null), json!({}), json!({"code": " "})] {
            assert_eq!(product(json!({"product": own})), Likeness::Unclear("product.code"));
        }
    }
}
