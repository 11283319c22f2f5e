//! `POST /api/v1/check-balance`: the deposit, read from the ledger.
//! Read only.

use serde::Serialize;

use super::{
    Visit,
    envelope::{Done, Refusal},
    form::Form,
};

#[derive(Serialize)]
struct Balance {
    /// With two decimals, unlike every other amount.
    balance: String,
    currency: &'static str,
}

pub(super) fn check(visit: &Visit<'_>, form: &mut Form<'_>) -> Result<Done, Refusal> {
    form.require_command(&["check-balance"]);
    form.check()?;
    let rupiah = visit.books.balance_of(&visit.merchant.client_id).unwrap_or_default();
    let balance = Balance { balance: format!("{rupiah}.00"), currency: "IDR" };
    Ok(Done::with("Operation completed successfully", &balance))
}
