//! What every journal must do, as code: run it against a journal of your own.
//!
//! May use: the trait only. Fails by panicking, like a test.
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "it is a test that is shipped")]

use super::{Change, Count, Created, Entry, Journal, JournalError, Logged, Query};
use crate::{
    Personal, Rupiah,
    payments::machine::{Attempt, Intent, IntentId, Moment, Offer, Person, Record, State},
};
use std::{collections::BTreeMap, time::Duration};

const START: Moment = Moment::START;

/// A record like those of payments, for tests of a journal. Each `number` has an id, a key and a target of its own.
#[must_use]
pub fn sample(number: u8) -> Record {
    let person = Person {
        customer: Personal::new(format!("80000000{number:03}")),
        details: BTreeMap::from([("command".to_owned(), Personal::new("plnpos"))]),
        digest: format!("digest-{number}"),
        salt: Some("salt".into()),
        goods: None,
    };
    let intent = Intent {
        id: IntentId::new(START.plus(Duration::from_secs(u64::from(number))), [number; 10]),
        account: "jakarta".into(),
        key: format!("order-{number}"),
        provider: "singapay".into(),
        environment: "sandbox".into(),
        product: "SPPLNPOS".into(),
        at_most: Rupiah::from_sen(100_000),
        tag: Some("a tag".into()),
        lock: Some(format!("target-{number}").into()),
        same: None,
        person,
    };
    Record::new(intent, START, Duration::from_secs(60))
}

fn entry() -> Entry {
    Entry {
        note: Some("HTTP 200".into()),
        actor: Some("sari".into()),
        answer: Some("{}".into()),
        ..Entry::new(START, "tested")
    }
}

/// Checks everything that the trait promises within one process. `make` opens an empty journal each time. What it promises beyond
/// that, [`check_durable`] checks.
pub async fn check<J: Journal>(make: impl AsyncFn() -> J) {
    what_is_stored_comes_back(&make().await).await;
    one_key_is_one_payment(&make().await).await;
    an_old_version_is_refused(&make().await).await;
    one_of_many_wins(&make().await).await;
    leases_keep_others_away(&make().await).await;
    pages_and_counts(&make().await).await;
    the_feed_comes_again_until_acknowledged(&make().await).await;
    the_person_can_be_forgotten(&make().await).await;
    a_late_receipt_is_news(&make().await).await;
    check_places(&make).await;
}

/// What excludes others, and by what a payment is found.
async fn check_places<J: Journal>(make: &impl AsyncFn() -> J) {
    one_target_is_open_once(&make().await).await;
    one_word_of_the_caller_is_open_once(&make().await).await;
    those_of_a_target_are_found(&make().await).await;
    one_transaction_is_claimed_once(&make().await).await;
    a_reference_leads_to_the_newest(&make().await).await;
}

/// Checks that what was committed is there after the process is gone. `open` opens the same journal again each time, an empty one
/// at first; the one before is dropped by then. Dropping is a gentle end: kill a process of your own that writes, too.
pub async fn check_durable<J: Journal>(open: impl AsyncFn() -> J) {
    let before = filled(&open().await).await;
    for _ in 0..2 {
        let journal = open().await;
        assert_eq!(remains(&journal).await, before, "what was committed is there after reopening");
        leases_and_places_remain(&journal).await;
    }
    goes_on(&open().await).await;
    let journal = open().await;
    assert_eq!(journal.load(&sample(1).id).await.expect("load").version, 5, "and so is what came after");
    assert_eq!(journal.feed("wallet", 9).await.expect("feed").len(), 1, "an acknowledgement too");
}

/// Until when the lease is held, that no reopening ends.
const LEASED: u64 = 500;

