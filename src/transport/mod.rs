//! One call: deadline, token, sign, send, record, classify.
//!
//! May use: the values, reqwest, tokio. Must not know: any provider; what differs between them comes in as a
//! [`Scheme`]. `perform` holds the order of the steps.

mod any;
mod call;
mod deadline;
mod http_clients;
mod last_word;
mod offset;
mod perform;
mod probe;
mod proxy;
mod reply;
mod retry;
mod route;
mod segment;
mod send;
mod service;
mod settings;
#[cfg(feature = "rustls")]
mod shown;
mod tls;
mod token;
mod turnstile;

pub use any::{AnyRequest, Sent};
pub(crate) use call::hand_over;
pub use call::{Call, CallOptions};
pub(crate) use last_word::LastWord;
pub use offset::ClockOffset;
pub use probe::Probe;
pub use proxy::Proxy;
pub(crate) use reply::{Reply, Verdict};
pub(crate) use segment::encode_path;
pub(crate) use service::{Grant, Scheme, Seal, Service, Signing, header, lifetime, sensitive};
pub use settings::{Seam, Settings};
pub use tls::{CaCertificates, ClientCertificate};
