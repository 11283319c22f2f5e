//! Why a request was refused, and what to answer.
//!
//! Comes in: the first check that failed. Stays out: values of headers, and any hint that would help a forger.

use std::fmt;

use http::{HeaderName, StatusCode};

use crate::snap::error::SnapError;

/// The check that a request did not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefusalReason {
    /// A header that must be there is missing or empty.
    MissingHeader,
    /// A header is there twice.
    DoubledHeader,
    /// A header can't be read as what it should be.
    BadHeader,
    /// The body of a token request doesn't ask for `client_credentials`.
    BadGrant,
    /// `X-TIMESTAMP` is too far from now.
    Stale,
    /// No public key or secret is known for this caller.
    UnknownClient,
    /// The token is not ours, or has expired.
    Token,
    /// The signature is not right, or not written in the agreed form.
    Signature,
    /// The external id was used today for another content.
    Conflict,
    /// The store of seen requests failed, so the request can't be accepted now.
    Store,
}

/// A request that must not be acted on, with the answer that the standard has for it.
///
/// ```
/// # use bayar::snap::verify::Refusal;
/// fn answer(refusal: &Refusal) -> (http::StatusCode, String) {
///     (refusal.status(), refusal.body("56"))
/// }
/// ```
#[derive(Debug)]
pub struct Refusal {
    reason: RefusalReason,
    header: Option<HeaderName>,
    source: Option<Box<SnapError>>,
}

impl Refusal {
    pub(crate) fn new(reason: RefusalReason) -> Self {
        Self { reason, header: None, source: None }
    }

    pub(crate) fn header(reason: RefusalReason, name: &HeaderName) -> Self {
        Self { reason, header: Some(name.clone()), source: None }
    }

    pub(crate) fn store(source: SnapError) -> Self {
        Self { reason: RefusalReason::Store, header: None, source: Some(Box::new(source)) }
    }

    /// The check that failed.
    #[must_use]
    pub fn reason(&self) -> RefusalReason {
        self.reason
    }

    /// The header that is missing, doubled or unreadable.
    #[must_use]
    pub fn header_name(&self) -> Option<&HeaderName> {
        self.header.as_ref()
    }

    /// The HTTP status to answer with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.reason {
            RefusalReason::MissingHeader
            | RefusalReason::DoubledHeader
            | RefusalReason::BadHeader
            | RefusalReason::BadGrant => StatusCode::BAD_REQUEST,
            RefusalReason::Stale | RefusalReason::UnknownClient | RefusalReason::Token | RefusalReason::Signature => {
                StatusCode::UNAUTHORIZED
            }
            RefusalReason::Conflict => StatusCode::CONFLICT,
            RefusalReason::Store => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The `responseCode` to answer with, for the service that was called: `56` for a direct debit notification, `52`
    /// for a QRIS notification, `25` for a virtual account payment, `73` for a token request.
    #[must_use]
    pub fn response_code(&self, service: &str) -> String {
        let case = match self.reason {
            RefusalReason::MissingHeader => "02",
            RefusalReason::DoubledHeader
            | RefusalReason::BadHeader
            | RefusalReason::BadGrant
            | RefusalReason::Token => "01",
            _ => "00",
        };
        format!("{}{service}{case}", self.status().as_u16())
    }

    /// The JSON body to answer with.
    #[must_use]
    pub fn body(&self, service: &str) -> String {
        let code = self.response_code(service);
        let message = self.message();
        serde_json::json!({ "responseCode": code, "responseMessage": message }).to_string()
    }

    /// The `responseMessage` of the standard.
    fn message(&self) -> String {
        let name = self.header.as_ref().map_or("grantType", HeaderName::as_str);
        match self.reason {
            RefusalReason::MissingHeader => format!("Invalid Mandatory Field {{{name}}}"),
            RefusalReason::DoubledHeader | RefusalReason::BadHeader | RefusalReason::BadGrant => {
                format!("Invalid Field Format {{{name}}}")
            }
            RefusalReason::Token => "Invalid Token (B2B)".to_owned(),
            RefusalReason::Stale => "Unauthorized. [Timestamp]".to_owned(),
            RefusalReason::UnknownClient => "Unauthorized. [Unknown client]".to_owned(),
            RefusalReason::Signature => "Unauthorized. [Signature]".to_owned(),
            RefusalReason::Conflict => "Conflict".to_owned(),
            RefusalReason::Store => "General Error".to_owned(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.reason {
            RefusalReason::MissingHeader => "a header is missing or empty",
            RefusalReason::DoubledHeader => "a header is there twice",
            RefusalReason::BadHeader => "a header can't be read",
            RefusalReason::BadGrant => "the body does not ask for client_credentials",
            RefusalReason::Stale => "the timestamp is too far from now; compare both clocks",
            RefusalReason::UnknownClient => "no key is known for this client; check its id",
            RefusalReason::Token => "the token is not ours or has expired",
            RefusalReason::Signature => "the signature is not right; `explain` may name the cause",
            RefusalReason::Conflict => "the external id was used today for another content",
            RefusalReason::Store => "the store of seen requests failed",
        };
        match &self.header {
            Some(name) => write!(f, "request refused: {why} ({name})"),
            None => write!(f, "request refused: {why}"),
        }
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
