//! Singapay B2B Biller: look up and pay bills, buy prepaid products, list transactions, watch the deposit.
//!
//! May use: the values, transport, raw. Must not know: the other providers, `snap`, `payments`.
//!
//! Credentials come from Singapay after the public IP addresses of your machines are registered with them; the test
//! host and production have different ones. There is no request signature on this host.

mod account;
mod answer;
mod auth;
mod balance;
mod bill;
mod code;
mod inquirable;
mod list;
mod lookup;
mod payment;
mod prepaid;
mod purchase;
mod quote;
mod sandbox;
mod transaction;

pub use account::{Account, Credentials};
pub use balance::Balance;
pub use bill::{Bill, Command};
pub use code::{Meaning, ResponseCode};
pub use inquirable::Inquirable;
pub use list::{ListFilter, Page, UnreadableRow};
pub use lookup::Lookup;
pub use payment::Receipt;
pub use prepaid::{Prepaid, PrepaidCommand, Product};
pub use quote::Quote;
pub use sandbox::SandboxTools;
pub use transaction::{Standing, Status, Transaction};

use crate::{
    AnyRequest, ClockOffset, Environment, Error, Probe, Secret,
    operation::Operation,
    raw::singapay_biller as raw,
    transport::{Call, CallOptions, Service},
};
use http::Method;
use std::sync::Arc;

static UNLISTED: Operation = Operation::unlisted("bearerAuth");

/// A client of Singapay B2B Biller. Cheap to clone; clones share connections and token.
#[derive(Clone, Debug)]
pub struct Singapay {
    service: Arc<Service>,
    password: Secret,
}

impl Singapay {
    /// A client for an account, made in code or taken from a configuration file. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming the credential that is empty or can't be sent.
    pub fn connect<A>(account: A) -> Result<Self, Error>
    where
        A: TryInto<Account>,
        Error: From<A::Error>,
    {
        let account = account.try_into()?;
        account.credentials.check()?;
        let base_url = account.base_url().to_owned();
        let password = account.credentials.password.clone();
        let scheme = Arc::new(auth::BillerScheme::new(account.credentials)?);
        let service =
            Service::new("singapay", base_url, account.environment, raw::OPERATIONS, scheme, account.settings)?;
        Ok(Self { service, password })
    }

    /// The generated client, with the same authentication and limits.
    #[must_use]
    pub fn raw(&self) -> raw::Client {
        self.raw_with(CallOptions::default())
    }

    /// The generated client, with options for its calls.
    #[must_use]
    pub fn raw_with(&self, options: CallOptions) -> raw::Client {
        raw::client(&Call::raw(&self.service, options))
    }

    /// A request to any path, authenticated and limited like every other; for what has no helper and no raw method.
    /// What it does is looked up in [`OPERATIONS`](raw::OPERATIONS); what is not listed counts as moving money.
    pub fn request(&self, method: Method, path: &str) -> AnyRequest {
        AnyRequest::new(&self.service, &UNLISTED, method, path)
    }

    /// Fetches an access token unless one is in hand. Every call does it by itself; this is for finding out early.
    ///
    /// # Errors
    /// Why none could be had.
    pub async fn authenticate(&self) -> Result<(), Error> {
        self.service.authenticate().await
    }

    /// One look at the connection, without credentials.
    ///
    /// # Errors
    /// `Unreachable`, with its [`obstacle`](Error::obstacle); `NoAnswer`.
    pub async fn probe(&self) -> Result<Probe, Error> {
        self.service.probe().await
    }

    /// The certificates that the server shows, DER: its own first, then those that vouch for it; none over plain http, or if
    /// no connection comes so far. They are told **whether or not anybody trusts them**, so that one can see who stands in
    /// the way; the handshake is broken off at once, and nothing is asked.
    ///
    /// # Errors
    /// `Config`: the HTTP client can't be made from the settings.
    pub async fn shown_certificates(&self) -> Result<Vec<Vec<u8>>, Error> {
        self.service.shown_certificates().await
    }

    /// The address of the host.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.service.base_url
    }

    /// How far this machine's clock is from the provider's, by its last answer.
    #[must_use]
    pub fn clock_offset(&self) -> Option<ClockOffset> {
        self.service.offset.last()
    }

    pub(crate) fn environment(&self) -> &Environment {
        &self.service.environment
    }

    fn call(&self) -> Call {
        Call::new(&self.service, CallOptions::default())
    }

    fn password(&self) -> &Secret {
        &self.password
    }
}
