//! Which transaction is whose, where a purchase carried no reference: by product, customer and **count**.
//!
//! May use: the machine's data. Pure. Two equal purchases are legitimate trade, so a row that may be another's is nobody's.

use super::{
    machine::{Finding, Moment, Reason, Record, Standing, State},
    port::{Candidate, Told},
};
use std::time::Duration;

/// What the rows say about `mine`. `twins` are all purchases of the same thing that are open, or were closed lately, and whose
/// transaction is not known, `mine` among them; `rows` are the transactions that no payment has claimed, and its own.
pub(super) fn assign(mine: &Record, twins: &[Record], rows: &[Candidate]) -> Told<Finding> {
    if let Some(id) = &mine.transaction_id {
        let own = rows.iter().find(|row| row.transaction_id == *id);
        return own
            .map_or_else(|| Told::new(Finding::Absent, "the list does not show it"), |row| found(row, "by its id"));
    }
    let others = || twins.iter().filter(|twin| twin.id != mine.id);
    if others().any(|twin| twin.state == State::Sending) {
        return Told::new(Finding::Unavailable, "an identical purchase is being sent at this moment");
    }
    if !rows.is_empty() && others().chain([mine]).any(|twin| twin.restored) {
        return Told::new(Finding::Unavailable, "the journal was restored: how many were sent since is not known");
    }
    // A refused one was not executed, but the list may show it as failed.
    let clouded = others().any(was_refused) && rows.iter().any(failed);
    if !clouded {
        return by_place(mine, others().filter(|twin| !was_refused(twin)), rows);
    }
    let live: Vec<Candidate> = rows.iter().filter(|row| !failed(row)).cloned().collect();
    let told = by_place(mine, others().filter(|twin| !was_refused(twin)), &live);
    match told.what {
        Finding::Absent => Told::new(Finding::Unavailable, "what failed may be one that was refused"),
        _ => told,
    }
}

fn was_refused(twin: &Record) -> bool {
    twin.state == State::NotPaid && matches!(twin.reason, Some(Reason::Refused(_))) && twin.turned_away == 0
}

fn failed(row: &Candidate) -> bool {
    row.standing == Some(Standing::Failed)
}

/// The rows go to the purchases in the order in which they were sent.
fn by_place<'a>(mine: &'a Record, others: impl Iterator<Item = &'a Record>, rows: &[Candidate]) -> Told<Finding> {
    let mut order: Vec<&Record> = others.chain([mine]).collect();
    order.sort_by_key(|twin| (twin.attempts.first().map(|attempt| attempt.at), twin.id.clone()));
    let place = order.iter().position(|twin| twin.id == mine.id).unwrap_or_default();
    let evidence = format!("{} of {} identical purchases, {} rows", place + 1, order.len(), rows.len());
    let told = |what| Told::new(what, evidence.clone());
    if rows.is_empty() {
        return told(Finding::Absent);
    }
    if rows.len() > order.len() {
        return told(Finding::Candidates);
    }
    // One that is closed never claims the row that would be its own by place.
    let all_open = order.iter().all(|twin| twin.state.is_open() || twin.id == mine.id);
    let one_group = mine.group.is_some() && all_open && order.iter().all(|twin| twin.group == mine.group);
    if rows.len() < order.len() && !one_group {
        return told(Finding::Unavailable);
    }
    match (rows.get(place), unlike(rows)) {
        (None, _) => told(Finding::Absent),
        (Some(row), _) if rows.len() == 1 && order.len() == 1 => found(row, &evidence),
        (Some(_), Unlike::Unsettled) => told(Finding::Unavailable),
        // Which of them failed is not known; within a group it does not matter.
        (Some(_), Unlike::Mixed) if !one_group => told(Finding::Candidates),
        (Some(row), _) => found(row, &evidence),
    }
}

enum Unlike {
    No,
    Mixed,
    Unsettled,
}

fn unlike(rows: &[Candidate]) -> Unlike {
    let settled = |row: &Candidate| row.standing.is_some_and(Standing::is_settled);
    match rows {
        _ if !rows.iter().all(settled) => Unlike::Unsettled,
        [first, rest @ ..] if rest.iter().any(|row| (row.standing, row.price) != (first.standing, first.price)) => {
            Unlike::Mixed
        }
        _ => Unlike::No,
    }
}

