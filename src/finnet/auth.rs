//! How Finnet authenticates: SNAP, an RSA signature for a token and an HMAC for everything else.
//!
//! May use: transport, raw, `snap`.

use super::Account;
use crate::{
    Error, ErrorKind, Secret, Text,
    operation::Operation,
    raw::finnet_snap as raw,
    snap::{Header, HmacKey, Profile, Signer, sign},
    transport::{Call, Grant, Scheme, Seal, Signing, header, lifetime, sensitive},
};
use futures_util::future::{BoxFuture, Either, ready};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::sync::Arc;

const TOKEN: &str = "access_token_b2b";

pub(super) struct SnapScheme {
    client_id: Secret,
    key: HmacKey,
    signer: Arc<dyn Signer>,
    /// The headers that are the same in every transaction.
    fixed: [(Header, HeaderValue); 3],
    profile: Profile,
}

impl SnapScheme {
    pub(super) fn new(account: &Account) -> Result<Self, Error> {
        let credentials = &account.credentials;
        let fixed = |header, name, value: &str| {
            let value = sensitive(value).ok_or_else(|| Error::config(name, "no header may hold it"));
            value.map(|value| (header, value))
        };
        Ok(Self {
            fixed: [
                fixed(Header::Origin, "origin", &credentials.origin)?,
                fixed(Header::PartnerId, "client_id", credentials.client_id.expose())?,
                fixed(Header::ChannelId, "channel_id", &credentials.channel_id)?,
            ],
            signer: credentials.signer()?,
            client_id: credentials.client_id.clone(),
            key: HmacKey::new(&credentials.client_secret),
            profile: account.profile.clone(),
        })
    }

    fn set(&self, headers: &mut HeaderMap, name: Header, value: &str) -> Result<(), Error> {
        header(headers, self.name(name), value)
    }

    fn name(&self, header: Header) -> HeaderName {
        self.profile.headers.get(header).clone()
    }

    async fn seal_token_request(&self, seal: Seal<'_>) -> Result<(), Error> {
        let timestamp = self.profile.timestamp(seal.now());
        let signed = sign::token(self.client_id.expose(), &timestamp, &*self.signer).await;
        let signed = signed
            .map_err(|why| Error::of(ErrorKind::Config, TOKEN, format!("the signer failed: {why}")).with_source(why))?;
        self.set(seal.headers, Header::Timestamp, &timestamp)?;
        self.set(seal.headers, Header::ClientKey, self.client_id.expose())?;
        self.set(seal.headers, Header::Signature, signed.signature())
    }

    fn seal_transaction(&self, seal: Seal<'_>) -> Result<(), Error> {
        let timestamp = self.profile.timestamp(seal.now());
        let token = seal.token()?;
        let signed = sign::transaction_hmac_with_key(
            &self.profile,
            &self.key,
            seal.method.as_str(),
            seal.target,
            &token.value,
            seal.body,
            &timestamp,
        );
        let options = seal.call.options();
        if let Some(customer) = &options.customer_token {
            self.set(seal.headers, Header::AuthorizationCustomer, &format!("Bearer {}", customer.expose()))?;
        }
        token.bear(seal.headers, self.name(Header::Authorization))?;
        self.set(seal.headers, Header::Timestamp, &timestamp)?;
        self.set(seal.headers, Header::Signature, signed.signature())?;
        match &options.external_id {
            Some(id) => self.set(seal.headers, Header::ExternalId, id)?,
            None => self.set(seal.headers, Header::ExternalId, &self.profile.external_id())?,
        }
        for (name, value) in &self.fixed {
            seal.headers.insert(self.name(*name), value.clone());
        }
        Ok(())
    }
}

impl Scheme for SnapScheme {
    fn needs_token(&self, operation: &Operation) -> bool {
        operation.auth == "snapTransaction"
    }

    fn signs_time(&self) -> bool {
        true
    }

    fn fetch_token(self: Arc<Self>, call: Call) -> BoxFuture<'static, Result<Grant, Error>> {
        Box::pin(async move {
            let client = raw::client(&call);
            let body = raw::types::AccessTokenB2bRequest {
                grant_type: raw::types::AccessTokenB2bRequestGrantType::ClientCredentials,
            };
            let reply = call.run(client.access_token_b2b(&body)).await?;
            let (answer, response) = reply.fitting(TOKEN, |response| super::answer::refused(TOKEN, response))?;
            let lifetime = lifetime(answer.expires_in.as_ref().map(Text::as_str), self.profile.token_lifetime);
            match answer.access_token.filter(|t| !t.is_empty()) {
                Some(value) => Ok(Grant { value, lifetime }),
                None => Err(Error::unreadable(TOKEN, "accessToken", "it is missing in the answer", response)),
            }
        })
    }

    fn sign<'a>(&'a self, seal: Seal<'a>) -> Signing<'a> {
        match seal.operation.auth {
            "snapAccessToken" => Either::Right(Box::pin(self.seal_token_request(seal))),
            _ => Either::Left(ready(self.seal_transaction(seal))),
        }
    }
}
