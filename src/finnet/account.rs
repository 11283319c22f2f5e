//! Who the client is at Finnet, and where.
//!
//! May use: the values, `snap`. Reads the environment only when asked.

use crate::{
    Environment, Error, Secret, Settings,
    credentials::{EnvReader, check_filled, check_header},
    snap::{PrivateKey, Profile, PublicKey, Signer},
};
use std::sync::Arc;

/// What Finnet issues to a partner, and the partner's own key.
///
/// Sources: <https://docs.finpay.id/api-reference/finpay-money/linkage/authorization-and-headers>,
/// <https://docs.finpay.id/api-reference/finpay-money/linkage/signature>
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The client id: `X-CLIENT-KEY` of token requests and `X-PARTNER-ID` of all others.
    pub client_id: Secret,
    /// The client secret, key of the HMAC signature.
    pub client_secret: Secret,
    /// The partner's RSA key, which signs token requests. Finnet has the public half.
    pub private_key: Key,
    /// The channel code that Finnet hands out, up to 5 characters: `CHANNEL-ID`.
    pub channel_id: String,
    /// The domain of the caller without a scheme, `www.example.com`: `ORIGIN`.
    pub origin: String,
}

/// The partner's RSA key: in memory, or somewhere that signs for us (KMS, HSM).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Key {
    /// A private key as PEM text, in any of the forms that [`PrivateKey::from_pem`] reads.
    Pem(Secret),
    /// Something that signs.
    Signer(Arc<dyn Signer>),
}

impl Credentials {
    /// Reads `{prefix}_CLIENT_ID`, `{prefix}_CLIENT_SECRET`, `{prefix}_PRIVATE_KEY` (PEM text, also with `\n` written out),
    /// `{prefix}_CHANNEL_ID` and `{prefix}_ORIGIN`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming every variable that is not set.
    pub fn from_env(prefix: &str) -> Result<Self, Error> {
        let mut env = EnvReader::new(prefix);
        let credentials = Self {
            client_id: env.required("CLIENT_ID"),
            client_secret: env.required("CLIENT_SECRET"),
            private_key: Key::Pem(env.required("PRIVATE_KEY")),
            channel_id: env.required("CHANNEL_ID").expose().to_owned(),
            origin: env.required("ORIGIN").expose().to_owned(),
        };
        env.finish(credentials)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        check_header("client_id", self.client_id.expose())?;
        check_filled("client_secret", self.client_secret.expose())?;
        check_header("channel_id", &self.channel_id)?;
        check_header("origin", &self.origin)?;
        if self.channel_id.chars().count() > 5 {
            return Err(Error::config("channel_id", "it is longer than 5 characters"));
        }
        if self.origin.contains('/') {
            return Err(Error::config("origin", "it is a domain like www.example.com, without a scheme or a path"));
        }
        Ok(())
    }

    pub(super) fn signer(&self) -> Result<Arc<dyn Signer>, Error> {
        match &self.private_key {
            Key::Signer(signer) => Ok(signer.clone()),
            Key::Pem(pem) => match PrivateKey::from_pem(pem.expose()) {
                Ok(key) => Ok(Arc::new(key)),
                Err(why) => Err(Error::config("private_key", why.to_string()).with_source(why)),
            },
        }
    }
}

/// One partner account at Finnet in one environment.
#[derive(Clone, Debug)]
pub struct Account {
    pub(crate) environment: Environment,
    pub(super) credentials: Credentials,
    pub(crate) settings: Settings,
    pub(super) profile: Profile,
}

impl Account {
    /// An account with the usual [`Settings`] and [`Profile::finnet`].
    #[must_use]
    pub fn new(environment: Environment, credentials: Credentials) -> Self {
        Self { environment, credentials, settings: Settings::default(), profile: Profile::finnet() }
    }

    /// Other limits, or another clock.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Another reading of the SNAP standard, where Finnet's pages disagree (base64 or hex signatures, for instance).
    ///
    /// This client acts on what goes into requests: `signature_text`, `empty_body`, `query`, `path_prefix`, `timestamp_form`,
    /// `external_id_form`, `headers` and `token_lifetime`. [`connect`](super::Finnet::connect) refuses a profile whose
    /// `scheme`, `token_path`, `grant`, `token_margin` or `channel_id` is another than Finnet's, because it would not be
    /// followed: for another provider use [`snap`](crate::snap) itself. `name`, `skew` and `codes` are for received requests
    /// and for [`ResponseCode`](crate::snap::ResponseCode) in your own code.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// A setting of the profile that would be passed over in silence.
    pub(super) fn check_profile(&self) -> Result<(), Error> {
        let (given, own) = (&self.profile, Profile::finnet());
        let channel = given.channel_id.as_deref().is_none_or(|id| id == self.credentials.channel_id);
        let followed = [
            ("profile.scheme", given.scheme == own.scheme, "signs every transaction with the client secret"),
            ("profile.token_path", given.token_path == own.token_path, "asks for a token at Finnet's path only"),
            ("profile.grant", given.grant == own.grant, "asks for a token in Finnet's words only"),
            (
                "profile.token_margin",
                given.token_margin == own.token_margin,
                "has a rule of its own for renewing tokens",
            ),
            ("profile.channel_id", channel, "sends the channel id of the credentials, which is another"),
        ];
        match followed.into_iter().find(|(_, right, _)| !right) {
            None => Ok(()),
            Some((setting, _, does)) => Err(Error::config(
                setting,
                format!("the Finnet client {does}; leave it as in Profile::finnet(), or use bayar::snap itself"),
            )),
        }
    }

    /// The public half of the key, as far as the signer tells it: what Finnet must have been given.
    #[must_use]
    pub fn public_key(&self) -> Option<Result<PublicKey, Error>> {
        let spki = self.credentials.signer().map(|signer| signer.public_key_spki()).transpose()?;
        let unfit = |why: crate::snap::SnapError| Error::config("private_key", why.to_string()).with_source(why);
        Some(spki.and_then(|der| PublicKey::from_bytes(&der).map_err(unfit)))
    }

    /// The host. Source: <https://docs.finpay.id/api-reference/finpay-money/linkage/reset-pin>
    pub(super) fn base_url(&self) -> &str {
        match &self.environment {
            Environment::Sandbox => "https://snapstag.finnet.co.id",
            Environment::Production => "https://snap.finnet.co.id",
            Environment::Local(url) => url.as_str(),
        }
    }
}
