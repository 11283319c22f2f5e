//! A provider that calls us: a hint that nobody can verify, so it causes one look-up and nothing else.
//!
//! May use: the journal, recovery. Believes nothing.

use super::{
    error::PayError,
    inner::{Inner, wants},
    machine::{Command, Event, IntentId, Record, step},
    port::Hint,
    recovery,
};
use std::{collections::HashMap, sync::PoisonError, time::Duration};

/// Whoever calls often causes one look-up of a payment in so long.
const APART: Duration = Duration::from_secs(30);
/// Of so many payments the last look-up is remembered.
const REMEMBERED: usize = 4096;

/// What became of a callback. Tell the provider the same in every case: whoever forges one should learn nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CalledBack {
    /// It names a payment of ours, and that was looked up.
    LookedUp,
    /// It names one that needs no look-up, or that was looked up a moment ago.
    Nothing,
    /// It names none of ours, or it is no callback of this provider.
    Unknown,
}

pub(super) async fn take(inner: &Inner, account: &str, body: &[u8]) -> Result<CalledBack, PayError> {
    let Some(hint) = inner.account(account)?.port.hint(body) else { return Ok(CalledBack::Unknown) };
    let Some(record) = named(inner, account, &hint).await? else { return Ok(CalledBack::Unknown) };
    let policy = inner.policy(&record)?;
    let step = step(&record, &Event::CalledBack, inner.now(), &policy);
    if !wants(&step, Command::LookUp) || !is_first(inner, &record.id) {
        return Ok(CalledBack::Nothing);
    }
    recovery::look_up(inner, record).await?;
    Ok(CalledBack::LookedUp)
}

/// The payment that the hint names: by the provider's id, or by the reference that it carried. Whatever its state: what was
/// called not paid may have been paid late.
async fn named(inner: &Inner, account: &str, hint: &Hint) -> Result<Option<Record>, PayError> {
    if let Some(id) = &hint.transaction_id
        && let Some(record) = inner.journal.of_transaction(account, id).await?
    {
        return Ok(Some(record));
    }
    match &hint.reference {
        Some(reference) => Ok(inner.journal.of_reference(account, reference).await?),
        None => Ok(None),
    }
}

fn is_first(inner: &Inner, id: &IntentId) -> bool {
    let now = inner.clock.monotonic();
    let mut nudged = inner.nudged.lock().unwrap_or_else(PoisonError::into_inner);
    if nudged.get(id).is_some_and(|at| now.saturating_sub(*at) < APART) {
        return false;
    }
    forget_some(&mut nudged, now);
    nudged.insert(id.clone(), now);
    true
}

fn forget_some(nudged: &mut HashMap<IntentId, Duration>, now: Duration) {
    if nudged.len() >= REMEMBERED {
        nudged.retain(|_, at| now.saturating_sub(*at) < APART);
    }
}
