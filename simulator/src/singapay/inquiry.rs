//! `POST /api/v2/postpaid/inquiry`: what a customer owes, and a reference number to pay it with.
//! Moves no money.

use serde::Serialize;

use super::{
    State, Visit, codes, customers, cut_off,
    envelope::{Done, Refusal},
    form::Form,
    purchase::Purchase,
};
use crate::{settings::BusinessAnswer, world::Command};

#[derive(Serialize)]
struct Inquired<'a> {
    amount: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    customer_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<&'a str>,
    customer_id: &'a str,
    reference_number: &'a str,
    price: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_fee: Option<String>,
    created_at: String,
}

/// What is asked for.
struct Asked<'a> {
    command: Command,
    product_code: &'a str,
    customer_id: &'a str,
    period: Option<i64>,
}

pub(super) fn postpaid(state: &mut State, visit: &Visit<'_>, form: &mut Form<'_>) -> Result<Done, Refusal> {
    let asked = read(visit, form)?;
    if asked.command == Command::Mobpos && !asked.customer_id.bytes().all(|it| it.is_ascii_digit()) {
        return Err(no_phone_number(visit, asked.customer_id));
    }
    codes::refuse_magic(Some(asked.customer_id), codes::INQUIRY)?;
    cut_off::refuse(visit, asked.command.as_str())?;
    customers::refuse_used(state, visit, asked.customer_id)?;
    let key = (asked.command, asked.product_code.to_owned(), asked.customer_id.to_owned());
    let magic = || codes::magic_bill(asked.command, asked.product_code, asked.customer_id);
    let Some(mut bill) = state.bills.get(&key).cloned().or_else(magic) else {
        return Err(Refusal::Business(visit.settings.unknown_bill.clone(), "no such bill"));
    };
    if let Some(months) = asked.period {
        bill.period = Some(months.to_string());
    }
    let purchase = Purchase::of_bill(&visit.client_id(), bill, visit.at);
    let late_fee = Some(purchase.late_fee.to_string());
    Ok(quote(state, visit, purchase, late_fee))
}

fn read<'a>(visit: &Visit<'_>, form: &mut Form<'a>) -> Result<Asked<'a>, Refusal> {
    let command = form.require_command(&Command::ALL.map(Command::as_str));
    form.require_data();
    let customer_id = form.required("data.customer_id");
    let product_code = form.required("data.product_code");
    let months = match command {
        "bpjsks" => &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12][..],
        "bputk" => &[1, 2, 3, 6, 12],
        _ => &[],
    };
    let period = form.integer("data.period", !months.is_empty() && visit.settings.period_required, months);
    form.at_most("data.phone_number", 25);
    form.check()?;
    let command = Command::ALL.into_iter().find(|it| it.as_str() == command).ok_or(Refusal::NoRoute)?;
    Ok(Asked { command, product_code, customer_id, period })
}

/// A reference number for this purchase, and the answer that tells it.
pub(super) fn quote(state: &mut State, visit: &Visit<'_>, mut purchase: Purchase, late_fee: Option<String>) -> Done {
    purchase.price = purchase.price.saturating_add(visit.orders.surcharge);
    let reference = state.fresh_reference(&purchase.product_code, visit.at);
    let inquired = Inquired {
        amount: purchase.amount.to_string(),
        customer_name: &purchase.customer_name,
        period: purchase.period.as_deref(),
        customer_id: &purchase.customer_id,
        reference_number: &reference,
        price: purchase.price.to_string(),
        late_fee,
        created_at: visit.settings.zones.answer_created_at.text(visit.at),
    };
    let done = Done::with("Inquiry success", &inquired);
    let listed = visit.settings.unpaid_in_list.then(|| state.ids.transaction_id(visit.at));
    state.quotes.add(reference, purchase, listed);
    done
}

pub(super) fn no_phone_number(visit: &Visit<'_>, customer_id: &str) -> Refusal {
    let text = format!("customer_id (phone number) column value {customer_id} is not valid");
    let answer = BusinessAnswer::new(visit.settings.bad_customer_id_http, "04", text);
    Refusal::Business(answer, "customer_id is no phone number")
}
