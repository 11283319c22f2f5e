//! The development server's rule of one use per customer id and day, and `POST /api/v1/reset-customer-id`.
//! The rule is off unless a setting turns it on; the call works either way.

use super::{
    State, Visit,
    envelope::{Done, Refusal},
    form::Form,
};
use crate::clock::wib_day;

pub(super) fn reset(state: &mut State, visit: &Visit<'_>, form: &mut Form) -> Result<Done, Refusal> {
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

pub(super) fn use_up(state: &mut State, visit: &Visit<'_>, customer_id: &str) {
    if visit.settings.customer_once_a_day {
        let today = wib_day(visit.at);
        state.used.retain(|(.., day)| *day == today);
        state.used.insert(key(visit, customer_id));
    }
}

fn key(visit: &Visit<'_>, customer_id: &str) -> (String, String, jiff::civil::Date) {
    (visit.merchant.client_id.clone(), customer_id.to_owned(), wib_day(visit.at))
}
