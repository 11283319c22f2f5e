//! How PayCombat authenticates: the early face by merchant identifier and environment header, the merchant face by token.
//!
//! May use: transport. No access token is fetched on either face.

use super::Credentials;
use crate::{
    Environment, Error, Secret,
    operation::Operation,
    transport::{Call, Grant, Scheme, Seal, Signing, header},
};
use futures_util::future::{BoxFuture, Either, ready};
use http::header::HeaderName;
use std::sync::Arc;

const MERCHANT: HeaderName = HeaderName::from_static("x-merchant-identifier-id");
const TYPE: HeaderName = HeaderName::from_static("x-type");
const TOKEN: HeaderName = HeaderName::from_static("x-token");

/// One scheme for both faces: the operation says which it is of.
pub(super) struct FaceScheme {
    pub(super) credentials: Credentials,
    pub(super) environment: Environment,
}

impl Scheme for FaceScheme {
    fn needs_token(&self, _: &Operation) -> bool {
        false
    }

    fn fetch_token(self: Arc<Self>, _: Call) -> BoxFuture<'static, Result<Grant, Error>> {
        Box::pin(std::future::ready(Err(Error::internal("PayCombat has no access token to fetch"))))
    }

    fn sign<'a>(&'a self, seal: Seal<'a>) -> Signing<'a> {
        Either::Left(ready(self.set_headers(seal)))
    }
}

impl FaceScheme {
    fn set_headers(&self, seal: Seal<'_>) -> Result<(), Error> {
        let headers = seal.headers;
        match seal.operation.auth {
            "merchantToken" => header(headers, TOKEN, given("token", self.credentials.token.as_ref())?),
            "merchantIdentifier" => {
                let merchant = given("merchant_identifier", self.credentials.merchant_identifier.as_ref())?;
                header(headers, MERCHANT, merchant)?;
                header(headers, TYPE, self.face_type())
            }
            other => Err(Error::internal(format!("no way to authenticate with {other}"))),
        }
    }

    /// The early face chooses the environment by a header, on one host.
    fn face_type(&self) -> &'static str {
        if self.environment.is_production() { "production" } else { "sandbox" }
    }
}

fn given<'a>(name: &str, value: Option<&'a Secret>) -> Result<&'a str, Error> {
    value.map(Secret::expose).ok_or_else(|| {
        Error::config(name, "this operation needs it, and the account was made without it; nothing was sent")
    })
}
