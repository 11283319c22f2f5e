//! Recovery beside a provider that hangs, panics, or changes while it is asked. On a provider in memory.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use bayar::{
    Clock, Personal, Rupiah,
    payments::{
        Buyable, Candidate, Order, Outcome, PayErrorKind, Payable, Payments, Port, PortError, PortFuture, Priced,
        SendPermit, Told,
        journal::MemoryJournal,
        machine::{Answer, Capability, Finding, Offer, Policy, Receipt, Standing, State},
    },
};
use std::{
    collections::VecDeque,
    future::{IntoFuture, pending},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::sync::Notify;

/// What a look-up does, once each; afterwards it finds nothing.
#[derive(Debug)]
enum Look {
    Hangs,
    Panics,
    /// So much time goes by meanwhile.
    Takes(Duration),
}

#[derive(Debug, Default)]
struct Shelf {
    answers: Mutex<VecDeque<Answer>>,
    looks: Mutex<VecDeque<Look>>,
    rows: Mutex<Vec<Candidate>>,
    /// The references that were looked for.
    asked: Mutex<Vec<Option<String>>>,
    millis: AtomicU64,
    /// A payment that waits to be answered, and a list that waits to be shown.
    slow: Mutex<Option<[Arc<Notify>; 4]>>,
}

#[derive(Clone, Debug, Default)]
struct Biller(Arc<Shelf>);

impl Clock for Biller {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_767_225_600) + self.monotonic()
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.0.millis.load(Ordering::SeqCst))
    }
}

impl Biller {
    fn advance(&self, by: Duration) {
        self.0.millis.fetch_add(u64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    fn answers(self, answers: impl IntoIterator<Item = Answer>) -> Self {
        self.0.answers.lock().unwrap().extend(answers);
        self
    }

    fn looks(&self, looks: impl IntoIterator<Item = Look>) {
        self.0.looks.lock().unwrap().extend(looks);
    }

    async fn open(&self) -> Payments {
        let builder = Payments::builder(MemoryJournal::new()).account("jakarta", self.clone());
        builder.clock(Arc::new(self.clone())).no_background().start().await.unwrap()
    }
}

impl Port for Biller {
    fn provider(&self) -> &'static str {
        "biller"
    }

    fn environment(&self) -> String {
        "sandbox".to_owned()
    }

    fn policy(&self, product: &str) -> Policy {
        Policy::new(if product == "PULSA" { Capability::Fingerprint } else { Capability::ReferenceInList })
    }

    fn quote<'a>(&'a self, _order: &'a Order) -> PortFuture<'a, Result<Offer, PortError>> {
        Box::pin(async { Err("nothing is quoted here".into()) })
    }

    fn pay<'a>(&'a self, _order: &'a Order, _offer: &'a Offer, _permit: SendPermit) -> PortFuture<'a, Told<Answer>> {
        let answer = self.0.answers.lock().unwrap().pop_front().unwrap_or(Answer::Unclear);
        let slow = self.0.slow.lock().unwrap().clone().filter(|_| matches!(answer, Answer::Success { .. }));
        Box::pin(async move {
            if let Some([paying, answered, ..]) = slow {
                self.0.rows.lock().unwrap().push(row("T2"));
                paying.notify_one();
                answered.notified().await;
            }
            match answer {
                Answer::NotSent => Told::failed(Answer::NotSent, "no connection"),
                answer => Told::new(answer, "answered"),
            }
        })
    }

    fn look_up<'a>(&'a self, _: &'a Order, offer: &'a Offer, _: SystemTime) -> PortFuture<'a, Told<Finding>> {
        self.0.asked.lock().unwrap().push(offer.reference.clone());
        let look = self.0.looks.lock().unwrap().pop_front();
        Box::pin(async move {
            match look {
                Some(Look::Hangs) => pending().await,
                Some(Look::Panics) => panic!("a port is code of others"),
                Some(Look::Takes(time)) => self.advance(time),
                None => {}
            }
            Told::new(Finding::Absent, "not there")
        })
    }

    fn purchases<'a>(
        &'a self,
        _: &'a Order,
        _: SystemTime,
    ) -> PortFuture<'a, Result<Option<Vec<Candidate>>, PortError>> {
        let slow = self.0.slow.lock().unwrap().clone();
        Box::pin(async move {
            if let Some([_, _, asked, shown]) = slow {
                asked.notify_one();
                shown.notified().await;
            }
            Ok(Some(self.0.rows.lock().unwrap().clone()))
        })
    }
}

fn row(id: &str) -> Candidate {
    let (transaction_id, standing, price) = (id.to_owned(), Some(Standing::Success), Some(price()));
    Candidate { transaction_id, standing, price, receipt: Receipt::Complete, goods: None, answer: None }
}

fn price() -> Rupiah {
    Rupiah::new(10_000).unwrap()
}

fn success(id: &str) -> Answer {
    Answer::Success { transaction_id: id.to_owned(), price: price(), receipt: Receipt::Complete }
}

/// A bill, quoted under a reference; or a purchase, which needs none.
struct Wanted(Biller, &'static str, String);

impl Payable for Wanted {
    fn provider(&self) -> &'static str {
        "biller"
    }

    fn order(&self) -> Order {
        let customer = if self.1 == "PULSA" { "0812" } else { &self.2 };
        Order { product: self.1.to_owned(), customer: Personal::new(customer), details: Default::default() }
    }
}

