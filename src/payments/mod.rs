//! Payments at most once, across crashes, with nothing lost on the way to the application.
//!
//! May use: the values, the facades. Nothing below may know it.
//!
//! ```no_run
//! # use bayar::{Singapay, singapay::Bill, payments::{Outcome, Payments, journal::MemoryJournal}};
//! # use std::time::Duration;
//! # async fn example(jakarta: Singapay) -> Result<(), Box<dyn std::error::Error>> {
//! let payments = Payments::builder(MemoryJournal::new()) // for real money: SqliteJournal
//!     .account("jakarta", jakarta.clone())
//!     .start() // looks up what was open before it sends anything
//!     .await?;
//! let quote = jakarta.inquire(&Bill::pln_postpaid("114676170021")).await?;
//! match payments.pay("order-42", &quote).answer_within(Duration::from_secs(8)).await? {
//!     Outcome::Paid(payment) => println!("paid, {:?}", payment.transaction_id()),
//!     Outcome::Open(payment) => println!("keep the hold: {}", payment.state()),
//!     Outcome::NotPaid(payment) => println!("release the hold: {:?}", payment.reason()),
//!     Outcome::Refunded(payment) => println!("credit {:?}", payment.paid()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **The price of both promises is a state called [`Review`](machine::State::Review)**: no provider documents a refusal of a
//! second payment that could be relied on, so a few payments end with a person. The [`guide`] says how few, what to choose, what
//! to ask the provider, and what must not be done.

#[doc = include_str!("../../docs/payments.md")]
#[doc = "\n\n## The pictures\n\nWhat each set of rules costs:\n\n"]
#[doc = include_str!("../../docs/payments-price.svg")]
#[doc = "\n\nThe states, from the one at the left to the one above:\n\n"]
#[doc = include_str!("../../docs/payments-states.svg")]
pub mod guide {}

mod api;
mod ask;
mod callback;
pub mod conformance;
mod error;
mod feed;
mod inner;
pub mod journal;
pub mod machine;
mod matching;
mod outcome;
mod people;
mod port;
mod providers;
mod purse;
mod recovery;
mod redact;
mod report;
mod search;
mod send;
mod slots;
mod wish;

pub use api::{Builder, Payments};
pub use ask::Ask;
pub use callback::CalledBack;
pub use error::{PayError, PayErrorKind};
pub use feed::{Changes, Delivery};
pub use inner::Limits;
pub use outcome::{Outcome, Payment};
pub use port::{Buyable, Candidate, Hint, Order, Payable, Port, PortError, PortFuture, Priced, SendPermit, Told};
pub use recovery::Pass;
pub use redact::redacted;
