//! What is done about payments that nobody is sending: look-ups, and the end of what was never sent.
//!
//! May use: the rooms beside it. **Never sends.**

use super::{
    error::{PayError, PayErrorKind},
    inner::{Brought, Inner},
    journal::{Entry, JournalError, Query},
    machine::{Event, Finding, IntentId, Record, State},
    report, search,
};
use futures_util::{
    FutureExt, StreamExt,
    future::{Either, select},
};
use std::{panic::AssertUnwindSafe, pin::pin, sync::Arc, time::Duration};

/// Look-ups at once.
const AT_ONCE: usize = 8;
const PAGE: usize = 256;
const LEASE: Duration = Duration::from_secs(300);

/// What one pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pass {
    /// Payments whose sender is gone.
    pub interrupted: usize,
    /// Payments that were due and worked on.
    pub driven: usize,
}

/// One pass over everything that is due as it begins: what becomes due meanwhile is for the next, or a slow provider would keep
/// one pass going for ever. Whatever must not wait is done between its pages too.
pub(super) async fn pass(inner: &Arc<Inner>) -> Result<Pass, JournalError> {
    let (begun, mut pass) = (inner.now(), Pass::default());
    loop {
        pass.interrupted += interrupt(inner).await?;
        let due = inner.journal.claim_due(begun, PAGE, LEASE).await?;
        report::now_and_then(inner).await?;
        if due.is_empty() || *inner.stopping.borrow() {
            return Ok(pass);
        }
        pass.driven += due.len();
        drive_all(inner, due).await;
    }
}

/// Before anything is sent: everything that may be under way at the provider is looked up, due or not; but not longer than
/// `within`, for a provider that is down must not keep others waiting. What is left is looked up when it is due.
pub(super) async fn catch_up(inner: &Arc<Inner>, within: Duration) -> Result<(), JournalError> {
    interrupt(inner).await?;
    tokio::time::timeout(within, look_at_open(inner)).await.unwrap_or_else(|_| {
        tracing::warn!(
            "not everything that is open could be looked up at the start; the rest is looked up when it is due"
        );
        Ok(())
    })
}

/// What belongs to an account that is not here is left alone: nobody can be asked, and that it is looked at out of turn must
/// not cost it any of its time.
async fn look_at_open(inner: &Arc<Inner>) -> Result<(), JournalError> {
    let mut after = None;
    loop {
        let query = Query { states: vec![State::Unknown, State::Pending], after, limit: PAGE };
        let open = inner.journal.page(query).await?;
        after = open.last().map(|record| record.id.clone());
        if after.is_none() {
            return Ok(());
        }
        let here = open.into_iter().filter(|record| inner.accounts.contains_key(&record.account));
        drive_all(inner, here.map(|record| record.id).collect()).await;
    }
}

/// After a back-up: what it shows as not sent may have been sent since. A person closes it with evidence. What it shows as open
/// is marked, if no look-up has done that.
pub(super) async fn set_aside(inner: &Inner, actor: &str) -> Result<usize, JournalError> {
    let (mut after, mut number) = (None, 0);
    loop {
        let states = vec![State::New, State::Quoted, State::Sending, State::Unknown, State::Pending];
        let page = inner.journal.page(Query { states, after, limit: PAGE }).await?;
        after = page.last().map(|record| record.id.clone());
        if after.is_none() {
            return Ok(number);
        }
        for record in page {
            let entry = Entry { actor: Some(actor.to_owned()), ..Entry::new(inner.now(), "restored") };
            let marked = inner.apply(record, Event::Restored, entry).await?.record;
            number += usize::from(marked.state == State::Review);
        }
    }
}

/// `Sending` that this process is not sending: its sender is gone, or could not store the answer.
async fn interrupt(inner: &Inner) -> Result<usize, JournalError> {
    let (mut after, mut number) = (None, 0);
    loop {
        let page = inner.journal.page(Query { states: vec![State::Sending], after, limit: PAGE }).await?;
        after = page.last().map(|record| record.id.clone());
        if after.is_none() {
            return Ok(number);
        }
        for record in page {
            if is_orphan(inner, &record) {
                _ = inner.apply(record, Event::Interrupted, Entry::new(inner.now(), "interrupted")).await?;
                number += 1;
            }
        }
    }
}

