//! Why no connection was made, or why it broke, for people.
//!
//! May use: the errors of the TLS and HTTP libraries. Must not know: any provider. Nothing is decided by it: whether a
//! request was sent is the HTTP library's own word.

use std::{error::Error as StdError, io, iter};

type Cause = dyn StdError + 'static;

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
    /// Nobody that is trusted vouches for the server's certificate.
    Certificate,
    /// The server's certificate has ended, or has not begun: or this machine's clock is wrong.
    CertificateExpired,
    /// The server's certificate is one of another host.
    CertificateName,
    /// The server wants a certificate of us (mTLS), or refuses the one that it was shown. In TLS 1.3 it says so after the
    /// request may have left, so that it says nothing about what was sent.
    ClientCertificate,
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
            Self::CertificateExpired => {
                "the server's certificate has ended or has not begun; nothing was sent. Check this machine's clock; if that is right, tell the provider"
            }
            Self::CertificateName => {
                "the server's certificate is one of another host; nothing was sent. Check the address, and whether a proxy answers in its place"
            }
            Self::ClientCertificate => {
                "the server wants a client certificate, or refuses the one that is set. Set network.client_certificate and client_key, or ask the provider which one it takes"
            }
            Self::Tls => "TLS failed; nothing was sent. Check that the port speaks TLS, and the client certificate",
            Self::Other => "no connection could be made; nothing was sent. Check the address, the network, a firewall",
        }
    }
}

/// Reads the chain of causes from the outside in; the innermost that says something counts.
pub(crate) fn obstacle(error: &Cause) -> Obstacle {
    causes(error).filter_map(one).last().unwrap_or(Obstacle::Other)
}

/// Why a connection broke after the request may have left, as far as a TLS alert tells: a server of TLS 1.3 looks at the
/// client's certificate when the client is through already.
pub(crate) fn of_a_broken_connection(error: &Cause) -> Option<Obstacle> {
    causes(error).any(tls::is_refused_after_the_handshake).then_some(Obstacle::ClientCertificate)
}

fn causes(error: &Cause) -> impl Iterator<Item = &Cause> {
    iter::successors(Some(error), |&error| inside(error).or_else(|| error.source()))
}

/// What an I/O error was made of. Its `source` is the source of that, and would pass it over.
fn inside(error: &Cause) -> Option<&Cause> {
    error.downcast_ref::<io::Error>()?.get_ref().map(|inner| inner as &Cause)
}

fn one(error: &Cause) -> Option<Obstacle> {
    // Our own text names every obstacle to check; the causes under it name the one.
    if error.is::<crate::Error>() {
        return None;
    }
    tls::obstacle(error).or_else(|| by_kind(error)).or_else(|| by_text(&error.to_string()))
}

fn by_kind(error: &Cause) -> Option<Obstacle> {
    match error.downcast_ref::<io::Error>()?.kind() {
        io::ErrorKind::ConnectionRefused => Some(Obstacle::Refused),
        io::ErrorKind::TimedOut => Some(Obstacle::Silence),
        _ => None,
    }
}

/// What the HTTP library says in words only.
fn by_text(text: &str) -> Option<Obstacle> {
    let says = |words: &[&str]| words.iter().any(|w| text.contains(w));
    match () {
        () if says(&["certificate"]) => Some(Obstacle::Certificate),
        () if says(&["tunnel error", "proxy"]) => Some(Obstacle::Proxy),
        () if says(&["dns error", "failed to lookup"]) => Some(Obstacle::Name),
        () if says(&["timed out"]) => Some(Obstacle::Silence),
        () if says(&["InvalidContentType", "corrupt message", "handshake", "tls"]) => Some(Obstacle::Tls),
        () => None,
    }
}

#[cfg(feature = "rustls")]
mod tls {
    use super::{Cause, Obstacle};
    use rustls::{AlertDescription as Alert, CertificateError, Error};

