//! One journal, and an account that moved from the test host to production.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use bayar::payments::journal::MemoryJournal;
use bayar::payments::machine::{Answer, Capability, Finding, Offer, Policy, Receipt, State};
use bayar::payments::{Order, PayErrorKind, Payable, Payments, Port, PortError, PortFuture, SendPermit, Told};
use bayar::{Personal, Rupiah};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

fn rupiah(amount: i64) -> Rupiah {
    Rupiah::new(amount).unwrap()
}

/// Pays whatever it is told to.
#[derive(Clone, Debug)]
struct Biller {
    environment: &'static str,
    paid: Arc<AtomicUsize>,
}

impl Port for Biller {
    fn provider(&self) -> &'static str {
        "biller"
    }

    fn environment(&self) -> String {
        self.environment.to_owned()
    }

    fn policy(&self, _product: &str) -> Policy {
        Policy::new(Capability::OwnReference)
    }

    fn quote<'a>(&'a self, _order: &'a Order) -> PortFuture<'a, Result<Offer, PortError>> {
        let offer = Offer { reference: None, price: rupiah(10_000), made_at: SystemTime::now().into() };
        Box::pin(std::future::ready(Ok(offer)))
    }

    fn pay<'a>(&'a self, _order: &'a Order, offer: &'a Offer, _permit: SendPermit) -> PortFuture<'a, Told<Answer>> {
        let number = self.paid.fetch_add(1, Ordering::SeqCst);
        let (transaction_id, price) = (format!("{}-{number}", self.environment), offer.price);
        let answer = Answer::Success { transaction_id, price, receipt: Receipt::Complete };
        Box::pin(std::future::ready(Told::new(answer, "paid")))
    }

    fn look_up<'a>(&'a self, _: &'a Order, _: &'a Offer, _: SystemTime) -> PortFuture<'a, Told<Finding>> {
        Box::pin(std::future::ready(Told::new(Finding::Absent, "nothing")))
    }
}

struct Bill;

impl Payable for Bill {
    fn provider(&self) -> &'static str {
        "biller"
    }

    fn order(&self) -> Order {
        Order { product: "PLN".to_owned(), customer: Personal::new("1"), details: Default::default() }
    }
}

/// A key that was paid on the test host must not answer "paid" in production, where nobody has paid.
// rule: what was paid in one environment is not paid in another
#[tokio::test]
async fn what_was_paid_on_a_test_host_is_not_paid_elsewhere() {
    let paid = Arc::new(AtomicUsize::new(0));
    let journal = Arc::new(MemoryJournal::new());
    let open = |environment| {
        let biller = Biller { environment, paid: paid.clone() };
        Payments::builder(journal.clone()).account("jakarta", biller).no_background().start()
    };
    let sandbox = open("sandbox").await.unwrap();
    let outcome = sandbox.settle("order-1", &Bill, rupiah(20_000)).await.unwrap();
    assert_eq!(outcome.payment().state(), State::Paid);

    let production = open("production").await.unwrap();
    let error = production.settle("order-1", &Bill, rupiah(20_000)).await.unwrap_err();
    assert!(matches!(error.kind(), PayErrorKind::KeyReused(_)), "{error}");
    assert!(error.to_string().contains("sandbox"), "{error}");
    assert_eq!(paid.load(Ordering::SeqCst), 1);
    let other = production.settle("order-2", &Bill, rupiah(20_000)).await.unwrap();
    assert_eq!(other.payment().state(), State::Paid);
}
