//! What one SNAP provider does differently from another, as data.
//!
//! Comes in: settings, from a provider's own document. Stays out: keys, secrets, hosts, and every decision in code.

mod headers;
mod rules;
mod shipped;

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use super::codes::CaseRule;
use super::external_id::ExternalIdForm;
use super::path;
use super::timestamp::TimestampForm;

pub use headers::{Header, HeaderNames};
pub use rules::{EmptyBody, GrantSpelling, PathPrefix, QueryRule, Scheme, SignatureText};

/// The settings of one SNAP provider.
///
/// Start from [`Profile::standard`] and change what the provider's document says:
///
/// ```
/// use bayar::snap::{ExternalIdForm, Profile, QueryRule, TimestampForm};
///
/// let bank = Profile::standard()
///     .name("Bank Contoh")
///     .query(QueryRule::Exclude)
///     .timestamp_form(TimestampForm::wib().millis())
///     .external_id_form(ExternalIdForm::digits(20));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// What to call the provider in messages.
    pub name: Cow<'static, str>,
    /// How transaction requests are signed.
    pub scheme: Scheme,
    /// How the bytes of a transaction signature become text.
    pub signature_text: SignatureText,
    /// What stands in the string to sign when there is no body.
    pub empty_body: EmptyBody,
    /// What of the query string is signed.
    pub query: QueryRule,
    /// How the signed path differs from the path on the request line.
    pub path_prefix: PathPrefix,
    /// How `X-TIMESTAMP` is written.
    pub timestamp_form: TimestampForm,
    /// How `X-EXTERNAL-ID` is written.
    pub external_id_form: ExternalIdForm,
    /// What the headers are called.
    pub headers: HeaderNames,
    /// The path that gives a B2B token, on the request line.
    pub token_path: Cow<'static, str>,
    /// The words of the body of a token request.
    pub grant: GrantSpelling,
    /// How long a token lives when the answer doesn't say.
    pub token_lifetime: Duration,
    /// How long before its end a token is renewed.
    pub token_margin: Duration,
    /// How far the timestamp of a received request may be off, either way.
    pub skew: Duration,
    /// Where the provider's own list of codes says more than the standard.
    pub codes: Cow<'static, [CaseRule]>,
    /// The value of `CHANNEL-ID`, where the provider has one for everybody.
    pub channel_id: Option<Cow<'static, str>>,
}

impl Profile {
    /// What to call the provider in messages.
    #[must_use]
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.name = name.into();
        self
    }

    /// How transaction requests are signed.
    #[must_use]
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// How the bytes of a transaction signature become text.
    #[must_use]
    pub fn signature_text(mut self, form: SignatureText) -> Self {
        self.signature_text = form;
        self
    }

    /// What stands in the string to sign when there is no body.
    #[must_use]
    pub fn empty_body(mut self, rule: EmptyBody) -> Self {
        self.empty_body = rule;
        self
    }

    /// What of the query string is signed.
    #[must_use]
    pub fn query(mut self, rule: QueryRule) -> Self {
        self.query = rule;
        self
    }

    /// How the signed path differs from the path on the request line.
    #[must_use]
    pub fn path_prefix(mut self, rule: PathPrefix) -> Self {
        self.path_prefix = rule;
        self
    }

    /// How `X-TIMESTAMP` is written.
    #[must_use]
    pub fn timestamp_form(mut self, form: TimestampForm) -> Self {
        self.timestamp_form = form;
        self
    }

    /// How `X-EXTERNAL-ID` is written.
    #[must_use]
    pub fn external_id_form(mut self, form: ExternalIdForm) -> Self {
        self.external_id_form = form;
        self
    }

    /// What the headers are called.
    #[must_use]
    pub fn headers(mut self, names: HeaderNames) -> Self {
        self.headers = names;
        self
    }

    /// The path that gives a B2B token, on the request line.
    #[must_use]
    pub fn token_path(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.token_path = path.into();
        self
    }

    /// The words of the body of a token request.
    #[must_use]
    pub fn grant(mut self, spelling: GrantSpelling) -> Self {
        self.grant = spelling;
        self
    }

    /// How far the timestamp of a received request may be off, either way.
    #[must_use]
    pub fn skew(mut self, skew: Duration) -> Self {
        self.skew = skew;
        self
    }

    /// Where the provider's own list of codes says more than the standard.
    #[must_use]
    pub fn codes(mut self, rules: impl IntoIterator<Item = CaseRule>) -> Self {
        self.codes = rules.into_iter().collect();
        self
    }

    /// The value of `CHANNEL-ID`, where the provider has one for everybody.
    #[must_use]
    pub fn channel_id(mut self, value: impl Into<Cow<'static, str>>) -> Self {
        self.channel_id = Some(value.into());
        self
    }

    /// The text of `X-TIMESTAMP` for a moment. Make it once for each attempt: the header and the signature must hold
    /// the same characters.
    #[must_use]
    pub fn timestamp(&self, moment: SystemTime) -> String {
        self.timestamp_form.format(moment)
    }

    /// A fresh `X-EXTERNAL-ID` for one attempt: random, in the form of the profile.
    ///
    /// Below 20 characters ([`ExternalIdForm::is_roomy`]) random ids of one day do meet, nine digits after some tens of
    /// thousands: take those from [`ExternalIds`](super::external_ids::ExternalIds).
    #[must_use]
    pub fn external_id(&self) -> String {
        self.external_id_form.random()
    }

    /// What stands in the string to sign for a request target (`/path?query`, as on the request line).
    ///
    /// ```
    /// use bayar::snap::{Profile, QueryRule};
    ///
    /// let profile = Profile::standard().query(QueryRule::Exclude);
    /// assert_eq!(profile.signed_path("/v1.0/balance-inquiry?a=1"), "/v1.0/balance-inquiry");
    /// ```
    #[must_use]
    pub fn signed_path<'a>(&self, path_and_query: &'a str) -> Cow<'a, str> {
        path::signed(self, path_and_query)
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::standard()
    }
}
