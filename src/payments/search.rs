//! How a payment is looked for at its provider, and what all that is found means together.
//!
//! May use: the port, the journal. Stores nothing and sends nothing.

use super::{
    error::PayError,
    inner::{Account, Inner},
    journal::JournalError,
    machine::{Capability, Finding, Moment, Offer, Record},
    matching,
    port::{Order, Told},
};
use std::time::Duration;

pub(super) async fn find(inner: &Inner, record: &Record) -> Result<Told<Finding>, PayError> {
    let account = inner.account(&record.account)?;
    let policy = inner.policy(record)?;
    if record.environment != account.port.environment() || record.provider != account.port.provider() {
        // Somewhere else it is certainly absent, which would prove nothing.
        return Err(PayError::invalid("account", "the payment was sent in another environment"));
    }
    let (Some(order), Some(offer), Some(attempt)) = (Inner::order(record), &record.offer, record.attempts.first())
    else {
        return Ok(Told::new(Finding::Impossible, "the journal does not hold what a look-up needs"));
    };
    if offer.reference.is_none() && matches!(policy.capability, Capability::ReferenceInList | Capability::Fingerprint) {
        let told = by_count(inner, record, account, &order).await?;
        return Ok(patient(told, record, &Wait::of(record, account, inner.now(), policy.settle_horizon)));
    }
    let blind = policy.capability == Capability::ByProviderReference && record.transaction_id.is_none();
    if policy.capability == Capability::None || blind {
        return Ok(Told::new(Finding::Impossible, "no look-up is known"));
    }
    let told = by_references(record, account, &order, offer, attempt.at).await;
    Ok(patient(told, record, &Wait::of(record, account, inner.now(), policy.settle_horizon)))
}

/// Whether the settle horizon is over, by our clock and by the provider's: ours may have been set since it was sent.
struct Wait {
    ours: bool,
    theirs: bool,
}

impl Wait {
    fn of(record: &Record, account: &Account, now: Moment, horizon: Duration) -> Self {
        let ours = now >= record.send_by().plus(horizon);
        let then = record.attempts.last().and_then(|attempt| attempt.ahead);
        let (Some(then), Some(ahead)) = (then, account.port.clock_offset()) else { return Self { ours, theirs: ours } };
        let theirs = |moment: Moment, ahead: i64| i128::from(moment.millis()) + i128::from(ahead) * 1000;
        let waited = theirs(now, ahead) - theirs(record.send_by(), then);
        Self { ours, theirs: waited >= horizon.as_millis() as i128 }
    }
}

/// By each reference that an attempt carried: one that was turned away at the door may be executed late, under the older one.
async fn by_references(
    record: &Record,
    account: &Account,
    order: &Order,
    offer: &Offer,
    since: Moment,
) -> Told<Finding> {
    let mut told: Vec<Told<Finding>> = vec![];
    for (n, attempt) in record.attempts.iter().enumerate() {
        let known = record.attempts[..n].iter().any(|earlier| earlier.reference == attempt.reference);
        if !known {
            let offer = Offer { reference: attempt.reference.clone(), ..offer.clone() };
            told.push(account.port.look_up(order, &offer, since.into()).await);
        }
    }
    together(told)
}

/// What all references say, the newest last. Two that were executed are one too many, and what failed under an older one says
/// nothing about the newest.
fn together(mut told: Vec<Told<Finding>>) -> Told<Finding> {
    let is_live = |told: &Told<Finding>| matches!(told.what, Finding::Found { .. }) && !told.what.is_failed();
    if told.iter().filter(|told| is_live(told)).count() > 1 {
        return Told::new(Finding::Candidates, "more than one reference of this payment was executed");
    }
    let worst = [
        |told: &Told<Finding>| matches!(told.what, Finding::Candidates | Finding::Contradiction),
        |told: &Told<Finding>| told.what == Finding::Unavailable,
        |told: &Told<Finding>| told.what == Finding::Impossible,
        is_live,
    ];
    for is_it in worst {
        if let Some(place) = told.iter().position(is_it) {
            return told.swap_remove(place);
        }
    }
    told.pop().unwrap_or_else(|| Told::new(Finding::Absent, "no attempt is known"))
}

