//! What every port must do, as code: run it against a port of your own and a test double of its provider.
//!
//! May use: the port. Fails by panicking, like a test. That of journals is [`journal::conformance`](super::journal::conformance).
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "it is a test that is shipped")]

use super::{
    machine::{Answer, Capability, Finding, IntentId, Moment, Offer, Standing},
    port::{Order, Port, PortFuture, SendPermit, Told},
};
use crate::{Clock, SystemClock};
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

/// What goes wrong with the next payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// Nothing.
    None,
    /// No connection can be made.
    NoConnection,
    /// The connection breaks before the provider acted.
    LostBefore,
    /// It acted, and the connection breaks before its answer is there.
    LostAfter,
    /// It acted, and its answer is cut off or can't be read.
    Unreadable,
    /// A gateway answers with an error page, and the provider did not act.
    ErrorBefore,
    /// The same, and it acted.
    ErrorAfter,
    /// The provider refuses it by a word that its documents list as a refusal, and did not act.
    Refused,
    /// As [`LostAfter`](Self::LostAfter), and until it is looked up so many other payments are made that a look-up finds it on a
    /// later page only.
    LaterPage,
    /// As [`LostAfter`](Self::LostAfter), and look-ups show two transactions that fit.
    TwoCandidates,
    /// As [`LaterPage`](Self::LaterPage), and what comes after the first page can't be had; where there are no pages, no look-up
    /// is answered.
    LookUpBroken,
}

impl Trouble {
    const ALL: [Self; 11] = [
        Self::None,
        Self::NoConnection,
        Self::LostBefore,
        Self::LostAfter,
        Self::Unreadable,
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::Refused,
        Self::LaterPage,
        Self::TwoCandidates,
        Self::LookUpBroken,
    ];

    fn is_executed(self) -> bool {
        !matches!(self, Self::NoConnection | Self::LostBefore | Self::ErrorBefore | Self::Refused)
    }
}

/// A provider's test double, with a port that talks to it and something to pay. A double that executes a payment at once
/// shows it in look-ups at once.
pub trait Stage {
    /// The port under test.
    fn port(&self) -> &dyn Port;
    /// What is paid.
    fn order(&self) -> Order;
    /// Its price for something that is bought without a quote; nothing where the port quotes.
    fn stated(&self) -> Option<Offer> {
        None
    }
    /// How often the provider has executed a payment.
    fn executions(&self) -> u64;
    /// What happens to the next payment, and to look-ups of it.
    fn prepare(&self, trouble: Trouble);
    /// Whether the double can make this trouble: a provider that finds a payment by our own reference never shows two. What it
    /// can't make is not checked.
    fn can(&self, trouble: Trouble) -> bool {
        _ = trouble;
        true
    }
    /// What others do after the payment and before it is looked up: pay, for [`Trouble::LaterPage`] and
    /// [`Trouble::LookUpBroken`].
    fn meanwhile(&self, trouble: Trouble) -> PortFuture<'_, ()> {
        _ = trouble;
        Box::pin(std::future::ready(()))
    }
}

/// Checks everything that [`Port`] promises. `make` opens a new stage each time.
pub async fn check<S: Stage>(make: impl AsyncFn() -> S) {
    a_quote_moves_no_money(&make().await).await;
    a_permit_that_ran_out_sends_nothing(&make().await).await;
    for trouble in Trouble::ALL {
        let stage = make().await;
        if stage.can(trouble) {
            what_is_said_is_proven(&stage, trouble).await;
        }
    }
}

fn permit(seconds: u64, reference: Option<String>) -> SendPermit {
    let clock = SystemClock::new();
    let until = Moment::from(clock.now()).plus(Duration::from_secs(seconds));
    let monotonic = clock.monotonic() + Duration::from_secs(seconds);
    SendPermit::new(Arc::new(clock), until, monotonic, reference)
}

/// What the request carries: a reference of our own where the provider takes one.
fn reference<S: Stage>(stage: &S, offer: &Offer) -> Option<String> {
    match stage.port().policy(&stage.order().product).capability {
        Capability::OwnReference => {
            let now = Moment::from(SystemClock::new().now());
            Some(format!("{}-1", IntentId::new(now, [7; 10])))
        }
        _ => offer.reference.clone(),
    }
}

async fn offer<S: Stage>(stage: &S) -> Offer {
    match stage.stated() {
        Some(offer) => offer,
        None => stage.port().quote(&stage.order()).await.expect("a price"),
    }
}

async fn a_quote_moves_no_money<S: Stage>(stage: &S) {
    let first = offer(stage).await;
    let second = offer(stage).await;
    assert_eq!(first.price, second.price, "asking twice changes no price");
    assert!(first.price.is_positive(), "a price is more than nothing");
    assert_eq!(stage.executions(), 0, "a quote moves no money");
    assert!(!stage.port().provider().is_empty() && !stage.port().environment().is_empty());
}

