//! What the file may hold: declarations only.
//!
//! The JSON Schema in the repository is made of these.

use super::value::{Given, Number};
use crate::snap::Header;
use serde::Deserialize;

#[cfg(feature = "schemars")]
use super::bounds::{ATTEMPTS, BODY_LIMIT, EXTERNAL_ID_DIGITS, REQUESTS};
#[cfg(feature = "schemars")]
use schemars::JsonSchema;

/// An account, by its provider.
pub(super) enum AccountTable {
    Singapay(SingapayTable),
    Finnet(Box<FinnetTable>),
    PayCombat(PayCombatTable),
}

impl AccountTable {
    pub(super) fn provider(&self) -> &'static str {
        match self {
            Self::Singapay(_) => "singapay",
            Self::Finnet(_) => "finnet",
            Self::PayCombat(_) => "paycombat",
        }
    }

    /// The values that nobody else should read, by key.
    pub(super) fn secrets(&self) -> Vec<(&'static str, &Given)> {
        let (own, network) = match self {
            Self::Singapay(t) => (
                vec![
                    ("partner_id", Some(&t.partner_id)),
                    ("client_id", Some(&t.client_id)),
                    ("client_secret", Some(&t.client_secret)),
                    ("password", Some(&t.password)),
                ],
                &t.network,
            ),
            Self::Finnet(t) => {
                (vec![("client_secret", Some(&t.client_secret)), ("private_key", Some(&t.private_key))], &t.network)
            }
            Self::PayCombat(t) => {
                (vec![("merchant_identifier", t.merchant_identifier.as_ref()), ("token", t.token.as_ref())], &t.network)
            }
        };
        let shared = network.iter().flat_map(|n| {
            [("network.proxy_password", n.proxy_password.as_ref()), ("network.client_key", n.client_key.as_ref())]
        });
        own.into_iter().chain(shared).filter_map(|(key, given)| Some((key, given?))).collect()
    }
}

/// Where an account is.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(super) enum Place {
    /// A simulator on this machine; needs `url`.
    Local,
    /// The provider's test host.
    Sandbox,
    /// The provider's real host: money moves.
    Production,
}

/// A merchant account at Singapay B2B Biller.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct SingapayTable {
    pub(super) environment: Place,
    /// The address of a simulator, for the environment `local`.
    pub(super) url: Option<Given>,
    /// The API key, sent as `X-PARTNER-ID`.
    pub(super) partner_id: Given,
    /// User name of the token request.
    pub(super) client_id: Given,
    /// Password of the token request.
    pub(super) client_secret: Given,
    /// The credential password of payments.
    pub(super) password: Given,
    /// The way into the network.
    pub(super) network: Option<NetworkTable>,
    /// Time limits, and limits that we put on ourselves.
    pub(super) limits: Option<LimitsTable>,
}

/// A partner account at Finnet (SNAP).
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct FinnetTable {
    pub(super) environment: Place,
    /// The address of a simulator, for the environment `local`.
    pub(super) url: Option<Given>,
    /// The client id: `X-CLIENT-KEY` and `X-PARTNER-ID`.
    pub(super) client_id: Given,
    /// The client secret, key of the HMAC signature.
    pub(super) client_secret: Given,
    /// The RSA private key in PEM, PKCS#1 or PKCS#8; best as `file:PATH`.
    pub(super) private_key: Given,
    /// The public key that Finnet was given. If it is here, it is compared with the private key before anything is sent.
    pub(super) public_key: Option<Given>,
    /// The channel code, up to 5 characters: `CHANNEL-ID`.
    pub(super) channel_id: Given,
    /// The caller's domain without a scheme: `ORIGIN`.
    pub(super) origin: Given,
    /// Where Finnet's pages disagree, or another provider of SNAP differs.
    pub(super) snap: Option<SnapTable>,
    /// The way into the network.
    pub(super) network: Option<NetworkTable>,
    /// Time limits, and limits that we put on ourselves.
    pub(super) limits: Option<LimitsTable>,
}

/// A merchant account at PayCombat. One of the two credentials is enough for the operations that need it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PayCombatTable {
    pub(super) environment: Place,
    /// The address of a simulator, for the environment `local`.
    pub(super) url: Option<Given>,
    /// Early face: `X-Merchant-Identifier-Id`.
    pub(super) merchant_identifier: Option<Given>,
    /// Merchant face: the personal access token, `X-token`.
    pub(super) token: Option<Given>,
    /// The address of the early face, which no page of the provider shows.
    pub(super) legacy_base_url: Option<Given>,
    /// The way into the network.
    pub(super) network: Option<NetworkTable>,
    /// Time limits, and limits that we put on ourselves.
    pub(super) limits: Option<LimitsTable>,
}

/// The way into the network. Nothing of it is taken from the environment by itself.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkTable {
    /// An HTTP(S) proxy, `http://proxy.example.com:3128`.
    pub(super) proxy: Option<Given>,
    /// User name at the proxy.
    pub(super) proxy_user: Option<Given>,
    /// Password at the proxy.
    pub(super) proxy_password: Option<Given>,
    /// CA certificates in PEM, trusted instead of the system's; best as `file:PATH`.
    pub(super) ca_certificate: Option<Given>,
    /// The certificate that shows the server who we are (mTLS), PEM.
    pub(super) client_certificate: Option<Given>,
    /// Its private key, PEM, not encrypted.
    pub(super) client_key: Option<Given>,
}

