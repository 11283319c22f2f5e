//! Counts and ages reach the crate `metrics`, with a port of a user's own.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use bayar::{
    Personal, Rupiah,
    payments::{
        Buyable, Order, Outcome, Payable, Payments, Port, PortError, PortFuture, SendPermit, Told,
        journal::MemoryJournal,
        machine::{Answer, Capability, Finding, Offer, Policy},
    },
};
use metrics::{Counter, CounterFn, Gauge, GaugeFn, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::SystemTime,
};

/// A provider that never answers.
#[derive(Debug)]
struct Silent;

impl Port for Silent {
    fn provider(&self) -> &'static str {
        "silent"
    }

    fn environment(&self) -> String {
        "local".to_owned()
    }

    fn policy(&self, _product: &str) -> Policy {
        Policy::new(Capability::OwnReference)
    }

    fn quote<'a>(&'a self, _order: &'a Order) -> PortFuture<'a, Result<Offer, PortError>> {
        Box::pin(async { Err("it names no price".into()) })
    }

    fn pay<'a>(&'a self, _: &'a Order, _: &'a Offer, permit: SendPermit) -> PortFuture<'a, Told<Answer>> {
        let what = if permit.holds() { Answer::Unclear } else { Answer::NotSent };
        Box::pin(async { Told::new(what, "silence") })
    }

    fn look_up<'a>(&'a self, _: &'a Order, _: &'a Offer, _: SystemTime) -> PortFuture<'a, Told<Finding>> {
        Box::pin(async { Told::new(Finding::Unavailable, "silence") })
    }
}

struct Credit;

impl Payable for Credit {
    fn provider(&self) -> &'static str {
        "silent"
    }

    fn order(&self) -> Order {
        Order { product: "CREDIT".into(), customer: Personal::new("80000000001"), details: BTreeMap::new() }
    }
}

impl Buyable for Credit {}

#[derive(Clone, Default)]
struct Book(Arc<Mutex<BTreeMap<String, f64>>>);

struct Entry(Book, String);

impl Entry {
    fn put(&self, change: impl FnOnce(f64) -> f64) {
        let mut book = self.0.0.lock().unwrap();
        let value = book.entry(self.1.clone()).or_default();
        *value = change(*value);
    }
}

impl CounterFn for Entry {
    fn increment(&self, by: u64) {
        self.put(|value| value + f64::from(u32::try_from(by).unwrap()));
    }

    fn absolute(&self, _: u64) {}
}

impl GaugeFn for Entry {
    fn increment(&self, by: f64) {
        self.put(|value| value + by);
    }

    fn decrement(&self, by: f64) {
        self.put(|value| value - by);
    }

    fn set(&self, to: f64) {
        self.put(|_| to);
    }
}

impl Book {
    fn entry(&self, key: &Key) -> Arc<Entry> {
        let labels: Vec<_> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        Arc::new(Entry(self.clone(), format!("{} {}", key.name(), labels.join(","))))
    }
}

impl Recorder for Book {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.entry(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.entry(key))
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[tokio::test]
async fn counts_ages_and_changes_are_recorded() {
    let book = Book::default();
    metrics::set_global_recorder(book.clone()).unwrap();
    let builder = Payments::builder(MemoryJournal::new()).account("shop", Silent).no_background();
    let payments = builder.start().await.unwrap();
    for key in ["order-1", "order-2"] {
        let outcome = payments.buy(key, &Credit, Rupiah::new(10_000).unwrap()).await.unwrap();
        assert!(matches!(outcome, Outcome::Open(_)), "its own reference needs no lock");
    }
    payments.recover().await.unwrap();
    let book = book.0.lock().unwrap();
    let value = |name: &str| book.get(name).copied();
    assert_eq!(value("bayar_payments state=unknown"), Some(2.0));
    assert_eq!(value("bayar_payments state=review"), Some(0.0));
    assert!(value("bayar_payments_oldest_seconds state=unknown").is_some_and(|age| age < 60.0));
    assert_eq!(value("bayar_payments_changes_total state=quoted"), Some(2.0));
    assert_eq!(value("bayar_payments_changes_total state=sending"), Some(2.0));
    assert_eq!(value("bayar_payments_changes_total state=unknown"), Some(2.0));
}
