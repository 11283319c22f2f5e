//! Puts the parts of an explanation together.
//!
//! Comes in: a profile, a key, and what else is known about the sender. Stays out: secrets in the result.

use std::fmt;
use std::time::SystemTime;

use super::compare::compare;
use super::form::{self, bearer};
use super::keys::{Keys, Texts};
use super::parts::{Formula, Parts};
use super::report::{Finding, Report};
use super::request::Request;
use super::search::{Found, search};
use super::variants::{self, Known};
use crate::Secret;
use crate::snap::body::Body;
use crate::snap::key::PublicKey;
use crate::snap::profile::{EmptyBody, Header, Profile, SignatureText};

/// Says why a request is, or would be, refused.
///
/// It tries some thousands of readings of the request, so it takes milliseconds (an RSA key: tenths of a second). It
/// is a tool for people, and decides nothing.
pub struct Explainer {
    profile: Profile,
    key: Key,
    optional: Vec<Header>,
    token: Option<Secret>,
    client_id: Option<String>,
    now: Option<SystemTime>,
    signed_body: Option<Vec<u8>>,
    string_to_sign: Option<Secret>,
}

enum Key {
    Secret(Secret),
    Rsa(PublicKey),
    Token(PublicKey),
}

impl Explainer {
    /// For transactions that are signed with the client secret.
    #[must_use]
    pub fn hmac(profile: Profile, secret: Secret) -> Self {
        Self::new(profile, Key::Secret(secret))
    }

    /// For transactions and notifications that are signed by RSA without a token; the public key of the sender.
    #[must_use]
    pub fn rsa(profile: Profile, key: PublicKey) -> Self {
        Self::new(profile, Key::Rsa(key))
    }

    /// For token requests; the public key of the sender.
    #[must_use]
    pub fn token_request(profile: Profile, key: PublicKey) -> Self {
        Self::new(profile, Key::Token(key))
    }

    fn new(profile: Profile, key: Key) -> Self {
        Self {
            profile,
            key,
            optional: Vec::new(),
            token: None,
            client_id: None,
            now: None,
            signed_body: None,
            string_to_sign: None,
        }
    }

    /// With a header that this sender doesn't have to send, as `CHANNEL-ID` in some notifications.
    #[must_use]
    pub fn optional(mut self, header: Header) -> Self {
        self.optional.push(header);
        self
    }

    /// With the token that should have been used.
    #[must_use]
    pub fn token(mut self, token: Secret) -> Self {
        self.token = Some(token);
        self
    }

    /// With the client id that should have been used.
    #[must_use]
    pub fn client_id(mut self, id: &str) -> Self {
        self.client_id = Some(id.to_owned());
        self
    }

    /// With the moment of arrival; without it the skew of the timestamp isn't looked at.
    #[must_use]
    pub fn now(mut self, now: SystemTime) -> Self {
        self.now = Some(now);
        self
    }

    /// With the body as the sender had it when it signed.
    #[must_use]
    pub fn signed_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.signed_body = Some(body.into());
        self
    }

    /// With the string to sign that the sender logged: then nothing has to be searched for, and a wrong key is told
    /// apart from a changed request. It holds the token.
    #[must_use]
    pub fn string_to_sign(mut self, text: Secret) -> Self {
        self.string_to_sign = Some(text);
        self
    }

    /// Looks for everything that is wrong.
    #[must_use]
    pub fn explain(&self, request: &Request) -> Report {
        let mut findings = form::check(&self.profile, &self.required(), request, self.now);
        let present = |header| !request.first(&self.profile, header).is_empty();
        if !(present(Header::Signature) && present(Header::Timestamp)) {
            return Report { findings, signature_fits: false };
        }
        let found = self.check_signature(request);
        let signature_fits = matches!(found.0, Found::Right);
        match found {
            (Found::Right, _) => {}
            (Found::With(more), _) => findings.extend(more),
            (Found::Nothing, looks) => findings.push(looks),
        }
        Report { findings, signature_fits }
    }

    fn check_signature(&self, request: &Request) -> (Found, Finding) {
        let keys = match &self.key {
            Key::Secret(secret) => Keys::secret(secret),
            Key::Rsa(key) | Key::Token(key) => Keys::rsa(key),
        };
        let form = match self.key {
            Key::Token(_) => SignatureText::Base64,
            _ => self.profile.signature_text,
        };
        let texts = Texts::read(form, request.values(self.profile.headers.get(Header::Signature).as_str()));
        let base = self.parts(request);
        let known = Known {
            token: self.token.as_ref().map(Secret::expose),
            client_id: self.client_id.as_deref(),
            signed_body: self.signed_body.as_deref(),
        };
        let changes = variants::all(&self.profile, request, &base, &known);
        let found = match &self.string_to_sign {
            Some(text) => compare(&base, &changes, text.expose(), &keys, &texts),
            None => search(&base, &changes, &keys, &texts),
        };
        (found, Finding::new(keys.looks(&texts)))
    }

    /// The fields as the provider reads them.
    fn parts(&self, request: &Request) -> Parts {
        let first = |header| request.first(&self.profile, header);
        let authorization = first(Header::Authorization);
        let token = bearer(authorization).unwrap_or(authorization);
        let empty_field = request.body.is_empty() && self.profile.empty_body == EmptyBody::EmptyField;
        let hash = Body::new(&request.body).hash();
        let client = first(Header::ClientKey);
        let token_request = matches!(self.key, Key::Token(_));
        Parts {
            formula: if token_request { Formula::Token } else { Formula::Transaction },
            // A transaction has no client key; whoever signs it as a token request signs the partner id.
            client: if token_request { client } else { first(Header::PartnerId) }.to_owned(),
            method: request.method.to_ascii_uppercase(),
            path: self.profile.signed_path(&request.target).into_owned(),
            token: matches!(self.key, Key::Secret(_)).then(|| token.to_owned()),
            hash: if empty_field { String::new() } else { hash.to_string() },
            time: first(Header::Timestamp).to_owned(),
            joint: None,
            tail: "",
        }
    }

    fn required(&self) -> Vec<Header> {
        let mut required = vec![Header::Timestamp, Header::Signature];
        match self.key {
            Key::Token(_) => required.push(Header::ClientKey),
            _ => required.extend([Header::PartnerId, Header::ExternalId, Header::ChannelId]),
        }
        if matches!(self.key, Key::Secret(_)) {
            required.push(Header::Authorization);
        }
        required.retain(|header| !self.optional.contains(header));
        required
    }
}

impl fmt::Debug for Explainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explainer").field("profile", &self.profile.name).finish_non_exhaustive()
    }
}
