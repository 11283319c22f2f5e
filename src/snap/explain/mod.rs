//! Why was this signature refused?
//!
//! Comes in: a request as it was received or is about to be sent, and the key that should fit. Stays out: accepting
//! anything; the many readings that are tried here name a mistake, and `verify` never tries more than one.
//!
//! ```
//! use bayar::Secret;
//! use bayar::snap::Profile;
//! use bayar::snap::explain::{Explainer, Language, Problem, Request};
//!
//! let request = Request::from_curl(r#"curl -X POST https://bank.example/v1.0/balance-inquiry?lang=id
//!     -H 'Authorization: Bearer demo-token' -H 'X-TIMESTAMP: 2026-01-02T03:04:05+07:00'
//!     -H 'X-PARTNER-ID: partner' -H 'X-EXTERNAL-ID: 123' -H 'CHANNEL-ID: 95221'
//!     -H 'X-SIGNATURE: RPLpTGkFGM0O1ZUi5HS6WgkYSCL9fJWTP+P0R91s1xgwrOJjZdehuplIHrM9zTyEHWwk+XXQDkBpLqjkzJca/g=='
//!     -H 'Content-Type: application/json'
//!     -d '{"accountNo":"115471119","additionalInfo":{"note":"a b"}}'"#)?;
//!
//! let report = Explainer::hmac(Profile::standard(), Secret::new("demo-secret")).explain(&request);
//! assert!(report.names(&Problem::QueryNotSigned));
//! println!("{}", report.text(Language::Indonesian));
//! # Ok::<(), bayar::snap::SnapError>(())
//! ```

mod compare;
mod difference;
mod explainer;
mod form;
mod keys;
mod parts;
mod problem;
mod read;
mod report;
mod request;
mod search;
#[cfg(test)]
mod tests;
mod variants;
mod words;

pub use difference::Difference;
pub use explainer::Explainer;
pub use problem::Problem;
pub use report::{Finding, Report};
pub use request::Request;
pub use words::Language;
