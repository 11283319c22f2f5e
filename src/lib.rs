//! Indonesian payment APIs: Singapay B2B Biller, Finnet (Finpay) SNAP, PayCombat.
//!
//! A payment is never made twice and never lost: a call that may move money is sent exactly once and answers with an
//! [`Effect`], never with an error that could be mistaken for "not paid". Everything can be tried offline against the
//! simulator (crate `bayar-simulator`).
//!
//! | Start here | for |
//! | --- | --- |
//! | [`Singapay`] | looking up and paying bills, transactions, the deposit balance |
//! | [`payments`] | payments at most once, with a journal underneath |
//! | [`Finnet`] | e-money: PIN reset |
//! | [`PayCombat`] | customers |
//! | [`Effect`], [`Error`] | what one call did; what went wrong |
//! | [`Environment`], [`Settings`] | which host; limits, clock |
//! | [`Rupiah`], [`Phone`], [`Secret`], [`Personal`] | values |
//! | [`snap`] | the SNAP standard by itself: sign, verify |
#![cfg_attr(feature = "config", doc = "| [`config`] | accounts in a file `bayar.toml` |")]
//! | [`troubleshooting`] | from a message to what to do |
//! | [`raw`] | the generated clients, for what has no helper yet |
//!
// Of two definitions of a link the first counts: here it leads to rustdoc, in the page itself to a file.
//! [payments guide]: payments::guide
#![cfg_attr(feature = "config", doc = "[bayar.toml]: config")]
#![cfg_attr(not(feature = "config"), doc = "[bayar.toml]: https://docs.rs/bayar/latest/bayar/config/")]
//! [SNAP guide]: snap::guide
//! [simulator guide]: simulator
//! [is anybody charged twice?]: https://docs.rs/crate/bayar/latest/source/docs/prove.md
//! [performance]: https://docs.rs/crate/bayar/latest/source/docs/performance.md
//! [troubleshooting guide]: troubleshooting
//! [SECURITY]: https://docs.rs/crate/bayar/latest/source/SECURITY.md
//! [CONTRIBUTING]: https://docs.rs/crate/bayar/latest/source/CONTRIBUTING.md
//! [specs]: https://docs.rs/crate/bayar/latest/source/specs/README.md
//! [simulator reference]: https://docs.rs/bayar-simulator
//! [CHANGELOG]: https://docs.rs/crate/bayar/latest/source/CHANGELOG.md
//!
#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

#[cfg(feature = "config")]
pub mod config;
pub mod finnet;
pub mod operation;
pub mod paycombat;
pub mod payments;
pub mod raw;
pub mod singapay;
pub mod snap;
/// [reference]: https://docs.rs/bayar-simulator
/// [faults]: https://docs.rs/bayar-simulator/latest/bayar_simulator/#faults
/// [admin API]: https://docs.rs/bayar-simulator/latest/bayar_simulator/#admin-api
/// [assumptions]: https://docs.rs/bayar-simulator/latest/bayar_simulator/#assumptions
///
#[doc = include_str!("../docs/simulator.md")]
pub mod simulator {}
#[cfg_attr(feature = "config", doc = "[config]: crate::config\n\n")]
#[cfg_attr(not(feature = "config"), doc = "[config]: https://docs.rs/bayar/latest/bayar/config/\n\n")]
/// [payments guide]: crate::payments::guide
///
#[doc = include_str!("../docs/troubleshooting.md")]
pub mod troubleshooting {}

mod clock;
mod credentials;
mod effect;
mod environment;
mod error;
mod messages;
mod misfit;
mod money;
mod obstacle;
mod opaque;
mod personal;
mod phone;
mod response;
mod secret;
mod text;
mod transport;

pub use clock::{Clock, ManualClock, SystemClock, wib_date, wib_datetime, wib_rfc3339};
#[cfg(feature = "config")]
pub use config::Config;
pub use effect::{Effect, Report, Why};
pub use environment::{Environment, LocalUrl};
pub use error::{Error, ErrorKind};
pub use finnet::Finnet;
pub use messages::Lang;
pub use money::Rupiah;
pub use obstacle::Obstacle;
pub use opaque::Opaque;
pub use paycombat::PayCombat;
pub use personal::Personal;
pub use phone::Phone;
pub use response::Response;
pub use secret::Secret;
pub use singapay::Singapay;
pub use text::Text;
pub use transport::{
    AnyRequest, CaCertificates, Call, CallOptions, ClientCertificate, ClockOffset, Probe, Proxy, Seam, Sent, Settings,
};