/// Three payments: sent and paid, sent, due and leased. A consumer has acted on the first change.
async fn filled<J: Journal>(journal: &J) -> Remains {
    let undue = |number| Record { due: None, ..sample(number) };
    let paid = create(journal, undue(1)).await;
    let paid = put(journal, paid, State::Sending, |r| r.attempts.push(attempt(1))).await;
    let claim = |r: &mut Record| {
        r.transaction_id = Some("T1".into());
        r.attempts[0].answer = Some("HTTP 200".into());
    };
    put(journal, paid, State::Paid, claim).await;
    let sent = create(journal, undue(2)).await;
    put(journal, sent, State::Sending, |r| r.attempts.push(attempt(1))).await;
    let due = create(journal, sample(3)).await;
    put(journal, due, State::Unknown, |r| r.due = Some(START.plus(Duration::from_secs(1)))).await;
    let lease = Duration::from_secs(LEASED - 10);
    let claimed = journal.claim_due(START.plus(Duration::from_secs(10)), 9, lease).await.expect("claim");
    assert_eq!(claimed, [sample(3).id]);
    let first = journal.feed("wallet", 1).await.expect("feed");
    journal.acknowledge("wallet", first[0].position).await.expect("acknowledge");
    remains(journal).await
}

/// Everything that can be read of the three.
type Remains = (Vec<Record>, Vec<Vec<Logged>>, Vec<Change>, Vec<Change>, Vec<Count>);

async fn remains<J: Journal>(journal: &J) -> Remains {
    let (mut records, mut histories) = (vec![], vec![]);
    for number in 1..=3 {
        let id = sample(number).id;
        records.push(journal.load(&id).await.expect("load"));
        histories.push(journal.history(&id).await.expect("history"));
    }
    let feed = async |consumer| journal.feed(consumer, 99).await.expect("feed");
    (records, histories, feed("wallet").await, feed("mailer").await, journal.counts().await.expect("counts"))
}

/// What excludes others does so after reopening: key, target, transaction, lease.
async fn leases_and_places_remain<J: Journal>(journal: &J) {
    let again = journal.create(sample(1), entry()).await.expect("create");
    assert!(matches!(again, Created::Existing(_)), "its key");
    let same_target = Record { lock: sample(2).lock, state: State::Sending, ..sample(4) };
    let refused = journal.create(same_target, entry()).await;
    assert!(matches!(&refused, Err(JournalError::AlreadyOpen(id)) if *id == sample(2).id), "its target: {refused:?}");
    let owner = journal.of_transaction("jakarta", "T1").await.expect("of_transaction");
    assert_eq!(owner.map(|record| record.id), Some(sample(1).id), "its transaction");
    let before = START.plus(Duration::from_secs(LEASED - 1));
    assert_eq!(journal.claim_due(before, 9, Duration::ZERO).await.expect("claim"), [], "its lease");
}

async fn goes_on<J: Journal>(journal: &J) {
    let after = START.plus(Duration::from_secs(LEASED));
    assert_eq!(journal.claim_due(after, 9, Duration::ZERO).await.expect("claim"), [sample(3).id], "until it ends");
    let changes = journal.feed("wallet", 99).await.expect("feed");
    let last = changes.last().expect("changes that nobody has acted on");
    journal.acknowledge("wallet", last.position).await.expect("acknowledge");
    let paid = journal.load(&sample(1).id).await.expect("load");
    let review = put(journal, paid, State::Review, |_| {}).await;
    put(journal, review, State::Review, |r| r.tag = None).await;
}

async fn create<J: Journal>(journal: &J, record: Record) -> Record {
    match journal.create(record, entry()).await.expect("create") {
        Created::New(record) => record,
        Created::Existing(_) => panic!("nothing was there"),
    }
}

/// Stores a state, and what else `change` does.
async fn put<J: Journal>(journal: &J, mut record: Record, state: State, change: impl FnOnce(&mut Record)) -> Record {
    record.state = state;
    change(&mut record);
    journal.commit(record, entry()).await.expect("commit")
}

