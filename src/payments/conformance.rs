//! What every port must do, as code: run it against a port of your own and a test double of its provider.
//!
//! May use: the port. Fails by panicking, like a test. That of journals is [`journal::conformance`](super::journal::conformance).
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "it is a test that is shipped")]

use super::{
    machine::{Answer, Capability, Finding, Moment, Offer, Standing},
    port::{Order, Port, SendPermit, Told},
};
use crate::{Clock, SystemClock};
use std::{sync::Arc, time::Duration};

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
}

impl Trouble {
    const ALL: [Self; 7] = [
        Self::None,
        Self::NoConnection,
        Self::LostBefore,
        Self::LostAfter,
        Self::Unreadable,
        Self::ErrorBefore,
        Self::ErrorAfter,
    ];

    fn is_executed(self) -> bool {
        matches!(self, Self::None | Self::LostAfter | Self::Unreadable | Self::ErrorAfter)
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
    /// What happens to the next payment.
    fn prepare(&self, trouble: Trouble);
}

/// Checks everything that [`Port`] promises. `make` opens a new stage each time.
pub async fn check<S: Stage>(make: impl AsyncFn() -> S) {
    a_quote_moves_no_money(&make().await).await;
    a_permit_that_ran_out_sends_nothing(&make().await).await;
    for trouble in Trouble::ALL {
        an_answer_says_only_what_is_proven(&make().await, trouble).await;
    }
}

fn permit(seconds: u64) -> SendPermit {
    let clock = SystemClock::new();
    let until = Moment::from(clock.now()).plus(Duration::from_secs(seconds));
    let monotonic = clock.monotonic() + Duration::from_secs(seconds);
    SendPermit::new(Arc::new(clock), until, monotonic)
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
    let over = permit(0);
    std::thread::sleep(Duration::from_millis(2));
    let told = stage.port().pay(&stage.order(), &offer, over).await;
    assert_eq!((told.what, stage.executions()), (Answer::NotSent, 0), "a permit is asked for last thing");
}

async fn an_answer_says_only_what_is_proven<S: Stage>(stage: &S, trouble: Trouble) {
    let (order, offer) = (stage.order(), offer(stage).await);
    stage.prepare(trouble);
    let sent_at = SystemClock::new().now();
    let told = stage.port().pay(&order, &offer, permit(60)).await;
    let executed = u64::from(trouble.is_executed());
    assert_eq!(stage.executions(), executed, "{trouble:?}: one request, never repeated");
    match &told.what {
        Answer::NotSent => assert_eq!(trouble, Trouble::NoConnection, "only this is proof that nothing was sent"),
        Answer::Success { price, .. } => {
            assert_eq!((trouble, *price), (Trouble::None, offer.price), "success is an answer that fits");
        }
        Answer::Pending { .. } => assert_eq!(trouble, Trouble::None, "{trouble:?} is no word of the provider"),
        Answer::Unclear => assert_ne!(trouble, Trouble::None, "nothing was wrong"),
        other => panic!("{trouble:?}: {other:?} is not proven"),
    }
    assert!(trouble != Trouble::NoConnection || told.what == Answer::NotSent, "it is proven that nothing was sent");
    let found = found(stage, &order, &offer, sent_at).await;
    match found.what {
        Finding::Impossible => {}
        // Nobody can be asked either.
        Finding::Unavailable if trouble == Trouble::NoConnection => {}
        Finding::Found { standing, price, .. } => {
            assert_eq!(executed, 1, "{trouble:?}: found, and never executed");
            assert!(matches!(standing, Standing::Success | Standing::Pending), "{trouble:?}: {standing:?}");
            assert!(price.is_none_or(|price| price == offer.price), "the price of the look-up");
        }
        Finding::Absent => assert_eq!(executed, 0, "{trouble:?}: executed, and called absent"),
        other => panic!("{trouble:?}: {other:?}, although one payment at most was made"),
    }
}

async fn found<S: Stage>(stage: &S, order: &Order, offer: &Offer, sent_at: std::time::SystemTime) -> Told<Finding> {
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
    assert!(rows.len() <= 1, "one payment was made, at most");
    let found = |row: &super::Candidate| Finding::Found {
        standing: row.standing.expect("a known standing"),
        transaction_id: row.transaction_id.clone(),
        price: row.price,
        receipt: row.receipt,
    };
    Told::new(rows.first().map_or(Finding::Absent, found), "by count")
}
