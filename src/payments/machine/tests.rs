//! Walks every state with every event.

mod late;

use super::{State::*, *};
use crate::Rupiah;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

const START: Moment = Moment::at(1_767_225_600_000); // 2026-01-01 07:00 in UTC+7
const HOUR: Duration = Duration::from_secs(3600);

fn rupiah(amount: i64) -> Rupiah {
    Rupiah::new(amount).unwrap()
}

fn record(state: State) -> Record {
    let sent = !state.is_before_sending() && state != Cancelled;
    let attempt = Attempt {
        number: 1,
        at: START,
        monotonic: Duration::ZERO,
        send_by: START.plus(Duration::from_secs(30)),
        reference: Some("ref".into()),
        request_hash: "hash".into(),
        ahead: None,
        answer: None,
        raw: None,
    };
    Record {
        id: IntentId::new(START, [1; 10]),
        version: 1,
        account: "jakarta".into(),
        key: "order-1".into(),
        provider: "singapay".into(),
        environment: "sandbox".into(),
        product: "SPPLNPOS".into(),
        at_most: rupiah(50_000),
        tag: None,
        group: None,
        state,
        reason: None,
        offer: (state != New).then(|| offer(10_000)),
        attempts: if sent { vec![attempt] } else { vec![] },
        at_the_door: false,
        turned_away: 0,
        checks: Checks { since: START, ..Checks::default() },
        due: None,
        transaction_id: (state == Paid).then(|| "T1".into()),
        paid: (state == Paid).then(|| rupiah(10_000)),
        receipt: Receipt::Missing,
        created: START,
        updated: START,
        since: START,
        restored: false,
        lock: Some("lock".into()),
        same: None,
        person: None,
    }
}

/// The variants of a state that rules look at.
fn records(state: State) -> Vec<Record> {
    let mut all = vec![record(state)];
    let mut with = |change: &dyn Fn(&mut Record)| {
        let mut one = record(state);
        change(&mut one);
        all.push(one);
    };
    with(&|r| r.at_the_door = r.state == Sending);
    with(&|r| r.turned_away = 1);
    with(&|r| r.checks = Checks { since: START, absences: 1, absent_at: Some(START.plus(HOUR)) });
    with(&|r| r.transaction_id = Some("T1".into()));
    with(&|r| r.receipt = Receipt::Complete);
    with(&|r| r.attempts = std::iter::repeat_n(record(Sending).attempts, 3).flatten().collect());
    with(&|r| r.offer = None);
    with(&|r| r.restored = true);
    all
}

fn offer(price: i64) -> Offer {
    Offer { reference: Some("ref".into()), price: rupiah(price), made_at: START }
}

fn found(standing: Standing, id: &str, price: Option<i64>, receipt: Receipt) -> Event {
    Event::LookedUp(Finding::Found { standing, transaction_id: id.into(), price: price.map(rupiah), receipt })
}

fn success(price: i64, receipt: Receipt) -> Event {
    Event::Answered(Answer::Success { transaction_id: "T1".into(), price: rupiah(price), receipt })
}

fn permit() -> Event {
    Event::Permit(Permit { monotonic: Duration::ZERO, request_hash: "hash".into(), ahead: None })
}

fn events() -> Vec<Event> {
    let mut all = vec![
        Event::Inquired(offer(10_000)),
        Event::Inquired(offer(50_001)),
        Event::InquiryFailed,
        permit(),
        Event::Answered(Answer::NotSent),
        Event::Answered(Answer::TurnedAway),
        success(10_000, Receipt::Complete),
        success(10_000, Receipt::Missing),
        success(10_001, Receipt::Complete),
        Event::Answered(Answer::Pending { transaction_id: None }),
        Event::Answered(Answer::Pending { transaction_id: Some("T1".into()) }),
        Event::Answered(Answer::Refused { code: Some("04".into()) }),
        Event::Answered(Answer::Refunded { transaction_id: "T1".into() }),
        Event::Answered(Answer::Pending { transaction_id: Some("T2".into()) }),
        Event::Answered(Answer::Refunded { transaction_id: "T2".into() }),
        Event::Answered(Answer::Success {
            transaction_id: "T2".into(),
            price: rupiah(10_000),
            receipt: Receipt::Complete,
        }),
        Event::Answered(Answer::Unclear),
        Event::Interrupted,
        Event::LookedUp(Finding::Absent),
        Event::LookedUp(Finding::Candidates),
        Event::LookedUp(Finding::Contradiction),
        Event::LookedUp(Finding::Unavailable),
        Event::LookedUp(Finding::Impossible),
        Event::CalledBack,
        Event::Expired,
        Event::Restored,
        Event::Cancel,
        Event::Closed(Verdict::Paid(Some("T9".into()))),
        Event::Closed(Verdict::Paid(None)),
        Event::Closed(Verdict::NotPaid),
        Event::Closed(Verdict::Reversed),
    ];
    for standing in [Standing::Success, Standing::Pending, Standing::Failed, Standing::Refunded] {
        for id in ["T1", "T2"] {
            for price in [Some(10_000), Some(9_999), None] {
                all.push(found(standing, id, price, Receipt::Complete));
                all.push(found(standing, id, price, Receipt::Missing));
            }
        }
    }
    all
}