fn found(row: &Candidate, evidence: &str) -> Told<Finding> {
    let Some(standing) = row.standing else {
        return Told::new(Finding::Unavailable, "the list shows it without a word that proves anything");
    };
    let (transaction_id, price, receipt) = (row.transaction_id.clone(), row.price, row.receipt);
    let evidence = format!("{evidence}: transaction {}", crate::error::printable(&transaction_id));
    let told = Told::new(Finding::Found { standing, transaction_id, price, receipt }, evidence);
    Told { answer: row.answer.clone(), ..told.with_goods(row.goods.clone()) }
}

/// Whether two payments are purchases of the same thing without a reference to tell them apart.
pub(super) fn is_twin(mine: &Record, other: &Record) -> bool {
    let customer = |r: &Record| r.person.as_ref().map(|person| person.customer.clone());
    let bare = |r: &Record| r.offer.as_ref().is_some_and(|offer| offer.reference.is_none());
    let same = mine.account == other.account && mine.product == other.product && customer(mine) == customer(other);
    same && bare(other) && !other.attempts.is_empty() && other.transaction_id.is_none()
}

/// Until when a purchase that was closed may still be one of several that look the same; nothing if its transaction is known, or if
/// it is proven that no attempt of it had an effect.
pub(super) fn counts_until(closed: &Record, horizon: Duration) -> Option<Moment> {
    let unsent = closed.state == State::Cancelled && closed.turned_away == 0;
    let bare = closed.offer.as_ref().is_some_and(|offer| offer.reference.is_none());
    let last = closed.attempts.last().filter(|_| bare && !unsent && closed.transaction_id.is_none())?;
    Some(last.at.plus(horizon))
}

