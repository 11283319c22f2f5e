//! What comes after the end, too late, or after a restore: nothing is dropped, and nothing is closed without proof.

use super::*;

// rule: evidence after the end that contradicts is never dropped
#[test]
fn nothing_is_lost_when_late_evidence_contradicts() {
    let policy = Policy::new(Capability::ReferenceInList);
    let go =
        |state, standing| step(&record(state), &found(standing, "T1", Some(10_000), Receipt::Complete), START, &policy);
    assert_eq!(go(NotPaid, Standing::Success).record.state, Review);
    assert_eq!(go(Paid, Standing::Failed).record.state, Review);
    assert_eq!(go(Paid, Standing::Refunded).record.state, Reversed);
    assert!(go(NotPaid, Standing::Success).commands.contains(&Command::Alert));
    assert_eq!(go(Paid, Standing::Success).record.receipt, Receipt::Complete);
    for finding in [Finding::Candidates, Finding::Contradiction] {
        let event = Event::LookedUp(finding);
        for state in [Paid, NotPaid, Cancelled] {
            assert_eq!(step(&record(state), &event, START, &policy).record.state, Review, "{state} {event:?}");
            let by_a_person = Record { reason: Some(Reason::Person), ..record(state) };
            assert_eq!(step(&by_a_person, &event, START, &policy).record.state, state, "a person knew of it");
        }
    }
}

/// Another worker, or a person, was faster than the answer.
// rule: evidence after the end that contradicts is never dropped
#[test]
fn a_success_that_comes_late_is_not_dropped() {
    let policy = Policy::new(Capability::ReferenceInList);
    let go = |state, price| step(&record(state), &success(price, Receipt::Complete), START, &policy).record;
    assert_eq!(go(Pending, 10_000).state, Paid);
    assert_eq!(go(Pending, 10_001).state, Review);
    assert_eq!(go(NotPaid, 10_000).state, Review);
    let with_a_person = go(Review, 10_000);
    assert_eq!((with_a_person.state, with_a_person.transaction_id.as_deref()), (Review, Some("T1")));
}

/// The same in a shared journal, for the other answers that say that something was done, and for other transactions.
// rule: evidence after the end that contradicts is never dropped
#[test]
fn no_answer_that_comes_late_is_dropped() {
    let policy = Policy::new(Capability::ReferenceInList);
    let go = |record: &Record, answer| step(record, &Event::Answered(answer), START, &policy).record.state;
    let success =
        |id: &str| Answer::Success { transaction_id: id.into(), price: rupiah(10_000), receipt: Receipt::Complete };
    let refunded = |id: &str| Answer::Refunded { transaction_id: id.into() };
    let pending = |id: &str| Answer::Pending { transaction_id: Some(id.into()) };
    let (paid, not_paid) = (record(Paid), record(NotPaid));
    assert_eq!([go(&paid, success("T1")), go(&paid, success("T2"))], [Paid, Review]);
    assert_eq!([go(&paid, refunded("T1")), go(&paid, refunded("T2"))], [Reversed, Review]);
    assert_eq!([go(&paid, pending("T1")), go(&paid, pending("T2"))], [Paid, Review]);
    for answer in [success("T1"), refunded("T1"), pending("T1"), Answer::Pending { transaction_id: None }] {
        assert_eq!([go(&not_paid, answer.clone()), go(&record(Cancelled), answer)], [Review, Review]);
    }
    assert_eq!(go(&record(Pending), refunded("T1")), Reversed);
    assert_eq!(go(&not_paid, Answer::Refused { code: None }), NotPaid);
}

