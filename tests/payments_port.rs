//! The kit for ports passes a careful port, and notices each careless one.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use bayar::payments::{
    Order, Port, PortError, PortFuture, SendPermit, Told,
    conformance::{self, Stage, Trouble},
    machine::{Answer, Capability, Finding, Offer, Policy, Receipt, Standing},
};
use bayar::{Personal, Rupiah};
use futures_util::FutureExt;
use std::future::ready;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

const PAGE: usize = 10;

/// What a port gets wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Careless {
    Nothing,
    ReadsOnePage,
    TakesTheFirst,
    CallsAnErrorAbsence,
    CallsAnErrorRefusal,
    CallsSilenceUnsent,
    ForgetsThePermit,
    SendsAgain,
}

/// A provider in memory: what it has, newest first.
#[derive(Debug)]
struct Provider {
    trouble: Trouble,
    rows: Vec<&'static str>,
    executions: u64,
}

#[derive(Clone, Debug)]
struct Biller {
    provider: Arc<Mutex<Provider>>,
    careless: Careless,
}

fn price() -> Rupiah {
    Rupiah::new(10_000).unwrap()
}

impl Biller {
    fn new(careless: Careless) -> Self {
        let provider = Provider { trouble: Trouble::None, rows: vec![], executions: 0 };
        Self { provider: Arc::new(Mutex::new(provider)), careless }
    }

    fn send(&self) -> Answer {
        let mut provider = self.provider.lock().unwrap();
        match provider.trouble {
            Trouble::NoConnection => return Answer::NotSent,
            Trouble::LostBefore if self.careless == Careless::CallsSilenceUnsent => return Answer::NotSent,
            Trouble::ErrorBefore if self.careless == Careless::CallsAnErrorRefusal => {
                return Answer::Refused { code: None };
            }
            Trouble::LostBefore | Trouble::ErrorBefore => return Answer::Unclear,
            Trouble::Refused => return Answer::Refused { code: Some("04".to_owned()) },
            _ => {}
        }
        provider.executions += 1;
        provider.rows.insert(0, "ours");
        if provider.trouble == Trouble::TwoCandidates {
            provider.rows.insert(0, "ours");
        }
        match provider.trouble {
            Trouble::None => {
                Answer::Success { transaction_id: "T".to_owned(), price: price(), receipt: Receipt::Complete }
            }
            _ => Answer::Unclear,
        }
    }

    fn look(&self) -> Finding {
        let provider = self.provider.lock().unwrap();
        let mut found = 0;
        for (number, page) in provider.rows.chunks(PAGE).enumerate() {
            if provider.trouble == Trouble::LookUpBroken && number > 0 {
                let is_absence = self.careless == Careless::CallsAnErrorAbsence;
                return if is_absence { Finding::Absent } else { Finding::Unavailable };
            }
            found += page.iter().filter(|row| **row == "ours").count();
            if self.careless == Careless::ReadsOnePage {
                break;
            }
        }
        match found {
            0 => Finding::Absent,
            2.. if self.careless != Careless::TakesTheFirst => Finding::Candidates,
            _ => Finding::Found {
                standing: Standing::Success,
                transaction_id: "T".to_owned(),
                price: Some(price()),
                receipt: Receipt::Complete,
            },
        }
    }
}

impl Port for Biller {
    fn provider(&self) -> &'static str {
        "biller"
    }

    fn environment(&self) -> String {
        "sandbox".to_owned()
    }

    fn policy(&self, _: &str) -> Policy {
        Policy::new(Capability::ReferenceInList)
    }

    fn quote<'a>(&'a self, _: &'a Order) -> PortFuture<'a, Result<Offer, PortError>> {
        let offer = Offer { reference: Some("ours".to_owned()), price: price(), made_at: SystemTime::now().into() };
        Box::pin(ready(Ok(offer)))
    }

    fn pay<'a>(&'a self, _: &'a Order, _: &'a Offer, permit: SendPermit) -> PortFuture<'a, Told<Answer>> {
        if !permit.holds() && self.careless != Careless::ForgetsThePermit {
            return Box::pin(ready(Told::new(Answer::NotSent, "the permit ran out")));
        }
        let mut answer = self.send();
        if answer == Answer::Unclear && self.careless == Careless::SendsAgain {
            answer = self.send();
        }
        Box::pin(ready(Told::new(answer, "sent")))
    }

    fn look_up<'a>(&'a self, _: &'a Order, _: &'a Offer, _: SystemTime) -> PortFuture<'a, Told<Finding>> {
        Box::pin(ready(Told::new(self.look(), "looked up")))
    }
}

impl Stage for Biller {
    fn port(&self) -> &dyn Port {
        self
    }

    fn order(&self) -> Order {
        Order { product: "PLN".to_owned(), customer: Personal::new("1"), details: Default::default() }
    }

    fn executions(&self) -> u64 {
        self.provider.lock().unwrap().executions
    }

    fn prepare(&self, trouble: Trouble) {
        self.provider.lock().unwrap().trouble = trouble;
    }

    fn meanwhile(&self, trouble: Trouble) -> PortFuture<'_, ()> {
        let others = if matches!(trouble, Trouble::LaterPage | Trouble::LookUpBroken) { 25 } else { 0 };
        self.provider.lock().unwrap().rows.splice(0..0, vec!["another's"; others]);
        Box::pin(ready(()))
    }
}

#[tokio::test]
async fn a_careful_port_passes() {
    conformance::check(async || Biller::new(Careless::Nothing)).await;
}

#[tokio::test]
async fn each_carelessness_is_noticed() {
    for careless in [
        Careless::ReadsOnePage,
        Careless::TakesTheFirst,
        Careless::CallsAnErrorAbsence,
        Careless::CallsAnErrorRefusal,
        Careless::CallsSilenceUnsent,
        Careless::ForgetsThePermit,
        Careless::SendsAgain,
    ] {
        let judged = AssertUnwindSafe(conformance::check(async || Biller::new(careless))).catch_unwind().await;
        assert!(judged.is_err(), "{careless:?} passes");
    }
}
