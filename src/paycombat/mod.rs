//! PayCombat: customers, today.
//!
//! May use: the values, transport, raw. Must not know: the other providers, `snap`, `payments`.
//!
//! The provider published its API twice: an early face (`X-Merchant-Identifier-Id` and `X-Type`) and a merchant face
//! (`X-token`). Each operation is called on the face that documents it.

mod account;
mod answer;
mod auth;
mod customer;
mod customers;

pub use account::{Account, Credentials};
pub use customer::{Customer, Individual};
pub use customers::{Customers, Deleted};

use crate::{
    AnyRequest, ClockOffset, Error, Probe,
    operation::Operation,
    raw::{paycombat_legacy, paycombat_merchant},
    transport::{Call, CallOptions, Service},
};
use http::Method;
use std::sync::Arc;

static UNLISTED: Operation = Operation::unlisted("merchantToken");
static UNLISTED_LEGACY: Operation = Operation::unlisted("merchantIdentifier");

/// A client of PayCombat. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct PayCombat {
    merchant: Arc<Service>,
    legacy: Option<Arc<Service>>,
}

impl PayCombat {
    /// A client for an account, made in code or taken from a configuration file. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming the credential that can't be sent;
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a `legacy_base_url` that is no https address.
    pub fn connect<A>(account: A) -> Result<Self, Error>
    where
        A: TryInto<Account>,
        Error: From<A::Error>,
    {
        let account = account.try_into()?;
        account.credentials.check()?;
        let environment = account.environment.clone();
        let scheme =
            Arc::new(auth::FaceScheme { credentials: account.credentials.clone(), environment: environment.clone() });
        let service = |url: String, operations| {
            Service::new("paycombat", url, environment.clone(), operations, scheme.clone(), account.settings.clone())
        };
        let merchant = service(account.merchant_url().to_owned(), paycombat_merchant::OPERATIONS)?;
        let legacy = account.legacy_url()?.map(|url| service(url, paycombat_legacy::OPERATIONS)).transpose()?;
        Ok(Self { merchant, legacy })
    }

    /// The customers of the merchant.
    #[must_use]
    pub fn customers(&self) -> Customers<'_> {
        Customers(self)
    }

    /// A request to any path of the merchant face, authenticated and limited like every other; for what has no helper and
    /// no raw method. What it does is looked up in [`OPERATIONS`](paycombat_merchant::OPERATIONS); what is not listed counts
    /// as moving money. The `signature` that some operations of this face want is not made here.
    pub fn request(&self, method: Method, path: &str) -> AnyRequest {
        AnyRequest::new(&self.merchant, &UNLISTED, method, path)
    }

    /// The same for the early face.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), field `legacy_base_url`, if its address is not known.
    pub fn request_legacy(&self, method: Method, path: &str) -> Result<AnyRequest, Error> {
        Ok(AnyRequest::new(self.legacy()?, &UNLISTED_LEGACY, method, path))
    }

    /// One look at the connection to the merchant face, without credentials.
    ///
    /// # Errors
    /// `Unreachable`, with its [`obstacle`](Error::obstacle); `NoAnswer`.
    pub async fn probe(&self) -> Result<Probe, Error> {
        self.merchant.probe().await
    }

    /// The certificates that the server shows, DER: its own first, then those that vouch for it; none over plain http, or if
    /// no connection comes so far. They are told **whether or not anybody trusts them**, so that one can see who stands in
    /// the way; the handshake is broken off at once, and nothing is asked.
    ///
    /// # Errors
    /// `Config`: the HTTP client can't be made from the settings.
    pub async fn shown_certificates(&self) -> Result<Vec<Vec<u8>>, Error> {
        self.merchant.shown_certificates().await
    }

    /// The address of the merchant face.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.merchant.base_url
    }

    /// How far this machine's clock is from the provider's, by the last answer of the merchant face.
    #[must_use]
    pub fn clock_offset(&self) -> Option<ClockOffset> {
        self.merchant.offset.last()
    }

    /// The generated client of the merchant face, with the same authentication and limits.
    #[must_use]
    pub fn raw(&self) -> paycombat_merchant::Client {
        self.raw_with(CallOptions::default())
    }

    /// The generated client of the merchant face, with options for its calls.
    #[must_use]
    pub fn raw_with(&self, options: CallOptions) -> paycombat_merchant::Client {
        paycombat_merchant::client(&Call::raw(&self.merchant, options))
    }

    /// The generated client of the early face.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), field `legacy_base_url`, if its address is not known.
    pub fn raw_legacy(&self) -> Result<paycombat_legacy::Client, Error> {
        self.raw_legacy_with(CallOptions::default())
    }

    /// The generated client of the early face, with options for its calls.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), field `legacy_base_url`, if its address is not known.
    pub fn raw_legacy_with(&self, options: CallOptions) -> Result<paycombat_legacy::Client, Error> {
        Ok(paycombat_legacy::client(&Call::raw(self.legacy()?, options)))
    }

    fn legacy(&self) -> Result<&Arc<Service>, Error> {
        self.legacy.as_ref().ok_or_else(|| {
            Error::config("legacy_base_url", "no page of the provider shows the address of the early face; ask PayCombat for it and set Account::legacy_base_url")
        })
    }
}