/// In the order in which they are assigned.
pub(super) fn in_order(mut rows: Vec<Candidate>) -> Vec<Candidate> {
    rows.sort_by(|a, b| a.transaction_id.cmp(&b.transaction_id));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Rupiah,
        payments::{
            journal::conformance::sample,
            machine::{Offer, Receipt},
        },
    };

    fn twin(number: u8, group: Option<&str>) -> Record {
        let mut record = sample(number);
        let sent = Moment::START.plus(Duration::from_secs(u64::from(number)));
        record.state = State::Unknown;
        record.group = group.map(str::to_owned);
        record.offer = Some(Offer { reference: None, price: Rupiah::from_sen(1), made_at: sent });
        record.attempts = vec![crate::payments::machine::Attempt {
            number: 1,
            at: sent,
            monotonic: Duration::ZERO,
            send_by: sent,
            reference: None,
            request_hash: String::new(),
            ahead: None,
            answer: None,
            raw: None,
        }];
        record
    }

    fn rows(standings: &[Standing]) -> Vec<Candidate> {
        let row = |(n, standing): (usize, &Standing)| Candidate {
            transaction_id: format!("T{n}"),
            standing: Some(*standing),
            price: Some(Rupiah::from_sen(1)),
            receipt: Receipt::Complete,
            goods: None,
            answer: None,
        };
        standings.iter().enumerate().map(row).collect()
    }

    /// What each of `twins` is told.
    fn told(twins: &[Record], rows: &[Candidate]) -> Vec<String> {
        let one = |mine| match assign(mine, twins, rows).what {
            Finding::Found { transaction_id, .. } => transaction_id,
            other => format!("{other:?}"),
        };
        twins.iter().map(one).collect()
    }

    use Standing::{Failed, Pending, Success};

    // rule: fewer transactions than identical purchases close none of them
    #[test]
    fn as_many_rows_as_purchases_close_all_and_fewer_close_none() {
        let pair = [twin(1, None), twin(2, None)];
        assert_eq!(told(&pair, &rows(&[Success, Success])), ["T0", "T1"]);
        assert_eq!(told(&pair, &rows(&[Success])), ["Unavailable", "Unavailable"]);
        assert_eq!(told(&pair, &rows(&[])), ["Absent", "Absent"]);
        assert_eq!(told(&pair, &rows(&[Success; 3])), ["Candidates", "Candidates"]);
        assert_eq!(told(&pair, &rows(&[Success, Failed])), ["Candidates", "Candidates"]);
        assert_eq!(told(&pair, &rows(&[Success, Pending])), ["Unavailable", "Unavailable"]);
        assert_eq!(told(&pair[..1], &rows(&[Pending])), ["T0"]);
    }

    #[test]
    fn within_a_group_it_does_not_matter_which_is_which() {
        let pair = [twin(2, Some("order-7")), twin(1, Some("order-7"))];
        assert_eq!(told(&pair, &rows(&[Success])), ["Absent", "T0"], "the older one first");
        assert_eq!(told(&pair, &rows(&[Success, Failed])), ["T1", "T0"]);
        let strangers = [twin(1, Some("order-7")), twin(2, Some("order-8"))];
        assert_eq!(told(&strangers, &rows(&[Success])), ["Unavailable", "Unavailable"]);
    }

    #[test]
    fn nothing_is_assigned_while_a_twin_is_being_sent() {
        let mut pair = [twin(1, None), twin(2, None)];
        pair[1].state = State::Sending;
        assert_eq!(told(&pair[..1], &rows(&[Success])), ["T0"]);
        assert!(matches!(assign(&pair[0], &pair, &rows(&[Success, Success])).what, Finding::Unavailable));
    }

    /// A person closed the first, or it was executed after it was closed: its row is not the second one's.
    // rule: what was closed without a transaction still counts among identical purchases
    #[test]
    fn a_closed_one_without_a_transaction_still_counts() {
        for state in [State::Paid, State::NotPaid, State::Reversed] {
            let mut pair = [twin(1, None), twin(2, None)];
            pair[0].state = state;
            let told = |rows: &[Candidate]| assign(&pair[1], &pair, rows).what;
            assert_eq!(told(&rows(&[Success])), Finding::Unavailable, "{state}");
            assert!(
                matches!(told(&rows(&[Success; 2])), Finding::Found { transaction_id, .. } if transaction_id == "T1")
            );
            // In a group too: it will never take the row that is its own by place.
            pair.iter_mut().for_each(|twin| twin.group = Some("order-7".into()));
            assert_eq!(assign(&pair[1], &pair, &rows(&[Success])).what, Finding::Unavailable, "{state}");
        }
    }

    #[test]
    fn a_refused_one_may_own_what_failed_and_nothing_else() {
        let mut pair = [twin(1, None), twin(2, None)];
        (pair[0].state, pair[0].reason) = (State::NotPaid, Some(Reason::Refused(None)));
        let told = |rows: &[Candidate]| assign(&pair[1], &pair, rows).what;
        assert!(matches!(told(&rows(&[Success])), Finding::Found { .. }));
        assert!(
            matches!(told(&rows(&[Failed, Success])), Finding::Found { transaction_id, .. } if transaction_id == "T1")
        );
        assert_eq!(told(&rows(&[Failed])), Finding::Unavailable);
        assert_eq!(told(&rows(&[])), Finding::Absent);
        assert_eq!(told(&rows(&[Success; 2])), Finding::Candidates);
        // An attempt of it that was turned away may be executed late.
        pair[0].turned_away = 1;
        assert_eq!(assign(&pair[1], &pair, &rows(&[Success])).what, Finding::Unavailable);
    }

    // rule: after a restore neither an absence nor a number of rows closes a payment
    #[test]
    fn after_a_restore_no_number_proves_anything() {
        let mut mine = twin(1, None);
        mine.restored = true;
        assert_eq!(told(std::slice::from_ref(&mine), &rows(&[Success])), ["Unavailable"]);
        assert_eq!(told(std::slice::from_ref(&mine), &rows(&[])), ["Absent"]);
        assert_eq!(told(&[twin(2, None), mine.clone()], &rows(&[Success; 2])), ["Unavailable", "Unavailable"]);
        mine.transaction_id = Some("T0".into());
        assert_eq!(told(&[mine], &rows(&[Success])), ["T0"], "its own id does");
    }

    #[test]
    fn what_has_an_id_is_found_by_it() {
        let mut mine = twin(1, None);
        mine.transaction_id = Some("T1".into());
        assert_eq!(told(std::slice::from_ref(&mine), &rows(&[Success, Failed])), ["T1"]);
        assert_eq!(told(&[mine], &rows(&[Success])), ["Absent"]);
    }
}
