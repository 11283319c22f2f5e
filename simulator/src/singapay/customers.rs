//! The development server's rule of one use per customer id and day, and `POST /api/v1/reset-customer-id`.
//! The rule is off unless a setting turns it on; the call works either way.

use jiff::Timestamp;

use super::{
    State, Visit,
    envelope::{Done, Refusal},
    form::Form,
};
use crate::{clock::wib_day, settings::SingapaySettings};

/// So many customer ids are remembered as used; beyond that all are forgotten.
const ROOM: usize = 20_000;

pub(super) fn reset(state: &mut State, visit: &Visit<'_>, form: &mut Form<'_>) -> Result<Done, Refusal> {
    form.require_command(&["reset-customer-id"]);
    form.check()?;
    state.used.retain(|(client_id, ..)| *client_id != visit.merchant.client_id);
    Ok(Done::bare("Operation completed successfully."))
}

pub(super) fn refuse_used(state: &State, visit: &Visit<'_>, customer_id: &str) -> Result<(), Refusal> {
    if visit.settings.customer_once_a_day && state.used.contains(&key(visit, customer_id)) {
        return Err(Refusal::Business(visit.settings.customer_used.clone(), "customer_id was used today"));
    }
    Ok(())
}

pub(super) fn use_up(
    state: &mut State,
    settings: &SingapaySettings,
    client_id: &str,
    customer_id: &str,
    at: Timestamp,
) {
    if !settings.customer_once_a_day {
        return;
    }
    let today = wib_day(at);
    if state.used.len() >= ROOM || state.used.iter().next().is_some_and(|(.., day)| *day != today) {
        state.used.clear();
    }
    state.used.insert((client_id.to_owned(), customer_id.to_owned(), today));
}

fn key(visit: &Visit<'_>, customer_id: &str) -> (String, String, jiff::civil::Date) {
    (visit.merchant.client_id.clone(), customer_id.to_owned(), wib_day(visit.at))
}
