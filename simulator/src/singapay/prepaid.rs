//! `POST /api/v2/prepaid/inquiry` and `/payment`: PLN token and game top-up by inquiry, credit, data and vouchers directly.
//! What a payment does is `payment`'s; here stands which fields each product wants.

use std::sync::Arc;

use super::{
    State, Visit, codes, customers, cut_off,
    envelope::{Done, Refusal},
    form::Form,
    inquiry,
    payment::{self, Order},
    purchase::Purchase,
};
use crate::world::{PrepaidCommand, Product};

pub(super) fn inquire(state: &mut State, visit: &Visit<'_>, form: &mut Form<'_>) -> Result<Done, Refusal> {
    let commands = [PrepaidCommand::Plntok, PrepaidCommand::Topupg].map(PrepaidCommand::as_str);
    let command = form.require_command(&commands);
    form.require_data();
    let customer_id = form.required("data.customer_id");
    let product_code = form.required("data.product_code");
    form.optional("data.server_id");
    form.optional("data.platform");
    let username = form.optional("data.username");
    form.check()?;
    codes::refuse_magic(Some(customer_id), codes::INQUIRY)?;
    cut_off::refuse(visit, command)?;
    customers::refuse_used(state, visit, customer_id)?;
    let unknown = |why| Refusal::Business(visit.settings.unknown_bill.clone(), why);
    let product = product(state, command, product_code).ok_or_else(|| unknown("no such product"))?;
    let mut purchase = Purchase::of_product(&visit.client_id(), product, customer_id);
    if product.command == PrepaidCommand::Plntok {
        if !is_meter(customer_id) {
            return Err(unknown("customer_id is no meter or customer number"));
        }
        "JOHN DOE".clone_into(&mut purchase.customer_name);
    } else {
        purchase.customer_name = username.unwrap_or_default();
    }
    purchase.inquired_at = Some(visit.at);
    Ok(inquiry::quote(state, visit, purchase, None))
}

pub(super) fn pay(state: &mut State, visit: &Visit<'_>, form: &mut Form<'_>) -> Result<Done, Refusal> {
    let command = form.require_command(&PrepaidCommand::ALL.map(PrepaidCommand::as_str));
    let kind = PrepaidCommand::ALL.into_iter().find(|it| it.as_str() == command);
    let order = payment::read(form, command, kind.is_some_and(|it| !it.is_direct()))?;
    let Some(kind) = kind.filter(|it| it.is_direct()) else {
        return payment::by_reference(state, visit, &order);
    };
    if kind.is_for_a_phone() && !is_phone(order.customer_id) {
        return Err(inquiry::no_phone_number(visit, order.customer_id));
    }
    direct(state, visit, &order)
}

/// Nothing was asked before: the reference number is made now.
fn direct(state: &mut State, visit: &Visit<'_>, order: &Order<'_>) -> Result<Done, Refusal> {
    payment::admit(state, visit, order)?;
    let unknown = || Refusal::Business(visit.settings.unknown_product.clone(), "no such product");
    let product = product(state, order.command, order.product_code).ok_or_else(unknown)?;
    let purchase = Arc::new(Purchase::of_product(&visit.client_id(), product, order.customer_id));
    payment::refuse_poor(visit, &purchase)?;
    let reference = state.fresh_reference(order.product_code, visit.at);
    Ok(payment::carry_out(state, visit, &reference, &purchase))
}

fn product<'a>(state: &'a State, command: &str, code: &str) -> Option<&'a Product> {
    state.products.get(code).filter(|product| product.command.as_str() == command)
}

/// A PLN meter number (11 digits) or customer number (12).
fn is_meter(text: &str) -> bool {
    matches!(text.len(), 11 | 12) && text.bytes().all(|it| it.is_ascii_digit())
}

fn is_phone(text: &str) -> bool {
    (9..=16).contains(&text.len()) && text.starts_with("08") && text.bytes().all(|it| it.is_ascii_digit())
}
