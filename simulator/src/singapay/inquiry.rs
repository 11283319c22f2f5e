//! `POST /api/v2/postpaid/inquiry`: what a customer owes, and a reference number to pay it with.
//! Moves no money.

use serde::Serialize;

use super::{
    State, Visit, customers,
    envelope::{Done, Refusal},
    form::Form,
    quotes::Quote,
};
use crate::{
    clock::wib_text,
    settings::BusinessAnswer,
    world::{Bill, Command},
};

#[derive(Serialize)]
struct Inquired<'a> {
    amount: String,
    customer_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<&'a str>,
    customer_id: &'a str,
    reference_number: &'a str,
    price: String,
    late_fee: String,
    created_at: String,
}

/// What is asked for.
struct Asked {
    command: String,
    product_code: String,
    customer_id: String,
    period: Option<i64>,
}

pub(super) fn postpaid(state: &mut State, visit: &Visit<'_>, form: &mut Form) -> Result<Done, Refusal> {
    let asked = read(visit, form)?;
    if asked.command == Command::Mobpos.as_str() && !asked.customer_id.chars().all(|it| it.is_ascii_digit()) {
        return Err(no_phone_number(visit, &asked.customer_id));
    }
    customers::refuse_used(state, visit, &asked.customer_id)?;
    let bill = state.bills.iter().find(|bill| bill.is_for(&asked.command, &asked.product_code, &asked.customer_id));
    let Some(mut bill) = bill.cloned() else {
        return Err(Refusal::Business(visit.settings.unknown_bill.clone(), "no such bill"));
    };
    if let Some(months) = asked.period {
        bill.period = Some(months.to_string());
    }
    Ok(quote(state, visit, bill))
}

fn read(visit: &Visit<'_>, form: &mut Form) -> Result<Asked, Refusal> {
    let command = form.require_command(&Command::ALL.map(Command::as_str));
    form.require_data();
    let customer_id = form.required("data.customer_id");
    let product_code = form.required("data.product_code");
    let months = match command.as_str() {
        "bpjsks" => &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12][..],
        "bputk" => &[1, 2, 3, 6, 12],
        _ => &[],
    };
    let period = form.integer("data.period", !months.is_empty() && visit.settings.period_required, months);
    form.at_most("data.phone_number", 25);
    form.check().map(|()| Asked { command, product_code, customer_id, period })
}

fn quote(state: &mut State, visit: &Visit<'_>, bill: Bill) -> Done {
    let mut reference = state.ids.reference_number(&bill.product_code, visit.at);
    while state.quotes.contains(&reference) {
        reference = state.ids.reference_number(&bill.product_code, visit.at);
    }
    let done = Done::with(
        "Inquiry success",
        &Inquired {
            amount: bill.amount.to_string(),
            customer_name: &bill.customer_name,
            period: bill.period.as_deref(),
            customer_id: &bill.customer_id,
            reference_number: &reference,
            price: bill.price.to_string(),
            late_fee: bill.late_fee.to_string(),
            created_at: wib_text(visit.at),
        },
    );
    let quote = Quote { client_id: visit.merchant.client_id.clone(), bill, inquired_at: visit.at };
    state.quotes.add(reference, quote);
    done
}

fn no_phone_number(visit: &Visit<'_>, customer_id: &str) -> Refusal {
    let text = format!("customer_id (phone number) column value {customer_id} is not valid");
    let answer = BusinessAnswer::new(visit.settings.bad_customer_id_http, "04", text);
    Refusal::Business(answer, "customer_id is no phone number")
}
