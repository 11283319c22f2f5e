//! Who the client is at Singapay, and where.
//!
//! May use: the values. Reads the environment only when asked.

use crate::{
    Environment, Error, Secret, Settings,
    credentials::{EnvReader, check_filled, check_header},
};

/// The four secrets that Singapay issues per environment. Test host and production have different ones.
///
/// Source: <https://docs-biller-b2b.singapay.id/docs/v1/getting-started/prerequisites>
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The API key, sent as `X-PARTNER-ID` with every request.
    pub partner_id: Secret,
    /// User name of the token request.
    pub client_id: Secret,
    /// Password of the token request.
    pub client_secret: Secret,
    /// The credential password, sent in the body of a payment.
    pub password: Secret,
}

impl Credentials {
    /// Reads `{prefix}_PARTNER_ID`, `{prefix}_CLIENT_ID`, `{prefix}_CLIENT_SECRET` and `{prefix}_PASSWORD`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming every variable that is not set.
    pub fn from_env(prefix: &str) -> Result<Self, Error> {
        let mut env = EnvReader::new(prefix);
        let credentials = Self {
            partner_id: env.required("PARTNER_ID"),
            client_id: env.required("CLIENT_ID"),
            client_secret: env.required("CLIENT_SECRET"),
            password: env.required("PASSWORD"),
        };
        env.finish(credentials)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        check_header("partner_id", self.partner_id.expose())?;
        check_filled("client_id", self.client_id.expose())?;
        check_filled("client_secret", self.client_secret.expose())?;
        check_filled("password", self.password.expose())?;
        if self.client_id.expose().contains(':') {
            return Err(Error::config("client_id", "it holds a colon, which HTTP Basic does not allow in a user name"));
        }
        Ok(())
    }
}

/// One merchant account at Singapay in one environment.
#[derive(Clone, Debug)]
pub struct Account {
    pub(crate) environment: Environment,
    pub(super) credentials: Credentials,
    pub(crate) settings: Settings,
}

impl Account {
    /// An account with the usual [`Settings`].
    #[must_use]
    pub fn new(environment: Environment, credentials: Credentials) -> Self {
        Self { environment, credentials, settings: Settings::default() }
    }

    /// Other limits, or another clock.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The host. Source: the `servers` of the provider's OpenAPI document.
    pub(super) fn base_url(&self) -> &str {
        match &self.environment {
            Environment::Sandbox => "https://sandbox-biller-b2b.singapay.id",
            Environment::Production => "https://biller-b2b.singapay.id",
            Environment::Local(url) => url.as_str(),
        }
    }
}