/// Time limits, and limits that we put on ourselves. No provider documents any; lengths of time are texts like `90s`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsTable {
    /// Making a connection, name look-up and TLS included. 1ms to 1h; default 10s.
    pub(super) connect_timeout: Option<Given>,
    /// One attempt of a call without effect. 1ms to 1h; default 20s.
    pub(super) read_timeout: Option<Given>,
    /// The one attempt of a call with an effect. 1ms to 1h; default 60s.
    pub(super) effect_timeout: Option<Given>,
    /// A whole call. 1ms to 1h; default 90s.
    pub(super) deadline: Option<Given>,
    /// How often a call without effect is sent at most. 1 to 100; default 3.
    #[cfg_attr(feature = "schemars", schemars(with = "Option<i64>", extend("minimum" = ATTEMPTS.least, "maximum" = ATTEMPTS.most)))]
    pub(super) attempts: Option<Number>,
    /// The first pause between attempts. 0s to 1m; default 200ms.
    pub(super) backoff: Option<Given>,
    /// The largest answer in bytes. 1024 to 1073741824; default 4194304.
    #[cfg_attr(feature = "schemars", schemars(with = "Option<i64>", extend("minimum" = BODY_LIMIT.least, "maximum" = BODY_LIMIT.most)))]
    pub(super) body_limit: Option<Number>,
    /// Requests per second, up to 10000; 0 for no limit. Default 20, and none to a local environment.
    #[cfg_attr(feature = "schemars", schemars(with = "Option<i64>", extend("minimum" = REQUESTS.least, "maximum" = REQUESTS.most)))]
    pub(super) requests_per_second: Option<Number>,
    /// Requests at once, up to 10000; 0 for no limit. Default 16, and none to a local environment.
    #[cfg_attr(feature = "schemars", schemars(with = "Option<i64>", extend("minimum" = REQUESTS.least, "maximum" = REQUESTS.most)))]
    pub(super) requests_at_once: Option<Number>,
    /// Up to which difference of clocks signed timestamps are corrected. Up to 24h; default 15m; 0s turns it off.
    pub(super) clock_offset_limit: Option<Given>,
}

/// A reading of the SNAP standard.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct SnapTable {
    /// How a signature becomes text. Default base64.
    pub(super) signature_text: Option<SignatureTextName>,
    /// What stands in the string to sign when there is no body. Default hash.
    pub(super) empty_body: Option<EmptyBodyName>,
    /// What of the query is signed. Default include.
    pub(super) query: Option<QueryName>,
    /// How `X-TIMESTAMP` is written. Default wib.
    pub(super) timestamp: Option<TimestampName>,
    /// How many digits `X-EXTERNAL-ID` has. 1 to 64; default 32. Below 20 two of one day may be the same.
    #[cfg_attr(feature = "schemars", schemars(with = "Option<i64>", extend("minimum" = EXTERNAL_ID_DIGITS.least, "maximum" = EXTERNAL_ID_DIGITS.most)))]
    pub(super) external_id_digits: Option<Number>,
    /// A prefix of the path that is called and not signed.
    pub(super) strip_prefix: Option<String>,
    /// A prefix of the path that is signed and not called.
    pub(super) prepend_prefix: Option<String>,
    /// How long a token lives if the answer doesn't say, a text like `15m`. 1s to 24h; default 15m.
    pub(super) token_lifetime: Option<Given>,
    /// Other names of headers.
    pub(super) headers: Option<HeadersTable>,
}

/// Names of the headers that are sent, where they are not those of the standard.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct HeadersTable {
    /// `Authorization`.
    authorization: Option<Given>,
    /// `Authorization-Customer`.
    authorization_customer: Option<Given>,
    /// `X-TIMESTAMP`.
    timestamp: Option<Given>,
    /// `X-SIGNATURE`.
    signature: Option<Given>,
    /// `X-CLIENT-KEY`.
    client_key: Option<Given>,
    /// `X-PARTNER-ID`.
    partner_id: Option<Given>,
    /// `X-EXTERNAL-ID`.
    external_id: Option<Given>,
    /// `CHANNEL-ID`.
    channel_id: Option<Given>,
    /// `ORIGIN`.
    origin: Option<Given>,
}

impl HeadersTable {
    pub(super) fn all(&self) -> [(&'static str, Header, Option<&Given>); 9] {
        [
            ("authorization", Header::Authorization, self.authorization.as_ref()),
            ("authorization_customer", Header::AuthorizationCustomer, self.authorization_customer.as_ref()),
            ("timestamp", Header::Timestamp, self.timestamp.as_ref()),
            ("signature", Header::Signature, self.signature.as_ref()),
            ("client_key", Header::ClientKey, self.client_key.as_ref()),
            ("partner_id", Header::PartnerId, self.partner_id.as_ref()),
            ("external_id", Header::ExternalId, self.external_id.as_ref()),
            ("channel_id", Header::ChannelId, self.channel_id.as_ref()),
            ("origin", Header::Origin, self.origin.as_ref()),
        ]
    }
}

/// How a signature becomes text.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum SignatureTextName {
    Base64,
    Hex,
}

/// What stands in the string to sign when there is no body.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum EmptyBodyName {
    /// The SHA-256 of nothing.
    Hash,
    /// An empty field.
    EmptyField,
}

/// What of the query is signed.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum QueryName {
    /// All of it, as it is called.
    Include,
    /// Nothing.
    Exclude,
    /// Sorted and percent-encoded.
    SortedEncoded,
}

/// How `X-TIMESTAMP` is written.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum TimestampName {
    /// `2026-01-02T03:04:05+07:00`.
    Wib,
    /// `2026-01-02T03:04:05.000+07:00`.
    WibMillis,
    /// `2026-01-01T20:04:05Z`.
    Utc,
}
