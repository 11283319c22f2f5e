//! The check itself.
//!
//! Comes in: a request as received, keys, and the moment of its arrival. Stays out: trying other readings of a
//! request until one fits: that would widen what a forger may change.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_lc_rs::digest::{SHA256, digest};

use super::issue::TokenCheck;
use super::received::Received;
use super::refusal::{Refusal, RefusalReason};
use super::replay::{MemoryReplays, ReplayStore, Seen};
use super::verified::Verified;
use crate::Secret;
use crate::snap::body::Body;
use crate::snap::key::PublicKey;
use crate::snap::profile::{Header, Profile, SignatureText};
use crate::snap::sign::HmacKey;
use crate::snap::string_to_sign::{StringToSign, transaction_text};
use crate::snap::text;
use crate::snap::timestamp::{self, TimestampForm};

/// An external id counts for a day in +07:00; a little longer costs nothing.
const ID_MEMORY: Duration = Duration::from_secs(26 * 3600);

/// Checks requests that a provider sends to us.
///
/// There is one for each way in which providers sign: [`Verifier::rsa`] (Midtrans, DANA, Faspay), [`Verifier::hmac`] for callers that we issue tokens to (BRI, BCA, DOKU), and
/// [`Verifier::token_formula`] where only client and time are signed (NICEPAY). Each takes more than one key, so that
/// keys can be rotated; with none it refuses everything.
///
/// ```
/// # use bayar::snap::{PublicKey, Profile, SnapError};
/// use bayar::snap::verify::{Received, Refusal, Verifier};
/// # fn set_up(pem: &str) -> Result<Verifier, SnapError> {
/// let verifier = Verifier::rsa(Profile::standard(), [PublicKey::from_pem(pem)?]);
/// # Ok(verifier)
/// # }
///
/// async fn webhook(verifier: &Verifier, request: http::Request<Vec<u8>>) -> Result<(), Refusal> {
///     let received = Received::from_request(&request);
///     let verified = verifier.verify(&received, std::time::SystemTime::now()).await?;
///     if verified.is_repeat() { /* answer as before */ }
///     Ok(())
/// }
/// ```
#[derive(Debug)]
pub struct Verifier {
    profile: Profile,
    proof: Proof,
    replays: Option<Arc<dyn ReplayStore>>,
}

enum Proof {
    Rsa(Vec<PublicKey>),
    TokenFormula(Vec<PublicKey>, Header),
    Hmac(Vec<HmacKey>, Arc<dyn TokenCheck>),
}

impl Verifier {
    /// For requests that are signed by RSA without a token: the body is protected.
    #[must_use]
    pub fn rsa(profile: Profile, keys: impl IntoIterator<Item = PublicKey>) -> Self {
        Self::new(profile, Proof::Rsa(keys.into_iter().collect()))
    }

    /// For requests that carry a token that we issued, and an HMAC with a secret that we gave out.
    ///
    /// Empty secrets are dropped: anyone could sign with them.
    #[must_use]
    pub fn hmac(profile: Profile, secrets: impl IntoIterator<Item = Secret>, tokens: Arc<dyn TokenCheck>) -> Self {
        let secrets = secrets.into_iter().filter(|secret| !secret.expose().is_empty());
        let keys = secrets.map(|secret| HmacKey::new(&secret)).collect();
        Self::new(profile, Proof::Hmac(keys, tokens))
    }

    /// For notifications that are signed as a token request is: `id|timestamp`, with the id in `id_header`.
    ///
    /// **The body is not protected.** Ask the provider for the status before you act on it.
    #[must_use]
    pub fn token_formula(profile: Profile, keys: impl IntoIterator<Item = PublicKey>, id_header: Header) -> Self {
        Self::new(profile, Proof::TokenFormula(keys.into_iter().collect(), id_header))
    }

    fn new(profile: Profile, proof: Proof) -> Self {
        Self { profile, proof, replays: Some(Arc::new(MemoryReplays::new())) }
    }

    /// The rules that requests are checked by.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// With a store of seen requests that several processes share. Without this call they are kept in memory.
    #[must_use]
    pub fn replays(mut self, store: Arc<dyn ReplayStore>) -> Self {
        self.replays = Some(store);
        self
    }

    /// For a provider that sends no `X-EXTERNAL-ID`: requests that come twice within the freshness window are not
    /// told apart, so the application has to.
    #[must_use]
    pub fn without_replay_check(mut self) -> Self {
        self.replays = None;
        self
    }