async fn what_is_stored_comes_back<J: Journal>(journal: &J) {
    let made = create(journal, sample(1)).await;
    assert_eq!(made, Record { version: 1, ..sample(1) });
    let stored = put(journal, made, State::Sending, |r| {
        r.offer = Some(Offer { reference: Some("ref".into()), price: Rupiah::from_sen(1), made_at: START });
        r.attempts.push(attempt(1));
        r.transaction_id = Some("T".into());
    })
    .await;
    let stored = put(journal, stored, State::Quoted, |r| {
        r.attempts[0].answer = Some("never sent".into());
        r.attempts.push(attempt(2));
    })
    .await;
    assert_eq!((stored.version, stored.attempts.len()), (3, 2));
    assert_eq!(journal.load(&stored.id).await.expect("load"), stored);
    assert_eq!(journal.find("jakarta", "order-1").await.expect("find"), Some(stored.clone()));
    assert_eq!(journal.find("bandung", "order-1").await.expect("find"), None);
    assert!(matches!(journal.load(&sample(2).id).await, Err(JournalError::NotFound)));
    let history = journal.history(&stored.id).await.expect("history");
    let versions: Vec<_> = history.iter().map(|l| (l.version, l.from, l.to)).collect();
    let expected =
        [(1, None, State::New), (2, Some(State::New), State::Sending), (3, Some(State::Sending), State::Quoted)];
    assert_eq!(versions, expected);
    assert_eq!((history[0].kind.as_str(), history[0].actor.as_deref()), ("tested", Some("sari")));
    assert_eq!((history[0].note.as_deref(), history[0].answer.as_deref()), (Some("HTTP 200"), Some("{}")));
}

fn attempt(number: u32) -> Attempt {
    Attempt {
        number,
        at: START,
        monotonic: Duration::from_millis(7),
        send_by: START.plus(Duration::from_secs(30)),
        reference: None,
        request_hash: "hash".into(),
        ahead: Some(-3),
        answer: None,
        raw: None,
    }
}

async fn one_key_is_one_payment<J: Journal>(journal: &J) {
    let first = create(journal, sample(1)).await;
    let same_key = Record { key: first.key.clone(), ..sample(2) };
    let again = journal.create(same_key, entry()).await.expect("create");
    assert_eq!(again, Created::Existing(first));
    assert!(matches!(journal.load(&sample(2).id).await, Err(JournalError::NotFound)));
    let other_account = Record { account: "bandung".into(), key: "order-1".into(), ..sample(3) };
    create(journal, other_account).await;
}

async fn an_old_version_is_refused<J: Journal>(journal: &J) {
    let old = create(journal, sample(1)).await;
    let new = put(journal, old.clone(), State::Quoted, |_| {}).await;
    let refused = journal.commit(Record { state: State::Sending, ..old }, entry()).await;
    assert!(matches!(refused, Err(JournalError::Conflict)), "{refused:?}");
    assert_eq!(journal.load(&new.id).await.expect("load"), new);
    let unknown = journal.commit(Record { version: 1, ..sample(9) }, entry()).await;
    assert!(matches!(unknown, Err(JournalError::NotFound)), "{unknown:?}");
}

async fn one_of_many_wins<J: Journal>(journal: &J) {
    let quoted = create(journal, sample(1)).await;
    let all = (0..16).map(|_| journal.commit(Record { state: State::Sending, ..quoted.clone() }, entry()));
    let results = futures_util::future::join_all(all).await;
    let lost = |r: &&Result<Record, JournalError>| matches!(r, Err(JournalError::Conflict));
    assert_eq!((results.iter().filter(|r| r.is_ok()).count(), results.iter().filter(lost).count()), (1, 15));
}

async fn one_target_is_open_once<J: Journal>(journal: &J) {
    let same = |number| Record { lock: Some("target".into()), ..sample(number) };
    let (first, second) = (create(journal, same(1)).await, create(journal, same(2)).await);
    let first = put(journal, first, State::Sending, |_| {}).await;
    let refused = journal.commit(Record { state: State::Sending, ..second.clone() }, entry()).await;
    assert!(matches!(&refused, Err(JournalError::AlreadyOpen(id)) if *id == first.id), "{refused:?}");
    assert_eq!(journal.load(&second.id).await.expect("load"), second, "a refused commit leaves nothing behind");
    let refused = journal.create(same(3), entry()).await;
    assert!(matches!(&refused, Err(JournalError::AlreadyOpen(id)) if *id == first.id), "{refused:?}");
    assert_eq!(journal.find("jakarta", "order-3").await.expect("find"), None);
    create(journal, Record { lock: None, ..sample(4) }).await;
    put(journal, first, State::Paid, |_| {}).await;
    put(journal, second, State::Sending, |_| {}).await;
}

