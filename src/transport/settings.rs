//! Limits, clock and seam of a client.
//!
//! May use: the values. Must not know: any provider.

use crate::{Clock, SystemClock};
use bytes::Bytes;
use std::{fmt::Debug, sync::Arc, time::Duration};

/// Limits of a client's calls, its clock, and a seam for tests. Every limit is finite.
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
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) seam: Option<Arc<dyn Seam>>,
}

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

    /// How often a call without effect is sent at most. Default 3. A call with an effect is sent once, whatever this says.
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
}
