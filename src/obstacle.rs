//! Why no connection was made, for people.
//!
//! May use: the texts of the HTTP library. Must not know: any provider. Nothing is decided by it: whether a request was
//! sent is the library's own word.

use std::{error::Error as StdError, io};

/// What stands between this machine and the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Obstacle {
    /// The name of the host, or of the proxy, has no address.
    Name,
    /// Nobody listens at that address and port.
    Refused,
    /// No connection in time.
    Silence,
    /// The proxy answered, but made no way to the host.
    Proxy,
    /// The server's certificate is not trusted, is of another host, or has expired.
    Certificate,
    /// TLS failed for another reason.
    Tls,
    /// Anything else.
    Other,
}

impl Obstacle {
    /// What it is and what to check, in one sentence.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Name => {
                "the name of the host (or of the proxy) could not be resolved; nothing was sent. Check the spelling and the name server"
            }
            Self::Refused => {
                "nobody listens at this address and port; nothing was sent. Check the address, the proxy, a firewall"
            }
            Self::Silence => {
                "no connection in time; nothing was sent. Check the network, a firewall, Settings::connect_timeout"
            }
            Self::Proxy => {
                "the proxy did not let us through; nothing was sent. Check the proxy's address, its login and its rules"
            }
            Self::Certificate => {
                "the server's certificate is not trusted; nothing was sent. Check the CA certificate that is set, and whether something on the way replaces certificates"
            }
            Self::Tls => "TLS failed; nothing was sent. Check that the port speaks TLS, and the client certificate",
            Self::Other => "no connection could be made; nothing was sent. Check the address, the network, a firewall",
        }
    }
}

/// Reads the chain of causes from the outside in; the innermost that says something counts.
pub(crate) fn obstacle(error: &(dyn StdError + 'static)) -> Obstacle {
    let mut found = Obstacle::Other;
    let mut cause = Some(error);
    while let Some(next) = cause {
        found = one(next).unwrap_or(found);
        cause = next.source();
    }
    found
}

fn one(error: &(dyn StdError + 'static)) -> Option<Obstacle> {
    if let Some(error) = error.downcast_ref::<crate::Error>() {
        return error.source().map(obstacle);
    }
    let text = error.to_string();
    let by_kind = error.downcast_ref::<io::Error>().and_then(|e| match e.kind() {
        io::ErrorKind::ConnectionRefused => Some(Obstacle::Refused),
        io::ErrorKind::TimedOut => Some(Obstacle::Silence),
        _ => None,
    });
    by_kind.or_else(|| {
        let says = |words: &[&str]| words.iter().any(|w| text.contains(w));
        match () {
            () if says(&["certificate"]) => Some(Obstacle::Certificate),
            () if says(&["tunnel error", "proxy"]) => Some(Obstacle::Proxy),
            () if says(&["dns error", "failed to lookup"]) => Some(Obstacle::Name),
            () if says(&["timed out"]) => Some(Obstacle::Silence),
            () if says(&["InvalidContentType", "corrupt message", "handshake", "tls"]) => Some(Obstacle::Tls),
            () => None,
        }
    })
}
