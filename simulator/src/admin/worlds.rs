//! Changing the world and the clock over HTTP.
//! What is left out of a body has the library's default.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Office,
    answers::{Answer, Body, Problem, done},
};
use crate::{
    Timestamp,
    fault::{Status, duration},
    world::{Account, Bill, Command, Customer, DataSet, Merchant, PinReset, PrepaidCommand, Product},
};

pub(super) async fn reset(State(office): State<Office>) -> Json<Value> {
    office.simulator.reset();
    done()
}

pub(super) async fn expire_tokens(State(office): State<Office>) -> Json<Value> {
    office.simulator.expire_tokens();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BillBody {
    command: String,
    product_code: String,
    customer_id: String,
    amount: i64,
    price: i64,
    customer_name: Option<String>,
    period: Option<String>,
}

pub(super) async fn bill(State(office): State<Office>, Body(it): Body<BillBody>) -> Answer {
    let command = Command::ALL.into_iter().find(|command| command.as_str() == it.command);
    let command = command.ok_or_else(|| Problem::wrong(format!("there is no postpaid command `{}`", it.command)))?;
    let bill = Bill::new(command, &it.product_code, &it.customer_id, it.amount, it.price);
    let bill = it.customer_name.iter().fold(bill, |bill, name| bill.named(name));
    office.simulator.put_bill(it.period.iter().fold(bill, |bill, period| bill.period(period)));
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductBody {
    command: String,
    code: String,
    name: String,
    amount: i64,
    price: i64,
}

pub(super) async fn product(State(office): State<Office>, Body(it): Body<ProductBody>) -> Answer {
    let command = PrepaidCommand::ALL.into_iter().find(|command| command.as_str() == it.command);
    let command = command.ok_or_else(|| Problem::wrong(format!("there is no prepaid command `{}`", it.command)))?;
    office.simulator.put_product(Product::new(command, &it.code, &it.name, it.amount, it.price));
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountBody {
    phone: String,
    /// A documented response code; without one the reset succeeds.
    pin_reset: Option<String>,
}

pub(super) async fn account(State(office): State<Office>, Body(it): Body<AccountBody>) -> Answer {
    let account = Account::new(it.phone);
    let account = match it.pin_reset {
        None => account,
        Some(wanted) => {
            let code = PinReset::DOCUMENTED.into_iter().map(|(code, _)| code).find(|code| *code == wanted);
            let unknown = || Problem::wrong(format!("`{wanted}` is no documented code of a PIN reset"));
            account.pin_reset(PinReset::Answers(code.ok_or_else(unknown)?))
        }
    };
    office.simulator.put_account(account);
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerBody {
    id: String,
    data_set: Option<String>,
}

pub(super) async fn customer(State(office): State<Office>, Body(it): Body<CustomerBody>) -> Answer {
    let data_set = match it.data_set.as_deref() {
        None | Some("sandbox") => DataSet::Sandbox,
        Some("production") => DataSet::Production,
        Some(_) => return Err(Problem::wrong("`data_set` is sandbox or production")),
    };
    office.simulator.put_customer(Customer::new(data_set, it.id));
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MerchantBody {
    partner_id: String,
    client_id: String,
    client_secret: String,
    password: String,
    balance: i64,
}

pub(super) async fn merchant(State(office): State<Office>, Body(it): Body<MerchantBody>) -> Json<Value> {
    let MerchantBody { partner_id, client_id, client_secret, password, balance } = it;
    office.simulator.put_merchant(Merchant { partner_id, client_id, client_secret, password, balance });
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Turn {
    status: Status,
}

/// By transaction id or reference number.
pub(super) async fn turn(State(office): State<Office>, Path(id): Path<String>, Body(turn): Body<Turn>) -> Answer {
    if office.simulator.turn(&id, turn.status) {
        return Ok(done());
    }
    Err(Problem::unknown("there is no such payment, or it stands there already"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallbackUrl {
    url: Option<String>,
}

pub(super) async fn callback_url(State(office): State<Office>, Body(it): Body<CallbackUrl>) -> Json<Value> {
    office.simulator.change_singapay(|settings| settings.callback_url = it.url);
    done()
}

pub(super) async fn clock(State(office): State<Office>) -> Json<Value> {
    let clock = office.simulator.clock();
    Json(json!({"now": clock.now(), "rate": clock.rate()}))
}

/// In this order: the rate, the time, and the step.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    /// 0 is a frozen clock.
    rate: Option<f64>,
    now: Option<Timestamp>,
    advance: Option<String>,
}

pub(super) async fn move_clock(State(office): State<Office>, Body(it): Body<Move>) -> Answer {
    let step = it.advance.as_deref().map(duration).transpose().map_err(Problem::wrong)?;
    let simulator = &office.simulator;
    it.rate.into_iter().for_each(|rate| simulator.clock().run_at(rate));
    it.now.into_iter().for_each(|now| simulator.clock().set(now));
    step.into_iter().for_each(|step| simulator.clock().advance(step));
    simulator.settled().await;
    Ok(clock(State(office.clone())).await)
}
