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
    AnyRequest, ClockOffset, Error, Probe,
    operation::Operation,
    raw::finnet_snap as raw,
    transport::{Call, CallOptions, Service},
};
use http::Method;
use std::sync::Arc;

static UNLISTED: Operation = Operation::unlisted("snapTransaction");

/// A client of Finnet. Cheap to clone; clones share connections and token.
#[derive(Clone, Debug)]
pub struct Finnet {
    service: Arc<Service>,
}

impl Finnet {
    /// A client for an account, made in code or taken from a configuration file. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming the credential that is empty or can't be used; `private_key`
    /// with the reason for a key that is no key, a public key, or a key below 2048 bits; `profile.scheme` and the like for a
    /// [profile](Account::profile) that this client can't follow.
    pub fn connect<A>(account: A) -> Result<Self, Error>
    where
        A: TryInto<Account>,
        Error: From<A::Error>,
    {
        let account = account.try_into()?;
        account.credentials.check()?;
        account.check_profile()?;
        let scheme = Arc::new(auth::SnapScheme::new(&account)?);
        let base_url = account.base_url().to_owned();
        let service = Service::new("finnet", base_url, account.environment, raw::OPERATIONS, scheme, account.settings)?;
        Ok(Self { service })
    }

    /// A request to any path, signed, authenticated and limited like every other; for what has no helper and no raw
    /// method. What it does is looked up in [`OPERATIONS`](raw::OPERATIONS); what is not listed counts as moving money.
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

    /// How far this machine's clock is from the provider's, by its last answer. Signed timestamps are corrected by it, as
    /// far as [`Settings::clock_offset_limit`](crate::Settings::clock_offset_limit) allows.
    #[must_use]
    pub fn clock_offset(&self) -> Option<ClockOffset> {
        self.service.offset.last()
    }

    /// The generated client, with the same authentication, signatures and limits.
    #[must_use]
    pub fn raw(&self) -> raw::Client {
        self.raw_with(CallOptions::default())
    }

    /// The generated client, with options for its calls.
    #[must_use]
    pub fn raw_with(&self, options: CallOptions) -> raw::Client {
        raw::client(&Call::raw(&self.service, options))
    }
}
