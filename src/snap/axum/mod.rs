//! Webhooks behind axum: verified before a handler sees them (feature `axum`).
//!
//! Comes in: requests of an axum server. Stays out: handlers; a request that isn't proven is answered here.
//!
//! ```
//! use axum::{Router, routing::post};
//! use bayar::snap::axum::{Accepted, VerifyLayer, Webhook};
//! use bayar::snap::{Profile, PublicKey, verify::Verifier};
//!
//! # fn server(pem: &str) -> Result<Router, bayar::snap::SnapError> {
//! let verifier = Verifier::rsa(Profile::dana(), [PublicKey::from_pem(pem)?]);
//! let layer = VerifyLayer::new(verifier, "56"); // the service: a direct debit notification
//! let app = Router::new().route("/v1.0/debit/notify", post(notified).layer(layer));
//! # Ok(app)
//! # }
//!
//! async fn notified(webhook: Webhook) -> Accepted {
//!     // Match reference and amount with your order, then act. A repeat that you acted on: just answer.
//!     let _ = (webhook.body(), webhook.is_repeat());
//!     Accepted::new("56")
//! }
//! ```

mod answer;
mod layer;
mod token;
mod webhook;

pub use answer::Accepted;
pub use layer::{Verify, VerifyLayer};
pub use token::token_endpoint;
pub use webhook::Webhook;
