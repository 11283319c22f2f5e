//! How Finnet authenticates: SNAP, an RSA signature for a token and an HMAC for everything else.
//!
//! May use: transport, raw, `snap`.

use super::Account;
use crate::{
    Error, ErrorKind, Secret, Text,
    operation::Operation,
    raw::finnet_snap as raw,
    snap::{Header, HmacKey, Profile, Signer, sign},
    transport::{Call, Grant, Scheme, Seal, header, lifetime},
};
use futures_util::future::BoxFuture;
use std::sync::Arc;

const TOKEN: &str = "access_token_b2b";

pub(super) struct SnapScheme {
    client_id: Secret,
    key: HmacKey,
    signer: Arc<dyn Signer>,
    channel_id: String,
    origin: String,
    profile: Profile,
}

impl SnapScheme {
    pub(super) fn new(account: &Account) -> Result<Self, Error> {
        let credentials = &account.credentials;
        Ok(Self {
            signer: credentials.signer()?,
            client_id: credentials.client_id.clone(),
            key: HmacKey::new(&credentials.client_secret),
            channel_id: credentials.channel_id.clone(),
            origin: credentials.origin.clone(),
            profile: account.profile.clone(),
        })
    }

    fn set(&self, seal: &mut Seal<'_>, name: Header, value: &str) -> Result<(), Error> {
        header(seal.request.headers_mut(), self.profile.headers.get(name).clone(), value)
    }

    async fn seal_token_request(&self, mut seal: Seal<'_>) -> Result<(), Error> {
        let timestamp = self.profile.timestamp(seal.now());
        let signed = sign::token(self.client_id.expose(), &timestamp, &*self.signer).await;
        let signed = signed
            .map_err(|why| Error::of(ErrorKind::Config, TOKEN, format!("the signer failed: {why}")).with_source(why))?;
        self.set(&mut seal, Header::Timestamp, &timestamp)?;
        self.set(&mut seal, Header::ClientKey, self.client_id.expose())?;
        self.set(&mut seal, Header::Signature, signed.signature())
    }

    fn seal_transaction(&self, mut seal: Seal<'_>) -> Result<(), Error> {
        let timestamp = self.profile.timestamp(seal.now());
        let none = Secret::default();
        let token = seal.token.map_or(&none, |t| &t.value);
        let bearer = format!("Bearer {}", seal.bearer()?);
        let request = &*seal.request;
        let path = request.uri().path_and_query().map_or("/", |p| p.as_str());
        let method = request.method().as_str();
        let signed = sign::transaction_hmac_with_key(
            &self.profile,
            &self.key,
            method,
            path,
            token,
            &request.body()[..],
            &timestamp,
        );
        let options = &seal.call.options;
        let external_id = options.external_id.clone().unwrap_or_else(|| self.profile.external_id());
        let customer = options.customer_token.as_ref().map(|t| format!("Bearer {}", t.expose()));
        if let Some(customer) = customer {
            self.set(&mut seal, Header::AuthorizationCustomer, &customer)?;
        }
        self.set(&mut seal, Header::Authorization, &bearer)?;
        self.set(&mut seal, Header::Timestamp, &timestamp)?;
        self.set(&mut seal, Header::Signature, signed.signature())?;
        self.set(&mut seal, Header::Origin, &self.origin)?;
        self.set(&mut seal, Header::ExternalId, &external_id)?;
        self.set(&mut seal, Header::PartnerId, self.client_id.expose())?;
        self.set(&mut seal, Header::ChannelId, &self.channel_id)
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

    fn sign<'a>(&'a self, seal: Seal<'a>) -> BoxFuture<'a, Result<(), Error>> {
        match seal.operation.auth {
            "snapAccessToken" => Box::pin(self.seal_token_request(seal)),
            _ => Box::pin(std::future::ready(self.seal_transaction(seal))),
        }
    }
}