async fn a_permit_that_ran_out_sends_nothing<S: Stage>(stage: &S) {
    let offer = offer(stage).await;
    let over = permit(0, reference(stage, &offer));
    std::thread::sleep(Duration::from_millis(2));
    let told = stage.port().pay(&stage.order(), &offer, over).await;
    assert_eq!((told.what, stage.executions()), (Answer::NotSent, 0), "a permit is asked for last thing");
}

async fn what_is_said_is_proven<S: Stage>(stage: &S, trouble: Trouble) {
    let (order, offer) = (stage.order(), offer(stage).await);
    let offer = Offer { reference: reference(stage, &offer), ..offer };
    stage.prepare(trouble);
    let sent_at = SystemClock::new().now();
    let told = stage.port().pay(&order, &offer, permit(60, offer.reference.clone())).await;
    assert_eq!(stage.executions(), u64::from(trouble.is_executed()), "{trouble:?}: one request, never repeated");
    the_answer_is_proven(trouble, &told.what, &offer);
    stage.meanwhile(trouble).await;
    let found = found(stage, trouble, &order, &offer, sent_at).await;
    the_finding_is_proven(trouble, &found.what, &offer);
}

fn the_answer_is_proven(trouble: Trouble, answer: &Answer, offer: &Offer) {
    match answer {
        Answer::NotSent => assert_eq!(trouble, Trouble::NoConnection, "only this is proof that nothing was sent"),
        Answer::Success { price, .. } => {
            assert_eq!((trouble, *price), (Trouble::None, offer.price), "success is an answer that fits");
        }
        Answer::Pending { .. } => assert_eq!(trouble, Trouble::None, "{trouble:?} is no word of the provider"),
        Answer::Refused { .. } => assert_eq!(trouble, Trouble::Refused, "{trouble:?} is no refusal by the provider"),
        Answer::Unclear => assert_ne!(trouble, Trouble::None, "nothing was wrong"),
        other => panic!("{trouble:?}: {other:?} is not proven"),
    }
    assert!(trouble != Trouble::NoConnection || *answer == Answer::NotSent, "it is proven that nothing was sent");
}

fn the_finding_is_proven(trouble: Trouble, finding: &Finding, offer: &Offer) {
    match (trouble, finding) {
        (_, Finding::Impossible) => {}
        // Nobody can be asked either.
        (Trouble::NoConnection | Trouble::LookUpBroken, Finding::Unavailable) => {}
        (Trouble::TwoCandidates, Finding::Candidates | Finding::Contradiction) => {}
        (Trouble::TwoCandidates | Trouble::LookUpBroken, other) => {
            panic!("{trouble:?}: {other:?}, which nobody can know")
        }
        (Trouble::Refused, Finding::Found { standing, .. }) => {
            assert_eq!(*standing, Standing::Failed, "it was refused, and never executed");
        }
        (_, Finding::Found { standing, price, .. }) => {
            assert!(trouble.is_executed(), "{trouble:?}: found, and never executed");
            assert!(matches!(standing, Standing::Success | Standing::Pending), "{trouble:?}: {standing:?}");
            assert!(price.is_none_or(|price| price == offer.price), "the price of the look-up");
        }
        (_, Finding::Absent) => assert!(!trouble.is_executed(), "{trouble:?}: executed, and called absent"),
        (_, other) => panic!("{trouble:?}: {other:?}, although one payment at most was made"),
    }
}

async fn found<S: Stage>(
    stage: &S,
    trouble: Trouble,
    order: &Order,
    offer: &Offer,
    sent_at: SystemTime,
) -> Told<Finding> {
    let port = stage.port();
    let capability = port.policy(&order.product).capability;
    if matches!(capability, Capability::None | Capability::ByProviderReference) {
        return Told::new(Finding::Impossible, "no look-up is known");
    }
    if offer.reference.is_some() || capability == Capability::OwnReference {
        return port.look_up(order, offer, sent_at).await;
    }
    let rows = match port.purchases(order, sent_at).await {
        Ok(rows) => rows.expect("without a reference it needs them"),
        Err(error) => return Told::failed(Finding::Unavailable, error),
    };
    if trouble == Trouble::TwoCandidates && rows.len() > 1 {
        return Told::new(Finding::Candidates, "by count");
    }
    assert!(rows.len() <= 1, "{trouble:?}: one payment was made, at most");
    let found = |row: &super::Candidate| Finding::Found {
        standing: row.standing.expect("a known standing"),
        transaction_id: row.transaction_id.clone(),
        price: row.price,
        receipt: row.receipt,
    };
    Told::new(rows.first().map_or(Finding::Absent, found), "by count")
}
