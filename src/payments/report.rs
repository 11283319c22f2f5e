//! How many payments stand where, and since when: for logs, and for metrics behind a feature.
//!
//! May use: the journal's counts. Decides nothing.

use super::{
    inner::Inner,
    journal::{Count, JournalError},
    machine::{Moment, State},
};
use std::{sync::PoisonError, time::Duration};

/// Between two reports of the background.
const EVERY: Duration = Duration::from_secs(60);
/// What is unknown for longer wants a person's eye; a start value.
const UNKNOWN_FOR_LONG: Duration = Duration::from_secs(60 * 60);

/// Reports if the last report is old enough.
pub(super) async fn now_and_then(inner: &Inner) -> Result<(), JournalError> {
    let now = inner.now();
    {
        let mut last = inner.reported.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = inner.clock.monotonic();
        if last.is_some_and(|at| passed.saturating_sub(at) < EVERY) {
            return Ok(());
        }
        *last = Some(passed);
    }
    let counts = inner.journal.counts().await?;
    for state in State::ALL.into_iter().filter(|state| !state.is_closed()) {
        let none = Count { state, number: 0, oldest: now };
        tell(counts.iter().find(|count| count.state == state).unwrap_or(&none), now);
    }
    Ok(())
}

fn tell(count: &Count, now: Moment) {
    let Count { state, number, oldest } = *count;
    let age = now.since(oldest);
    tracing::info!(%state, number, oldest_seconds = age.as_secs(), "payments that are not closed");
    if state == State::Review && number > 0 {
        tracing::warn!(number, oldest_seconds = age.as_secs(), "payments wait for a person");
    }
    if state == State::Unknown && age > UNKNOWN_FOR_LONG {
        tracing::warn!(number, oldest_seconds = age.as_secs(), "a payment is unknown for more than an hour");
    }
    #[cfg(feature = "metrics")]
    gauges(state, number, age);
}

/// Names and units are documented in [`Payments`](super::Payments).
#[cfg(feature = "metrics")]
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
fn gauges(state: State, number: u64, age: Duration) {
    metrics::gauge!("bayar_payments", "state" => state.name()).set(number as f64);
    metrics::gauge!("bayar_payments_oldest_seconds", "state" => state.name()).set(age.as_secs_f64());
}

/// One change of state. Counted where it was stored.
pub(super) fn changed(to: State) {
    #[cfg(feature = "metrics")]
    metrics::counter!("bayar_payments_changes_total", "state" => to.name()).increment(1);
    #[cfg(not(feature = "metrics"))]
    let _ = to;
}