/// Beside the lock, across accounts, and whatever the lock is.
async fn one_word_of_the_caller_is_open_once<J: Journal>(journal: &J) {
    let same = |number| Record { same: Some("pln:1:2026-11".into()), ..sample(number) };
    let first = create(journal, same(1)).await;
    let first = put(journal, first, State::Sending, |_| {}).await;
    assert_eq!(journal.load(&first.id).await.expect("load").same, first.same);
    let refused = journal.create(Record { account: "bandung".into(), ..same(2) }, entry()).await;
    assert!(matches!(&refused, Err(JournalError::AlreadyOpen(id)) if *id == first.id), "{refused:?}");
    let same_lock = Record { lock: first.lock.clone(), same: Some("other words".into()), ..sample(3) };
    let refused = journal.create(same_lock, entry()).await;
    assert!(matches!(&refused, Err(JournalError::AlreadyOpen(id)) if *id == first.id), "{refused:?}");
    put(journal, first, State::Paid, |_| {}).await;
    create(journal, same(4)).await;
}

async fn those_of_a_target_are_found<J: Journal>(journal: &J) {
    let locks = ["a b 1", "a b 1 #2", "a b 12", "a b 1 #3", "a b 1 #4", "a b 1 #5", "a b 1 #6"];
    for (number, lock) in (1..).zip(locks) {
        let record = create(journal, Record { lock: Some(lock.into()), ..sample(number) }).await;
        let state = if number < 4 { State::Unknown } else { State::NotPaid };
        put(journal, record, state, |r| {
            r.attempts.extend((number != 5).then(|| attempt(1)));
            r.transaction_id = (number == 6).then(|| "T6".into());
        })
        .await;
    }
    let mut found: Vec<_> = journal.of_target("a b 1").await.expect("of_target").into_iter().map(|r| r.id).collect();
    found.sort();
    assert_eq!(
        found,
        [1, 2, 4, 7].map(|number| sample(number).id),
        "not sent, or with a transaction: not among the closed"
    );
    assert!(journal.of_target("a b").await.expect("of_target").is_empty());
}

async fn one_transaction_is_claimed_once<J: Journal>(journal: &J) {
    let claim = |r: &mut Record| r.transaction_id = Some("T1".into());
    let first = create(journal, sample(1)).await;
    let first = put(journal, first, State::Paid, claim).await;
    let mut second = create(journal, sample(2)).await;
    claim(&mut second);
    let refused = journal.commit(second, entry()).await;
    assert!(matches!(&refused, Err(JournalError::Claimed(id)) if *id == first.id), "{refused:?}");
    let other = create(journal, Record { account: "bandung".into(), ..sample(3) }).await;
    let other = put(journal, other, State::Paid, claim).await;
    let of = async |account, id| journal.of_transaction(account, id).await.expect("of_transaction");
    assert_eq!((of("jakarta", "T1").await, of("bandung", "T1").await), (Some(first), Some(other)));
    assert_eq!((of("jakarta", "T2").await, of("surabaya", "T1").await), (None, None));
}

async fn leases_keep_others_away<J: Journal>(journal: &J) {
    let seconds = |n| START.plus(Duration::from_secs(n));
    for (number, due) in [(1, 30), (2, 10), (3, 99)] {
        create(journal, Record { due: Some(seconds(due)), ..sample(number) }).await;
    }
    create(journal, Record { due: None, ..sample(4) }).await;
    let lease = Duration::from_secs(20);
    let claim = async |now, limit| journal.claim_due(seconds(now), limit, lease).await.expect("claim");
    assert_eq!(claim(9, 9).await, []);
    assert_eq!(claim(30, 1).await, [sample(2).id], "the longest due first");
    assert_eq!(claim(30, 9).await, [sample(1).id]);
    assert_eq!(claim(49, 9).await, []);
    let one = journal.load(&sample(1).id).await.expect("load");
    put(journal, one, State::Unknown, |_| {}).await;
    assert_eq!(claim(49, 9).await, [sample(1).id], "a commit ends the lease");
    assert_eq!(claim(50, 9).await, [sample(2).id], "and so does its time");
}

