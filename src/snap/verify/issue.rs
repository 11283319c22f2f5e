//! What a partner needs to issue tokens to a provider that calls it.
//!
//! Comes in: the provider's token request and the partner's own sealing secret. Stays out: a token store; a token
//! carries its owner and its end, sealed, so that every machine with the same sealing secret can check it.

use std::fmt::{self, Debug};
use std::time::{Duration, SystemTime};

use aws_lc_rs::{hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::received::Received;
use super::refusal::{Refusal, RefusalReason};
use super::verifier::{any_key, fresh};
use crate::Secret;
use crate::snap::key::PublicKey;
use crate::snap::profile::{Header, Profile, SignatureText};
use crate::snap::string_to_sign::StringToSign;

/// Sealed together with every token, so that the sealing secret can't be made to seal anything else.
const PURPOSE: &[u8] = b"bayar snap token 1";

/// Decides whether a token is one of ours.
pub trait TokenCheck: Send + Sync + Debug {
    /// Whom the token was issued to, if it is ours and has not expired.
    fn owner(&self, token: &str, now: SystemTime) -> Option<String>;
}

/// Answers a provider's request for an access token (service 73) and checks the tokens later.
///
/// ```
/// use bayar::Secret;
/// use bayar::snap::{Profile, PublicKey};
/// use bayar::snap::verify::{Received, Refusal, TokenIssuer};
///
/// fn set_up(sealing: Secret, bank: PublicKey) -> TokenIssuer {
///     TokenIssuer::new(Profile::standard(), [sealing]).client("the-bank", [bank])
/// }
///
/// fn token_endpoint(issuer: &TokenIssuer, request: &Received) -> String {
///     match issuer.issue(request, std::time::SystemTime::now()) {
///         Ok(token) => token.body(),
///         Err(refusal) => refusal.body("73"),
///     }
/// }
/// ```
#[derive(Debug)]
pub struct TokenIssuer {
    profile: Profile,
    sealing: Vec<Secret>,
    clients: Vec<(String, Vec<PublicKey>)>,
    lifetime: Duration,
}

impl TokenIssuer {
    /// With the secrets that seal tokens: random texts of at least 32 characters, the same on all machines. The first
    /// one seals; the others are still accepted, so that they can be changed. Shorter ones are dropped, and with none
    /// left no token is issued.
    #[must_use]
    pub fn new(profile: Profile, sealing: impl IntoIterator<Item = Secret>) -> Self {
        let strong = |secret: &Secret| secret.expose().len() >= 32;
        Self {
            lifetime: profile.token_lifetime,
            profile,
            sealing: sealing.into_iter().filter(strong).collect(),
            clients: Vec::new(),
        }
    }

    /// With a caller: its `X-CLIENT-KEY`, and the public keys that it may sign with.
    #[must_use]
    pub fn client(mut self, id: &str, keys: impl IntoIterator<Item = PublicKey>) -> Self {
        self.clients.push((id.to_owned(), keys.into_iter().collect()));
        self
    }

    /// With another lifetime of tokens than the profile's (15 minutes in the standard).
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Checks a token request and issues a token.
    ///
    /// # Errors
    ///
    /// A [`Refusal`]: a missing header, an unknown client, a stale timestamp, a wrong signature, or a body that
    /// doesn't ask for `client_credentials`.
    pub fn issue(&self, received: &Received<'_>, now: SystemTime) -> Result<IssuedToken, Refusal> {
        let timestamp = fresh(&self.profile, received, now)?;
        let client = received.once(&self.profile, Header::ClientKey)?;
        let signature = received.once(&self.profile, Header::Signature)?;
        let known = self.clients.iter().find(|(id, _)| id == client);
        let (_, keys) = known.ok_or_else(|| Refusal::new(RefusalReason::UnknownClient))?;
        if !any_key(keys, &StringToSign::token(client, timestamp), signature, SignatureText::Base64) {
            return Err(Refusal::new(RefusalReason::Signature));
        }
        self.check_grant(received.body)?;
        let token = self.seal(client, now).ok_or_else(|| Refusal::new(RefusalReason::Store))?;
        Ok(IssuedToken { token, lifetime: self.lifetime })
    }

    fn check_grant(&self, body: &[u8]) -> Result<(), Refusal> {
        let json: Option<serde_json::Value> = serde_json::from_slice(body).ok();
        let grant = json.as_ref().and_then(|json| json.get(&*self.profile.grant.field)?.as_str());
        match grant {
            Some(grant) if grant == self.profile.grant.client_credentials => Ok(()),
            _ => Err(Refusal::new(RefusalReason::BadGrant)),
        }
    }

    /// `base64url(nonce, end, owner).base64url(seal)`
    fn seal(&self, client: &str, now: SystemTime) -> Option<Secret> {
        let end = seconds(now.checked_add(self.lifetime)?)?;
        let mut content = vec![0; 16];
        rand::fill(&mut content).ok()?;
        content.extend_from_slice(&end.to_be_bytes());
        content.extend_from_slice(client.as_bytes());
        let tag = hmac::sign(&key(self.sealing.first()?), &sealed(&content));
        let token = [URL_SAFE_NO_PAD.encode(content), URL_SAFE_NO_PAD.encode(tag)].join(".");
        Some(Secret::new(token))
    }

    fn open(&self, token: &str) -> Option<Vec<u8>> {
        let (content, tag) = token.split_once('.')?;
        let content = URL_SAFE_NO_PAD.decode(content).ok()?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        let fits = |secret| hmac::verify(&key(secret), &sealed(&content), &tag).is_ok();
        self.sealing.iter().any(fits).then_some(content)
    }
}

impl TokenCheck for TokenIssuer {
    fn owner(&self, token: &str, now: SystemTime) -> Option<String> {
        let content = self.open(token)?;
        let (end, owner) = content.get(16..)?.split_first_chunk()?;
        let owner = std::str::from_utf8(owner).ok()?;
        let known = self.clients.iter().any(|(id, _)| id == owner);
        let alive = seconds(now)? < u64::from_be_bytes(*end);
        (known && alive).then(|| owner.to_owned())
    }
}

fn key(secret: &Secret) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes())
}

fn sealed(content: &[u8]) -> Vec<u8> {
    [PURPOSE, content].concat()
}

fn seconds(moment: SystemTime) -> Option<u64> {
    moment.duration_since(SystemTime::UNIX_EPOCH).ok().map(|since| since.as_secs())
}

/// A token for a provider, and the answer that carries it.
pub struct IssuedToken {
    token: Secret,
    lifetime: Duration,
}

impl IssuedToken {
    /// The token.
    #[must_use]
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// The JSON body of the answer; send it with HTTP 200.
    #[must_use]
    pub fn body(&self) -> String {
        serde_json::json!({
            "responseCode": "2007300",
            "responseMessage": "Successful",
            "accessToken": self.token.expose(),
            "tokenType": "Bearer",
            "expiresIn": self.lifetime.as_secs().to_string(),
        })
        .to_string()
    }
}

impl Debug for IssuedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuedToken").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}
