//! The profiles that come with the crate.
//!
//! Comes in: what a published document says, with its address. Stays out: guesses; what is unknown stays a setting.

use std::borrow::Cow;
use std::time::Duration;

use super::{EmptyBody, GrantSpelling, HeaderNames, PathPrefix, Profile, QueryRule, Scheme, SignatureText};
use crate::snap::codes::CaseRule;
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
            codes: Cow::Borrowed(&[]),
            channel_id: None,
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
        Self::standard().name("Finnet").codes(finnet_codes())
    }

    /// DANA (payment gateway and direct debit): every transaction signed by RSA, without a token; `CHANNEL-ID` 95221;
    /// paths signed as they are called, such as `/payment-gateway/v1.0/debit/status.htm`.
    ///
    /// Its notifications are signed in the same way: [`Verifier::rsa`](crate::snap::verify::Verifier::rsa). DANA
    /// counts the transaction states 02 as paid and 07 as failed, against the standard; what you act on is yours to
    /// decide.
    ///
    /// <https://dashboard.dana.id/api-docs>
    #[must_use]
    pub fn dana() -> Self {
        Self::standard().name("DANA").scheme(Scheme::Asymmetric).channel_id("95221")
    }
}

/// The refusals that Finnet's pages list for the two calls that move money and whose lists could be read. The list of
/// the top-up is known up to its third row.
fn finnet_codes() -> impl Iterator<Item = CaseRule> {
    const DEBIT: &str = "https://docs.finpay.id/api-reference/finpay-money/linkage/direct-debit/payment";
    const TOP_UP: &str = "https://docs.finpay.id/api-reference/finpay-money/linkage/customer-top-up/customer-top-up";
    let debit = [(400, 0), (400, 1), (400, 2), (403, 1), (403, 4), (404, 8)].map(|case| (case, "54", DEBIT));
    let top_up = [(400, 0), (400, 1), (400, 2)].map(|case| (case, "38", TOP_UP));
    let listed = debit.into_iter().chain(top_up);
    listed.map(|((http, case), service, page)| CaseRule::not_executed(http, service, case, page))
}
