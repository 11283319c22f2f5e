//! How Singapay authenticates: client id and secret by HTTP Basic for a token, the token as bearer for the rest.
//!
//! May use: transport, raw. There is no signature on this host.

use super::Credentials;
use crate::{
    Error, ErrorKind,
    operation::Operation,
    raw::singapay_biller as raw,
    transport::{Call, Grant, Scheme, Seal, header, lifetime},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::BoxFuture;
use http::header::{AUTHORIZATION, HeaderName};
use std::{sync::Arc, time::Duration};

pub(super) const PARTNER_ID: HeaderName = HeaderName::from_static("x-partner-id");

/// For an answer without a lifetime; a documented one says 3600 s, so this errs towards a token too many.
const LIFETIME: Duration = Duration::from_secs(300);

const TOKEN: &str = "generate_access_token";

pub(super) struct BillerScheme {
    pub(super) credentials: Credentials,
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

    fn sign<'a>(&'a self, mut seal: Seal<'a>) -> BoxFuture<'a, Result<(), Error>> {
        let done = self.set_headers(&mut seal);
        Box::pin(std::future::ready(done))
    }
}

impl BillerScheme {
    fn set_headers(&self, seal: &mut Seal<'_>) -> Result<(), Error> {
        let authorization = match seal.operation.auth {
            "basicAuth" => self.basic(),
            "bearerAuth" => format!("Bearer {}", seal.bearer()?),
            other => {
                return Err(Error::of(
                    ErrorKind::Internal,
                    seal.operation.id,
                    format!("no way to authenticate with {other}"),
                ));
            }
        };
        let headers = seal.request.headers_mut();
        header(headers, PARTNER_ID, self.credentials.partner_id.expose())?;
        header(headers, AUTHORIZATION, &authorization)
    }

    fn basic(&self) -> String {
        let (id, secret) = (&self.credentials.client_id, &self.credentials.client_secret);
        format!("Basic {}", STANDARD.encode(format!("{}:{}", id.expose(), secret.expose())))
    }
}