fn policies() -> Vec<Policy> {
    let usual = Policy::new(Capability::ReferenceInList);
    vec![
        Policy { on_absent: OnAbsent::CloseNotPaid, ..usual.clone() },
        Policy { cut_offs: vec![CutOff::new((0, 0), (23, 59))], ..usual.clone() },
        Policy { unauthorized_is_turned_away: false, ..usual.clone() },
        usual,
    ]
}

fn walk(mut visit: impl FnMut(&Record, &Event, Moment, &Policy, &Step)) {
    for before in State::ALL.into_iter().flat_map(records) {
        for event in events() {
            for policy in policies() {
                for hours in [0, 1, 24, 25, 1_000_000] {
                    let now = START.plus(HOUR * hours);
                    visit(&before, &event, now, &policy, &step(&before, &event, now, &policy));
                }
            }
        }
    }
}

#[test]
fn there_are_the_listed_arrows_and_no_others() {
    let mut seen: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    walk(|before, event, _, _, after| {
        if before.state != after.record.state {
            seen.entry((before.state, after.record.state)).or_default().insert(kind(event));
        }
    });
    let listed: BTreeMap<_, BTreeSet<_>> =
        ARROWS.iter().map(|a| ((a.from, a.to), a.kinds.iter().map(|kind| (*kind).to_owned()).collect())).collect();
    assert_eq!(seen, listed, "where the kinds change, so may the words of the picture");
    assert_eq!(listed.len(), ARROWS.len(), "one arrow between two states, with all of its events");
}

/// `looked up: found failed`, `answered: success`, `expired`.
fn kind(event: &Event) -> String {
    let word = |value: &dyn std::fmt::Debug| {
        let text = format!("{value:?}");
        let name = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let spaced = name.chars().flat_map(|c| c.is_uppercase().then_some(' ').into_iter().chain(c.to_lowercase()));
        spaced.collect::<String>().trim().to_owned()
    };
    match event {
        Event::LookedUp(Finding::Found { standing, .. }) => format!("looked up: found {}", word(standing)),
        Event::LookedUp(finding) => format!("looked up: {}", word(finding)),
        Event::Answered(answer) => format!("answered: {}", word(answer)),
        Event::Closed(verdict) => format!("closed: {}", word(verdict)),
        other => word(other),
    }
}

#[test]
fn sending_is_reached_from_quoted_with_a_new_attempt_and_nowhere_else() {
    let mut sent = 0;
    walk(|before, event, now, policy, after| {
        let sends = after.commands.contains(&Command::Send);
        let entered = before.state != Sending && after.record.state == Sending;
        assert_eq!(sends, entered);
        if entered {
            sent += 1;
            assert_eq!((before.state, matches!(event, Event::Permit(_))), (Quoted, true));
            assert_eq!(after.record.attempts.len(), before.attempts.len() + 1);
            assert!(after.record.attempts.len() <= policy.attempts as usize);
            assert_eq!(after.record.attempts.last().unwrap().send_by, now.plus(policy.send_window));
        }
    });
    assert!(sent > 0);
}

#[test]
fn what_is_open_is_always_due_or_with_a_person() {
    walk(|before, event, now, _, after| {
        if matches!(after.record.state, Unknown | Pending) && *before != after.record {
            // One that is long overdue is looked up at once; that look-up sends it to a person.
            assert!(after.record.due.is_some_and(|due| due >= now), "{before:?} {event:?}");
        }
    });
}

#[test]
fn no_word_of_absence_closes_anything_by_itself() {
    let policy = Policy::new(Capability::ReferenceInList);
    let mut record = record(Unknown);
    let mut now = START;
    let mut states = BTreeMap::new();
    while record.state == Unknown {
        now = policy.next_check(START, record.send_by(), now).unwrap_or_else(|| now.plus(HOUR));
        record = step(&record, &Event::LookedUp(Finding::Absent), now, &policy).record;
        *states.entry(record.state).or_insert(0) += 1;
    }
    assert_eq!((record.state, record.reason.clone()), (Review, Some(Reason::StillAbsent)));
    assert!(now >= record.send_by().plus(policy.settle_horizon), "not before the horizon");
    assert!(states[&Unknown] > 20);
}

