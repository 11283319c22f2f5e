//! The profiles that come with the crate.
//!
//! Comes in: what a published document says, with its address. Stays out: guesses; what is unknown stays a setting.

use std::borrow::Cow;
use std::time::Duration;

use super::{EmptyBody, GrantSpelling, HeaderNames, PathPrefix, Profile, QueryRule, Scheme, SignatureText};
use crate::snap::external_id::ExternalIdForm;
use crate::snap::timestamp::TimestampForm;

impl Profile {
    /// The technical standard 1.0.2 with its usual readings: symmetric signatures as base64 over the path with its
    /// query, `+07:00` without a fraction, external ids of 32 digits, five minutes of skew.
    ///
    /// <https://apidevportal.aspi-indonesia.or.id/api-services/keamanan>
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            name: Cow::Borrowed("SNAP"),
            scheme: Scheme::Symmetric,
            signature_text: SignatureText::Base64,
            empty_body: EmptyBody::Hash,
            query: QueryRule::Include,
            path_prefix: PathPrefix::as_called(),
            timestamp_form: TimestampForm::wib(),
            external_id_form: ExternalIdForm::digits(32),
            headers: HeaderNames::standard(),
            token_path: Cow::Borrowed("/v1.0/access-token/b2b"),
            grant: GrantSpelling::standard(),
            token_lifetime: Duration::from_secs(900),
            token_margin: Duration::from_secs(60),
            skew: Duration::from_secs(300),
        }
    }

    /// Finnet (Finpay Money Linkage): the standard with its defaults.
    ///
    /// Where Finnet's pages disagree with each other, the setting stays yours:
    ///
    /// * The signature is base64 on the merchant pages and "lowercase hexadecimal" in the prose of the signature
    ///   page: `.signature_text(SignatureText::Hex)`.
    /// * `X-EXTERNAL-ID` has 32 digits on the general page and 36 characters on others; 32 digits satisfy all.
    /// * The merchant pages spell two headers differently: `.headers(HeaderNames::finnet_merchant())`.
    ///
    /// <https://docs.finpay.id/api-reference/finpay-money/linkage/signature>,
    /// <https://docs.finpay.id/api-reference/finpay-money/linkage/authorization-and-headers>
    #[must_use]
    pub fn finnet() -> Self {
        Self::standard().name("Finnet")
    }
}