// rule: after a restore neither an absence nor a number of rows closes a payment
#[test]
fn after_a_restore_only_what_is_its_own_closes_a_payment() {
    let policy = Policy { on_absent: OnAbsent::CloseNotPaid, ..Policy::new(Capability::ReferenceInList) };
    let marked = |state| step(&record(state), &Event::Restored, START, &policy).record;
    let mut open = marked(Unknown);
    open.checks = Checks { since: START, absences: 1, absent_at: Some(START) };
    let at = |record: &Record, event: &Event| step(record, event, START.plus(HOUR * 25), &policy).record;
    let absent = at(&open, &Event::LookedUp(Finding::Absent));
    assert_eq!((absent.state, absent.reason), (Review, Some(Reason::StillAbsent)));
    let failed = found(Standing::Failed, "T1", Some(10_000), Receipt::Complete);
    assert_eq!(at(&open, &failed).state, Review, "a later attempt may be known to the lost journal only");
    let known = Record { transaction_id: Some("T1".into()), ..marked(Pending) };
    assert_eq!(at(&known, &failed).state, NotPaid, "its own id");
    assert_eq!(at(&open, &found(Standing::Success, "T1", Some(10_000), Receipt::Complete)).state, Paid);
}

/// A 401 is no promise: what it turned away is looked up once more, however the payment ended.
#[test]
fn what_was_turned_away_and_cancelled_is_looked_up_once_more() {
    let policy = Policy::new(Capability::ReferenceInList);
    let at = |record: &Record, event: &Event, now| step(record, event, now, &policy).record;
    let mut quoted = record(Sending);
    (quoted.state, quoted.turned_away) = (Quoted, 1);
    let horizon = quoted.send_by().plus(policy.settle_horizon);
    let cancelled = at(&quoted, &Event::Cancel, START);
    assert_eq!((cancelled.state, cancelled.due), (Cancelled, Some(horizon)));
    let executed = found(Standing::Success, "T1", Some(10_000), Receipt::Complete);
    assert_eq!(at(&cancelled, &executed, horizon).state, Review);
    assert_eq!(at(&cancelled, &Event::LookedUp(Finding::Absent), horizon).due, None);
    assert_eq!(at(&record(Quoted), &Event::Cancel, START).due, None, "nothing was sent");
}

/// Its account may be gone for good.
#[test]
fn what_can_not_be_asked_after_the_end_is_not_asked_for_ever() {
    let policy = Policy::new(Capability::ReferenceInList);
    let mut record = Record { due: Some(START), ..record(NotPaid) };
    let (mut now, mut times) = (START, 0);
    while let Some(due) = record.due {
        (now, times) = (due.max(now), times + 1);
        record = step(&record, &Event::LookedUp(Finding::Unavailable), now, &policy).record;
        assert!(times < 100 && record.state == NotPaid);
    }
    assert!(now >= record.send_by().plus(policy.settle_horizon));
}

#[test]
fn what_failed_is_looked_up_once_more_at_the_horizon() {
    let policy = Policy::new(Capability::ReferenceInList);
    let horizon = record(Unknown).send_by().plus(policy.settle_horizon);
    let failed = found(Standing::Failed, "T1", Some(10_000), Receipt::Complete);
    let at = |record: &Record, event: &Event, now| step(record, event, now, &policy).record;
    let first = at(&record(Unknown), &failed, START.plus(HOUR));
    assert_eq!((first.state, first.due), (NotPaid, Some(horizon)));
    assert_eq!(at(&first, &failed, START.plus(HOUR * 2)).due, Some(horizon));
    let unread = at(&first, &Event::LookedUp(Finding::Unavailable), horizon);
    assert_eq!((unread.state, unread.due), (NotPaid, Some(horizon.plus(HOUR))));
    assert_eq!(at(&unread, &failed, horizon.plus(HOUR)).due, None);
    assert_eq!(at(&first, &found(Standing::Success, "T1", Some(10_000), Receipt::Complete), horizon).state, Review);
}

#[test]
fn what_a_back_up_shows_as_not_sent_is_for_a_person() {
    let policy = Policy::new(Capability::ReferenceInList);
    for state in State::ALL {
        let after = step(&record(state), &Event::Restored, START, &policy).record;
        let expected = if state.is_before_sending() { (Review, Some(Reason::Restored)) } else { (state, None) };
        assert_eq!((after.state, after.reason), expected);
    }
}