/// What proves nothing yet. Without a reference a failure may be the row of somebody else, or of an attempt before, while ours is
/// executed late: until the settle horizon it proves nothing, and then all rows are counted again.
fn patient(told: Told<Finding>, record: &Record, wait: &Wait) -> Told<Finding> {
    let is_over = wait.ours && wait.theirs;
    let without_reference = record.attempts.iter().all(|attempt| attempt.reference.is_none());
    if told.what == Finding::Absent && wait.ours && !wait.theirs {
        return Told::new(Finding::Unavailable, "absent, but by the provider's clock it is too early to tell");
    }
    if is_over || !without_reference || record.transaction_id.is_some() || !told.what.is_failed() {
        return told;
    }
    Told::new(
        Finding::Unavailable,
        "a failed one may be ours; without a reference that is not known before the horizon",
    )
}

/// A purchase that carried no reference. Its twins are read before and after the rows: one that was closed in between leaves
/// fewer rows, which prove nothing, and one that was sent in between may have made one of them.
async fn by_count(inner: &Inner, record: &Record, account: &Account, order: &Order) -> Result<Told<Finding>, PayError> {
    let mut twins = twins(inner, record).await?;
    let since = twins.iter().chain([record]).filter_map(sent).min().unwrap_or(record.created);
    let rows = match account.port.purchases(order, since.into()).await {
        Ok(Some(rows)) => rows,
        Ok(None) => return Ok(Told::new(Finding::Impossible, "no look-up is known")),
        Err(error) => return Ok(Told::failed(Finding::Unavailable, error)),
    };
    for twin in self::twins(inner, record).await? {
        match twins.iter_mut().find(|known| known.id == twin.id) {
            Some(known) => *known = twin,
            None => twins.push(twin),
        }
    }
    let mut free = vec![];
    for row in matching::in_order(rows) {
        let owner = inner.journal.of_transaction(&record.account, &row.transaction_id).await?;
        if owner.is_none_or(|owner| owner.id == record.id) {
            free.push(row);
        }
    }
    Ok(matching::assign(record, &twins, &free))
}

/// When it was sent first.
fn sent(record: &Record) -> Option<Moment> {
    record.attempts.first().map(|attempt| attempt.at)
}

/// Purchases of the same thing whose transaction is not known: open ones, and those closed without one that were sent within a
/// settle horizon before, whose rows may still come.
async fn twins(inner: &Inner, record: &Record) -> Result<Vec<Record>, JournalError> {
    let Some(lock) = record.target() else { return Ok(vec![]) };
    let horizon = inner.policy(record).map(|policy| policy.settle_horizon).unwrap_or_default();
    let late = |other: &Record| other.state.is_open() || matching::counts_until(other, horizon) >= sent(record);
    let all = inner.journal.of_target(lock).await?;
    Ok(all.into_iter().filter(|other| matching::is_twin(record, other) && late(other)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Rupiah,
        payments::machine::{Receipt, Standing},
    };

    fn found(standing: Standing, id: &str) -> Finding {
        let price = Some(Rupiah::from_sen(1));
        Finding::Found { standing, transaction_id: id.to_owned(), price, receipt: Receipt::Complete }
    }

    // rule: every reference that was sent is looked for, and what failed under an older one says nothing about the newest
    #[test]
    fn all_references_are_heard() {
        let (failed, paid) = (found(Standing::Failed, "T1"), found(Standing::Success, "T2"));
        let other = found(Standing::Pending, "T3");
        let cases = [
            (vec![failed.clone(), paid.clone()], paid.clone()),
            (vec![paid.clone(), failed.clone()], paid.clone()),
            (vec![paid.clone(), other], Finding::Candidates),
            (vec![failed.clone(), Finding::Absent], Finding::Absent),
            (vec![Finding::Absent, failed.clone()], failed.clone()),
            (vec![failed.clone(), Finding::Unavailable], Finding::Unavailable),
            (vec![Finding::Unavailable, paid.clone()], Finding::Unavailable),
            (vec![Finding::Contradiction, Finding::Unavailable], Finding::Contradiction),
            (vec![Finding::Absent, Finding::Absent], Finding::Absent),
            (vec![], Finding::Absent),
        ];
        for (all, expected) in cases {
            let told = all.iter().cloned().map(|what| Told::new(what, "test")).collect();
            assert_eq!(together(told).what, expected, "{all:?}");
        }
    }
}
