//! `POST /api/v2/postpaid/payment`, and what every payment does: check, charge, remember, answer.
//! The one place at Singapay where money moves.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{
    State, Visit,
    agenda::{Due, LateOrder},
    callback, codes, customers, cut_off,
    envelope::{Done, Refusal},
    form::Form,
    goods,
    purchase::{Kind, Purchase},
    transactions::Transaction,
};
use crate::{
    clock::later,
    fault::{Orders, Settlement, Status},
    ledger::{Books, Execution},
    settings::{SecondPayment, SingapaySettings},
    world::{Command, PrepaidCommand},
};

#[derive(Serialize)]
struct Paid<'a> {
    amount: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    customer_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<&'a str>,
    /// Only for a PLN token, and then perhaps null.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<Option<&'a str>>,
    customer_id: &'a str,
    price: String,
    transaction_id: &'a str,
    created_at: String,
}

/// What is to be paid.
pub(super) struct Order<'a> {
    pub(super) command: &'a str,
    password: &'a str,
    pub(super) product_code: &'a str,
    pub(super) customer_id: &'a str,
    reference: &'a str,
}

pub(super) fn postpaid(state: &mut State, visit: &Visit<'_>, form: &mut Form<'_>) -> Result<Done, Refusal> {
    let command = form.require_command(&Command::ALL.map(Command::as_str));
    let order = read(form, command, true)?;
    by_reference(state, visit, &order)
}

pub(super) fn read<'a>(form: &mut Form<'a>, command: &'a str, with_reference: bool) -> Result<Order<'a>, Refusal> {
    form.require_data();
    let order = Order {
        command,
        password: form.required("data.password"),
        product_code: form.required("data.product_code"),
        customer_id: form.required("data.customer_id"),
        reference: if with_reference { form.required("data.reference_number") } else { "" },
    };
    form.at_most("data.phone_number", 25);
    form.check().map(|()| order)
}

pub(super) fn by_reference(state: &mut State, visit: &Visit<'_>, order: &Order<'_>) -> Result<Done, Refusal> {
    refuse_password(visit, order)?;
    let purchase = payable(state, visit, order)?;
    admit(state, visit, order)?;
    refuse_poor(visit, &purchase)?;
    Ok(carry_out(state, visit, order.reference, &purchase))
}

fn refuse_password(visit: &Visit<'_>, order: &Order<'_>) -> Result<(), Refusal> {
    if order.password == visit.merchant.password {
        return Ok(());
    }
    Err(Refusal::Business(visit.settings.wrong_password.clone(), "data.password is wrong"))
}

/// The checks that have nothing to do with a reference number.
pub(super) fn admit(state: &State, visit: &Visit<'_>, order: &Order<'_>) -> Result<(), Refusal> {
    refuse_password(visit, order)?;
    codes::refuse_magic(Some(order.customer_id), codes::PAYMENT)?;
    cut_off::refuse(visit, order.command)?;
    customers::refuse_used(state, visit, order.customer_id)
}

pub(super) fn refuse_poor(visit: &Visit<'_>, purchase: &Purchase) -> Result<(), Refusal> {
    let balance = visit.books.balance_of(&visit.merchant.client_id).unwrap_or_default();
    if balance < purchase.price.saturating_add(visit.orders.surcharge) {
        return Err(Refusal::Business(visit.settings.insufficient_balance.clone(), "insufficient balance"));
    }
    Ok(())
}

/// The quote, if this merchant may pay it now with this order.
fn payable(state: &State, visit: &Visit<'_>, order: &Order<'_>) -> Result<Arc<Purchase>, Refusal> {
    let unknown = |why| Refusal::Business(visit.settings.unknown_reference.clone(), why);
    let quote = state.quotes.find(order.reference).ok_or_else(|| unknown("unknown reference_number"))?;
    let purchase = &quote.purchase;
    if *purchase.client_id != *visit.merchant.client_id {
        return Err(unknown("reference_number of another merchant"));
    }
    if !purchase.is_for(order.command, order.product_code, order.customer_id) {
        return Err(unknown("command, product_code or customer_id differ from the inquiry"));
    }
    if quote.is_spent && visit.settings.second_payment == SecondPayment::RefusedAsUnknown {
        return Err(unknown("reference_number was paid before"));
    }
    let lifetime = visit.settings.reference_lifetime.and_then(|it| SignedDuration::try_from(it).ok());
    let age = purchase.inquired_at.map(|inquired_at| visit.at.duration_since(inquired_at));
    if age.zip(lifetime).is_some_and(|(age, lifetime)| age > lifetime) {
        return Err(unknown("reference_number has expired"));
    }
    Ok(Arc::clone(purchase))
}

