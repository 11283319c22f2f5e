//! Limits, network, clock and seam of a client.
//!
//! May use: the values. Must not know: any provider.

use super::{CaCertificates, ClientCertificate, Proxy};
use crate::{Clock, SystemClock};
use bytes::Bytes;
use std::{fmt::Debug, sync::Arc, time::Duration};

/// Limits of a client's calls, its way into the network, its clock, and a seam for tests. Every time limit is finite.
///
/// The numbers are choices to begin with; no provider documents any.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(crate) connect_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) effect_timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) attempts: u32,
    pub(crate) backoff: Duration,
    pub(crate) body_limit: usize,
    pub(crate) rate_limit: Cap,
    pub(crate) in_flight: Cap,
    pub(crate) clock_offset_limit: Duration,
    pub(crate) proxy: Option<Proxy>,
    pub(crate) ca: Option<CaCertificates>,
    pub(crate) client_certificate: Option<ClientCertificate>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) seam: Option<Arc<dyn Seam>>,
}

/// A limit of our own making: what the caller chose, or what is polite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Cap {
    #[default]
    Polite,
    Most(u32),
    Off,
}

impl Cap {
    /// A simulator needs no politeness.
    pub(crate) fn of(self, polite: u32, local: bool) -> Option<u32> {
        match self {
            Self::Polite => (!local).then_some(polite),
            Self::Most(most) => Some(most.max(1)),
            Self::Off => None,
        }
    }
}

/// Requests per second to a provider's host, unless the caller chooses.
pub(crate) const POLITE_RATE: u32 = 20;
/// Requests at once to a provider's host, unless the caller chooses.
pub(crate) const POLITE_AT_ONCE: u32 = 16;

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(20),
            effect_timeout: Duration::from_secs(60),
            deadline: Duration::from_secs(90),
            attempts: 3,
            backoff: Duration::from_millis(200),
            body_limit: 4 << 20,
            rate_limit: Cap::Polite,
            in_flight: Cap::Polite,
            clock_offset_limit: Duration::from_secs(15 * 60),
            proxy: None,
            ca: None,
            client_certificate: None,
            clock: Arc::new(SystemClock::new()),
            seam: None,
        }
    }
}

impl Settings {
    /// How long making a connection may take, name look-up and TLS included. Default 10 s.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// How long one attempt of a call without effect may take, from connecting to the last byte. Default 20 s.
    #[must_use]
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = limit;
        self
    }

    /// How long the one attempt of a call with an effect may take. Default 60 s: the longer, the fewer unknown ends.
    #[must_use]
    pub fn effect_timeout(mut self, limit: Duration) -> Self {
        self.effect_timeout = limit;
        self
    }

    /// How long a whole call may take: waiting for a token, every attempt, the pauses between. Default 90 s.
    #[must_use]
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// How often a call without effect is sent at most. Default 3. A call with an effect is sent once,
    /// whatever this says; and a refused token (401) is renewed once beyond this number.
    #[must_use]
    pub fn attempts(mut self, most: u32) -> Self {
        self.attempts = most.max(1);
        self
    }

    /// The first pause between attempts; it doubles, and a random part of it is waited. Default 200 ms.
    #[must_use]
    pub fn backoff(mut self, first: Duration) -> Self {
        self.backoff = first;
        self
    }

    /// The largest body that is read, in bytes. Default 4 MiB.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How many requests a second leave at most; more wait for their turn within the deadline. Default 20 to a provider's
    /// host, which is our own idea of politeness and no provider's figure; no limit to a local environment.
    #[must_use]
    pub fn rate_limit(mut self, per_second: u32) -> Self {
        self.rate_limit = Cap::Most(per_second);
        self
    }

    /// No limit to the requests per second.
    #[must_use]
    pub fn no_rate_limit(mut self) -> Self {
        self.rate_limit = Cap::Off;
        self
    }

    /// How many requests are under way at once at most; more wait for their turn within the deadline. Default 16 to a
    /// provider's host, which is our own idea of politeness and no provider's figure; no limit to a local environment.
    #[must_use]
    pub fn in_flight(mut self, at_once: u32) -> Self {
        self.in_flight = Cap::Most(at_once);
        self
    }

    /// No limit to the requests under way.
    #[must_use]
    pub fn no_in_flight_cap(mut self) -> Self {
        self.in_flight = Cap::Off;
        self
    }

    /// Up to which difference between this machine's clock and the provider's signed timestamps are corrected. Default 15
    /// minutes; zero turns the correction off. A difference beyond it is a warning only: whoever answers with a wrong `Date`
    /// shall not choose our timestamps.
    #[must_use]
    pub fn clock_offset_limit(mut self, limit: Duration) -> Self {
        self.clock_offset_limit = limit;
        self
    }

    /// Goes through an HTTP proxy. Without it no proxy is used, whatever the environment says.
    #[must_use]
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// The address of the proxy, if one is used.
    #[must_use]
    pub fn proxy_address(&self) -> Option<&str> {
        self.proxy.as_ref().map(Proxy::address)
    }

    /// Trusts these certificate authorities and no others.
    #[must_use]
    pub fn ca_certificates(mut self, ca: CaCertificates) -> Self {
        self.ca = Some(ca);
        self
    }

    /// Shows this certificate to the server (mTLS).
    #[must_use]
    pub fn client_certificate(mut self, certificate: ClientCertificate) -> Self {
        self.client_certificate = Some(certificate);
        self
    }

    /// Where the time comes from. Default: the machine's clock.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Lets a test change requests before or after they are signed.
    #[must_use]
    pub fn seam(mut self, seam: Arc<dyn Seam>) -> Self {
        self.seam = Some(seam);
        self
    }
}

/// Two places where a test client that misbehaves on purpose can lay hands on a request. Keep data out of its `Debug`: it
/// shows in that of [`Settings`].
pub trait Seam: Send + Sync + Debug + 'static {
    /// After the bytes are built, before they are signed.
    fn built(&self, request: &mut http::Request<Bytes>) {
        _ = request;
    }

    /// After signing, before sending. The request carries credentials.
    fn signed(&self, request: &mut http::Request<Bytes>) {
        _ = request;
    }

    /// Whether every call ends after it was signed: a rehearsal. Then **nothing** is sent, no token request either (the
    /// request carries a placeholder), and the call fails with [`ErrorKind::Rehearsed`](crate::ErrorKind::Rehearsed).
    fn rehearses(&self) -> bool {
        false
    }
}
