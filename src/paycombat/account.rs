//! Who the client is at PayCombat, and where.
//!
//! May use: the values. Reads the environment only when asked.

use crate::{
    Environment, Error, Secret, Settings,
    credentials::{EnvReader, check_header},
    environment::base_url,
};

/// What PayCombat issues to a merchant. Its two published faces know the caller by different things; give what you
/// have, and an operation that needs the other says so.
///
/// Sources: <https://apidoc.paycombat.dev/project-745668/api-12823656> (early face),
/// <https://docs.paycombat.com/get-detail-customer-by-id-12819568e0> (merchant face)
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// Early face: `X-Merchant-Identifier-Id`.
    pub merchant_identifier: Option<Secret>,
    /// Merchant face: the personal access token, `X-token`.
    pub token: Option<Secret>,
}

impl Credentials {
    /// Reads `{prefix}_MERCHANT_IDENTIFIER` and `{prefix}_TOKEN`; one of them is enough.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming both variables if neither is set.
    pub fn from_env(prefix: &str) -> Result<Self, Error> {
        let mut env = EnvReader::new(prefix);
        let credentials =
            Self { merchant_identifier: env.optional("MERCHANT_IDENTIFIER"), token: env.optional("TOKEN") };
        if credentials.merchant_identifier.is_none() && credentials.token.is_none() {
            _ = (env.required("MERCHANT_IDENTIFIER"), env.required("TOKEN"));
        }
        env.finish(credentials)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let given = [("merchant_identifier", &self.merchant_identifier), ("token", &self.token)];
        for (name, value) in given {
            value.as_ref().map_or(Ok(()), |v| check_header(name, v.expose()))?;
        }
        Ok(())
    }
}

/// One merchant account at PayCombat in one environment.
#[derive(Clone, Debug)]
pub struct Account {
    pub(crate) environment: Environment,
    pub(super) credentials: Credentials,
    pub(crate) settings: Settings,
    legacy_base_url: Option<String>,
}

impl Account {
    /// An account with the usual [`Settings`].
    #[must_use]
    pub fn new(environment: Environment, credentials: Credentials) -> Self {
        Self { environment, credentials, settings: Settings::default(), legacy_base_url: None }
    }

    /// Other limits, or another clock.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The address of the early face. No page of the provider shows it, so it must be given for
    /// [`delete`](super::Customers::delete); a local environment has its own.
    #[must_use]
    pub fn legacy_base_url(mut self, url: impl Into<String>) -> Self {
        self.legacy_base_url = Some(url.into());
        self
    }

    /// One host for the test environment and production; the token says which. Source:
    /// <https://docs.paycombat.com/get-detail-customer-by-id-12819568e0>
    pub(super) fn merchant_url(&self) -> &str {
        match &self.environment {
            Environment::Local(url) => url.as_str(),
            _ => "https://api.paycombat.com",
        }
    }

    pub(crate) fn legacy_url(&self) -> Result<Option<String>, Error> {
        match (&self.environment, &self.legacy_base_url) {
            (Environment::Local(_), Some(url)) => Environment::local(url)
                .map_err(|why| Error::invalid("legacy_base_url", why.text()))
                .map(|_| Some(url.trim_end_matches('/').to_owned())),
            (_, Some(url)) => base_url("legacy_base_url", url).map(Some),
            (Environment::Local(url), None) => Ok(Some(url.as_str().to_owned())),
            _ => Ok(None),
        }
    }
}