// rule: it takes two absences, and they must lie apart
#[test]
fn one_absence_is_never_enough_and_two_must_lie_apart() {
    let policy = Policy { on_absent: OnAbsent::CloseNotPaid, ..Policy::new(Capability::ReferenceInList) };
    let horizon = record(Unknown).send_by().plus(HOUR * 24);
    let absent = Event::LookedUp(Finding::Absent);
    let at = |record: &Record, now| step(record, &absent, now, &policy).record;
    let only = at(&record(Unknown), horizon);
    assert_eq!((only.state, only.checks.absences), (Review, 1), "one, even after the horizon");
    let first = at(&record(Unknown), START.plus(HOUR * 23));
    assert_eq!((first.state, first.checks.absences), (Unknown, 1));
    let soon = at(&first, START.plus(HOUR * 23 + Duration::from_secs(59)));
    assert_eq!((soon.state, soon.checks.absences), (Unknown, 1), "too close to the first");
    let early = at(&first, START.plus(HOUR * 23 + Duration::from_secs(60)));
    assert_eq!((early.state, early.checks.absences), (Unknown, 2), "before the horizon");
    let last = at(&first, horizon);
    assert_eq!((last.state, last.reason), (NotPaid, Some(Reason::Absent)));
    let careless = Policy { absences: 0, ..policy.clone() };
    let one = step(&record(Unknown), &absent, horizon, &careless).record;
    assert_eq!(one.state, Review, "no policy makes one enough");
}

#[test]
fn what_was_acknowledged_and_vanished_is_a_case_for_a_person_but_not_before_its_first_check() {
    let policy = Policy::new(Capability::ReferenceInList);
    let after = |seconds| {
        let now = START.plus(Duration::from_secs(seconds));
        step(&record(Pending), &Event::LookedUp(Finding::Absent), now, &policy).record
    };
    assert_eq!((after(59).state, after(59).due), (Pending, Some(START.plus(Duration::from_secs(60)))));
    assert_eq!((after(60).state, after(60).reason), (Review, Some(Reason::Vanished)));
}

#[test]
fn an_absence_in_the_cut_off_does_not_count() {
    let usual = Policy { on_absent: OnAbsent::CloseNotPaid, ..Policy::new(Capability::ReferenceInList) };
    let policy = Policy { cut_offs: vec![CutOff::new((7, 0), (8, 0))], ..usual };
    let mut open = record(Unknown);
    open.checks = Checks { since: START.plus(HOUR * 23), absences: 1, absent_at: Some(START) };
    let after = step(&open, &Event::LookedUp(Finding::Absent), START.plus(HOUR * 24 + HOUR / 2), &policy).record;
    assert_eq!((after.state, after.checks.absences), (Unknown, 1));
}

// rule: a refused token leads back only after a look-up found nothing
#[test]
fn a_refused_token_leads_back_once_and_only_with_an_absence() {
    let policy = Policy::new(Capability::ReferenceInList);
    let go = |record: &Record, event| step(record, &event, START, &policy);
    let refused = go(&record(Sending), Event::Answered(Answer::TurnedAway));
    assert_eq!((refused.record.state, &*refused.commands), (Sending, &[Command::LookUp][..]));
    let unread = go(&refused.record, Event::LookedUp(Finding::Unavailable));
    assert_eq!(unread.record.state, Unknown);
    let quoted = go(&refused.record, Event::LookedUp(Finding::Absent)).record;
    assert_eq!(quoted.state, Quoted);
    let again = go(&quoted, permit()).record;
    assert_eq!((again.state, again.attempts.len()), (Sending, 1 + 1));
    assert_eq!(go(&again, Event::Answered(Answer::TurnedAway)).record.state, Unknown);
}

#[test]
fn our_own_reference_is_made_for_each_attempt() {
    let policy = Policy::new(Capability::OwnReference);
    let go = |record: &Record, event: &Event| step(record, event, START, &policy).record;
    let sent = go(&go(&go(&record(Quoted), &permit()), &Event::Answered(Answer::NotSent)), &permit());
    let references: Vec<_> = sent.attempts.iter().map(|a| a.reference.clone().unwrap()).collect();
    assert_eq!(references, [format!("{}-1", sent.id), format!("{}-2", sent.id)]);
}

#[test]
fn a_price_that_could_not_be_had_is_noted() {
    let policy = Policy::new(Capability::ReferenceInList);
    let after = step(&record(New), &Event::InquiryFailed, START, &policy).record;
    assert_eq!((after.state, after.reason.clone()), (New, Some(Reason::NoQuote)));
    assert_eq!(step(&after, &Event::Inquired(offer(10_000)), START, &policy).record.reason, None);
}