/// Executes as often as ordered, now or later, and answers.
pub(super) fn carry_out(state: &mut State, visit: &Visit<'_>, reference: &str, purchase: &Arc<Purchase>) -> Done {
    if let Some(late) = visit.orders.late {
        let orders = Orders { late: None, ..visit.orders.clone() };
        let order = LateOrder { reference: reference.to_owned(), purchase: Arc::clone(purchase), orders };
        state.agenda.add(later(visit.at, late), Due::Execute(Box::new(order)));
        return Done::bare("Payment pending").code("01");
    }
    let mut transaction_id: Arc<str> = "".into();
    for _ in 0..visit.orders.times {
        transaction_id = execute(state, visit.settings, visit.books, visit.at, (reference, purchase, visit.orders));
    }
    receipt(state, visit, &transaction_id)
}

/// A late order has its turn; it does nothing if the reference was paid or the deposit was spent meanwhile.
pub(super) fn execute_late(
    state: &mut State,
    order: LateOrder,
    at: Timestamp,
    settings: &SingapaySettings,
    books: &Books,
) {
    let LateOrder { reference, purchase, orders } = order;
    let is_spent = state.quotes.find(&reference).is_some_and(|quote| quote.is_spent);
    let price = purchase.price.saturating_add(orders.surcharge);
    let is_poor = books.balance_of(&purchase.client_id).unwrap_or_default() < price;
    if (is_spent && settings.second_payment == SecondPayment::RefusedAsUnknown) || is_poor {
        return;
    }
    for _ in 0..orders.times {
        execute(state, settings, books, at, (&reference, &purchase, &orders));
    }
}

fn execute(
    state: &mut State,
    settings: &SingapaySettings,
    books: &Books,
    at: Timestamp,
    (reference, purchase, orders): (&str, &Arc<Purchase>, &Orders),
) -> Arc<str> {
    let listed = state.quotes.find(reference).filter(|quote| !quote.is_spent).and_then(|it| it.transaction_id.clone());
    let id = listed.unwrap_or_else(|| state.ids.transaction_id(at).into());
    let settlement = orders.settlement.clone().unwrap_or_else(|| settlement(settings, purchase));
    let price = purchase.price.saturating_add(orders.surcharge);
    books.pay(Execution {
        client_id: purchase.client_id.as_ref().to_owned(),
        reference_number: reference.to_owned(),
        transaction_id: id.as_ref().to_owned(),
        customer_id: purchase.customer_id.clone(),
        product_code: purchase.product_code.clone(),
        price,
        at,
        status: settlement.first,
        turned_at: at,
    });
    let goods = goods::make(&mut state.ids, settings, purchase, orders, at);
    state.transactions.add(Transaction {
        id: Arc::clone(&id),
        reference: reference.to_owned(),
        purchase: Arc::clone(purchase),
        price,
        paid_at: at,
        first: settlement.first,
        turns: Vec::new(),
        goods,
        callbacks: orders.callbacks,
    });
    for (after, status) in settlement.then {
        let turn = Due::Turn { transaction_id: Arc::clone(&id), status };
        state.agenda.add(later(at, after), turn);
    }
    callback::announce(state, settings, &id, at);
    state.quotes.spend(reference);
    customers::use_up(state, settings, &purchase.client_id, &purchase.customer_id, at);
    id
}

/// How this kind of product settles where nothing else was ordered.
fn settlement(settings: &SingapaySettings, purchase: &Purchase) -> Settlement {
    codes::magic_settlement(&purchase.customer_id).unwrap_or_else(|| match purchase.kind {
        Kind::Prepaid(command) if command.is_direct() => settings.direct_settlement.clone(),
        Kind::Prepaid(_) => settings.prepaid_settlement.clone(),
        Kind::Postpaid => settings.postpaid_settlement.clone(),
    })
}

fn receipt(state: &State, visit: &Visit<'_>, transaction_id: &str) -> Done {
    let Some(transaction) = state.transactions.find(transaction_id) else { return Done::bare("Payment success") };
    let purchase = &transaction.purchase;
    let is_token = purchase.kind == Kind::Prepaid(PrepaidCommand::Plntok);
    let paid = Paid {
        amount: purchase.amount.to_string(),
        customer_name: &purchase.customer_name,
        period: purchase.period.as_deref(),
        token: is_token.then(|| transaction.goods_at(visit.at)),
        customer_id: &purchase.customer_id,
        price: transaction.price.to_string(),
        transaction_id,
        created_at: visit.settings.zones.answer_created_at.text(visit.at),
    };
    match transaction.first {
        Status::Success => Done::with("Payment success", &paid),
        Status::Pending => Done::with("Payment pending", &paid).code("01"),
        Status::Refunded => Done::with("Transaction refunded", &paid).code("50"),
        Status::Failed => Done::with("Payment canceled", &paid).code("02"),
    }
}
