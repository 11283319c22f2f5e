//! What exists before the first call: merchants, bills, partners, accounts, organisations, customers.
//! Plain data, chosen by the test; what calls change is kept by each provider and the ledger.

use std::fmt;

mod finnet;
mod paycombat;
mod prepaid;
mod singapay;

pub use self::{
    finnet::{Account, Partner, PinReset},
    paycombat::{Customer, DataSet, Organisation},
    prepaid::{PrepaidCommand, Product},
    singapay::{Bill, Command, Merchant},
};
use crate::demo;

/// Everything the providers know at start. Adding something whose key is already there replaces it. Debug shows only
/// how many there are of each.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct World {
    /// Singapay merchants; the key is `client_id`.
    pub merchants: Vec<Merchant>,
    /// Singapay bills; the key is command, product code and customer id.
    pub bills: Vec<Bill>,
    /// Singapay prepaid products; the key is `code`.
    pub products: Vec<Product>,
    /// Finnet partners; the key is `client_id`.
    pub partners: Vec<Partner>,
    /// Finnet e-money accounts; the key is the phone number.
    pub accounts: Vec<Account>,
    /// Finnet customer (B2B2C) tokens that are accepted, without `Bearer `.
    pub customer_tokens: Vec<String>,
    /// PayCombat organisations; the key is `token`.
    pub organisations: Vec<Organisation>,
    /// PayCombat customers; the key is data set and id.
    pub customers: Vec<Customer>,
}

impl World {
    /// A world in which nothing exists.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The invented world of [`demo`].
    #[must_use]
    pub fn demo() -> Self {
        demo::world()
    }

    /// Adds or replaces a Singapay merchant.
    #[must_use]
    pub fn merchant(mut self, merchant: Merchant) -> Self {
        put(&mut self.merchants, merchant, |a, b| a.client_id == b.client_id);
        self
    }

    /// Adds or replaces a Singapay bill.
    #[must_use]
    pub fn bill(mut self, bill: Bill) -> Self {
        put(&mut self.bills, bill, Bill::is_same);
        self
    }

    /// Adds Singapay bills that are not there yet; quicker than one by one.
    #[must_use]
    pub fn bills(mut self, bills: impl IntoIterator<Item = Bill>) -> Self {
        self.bills.extend(bills);
        self
    }

    /// Adds or replaces a Singapay prepaid product.
    #[must_use]
    pub fn product(mut self, product: Product) -> Self {
        put(&mut self.products, product, |a, b| a.code == b.code);
        self
    }

    /// Adds or replaces a Finnet partner.
    #[must_use]
    pub fn partner(mut self, partner: Partner) -> Self {
        put(&mut self.partners, partner, |a, b| a.client_id == b.client_id);
        self
    }

    /// Adds or replaces a Finnet e-money account.
    #[must_use]
    pub fn account(mut self, account: Account) -> Self {
        put(&mut self.accounts, account, Account::is_same);
        self
    }

    /// Adds a Finnet customer token, without `Bearer `.
    #[must_use]
    pub fn customer_token(mut self, token: impl Into<String>) -> Self {
        put(&mut self.customer_tokens, token.into(), |a, b| a == b);
        self
    }

    /// Adds or replaces a PayCombat organisation.
    #[must_use]
    pub fn organisation(mut self, organisation: Organisation) -> Self {
        put(&mut self.organisations, organisation, |a, b| a.token == b.token);
        self
    }

    /// Adds or replaces a PayCombat customer.
    #[must_use]
    pub fn customer(mut self, customer: Customer) -> Self {
        put(&mut self.customers, customer, Customer::is_same);
        self
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("merchants", &self.merchants.len())
            .field("bills", &self.bills.len())
            .field("products", &self.products.len())
            .field("partners", &self.partners.len())
            .field("accounts", &self.accounts.len())
            .field("organisations", &self.organisations.len())
            .field("customers", &self.customers.len())
            .finish_non_exhaustive()
    }
}

/// Replaces the item that is the same thing, or adds it.
pub(crate) fn put<T>(items: &mut Vec<T>, item: T, same: impl Fn(&T, &T) -> bool) {
    match items.iter_mut().find(|there| same(there, &item)) {
        Some(there) => *there = item,
        None => items.push(item),
    }
}
