//! One call: deadline, token, sign, send, record, classify.
//!
//! May use: the values, reqwest, tokio. Must not know: any provider; what differs between them comes in as a
//! [`Scheme`]. `perform` holds the order of the steps.

mod call;
mod deadline;
mod http_clients;
mod perform;
mod reply;
mod retry;
mod send;
mod service;
mod settings;
mod token;

pub(crate) use call::hand_over;
pub use call::{Call, CallOptions};
pub(crate) use reply::{Reply, Verdict};
pub(crate) use service::{Grant, Scheme, Seal, Service, header, lifetime};
pub use settings::{Seam, Settings};
