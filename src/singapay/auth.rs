//! How Singapay authenticates: client id and secret by HTTP Basic for a token, the token as bearer for the rest.
//!
//! May use: transport, raw. There is no signature on this host.

use super::Credentials;
use crate::{
    Error, ErrorKind,
    operation::Operation,
    raw::singapay_biller as raw,
    transport::{Call, Grant, Scheme, Seal, Signing, header, lifetime, sensitive},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::{BoxFuture, Either, ready};
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use std::{sync::Arc, time::Duration};

pub(super) const PARTNER_ID: HeaderName = HeaderName::from_static("x-partner-id");

/// For an answer without a lifetime; a documented one says 3600 s, so this errs towards a token too many.
const LIFETIME: Duration = Duration::from_secs(300);

const TOKEN: &str = "generate_access_token";

pub(super) struct BillerScheme {
    credentials: Credentials,
    partner_id: HeaderValue,
}

impl Scheme for BillerScheme {
    fn needs_token(&self, operation: &Operation) -> bool {
        operation.auth == "bearerAuth"
    }

    fn fetch_token(self: Arc<Self>, call: Call) -> BoxFuture<'static, Result<Grant, Error>> {
        Box::pin(async move {
            let client = raw::client(&call);
            let body = raw::types::GenerateAccessTokenRequest {
                grant_type: raw::types::GenerateAccessTokenRequestGrantType::ClientCredentials,
            };
            let reply = call.run(client.generate_access_token(&body)).await?;
            let (answer, response) = reply.fitting(TOKEN, |response| super::answer::refused(TOKEN, response))?;
            let data = answer.data.unwrap_or_default();
            let lifetime = lifetime(data.expires_in.as_ref().map(crate::Text::as_str), LIFETIME);
            match data.access_token.filter(|t| !t.is_empty()) {
                Some(value) => Ok(Grant { value, lifetime }),
                None => Err(Error::unreadable(TOKEN, "data.access_token", "it is missing in the answer", response)),
            }
        })
    }

    fn sign<'a>(&'a self, seal: Seal<'a>) -> Signing<'a> {
        Either::Left(ready(self.set_headers(seal)))
    }
}

impl BillerScheme {
    pub(super) fn new(credentials: Credentials) -> Result<Self, Error> {
        let partner_id = sensitive(credentials.partner_id.expose());
        let partner_id = partner_id.ok_or_else(|| Error::config("partner_id", "no header may hold it"))?;
        Ok(Self { credentials, partner_id })
    }

    fn set_headers(&self, seal: Seal<'_>) -> Result<(), Error> {
        match seal.operation.auth {
            "basicAuth" => header(seal.headers, AUTHORIZATION, &self.basic())?,
            "bearerAuth" => seal.token()?.bear(seal.headers, AUTHORIZATION)?,
            other => {
                return Err(Error::of(
                    ErrorKind::Internal,
                    seal.operation.id,
                    format!("no way to authenticate with {other}"),
                ));
            }
        }
        seal.headers.insert(PARTNER_ID, self.partner_id.clone());
        Ok(())
    }

    fn basic(&self) -> String {
        let (id, secret) = (&self.credentials.client_id, &self.credentials.client_secret);
        format!("Basic {}", STANDARD.encode(format!("{}:{}", id.expose(), secret.expose())))
    }
}
