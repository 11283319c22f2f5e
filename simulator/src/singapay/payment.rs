//! `POST /api/v2/postpaid/payment`: pays the bill of a reference number.
//! The one place at Singapay where money moves.

use std::sync::Arc;

use jiff::SignedDuration;
use serde::Serialize;

use super::{
    State, Visit, customers,
    envelope::{Done, Refusal},
    form::Form,
    quotes::Quote,
    transactions::Transaction,
};
use crate::{clock::wib_text, ledger::Execution, settings::SecondPayment, world::Command};

#[derive(Serialize)]
struct Paid<'a> {
    amount: String,
    customer_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<&'a str>,
    customer_id: &'a str,
    price: String,
    transaction_id: &'a str,
    created_at: String,
}

/// What is to be paid.
struct Order {
    command: String,
    password: String,
    product_code: String,
    customer_id: String,
    reference: String,
}

pub(super) fn postpaid(state: &mut State, visit: &Visit<'_>, form: &mut Form) -> Result<Done, Refusal> {
    let order = read(form)?;
    if order.password != visit.merchant.password {
        return Err(Refusal::Business(visit.settings.wrong_password.clone(), "data.password is wrong"));
    }
    let quote = payable(state, visit, &order)?;
    customers::refuse_used(state, visit, &order.customer_id)?;
    if visit.ledger.balance_of(&visit.merchant.client_id).unwrap_or_default() < quote.bill.price {
        return Err(Refusal::Business(visit.settings.insufficient_balance.clone(), "insufficient balance"));
    }
    let mut transaction_id = String::new();
    for _ in 0..visit.times {
        transaction_id = execute(state, visit, &order.reference, &quote);
    }
    Ok(receipt(visit, &quote, &transaction_id))
}

fn read(form: &mut Form) -> Result<Order, Refusal> {
    let command = form.require_command(&Command::ALL.map(Command::as_str));
    form.require_data();
    let order = Order {
        command,
        password: form.required("data.password"),
        product_code: form.required("data.product_code"),
        customer_id: form.required("data.customer_id"),
        reference: form.required("data.reference_number"),
    };
    form.at_most("data.phone_number", 25);
    form.check().map(|()| order)
}

/// The quote, if this merchant may pay it now with this order.
fn payable(state: &State, visit: &Visit<'_>, order: &Order) -> Result<Arc<Quote>, Refusal> {
    let unknown = |why| Refusal::Business(visit.settings.unknown_reference.clone(), why);
    let (quote, spent) = state.quotes.find(&order.reference).ok_or_else(|| unknown("unknown reference_number"))?;
    if quote.client_id != visit.merchant.client_id {
        return Err(unknown("reference_number of another merchant"));
    }
    if !quote.bill.is_for(&order.command, &order.product_code, &order.customer_id) {
        return Err(unknown("command, product_code or customer_id differ from the inquiry"));
    }
    if spent && visit.settings.second_payment == SecondPayment::RefusedAsUnknown {
        return Err(unknown("reference_number was paid before"));
    }
    let lifetime = visit.settings.reference_lifetime.and_then(|it| SignedDuration::try_from(it).ok());
    if lifetime.is_some_and(|lifetime| visit.at.duration_since(quote.inquired_at) > lifetime) {
        return Err(unknown("reference_number has expired"));
    }
    Ok(quote)
}

fn execute(state: &mut State, visit: &Visit<'_>, reference: &str, quote: &Arc<Quote>) -> String {
    let transaction_id = state.ids.transaction_id(visit.at);
    visit.ledger.pay(Execution {
        client_id: visit.merchant.client_id.clone(),
        reference_number: reference.to_owned(),
        transaction_id: transaction_id.clone(),
        customer_id: quote.bill.customer_id.clone(),
        product_code: quote.bill.product_code.clone(),
        price: quote.bill.price,
        at: visit.at,
    });
    state.transactions.push(Arc::new(Transaction {
        transaction_id: transaction_id.clone(),
        reference_number: reference.to_owned(),
        quote: Arc::clone(quote),
        status: "success",
        paid_at: visit.at,
    }));
    state.quotes.spend(reference);
    customers::use_up(state, visit, &quote.bill.customer_id);
    transaction_id
}

fn receipt(visit: &Visit<'_>, quote: &Quote, transaction_id: &str) -> Done {
    let bill = &quote.bill;
    Done::with(
        "Payment success",
        &Paid {
            amount: bill.amount.to_string(),
            customer_name: &bill.customer_name,
            period: bill.period.as_deref(),
            customer_id: &bill.customer_id,
            price: bill.price.to_string(),
            transaction_id,
            created_at: wib_text(visit.at),
        },
    )
}
