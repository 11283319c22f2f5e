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
    Error,
    raw::{paycombat_legacy, paycombat_merchant},
    transport::{Call, CallOptions, Service},
};
use std::sync::Arc;

/// A client of PayCombat. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct PayCombat {
    merchant: Arc<Service>,
    legacy: Option<Arc<Service>>,
}

impl PayCombat {
    /// A client for an account. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming the credential that can't be sent;
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a `legacy_base_url` that is no https address.
    pub fn connect(account: Account) -> Result<Self, Error> {
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

    /// The generated client of the merchant face, with the same authentication and limits.
    #[must_use]
    pub fn raw(&self) -> paycombat_merchant::Client {
        paycombat_merchant::client(&Call::new(&self.merchant, CallOptions::default()))
    }

    /// The generated client of the early face.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), field `legacy_base_url`, if its address is not known.
    pub fn raw_legacy(&self) -> Result<paycombat_legacy::Client, Error> {
        Ok(paycombat_legacy::client(&Call::new(self.legacy()?, CallOptions::default())))
    }

    fn legacy(&self) -> Result<&Arc<Service>, Error> {
        self.legacy.as_ref().ok_or_else(|| {
            Error::config("legacy_base_url", "no page of the provider shows the address of the early face; ask PayCombat for it and set Account::legacy_base_url")
        })
    }
}