/// In a shared journal another worker may be sending it: then only when its permit and a lease are over.
pub(super) fn is_orphan(inner: &Inner, record: &Record) -> bool {
    let over = inner.now() > record.send_by().plus(LEASE);
    !inner.sending().contains(&record.id) && (over || !inner.journal.is_shared())
}

async fn drive_all(inner: &Arc<Inner>, ids: Vec<IntentId>) {
    let drive = |id: IntentId| async move {
        // A port is code of others: if it panics, only this payment waits for the next time.
        match AssertUnwindSafe(drive_or_wait(inner, &id)).catch_unwind().await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(payment = %id, %error, "recovery could not go on with a payment"),
            Err(_) => {
                tracing::error!(payment = %id, "a look-up panicked; it is made again later");
                if let Err(error) = in_vain(inner, &id, "a look-up panicked".to_owned()).await {
                    tracing::warn!(payment = %id, %error, "recovery could not go on with a payment");
                }
            }
        }
    };
    futures_util::stream::iter(ids).for_each_concurrent(AT_ONCE, drive).await;
}

/// Where nobody can be asked, because the account is missing or is another one, that spends the budget too: in the end a
/// person hears of it.
async fn drive_or_wait(inner: &Inner, id: &IntentId) -> Result<(), PayError> {
    match drive(inner, id).await {
        Err(error) if *error.kind() == PayErrorKind::Invalid => {
            in_vain(inner, id, error.to_string()).await?;
            Err(error)
        }
        driven => driven.map(drop),
    }
}

/// A look-up without an answer: it spends the budget, so that in the end a person hears of it.
async fn in_vain(inner: &Inner, id: &IntentId, why: String) -> Result<(), JournalError> {
    let entry = Entry { note: Some(why), ..Entry::new(inner.now(), "looked up in vain") };
    let record = inner.journal.load(id).await?;
    inner.apply(record, Event::LookedUp(Finding::Unavailable), entry).await.map(|_| ())
}

/// One step on the way of one payment, as far as that is possible without sending.
pub(super) async fn drive(inner: &Inner, id: &IntentId) -> Result<Record, PayError> {
    let record = inner.journal.load(id).await?;
    match record.state {
        State::New | State::Quoted if inner.sending().contains(id) => Ok(record),
        // It may have been sent after the back-up was made: no proof that it was not.
        State::New | State::Quoted if inner.journal.held().await?.is_some() => Ok(record),
        State::New | State::Quoted => {
            Ok(inner.apply(record, Event::Expired, Entry::new(inner.now(), "expired")).await?.record)
        }
        State::Unknown | State::Pending | State::Paid | State::NotPaid => look_up(inner, record).await,
        // Closed before anything was sent needs no look-up; after a refused token it does.
        State::Cancelled if !record.attempts.is_empty() => look_up(inner, record).await,
        _ => Ok(record),
    }
}

/// Looks a payment up and stores what that means.
pub(super) async fn look_up(inner: &Inner, record: Record) -> Result<Record, PayError> {
    let record = marked(inner, record).await?;
    let told = search::find(inner, &record).await?;
    let entry = Entry { note: told.evidence, answer: told.answer, ..Entry::new(inner.now(), "looked up") };
    Ok(inner.apply_with(record, Event::LookedUp(told.what), entry, Brought::by_look_up(told.goods)).await?.record)
}

/// While the journal may come from a back-up, whatever it shows as open may be older than the truth.
async fn marked(inner: &Inner, record: Record) -> Result<Record, JournalError> {
    if !record.state.is_open() || record.restored || inner.journal.held().await?.is_none() {
        return Ok(record);
    }
    let entry = Entry::new(inner.now(), "restored");
    Ok(inner.apply(record, Event::Restored, entry).await?.record)
}

/// Passes at intervals, until payments stop or are dropped.
pub(super) async fn background(inner: std::sync::Weak<Inner>, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        let Some(inner) = inner.upgrade() else { return };
        let mut stopping = inner.stopping.subscribe();
        // A look-up may be cut at any time.
        match select(pin!(stopping.wait_for(|stop| *stop)), pin!(pass(&inner))).await {
            Either::Left(_) => return,
            Either::Right((Err(error), _)) => {
                tracing::warn!(%error, "a recovery pass failed; the next one tries again");
            }
            Either::Right(_) => {}
        }
    }
}
