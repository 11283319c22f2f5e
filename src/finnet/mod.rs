//! Finnet (Finpay) SNAP: e-money of other people, linked to your application.
//!
//! May use: the values, transport, raw, `snap`. Must not know: the other providers, `payments`.
//!
//! Finnet follows Bank Indonesia's SNAP standard; where its pages disagree, [`Account::profile`] decides. PINs are entered on
//! the provider's own page and never pass through this crate.

mod account;
mod answer;
mod auth;
mod pin;

pub use account::{Account, Credentials, Key};
pub use pin::{PinReset, ResetPin};

use crate::{
    Error,
    raw::finnet_snap as raw,
    transport::{Call, CallOptions, Service},
};
use std::sync::Arc;

/// A client of Finnet. Cheap to clone; clones share connections and token.
#[derive(Clone, Debug)]
pub struct Finnet {
    service: Arc<Service>,
}

impl Finnet {
    /// A client for an account. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming the credential that is empty or can't be used; `private_key`
    /// with the reason for a key that is no key, a public key, or a key below 2048 bits.
    pub fn connect(account: Account) -> Result<Self, Error> {
        account.credentials.check()?;
        let scheme = Arc::new(auth::SnapScheme::new(&account)?);
        let base_url = account.base_url().to_owned();
        let service = Service::new("finnet", base_url, account.environment, raw::OPERATIONS, scheme, account.settings)?;
        Ok(Self { service })
    }

    /// The generated client, with the same authentication, signatures and limits.
    #[must_use]
    pub fn raw(&self) -> raw::Client {
        self.raw_with(CallOptions::default())
    }

    /// The generated client, with options for its calls.
    #[must_use]
    pub fn raw_with(&self, options: CallOptions) -> raw::Client {
        raw::client(&Call::new(&self.service, options))
    }
}