async fn pages_and_counts<J: Journal>(journal: &J) {
    for number in 1..=5 {
        let record = create(journal, sample(number)).await;
        let state = if number == 3 { State::Paid } else { State::Review };
        put(journal, record, state, |r| r.since = START.plus(Duration::from_secs(u64::from(number)))).await;
    }
    let query = |after, limit| Query { states: vec![State::Review, State::Unknown], after, limit };
    let ids = async |query| -> Vec<_> {
        let page = journal.page(query).await.expect("page");
        page.into_iter().map(|r| r.id).collect()
    };
    assert_eq!(ids(query(None, 3)).await, [sample(1).id, sample(2).id, sample(4).id]);
    assert_eq!(ids(query(Some(sample(4).id), 3)).await, [sample(5).id]);
    let counts = journal.counts().await.expect("counts");
    let counts: Vec<_> = counts.iter().map(|c| (c.state, c.number, c.oldest)).collect();
    assert_eq!(counts, [(State::Review, 4, START.plus(Duration::from_secs(1)))]);
}

async fn the_feed_comes_again_until_acknowledged<J: Journal>(journal: &J) {
    let record = create(journal, sample(1)).await;
    let record = put(journal, record, State::Quoted, |_| {}).await;
    let record = put(journal, record, State::Quoted, |r| r.tag = None).await;
    put(journal, record, State::Sending, |_| {}).await;
    let states = async |consumer, limit| -> Vec<_> {
        let feed = journal.feed(consumer, limit).await.expect("feed");
        feed.into_iter().map(|c| (c.to, c.record.state)).collect()
    };
    let all = [State::New, State::Quoted, State::Sending].map(|to| (to, State::Sending));
    assert_eq!(states("wallet", 9).await, all, "what changes no state is no news");
    assert_eq!(states("wallet", 1).await, all[..1]);
    let first = journal.feed("wallet", 2).await.expect("feed");
    journal.acknowledge("wallet", first[1].position).await.expect("acknowledge");
    journal.acknowledge("wallet", first[0].position).await.expect("acknowledge");
    assert_eq!(states("wallet", 9).await, all[2..], "it never goes back");
    assert_eq!(states("mailer", 9).await, all, "each consumer has a place of its own");
}

async fn the_person_can_be_forgotten<J: Journal>(journal: &J) {
    let record = create(journal, sample(1)).await;
    let record = put(journal, record, State::Paid, |r| (r.person, r.lock) = (None, None)).await;
    let stored = journal.load(&record.id).await.expect("load");
    assert_eq!((stored.person, stored.lock), (None, None));
}

async fn a_reference_leads_to_the_newest<J: Journal>(journal: &J) {
    let sent = async |record, reference: &str| {
        let record = create(journal, record).await;
        let attempt = Attempt { reference: Some(reference.into()), ..attempt(1) };
        put(journal, record, State::Sending, |r| r.attempts.push(attempt)).await
    };
    let older = sent(sample(1), "R1").await;
    let newer = sent(sample(2), "R1").await;
    let other = sent(Record { account: "bandung".into(), ..sample(3) }, "R1").await;
    let of = async |account, reference| journal.of_reference(account, reference).await.expect("of_reference");
    assert_eq!((of("jakarta", "R1").await, of("bandung", "R1").await), (Some(newer.clone()), Some(other)));
    assert_eq!((of("jakarta", "R2").await, of("surabaya", "R1").await), (None, None));
    let second = Attempt { reference: Some("R2".into()), ..attempt(2) };
    let again = put(journal, older, State::Quoted, |r| r.attempts.push(second)).await;
    assert_eq!(of("jakarta", "R2").await, Some(again), "any attempt, in any state");
    let paid = put(journal, newer, State::Paid, |_| {}).await;
    assert_eq!(of("jakarta", "R1").await, Some(paid));
}

async fn a_late_receipt_is_news<J: Journal>(journal: &J) {
    let record = create(journal, sample(1)).await;
    let record = put(journal, record, State::Paid, |_| {}).await;
    journal.commit(record, Entry::new(START, Entry::RECEIPT)).await.expect("commit");
    let feed = journal.feed("wallet", 9).await.expect("feed");
    let states: Vec<_> = feed.into_iter().map(|change| change.to).collect();
    assert_eq!(states, [State::New, State::Paid, State::Paid]);
}