    pub(super) fn obstacle(error: &Cause) -> Option<Obstacle> {
        Some(match error.downcast_ref::<Error>()? {
            Error::InvalidCertificate(why) => certificate(why),
            Error::AlertReceived(alert) if is_about_a_certificate(*alert) => Obstacle::ClientCertificate,
            _ => Obstacle::Tls,
        })
    }

    fn certificate(why: &CertificateError) -> Obstacle {
        use CertificateError as Why;
        match why {
            Why::Expired | Why::ExpiredContext { .. } | Why::NotValidYet | Why::NotValidYetContext { .. } => {
                Obstacle::CertificateExpired
            }
            Why::NotValidForName | Why::NotValidForNameContext { .. } => Obstacle::CertificateName,
            _ => Obstacle::Certificate,
        }
    }

    /// What a server says of a certificate can be about ours only.
    fn is_about_a_certificate(alert: Alert) -> bool {
        matches!(
            alert,
            Alert::CertificateRequired
                | Alert::NoCertificate
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied
        )
    }

    /// Once we are through with the handshake, what is left of it to fail is the server's look at our certificate.
    pub(super) fn is_refused_after_the_handshake(error: &Cause) -> bool {
        let failed = |alert| matches!(alert, Alert::HandshakeFailure | Alert::DecryptError);
        match error.downcast_ref::<Error>() {
            Some(Error::AlertReceived(alert)) => is_about_a_certificate(*alert) || failed(*alert),
            _ => false,
        }
    }
}

#[cfg(not(feature = "rustls"))]
mod tls {
    use super::{Cause, Obstacle};

    pub(super) fn obstacle(_: &Cause) -> Option<Obstacle> {
        None
    }

    pub(super) fn is_refused_after_the_handshake(_: &Cause) -> bool {
        false
    }
}

#[cfg(all(test, feature = "rustls"))]
mod tests {
    use super::*;
    use crate::{Error, ErrorKind};
    use rustls::{AlertDescription as Alert, CertificateError, Error as Tls};

    /// As the HTTP library hands it on: inside an I/O error.
    fn error(kind: ErrorKind, why: Tls) -> Error {
        Error::of(kind, "balance", "lost").with_source(io::Error::new(io::ErrorKind::InvalidData, why))
    }

    #[test]
    fn certificates_are_told_apart_by_their_values() {
        for (why, obstacle) in [
            (CertificateError::UnknownIssuer, Obstacle::Certificate),
            (CertificateError::Expired, Obstacle::CertificateExpired),
            (CertificateError::NotValidYet, Obstacle::CertificateExpired),
            (CertificateError::NotValidForName, Obstacle::CertificateName),
        ] {
            let error = error(ErrorKind::Unreachable, Tls::InvalidCertificate(why));
            assert_eq!(error.obstacle(), Some(obstacle));
        }
    }

    #[test]
    fn an_alert_about_our_certificate_changes_nothing_but_the_name() {
        for (alert, before, after) in [
            (Alert::CertificateRequired, Obstacle::ClientCertificate, Some(Obstacle::ClientCertificate)),
            (Alert::UnknownCA, Obstacle::ClientCertificate, Some(Obstacle::ClientCertificate)),
            (Alert::HandshakeFailure, Obstacle::Tls, Some(Obstacle::ClientCertificate)),
            (Alert::DecryptError, Obstacle::Tls, Some(Obstacle::ClientCertificate)),
            (Alert::InternalError, Obstacle::Tls, None),
        ] {
            let connecting = error(ErrorKind::Unreachable, Tls::AlertReceived(alert));
            assert_eq!((connecting.obstacle(), connecting.was_sent()), (Some(before), false), "{alert:?}");
            let broken = error(ErrorKind::NoAnswer, Tls::AlertReceived(alert));
            assert_eq!((broken.obstacle(), broken.was_sent()), (after, true), "{alert:?}");
        }
        let broken = Error::of(ErrorKind::NoAnswer, "balance", "lost").with_source(io::Error::other("certificate"));
        assert_eq!(broken.obstacle(), None, "words prove nothing after a request may have left");
    }
}
