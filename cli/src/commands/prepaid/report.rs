//! The documents that `bayar prepaid … --json` prints.
//!
//! Declarations, and how they are told to people. Amounts are texts with two decimals, exact.

use crate::{
    exit::Exit,
    printer::{columns, decimal, shown},
    unguarded::Course,
};
use bayar::{
    Effect, Personal, Rupiah,
    singapay::{Prepaid, PrepaidCommand, Product, Quote, Receipt},
};
use schemars::JsonSchema;
use serde::Serialize;
use std::time::{SystemTime, UNIX_EPOCH};

/// What a PLN token or a game top-up costs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PrepaidQuoteReport {
    /// The reference number of the inquiry; a payment is found by it.
    pub reference_number: String,
    /// The meter, or the player.
    pub customer_id: String,
    /// The customer's name as the provider has it. Check it: a meter with one wrong digit is somebody else's.
    pub customer_name: String,
    /// The product code.
    pub product_code: String,
    /// The total to pay.
    pub price: String,
    /// The product without the admin fee.
    pub amount: Option<String>,
}

impl PrepaidQuoteReport {
    pub(super) fn new(quote: &Quote<Prepaid>) -> Self {
        Self {
            reference_number: quote.reference_number().to_owned(),
            customer_id: quote.prepaid().customer_id().as_str().to_owned(),
            customer_name: quote.customer_name().to_owned(),
            product_code: quote.prepaid().product_code().to_owned(),
            price: quote.price().to_decimal(),
            amount: decimal(quote.amount()),
        }
    }

    pub(super) fn words(&self) -> String {
        let mut pairs = vec![
            ("customer", format!("{} {}", self.customer_id, self.customer_name).trim_end().to_owned()),
            ("product", self.product_code.clone()),
            ("price", shown(&self.price)),
        ];
        pairs.extend(self.amount.as_deref().map(|amount| ("amount", shown(amount))));
        pairs.push(("reference", self.reference_number.clone()));
        columns(&pairs)
    }
}

/// What became of a purchase.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BuyReport {
    /// `paid`, `refused`, `not_paid`, `refunded`, `pending` or `unknown`.
    pub outcome: String,
    /// How the command ends.
    pub exit: Exit,
    /// Always true: nothing about the purchase is stored on this machine. `bayar pay` keeps a journal.
    pub unguarded: bool,
    /// What was bought: `plntok`, `topupg`, `pulsa`, `data` or `vouchg`.
    pub command: String,
    /// The product code.
    pub product_code: String,
    /// The meter, the player, or the phone number.
    pub customer_id: String,
    /// The price that the provider told; null as long as it told none.
    pub price: Option<String>,
    /// The reference number of the inquiry; null for what is bought directly.
    pub reference_number: Option<String>,
    /// When the payment was sent, in seconds since 1970; for looking it up.
    pub sent_at: u64,
    /// The provider's id of the transaction.
    pub transaction_id: Option<String>,
    /// The number of a PLN token; null as long as it has not come, and for other products.
    pub token: Option<String>,
    /// What else the provider tells about the goods, as it came; null without any.
    pub other_info: Option<serde_json::Value>,
    /// The provider's code in the answer to the payment.
    pub code: Option<String>,
    /// The provider's id of the request.
    pub request_id: Option<String>,
    /// How often it was looked up afterwards.
    pub look_ups: u32,
    /// For people.
    pub message: String,
}

impl BuyReport {
    /// Of what was inquired.
    pub(super) fn of_prepaid(prepaid: &Prepaid, quote: &Quote<Prepaid>, sent_at: SystemTime) -> Self {
        Self {
            reference_number: Some(quote.reference_number().to_owned()),
            price: Some(quote.price().to_decimal()),
            ..Self::new(prepaid.command(), prepaid.product_code(), prepaid.customer_id(), sent_at)
        }
    }

    /// Of what is bought directly.
    pub(super) fn of_product(product: &Product, sent_at: SystemTime) -> Self {
        Self::new(product.command(), product.product_code(), product.customer_id(), sent_at)
    }

    fn new(command: PrepaidCommand, product_code: &str, customer_id: &Personal, sent_at: SystemTime) -> Self {
        Self {
            outcome: "unknown".to_owned(),
            exit: Exit::Unknown,
            unguarded: true,
            command: command.as_str().to_owned(),
            product_code: product_code.to_owned(),
            customer_id: customer_id.as_str().to_owned(),
            price: None,
            reference_number: None,
            sent_at: sent_at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
            transaction_id: None,
            token: None,
            other_info: None,
            code: None,
            request_id: None,
            look_ups: 0,
            message: String::new(),
        }
    }

    /// What the one call brought at once.
    pub(super) fn receipt(&mut self, effect: &Effect<Receipt>) {
        if let Effect::Done(receipt) = effect {
            self.price = Some(receipt.price().to_decimal());
            self.token = receipt.token().map(|token| token.expose().to_owned());
        }
    }

    /// How it ended, and what a look-up found.
    pub(super) fn ended(&mut self, course: Course) {
        if let Some(row) = &course.row {
            self.price = row.price().map(Rupiah::to_decimal).or(self.price.take());
            self.other_info = row.other_info().filter(|info| info.as_object().is_some_and(|o| !o.is_empty())).cloned();
        }
        self.outcome = course.outcome.to_owned();
        self.exit = course.exit;
        self.transaction_id = course.transaction_id;
        self.code = course.code;
        self.request_id = course.request_id;
        self.look_ups = course.look_ups;
        self.message = course.message;
    }

    /// A meter wants the digits of its token, which may come later than the payment.
    pub(super) fn lacks_its_token(&self) -> bool {
        self.command == "plntok" && self.token.is_none() && self.other_info.is_none()
    }

    pub(super) fn words(&self) -> String {
        let mut pairs = vec![("outcome", self.outcome.replace('_', " ")), ("product", self.product_code.clone())];
        pairs.push(("customer", self.customer_id.clone()));
        pairs.extend(self.price.as_deref().map(|price| ("price", shown(price))));
        pairs.extend(self.token.clone().map(|token| ("token", token)));
        pairs.extend(self.other_info.as_ref().map(|info| ("goods", info.to_string())));
        pairs.extend(self.reference_number.clone().map(|reference| ("reference", reference)));
        pairs.extend(self.transaction_id.clone().map(|id| ("transaction", id)));
        pairs.extend(self.code.clone().map(|code| ("code", code)));
        pairs.extend(self.request_id.clone().map(|id| ("request", id)));
        format!("{}\n{}", columns(&pairs), self.message).trim_end().to_owned()
    }
}
