//! What a reference number or a direct order stands for: who buys what for whom at which price.
//! Plain data, made by an inquiry or a direct payment and never changed afterwards.

use std::{borrow::Cow, sync::Arc};

use jiff::Timestamp;

use crate::world::{Bill, PrepaidCommand, Product};

#[derive(Clone, Debug)]
pub(super) struct Purchase {
    pub(super) client_id: Arc<str>,
    pub(super) command: &'static str,
    pub(super) kind: Kind,
    pub(super) product_code: String,
    pub(super) product_name: Cow<'static, str>,
    pub(super) category_code: Cow<'static, str>,
    pub(super) category_name: Cow<'static, str>,
    pub(super) customer_id: String,
    /// Empty where the provider knows none.
    pub(super) customer_name: String,
    pub(super) amount: i64,
    pub(super) price: i64,
    pub(super) late_fee: i64,
    pub(super) period: Option<String>,
    /// None for a direct payment.
    pub(super) inquired_at: Option<Timestamp>,
}

/// Which family a purchase belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Postpaid,
    Prepaid(PrepaidCommand),
}

impl Kind {
    /// `transaction_type`
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Postpaid => "postpaid",
            Self::Prepaid(_) => "prepaid",
        }
    }
}

impl Purchase {
    pub(super) fn of_bill(client_id: &Arc<str>, bill: Bill, inquired_at: Timestamp) -> Self {
        let command = bill.command;
        Self {
            client_id: Arc::clone(client_id),
            command: command.as_str(),
            kind: Kind::Postpaid,
            product_code: bill.product_code,
            product_name: command.title().into(),
            category_code: command.as_str().to_uppercase().into(),
            category_name: command.title().into(),
            customer_id: bill.customer_id,
            customer_name: bill.customer_name,
            amount: bill.amount,
            price: bill.price,
            late_fee: bill.late_fee,
            period: bill.period,
            inquired_at: Some(inquired_at),
        }
    }

    pub(super) fn of_product(client_id: &Arc<str>, product: &Product, customer_id: &str) -> Self {
        Self {
            client_id: Arc::clone(client_id),
            command: product.command.as_str(),
            kind: Kind::Prepaid(product.command),
            product_code: product.code.clone(),
            product_name: product.name.clone().into(),
            category_code: product.category_code.clone().into(),
            category_name: product.category_name.clone().into(),
            customer_id: customer_id.to_owned(),
            customer_name: String::new(),
            amount: product.amount,
            price: product.price,
            late_fee: 0,
            period: None,
            inquired_at: None,
        }
    }

    pub(super) fn is_for(&self, command: &str, product_code: &str, customer_id: &str) -> bool {
        self.command == command && self.product_code == product_code && self.customer_id == customer_id
    }
}