impl Priced for Wanted {
    fn offer(&self) -> Offer {
        Offer { reference: Some(self.2.clone()), price: price(), made_at: self.0.now().into() }
    }
}

impl Buyable for Wanted {}

fn bill(biller: &Biller, reference: &str) -> Wanted {
    Wanted(biller.clone(), "PDAM", reference.to_owned())
}

async fn state(payments: &Payments, key: &str) -> State {
    payments.find("jakarta", key).await.unwrap().unwrap().payment().state()
}

#[tokio::test]
async fn a_look_up_that_panics_stops_no_other() {
    let biller = Biller::default();
    let payments = biller.open().await;
    for n in ["1", "2"] {
        assert!(matches!(payments.pay(n, &bill(&biller, n)).await.unwrap(), Outcome::Open(_)));
    }
    biller.looks([Look::Panics]);
    biller.advance(Duration::from_secs(61));
    assert_eq!(payments.recover().await.unwrap().driven, 2, "and the pass comes to its end");
    assert_eq!(biller.0.asked.lock().unwrap().len(), 2);
    biller.advance(Duration::from_secs(400));
    assert_eq!(payments.recover().await.unwrap().driven, 2, "it is asked for again, once its lease is over");
}

/// Or reports and orphans would wait for a provider that answers slowly.
#[tokio::test]
async fn a_pass_ends_although_time_goes_by() {
    let biller = Biller::default();
    let payments = biller.open().await;
    for n in ["1", "2", "3"] {
        _ = payments.pay(n, &bill(&biller, n)).await.unwrap();
    }
    biller.looks((0..3).map(|_| Look::Takes(Duration::from_secs(3_700))));
    biller.advance(Duration::from_secs(61));
    assert_eq!(payments.recover().await.unwrap().driven, 3, "what became due meanwhile is for the next pass");
}

#[tokio::test]
async fn a_start_does_not_wait_for_a_provider_that_hangs() {
    let biller = Biller::default();
    let journal = Arc::new(MemoryJournal::new());
    let builder = || {
        let builder = Payments::builder(journal.clone()).account("jakarta", biller.clone());
        builder.clock(Arc::new(biller.clone())).no_background().catch_up_within(Duration::from_millis(20))
    };
    _ = builder().start().await.unwrap().pay("1", &bill(&biller, "1")).await.unwrap();
    biller.looks([Look::Hangs]);
    let payments = builder().start().await.unwrap();
    assert_eq!(state(&payments, "1").await, State::Unknown);
    assert_eq!(biller.0.asked.lock().unwrap().len(), 1, "it was asked");
    biller.advance(Duration::from_secs(61));
    assert_eq!(payments.recover().await.unwrap().driven, 1, "and is asked again when it is due");
}

/// The first attempt was turned away; its reference may still be executed late, after the next quote.
// rule: a look-up asks for every reference that was sent
#[tokio::test]
async fn every_reference_that_was_sent_is_looked_for() {
    let biller = Biller::default().answers([Answer::TurnedAway, Answer::NotSent, Answer::Unclear]);
    let payments = biller.open().await;
    let error = payments.pay("1", &bill(&biller, "R1")).await.unwrap_err();
    assert_eq!(*error.kind(), PayErrorKind::NotSent);
    let again = Wanted(biller.clone(), "PDAM", "R1".to_owned());
    struct Newer(Wanted);
    impl Payable for Newer {
        fn provider(&self) -> &'static str {
            self.0.provider()
        }
        fn order(&self) -> Order {
            self.0.order()
        }
    }
    impl Priced for Newer {
        fn offer(&self) -> Offer {
            Offer { reference: Some("R2".to_owned()), ..self.0.offer() }
        }
    }
    let open = payments.pay("1", &Newer(again)).await.unwrap();
    assert_eq!(open.payment().state(), State::Unknown);
    biller.0.asked.lock().unwrap().clear();
    _ = payments.resolve(open.payment().id()).await.unwrap();
    let asked = biller.0.asked.lock().unwrap().clone();
    assert_eq!(asked, [Some("R1".to_owned()), Some("R2".to_owned())]);
}

/// While the list is read, an identical purchase is sent and shows in it: the row is that one's.
// rule: a transaction of a purchase that began during a look-up is not given to another
#[tokio::test]
async fn a_twin_that_is_sent_meanwhile_keeps_its_transaction() {
    let biller = Biller::default().answers([Answer::Unclear, success("T2")]);
    let payments = biller.open().await;
    let pulsa = || Wanted(biller.clone(), "PULSA", String::new());
    let lost = payments.buy("lost", &pulsa(), price()).await.unwrap();
    assert_eq!(lost.payment().state(), State::Unknown);

    let signals: [Arc<Notify>; 4] = Default::default();
    *biller.0.slow.lock().unwrap() = Some(signals.clone());
    let [paying, answered, asked, shown] = signals;
    let looking = tokio::spawn({
        let (payments, id) = (payments.clone(), lost.payment().id().clone());
        async move { payments.resolve(&id).await }
    });
    asked.notified().await;
    let twin = tokio::spawn(payments.buy("twin", &pulsa(), price()).repeat(2).into_future());
    paying.notified().await;
    shown.notify_one();
    assert_eq!(looking.await.unwrap().unwrap().payment().state(), State::Unknown, "the row is not its own");
    answered.notify_one();
    let twin = twin.await.unwrap().unwrap();
    assert_eq!((twin.payment().state(), twin.payment().transaction_id()), (State::Paid, Some("T2")));
}
