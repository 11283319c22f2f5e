//! What is paid at Singapay, as orders and back.
//!
//! May use: Singapay's facade. Sends nothing.

use super::singapay::NAME;
use crate::{
    Error, Personal, Phone, Rupiah,
    payments::{
        machine::Offer,
        port::{Buyable, Order, Payable, Priced},
    },
    singapay::{Bill, Command, Inquirable, Prepaid, PrepaidCommand, Product, Quote},
};
use std::{collections::BTreeMap, time::SystemTime};

/// What an order of the journal is.
pub(super) enum What {
    Bill(Bill),
    Prepaid(Prepaid),
    Product(Product),
}

fn order(product: &str, customer: &Personal, command: &str, more: [(&str, Option<Personal>); 3]) -> Order {
    let mut details = BTreeMap::from([("command".to_owned(), Personal::from(command))]);
    details.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Order { product: product.to_owned(), customer: customer.clone(), details }
}

impl Payable for Bill {
    fn provider(&self) -> &'static str {
        NAME
    }

    fn order(&self) -> Order {
        let period = self.period.map(|months| Personal::new(months.to_string()));
        let phone = self.phone.as_ref().map(|phone| Personal::new(phone.local()));
        let more = [("period", period), ("phone", phone), ("", None)];
        order(&self.product_code, self.customer_id(), self.command().as_str(), more)
    }
}

impl Payable for Prepaid {
    fn provider(&self) -> &'static str {
        NAME
    }

    fn order(&self) -> Order {
        let plain = |text: &Option<String>| text.as_deref().map(Personal::from);
        let more = [
            ("server_id", plain(&self.server_id)),
            ("username", self.username.clone()),
            ("platform", plain(&self.platform)),
        ];
        order(self.product_code(), self.customer_id(), self.command().as_str(), more)
    }
}

impl Payable for Product {
    fn provider(&self) -> &'static str {
        NAME
    }

    fn order(&self) -> Order {
        let none = [("", None), ("", None), ("", None)];
        order(self.product_code(), self.customer_id(), self.command().as_str(), none)
    }
}

impl Buyable for Product {}

impl Payable for Quote {
    fn provider(&self) -> &'static str {
        NAME
    }

    fn order(&self) -> Order {
        self.bill().order()
    }
}

impl Payable for Quote<Prepaid> {
    fn provider(&self) -> &'static str {
        NAME
    }

    fn order(&self) -> Order {
        self.prepaid().order()
    }
}

impl Priced for Quote {
    fn offer(&self) -> Offer {
        offer(self.reference_number(), self.price(), self.received_at())
    }
}

impl Priced for Quote<Prepaid> {
    fn offer(&self) -> Offer {
        offer(self.reference_number(), self.price(), self.received_at())
    }
}

pub(super) fn offer(reference: &str, price: Rupiah, made_at: SystemTime) -> Offer {
    Offer { reference: Some(reference.to_owned()), price, made_at: made_at.into() }
}

pub(super) fn what(order: &Order) -> Result<What, Error> {
    let detail = |name: &str| order.details.get(name).map(Personal::as_str);
    let command = detail("command").unwrap_or_default();
    match command.parse::<PrepaidCommand>() {
        Ok(command) if command.is_direct() => product(command, order).map(What::Product),
        Ok(command) => Ok(What::Prepaid(prepaid(command, order))),
        Err(_) => bill(command.parse()?, order).map(What::Bill),
    }
}

fn bill(command: Command, order: &Order) -> Result<Bill, Error> {
    let detail = |name: &str| order.details.get(name).map(Personal::as_str);
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

fn prepaid(command: PrepaidCommand, order: &Order) -> Prepaid {
    let mut prepaid = match command {
        PrepaidCommand::TopUpG => Prepaid::game_top_up(&order.product, order.customer.clone()),
        _ => Prepaid::pln_token(&order.product, order.customer.clone()),
    };
    let detail = |name: &str| order.details.get(name).cloned();
    prepaid.server_id = detail("server_id").map(Personal::into_string);
    prepaid.username = detail("username");
    prepaid.platform = detail("platform").map(Personal::into_string);
    prepaid
}

fn product(command: PrepaidCommand, order: &Order) -> Result<Product, Error> {
    let phone = Phone::parse(order.customer.as_str())?;
    Ok(match command {
        PrepaidCommand::Data => Product::data(&order.product, &phone),
        PrepaidCommand::VouchG => Product::game_voucher(&order.product, &phone),
        _ => Product::pulsa(&order.product, &phone),
    })
}

/// The quote as far as the journal kept it.
pub(super) fn quote<T: Inquirable>(what: T, offer: &Offer) -> Result<Quote<T>, Error> {
    let missing = || Error::invalid("reference_number", "the journal has none: this is paid after an inquiry");
    let reference = offer.reference.clone().ok_or_else(missing)?;
    Ok(Quote::restored(what, reference, offer.price, offer.made_at.into()))
}
