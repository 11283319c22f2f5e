//! What the provider tells the partner's server by itself: a payment succeeded, or was refunded.
//! When, how often and in which order is decided here; carrying it there is the courier's work.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use super::{State, agenda::Due, rows::View, transactions::Transaction};
use crate::{
    clock::later,
    fault::{CallbackFault, Status},
    settings::SingapaySettings,
};

/// A callback on its way.
#[derive(Clone)]
pub(crate) struct Outgoing {
    pub(crate) transaction_id: Arc<str>,
    pub(crate) reference_number: String,
    pub(crate) code: &'static str,
    pub(crate) body: Bytes,
    /// Counted from 1.
    pub(crate) attempt: u32,
    /// Held back until another callback was sent.
    pub(crate) waits: bool,
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("code", &self.code).field("attempt", &self.attempt).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Body<D> {
    command: &'static str,
    response_code: &'static str,
    response_text: &'static str,
    data: D,
}

/// Puts what is to be told about this turn on the agenda.
pub(super) fn announce(state: &mut State, settings: &SingapaySettings, transaction_id: &str, at: Timestamp) {
    let Some(transaction) = state.transactions.find(transaction_id) else { return };
    let Some(outgoing) = written(settings, transaction, at) else { return };
    let told = std::iter::once(transaction.first).chain(transaction.turns.iter().map(|(_, status)| *status));
    let is_first = told.filter(|it| matches!(it, Status::Success | Status::Refunded)).count() <= 1;
    let at = written_at(transaction, at);
    let (mut copies, mut delay, mut waits) = (settings.callback_copies, settings.callback_delay, false);
    match transaction.callbacks {
        Some(CallbackFault::Never) => return,
        Some(CallbackFault::Doubled) => copies = copies.saturating_mul(2),
        Some(CallbackFault::Late(late)) => delay = delay.saturating_add(late),
        Some(CallbackFault::OutOfOrder) => waits = is_first,
        None => {}
    }
    for _ in 0..copies {
        let outgoing = Outgoing { waits, ..outgoing.clone() };
        state.agenda.add(later(at, delay), Due::Callback(Box::new(outgoing)));
    }
}

/// A success is told when the goods are there.
fn written_at(transaction: &Transaction, at: Timestamp) -> Timestamp {
    let goods_at = transaction.goods.as_ref().map(|(goods_at, _)| *goods_at);
    goods_at.filter(|_| transaction.status_at(at) == Status::Success).map_or(at, |goods_at| goods_at.max(at))
}

fn written(settings: &SingapaySettings, transaction: &Transaction, at: Timestamp) -> Option<Outgoing> {
    settings.callback_url.as_ref()?;
    let (code, text) = match transaction.status_at(at) {
        Status::Success => ("00", "Operation completed successfully"),
        Status::Refunded => ("50", "Transaction refunded"),
        Status::Pending | Status::Failed => return None,
    };
    let as_of = written_at(transaction, at);
    let view = View { settings, as_of, with_category: true, is_callback: true };
    let body = Body { command: "callback", response_code: code, response_text: text, data: view.paid(transaction) };
    Some(Outgoing {
        transaction_id: Arc::clone(&transaction.id),
        reference_number: transaction.reference.clone(),
        code,
        body: serde_json::to_vec(&body).unwrap_or_default().into(),
        attempt: 1,
        waits: false,
    })
}

/// What is really sent now: nothing, if it has to wait; else this one, and after it those that waited.
pub(super) fn release(state: &mut State, outgoing: Outgoing) -> Vec<Outgoing> {
    if outgoing.waits {
        state.held.push(outgoing);
        return Vec::new();
    }
    let waited = std::mem::take(&mut state.held);
    let waited = waited.into_iter().map(|it| Outgoing { waits: false, ..it });
    std::iter::once(outgoing).chain(waited).collect()
}
