//! SNAP, Bank Indonesia's standard for open payment APIs: sign, verify and understand.
//!
//! Comes in: bytes, texts, keys and times. Stays out: HTTP clients, runtimes, sockets, files and every provider's
//! client; what differs between providers is data, a [`Profile`].
//!
//! * [`sign`]: the token signature and both transaction signatures
//! * [`Profile`]: what one provider does differently, with [`Profile::standard`] and [`Profile::finnet`] ready
//! * [`key`]: RSA keys in every wrapping that is seen in the field; [`Signer`] for a key that lives elsewhere
//! * [`ResponseCode`]: HTTP status, service and case out of a `responseCode`; [`codes`]: what they mean
//! * [`explain`]: why a signature was refused, in English and Indonesian
//! * [`verify`]: requests that a provider sends to us, and the tokens that we issue to it
#![cfg_attr(feature = "axum", doc = "* [`axum`]: verified webhook endpoints of an axum server")]
//! * [`minify`]: the whitespace rule that the body hash depends on
//!
//! The [`guide`] explains the standard by an example, and shows how to add a bank.
//!
//! The rules are those of the technical standard 1.0.2,
//! <https://apidevportal.aspi-indonesia.or.id/api-services/keamanan>.

#[cfg(feature = "axum")]
pub mod axum;
pub mod code;
pub mod codes;
pub mod error;
pub mod explain;
pub mod external_id;
pub mod external_ids;
pub mod key;
pub mod minify;
pub mod profile;
pub mod services;
pub mod sign;
pub mod timestamp;
pub mod verify;

#[doc = include_str!("../../docs/snap.md")]
pub mod guide {}

mod body;
mod path;
mod signed;
mod signer;
mod string_to_sign;
#[cfg(test)]
mod testing;
mod text;

pub use body::{Body, BodyHash};
pub use code::ResponseCode;
pub use error::{SnapError, SnapErrorKind};
pub use external_id::ExternalIdForm;
pub use key::{PrivateKey, PublicKey};
pub use profile::{
    EmptyBody, GrantSpelling, Header, HeaderNames, PathPrefix, Profile, QueryRule, Scheme, SignatureText,
};
pub use sign::HmacKey;
pub use signed::Signed;
pub use signer::{Signer, Signing};
pub use string_to_sign::StringToSign;
pub use timestamp::TimestampForm;