    /// Checks headers, token, freshness, signature, and whether it was seen before.
    ///
    /// A true repeat (the same content under the same external id) is accepted and marked, because a provider that
    /// lost our answer sends again and wants the same answer.
    ///
    /// # Errors
    ///
    /// A [`Refusal`], with the answer to give. Nothing in the request may be used then.
    pub async fn verify<'a>(&self, received: &Received<'a>, now: SystemTime) -> Result<Verified<'a>, Refusal> {
        let mut verified = self.check(received, now)?;
        if let Some(store) = &self.replays {
            verified.repeat = self.remember(&**store, received, &verified, now).await?;
        }
        Ok(verified)
    }

    /// The same without looking at what was seen before.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn check<'a>(&self, received: &Received<'a>, now: SystemTime) -> Result<Verified<'a>, Refusal> {
        let timestamp = fresh(&self.profile, received, now)?;
        let signature = received.once(&self.profile, Header::Signature)?;
        let external_id = self.external_id(received)?;
        let partner = self.profile.headers.get(Header::PartnerId);
        let partner_id = received.optional(partner)?.unwrap_or_default();
        let client = self.prove(received, timestamp, signature, now)?;
        Ok(Verified {
            body: received.body,
            timestamp,
            external_id,
            partner_id,
            client,
            signature_hash: fingerprint(&[signature.as_bytes()]),
            repeat: false,
        })
    }

    fn external_id<'a>(&self, received: &Received<'a>) -> Result<&'a str, Refusal> {
        let found = received.once(&self.profile, Header::ExternalId);
        match (found, &self.replays) {
            (Err(refusal), None) if refusal.reason() == RefusalReason::MissingHeader => Ok(""),
            (found, _) => found,
        }
    }

    /// The signature fits one of the keys; the owner of the token, where there is one.
    fn prove(
        &self,
        received: &Received<'_>,
        timestamp: &str,
        signature: &str,
        now: SystemTime,
    ) -> Result<Option<String>, Refusal> {
        let form = self.profile.signature_text;
        let (proven, client) = match &self.proof {
            Proof::Rsa(keys) => {
                let text = self.text(received, None, timestamp);
                (any_key(keys, &text, signature, form), None)
            }
            Proof::TokenFormula(keys, header) => {
                let id = received.once(&self.profile, *header)?;
                let text = StringToSign::token(id, timestamp);
                (any_key(keys, &text, signature, SignatureText::Base64), Some(id.to_owned()))
            }
            Proof::Hmac(keys, tokens) => {
                let token = bearer(&self.profile, received)?;
                let owner = tokens.owner(token, now).ok_or_else(|| Refusal::new(RefusalReason::Token))?;
                let text = self.text(received, Some(token), timestamp);
                (keys.iter().any(|key| text.fits_hmac(key, signature, form)), Some(owner))
            }
        };
        if proven { Ok(client) } else { Err(Refusal::new(RefusalReason::Signature)) }
    }

    fn text(&self, received: &Received<'_>, token: Option<&str>, timestamp: &str) -> StringToSign {
        let Received { method, target, body, .. } = *received;
        transaction_text(&self.profile, method, target, token, Body::new(body), timestamp)
    }

    /// Whether it was seen before. The external id isn't covered by the signature, so the signature is remembered too,
    /// and first: a request that was caught and sent again under another id is a repeat, and uses up no id. What comes
    /// again under its own id is judged by that id again: a conflict stays one.
    async fn remember(
        &self,
        store: &dyn ReplayStore,
        received: &Received<'_>,
        verified: &Verified<'_>,
        now: SystemTime,
    ) -> Result<bool, Refusal> {
        let id = self.id_of(verified);
        // The token formula signs client and second only: two notifications within one are signed alike.
        if !matches!(self.proof, Proof::TokenFormula(..)) {
            let key = format!("signature-{}", verified.signature_hash);
            let until = now + self.profile.skew * 2;
            if store.remember(&key, &id, now, until).await.map_err(Refusal::store)? == Seen::Other {
                return Ok(true);
            }
        }
        let path = self.profile.signed_path(received.target);
        let body = Body::new(received.body).hash();
        let content = fingerprint(&[received.method.as_bytes(), path.as_bytes(), body.as_str().as_bytes()]);
        let key = format!("id-{id}");
        match store.remember(&key, &content, now, now + ID_MEMORY).await.map_err(Refusal::store)? {
            Seen::First => Ok(false),
            Seen::Same => Ok(true),
            Seen::Other => Err(Refusal::new(RefusalReason::Conflict)),
        }
    }

    /// What an external id is unique within: caller and day. The partner id isn't signed, so that the owner of the
    /// token counts too: one caller can't use up the ids of another.
    fn id_of(&self, verified: &Verified<'_>) -> String {
        let client = verified.client.as_deref().unwrap_or_default();
        let day = day_of(verified.timestamp);
        fingerprint(&[client, verified.partner_id, &day, verified.external_id].map(str::as_bytes))
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(keys) => f.debug_tuple("Rsa").field(keys).finish(),
            Self::TokenFormula(keys, _) => f.debug_tuple("TokenFormula").field(keys).finish(),
            Self::Hmac(keys, _) => f.debug_tuple("Hmac").field(keys).finish(),
        }
    }
}

/// The timestamp as it stands in the header, if it is near enough to now.
pub(super) fn fresh<'a>(profile: &Profile, received: &Received<'a>, now: SystemTime) -> Result<&'a str, Refusal> {
    let written = received.once(profile, Header::Timestamp)?;
    let name = profile.headers.get(Header::Timestamp);
    let moment = timestamp::parse(written).map_err(|_| Refusal::header(RefusalReason::BadHeader, name))?;
    let apart = now.duration_since(moment).unwrap_or_else(|early| early.duration());
    if apart > profile.skew {
        return Err(Refusal::new(RefusalReason::Stale));
    }
    Ok(written)
}

pub(super) fn any_key(keys: &[PublicKey], text: &StringToSign, signature: &str, form: SignatureText) -> bool {
    keys.iter().any(|key| text.fits_rsa(key, signature, form))
}

fn bearer<'a>(profile: &Profile, received: &Received<'a>) -> Result<&'a str, Refusal> {
    let value = received.once(profile, Header::Authorization)?;
    let name = profile.headers.get(Header::Authorization);
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() {
        Ok(token)
    } else {
        Err(Refusal::header(RefusalReason::BadHeader, name))
    }
}

/// The day in +07:00: external ids are unique within one.
fn day_of(timestamp: &str) -> String {
    let moment = timestamp::parse(timestamp).unwrap_or(SystemTime::UNIX_EPOCH);
    let mut text = TimestampForm::wib().format(moment);
    text.truncate(10);
    text
}

/// SHA-256 over parts that can't run into each other.
fn fingerprint(parts: &[&[u8]]) -> String {
    let mut joined = Vec::new();
    for part in parts {
        joined.extend_from_slice(&part.len().to_be_bytes());
        joined.extend_from_slice(part);
    }
    text::hex(digest(&SHA256, &joined).as_ref())
}
