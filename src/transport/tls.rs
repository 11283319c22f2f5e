//! Whom TLS trusts, and who we are to the server.
//!
//! May use: reqwest. Must not know: any provider, where a certificate came from.

use crate::{Error, Secret};
use std::fmt;

/// Certificate authorities to trust **instead of** those of the system: a server that anybody else vouches for is
/// refused.
#[derive(Clone)]
pub struct CaCertificates(#[cfg(feature = "rustls")] Vec<reqwest::Certificate>);

/// A certificate that shows the server who we are (mTLS), with its private key.
#[derive(Clone)]
pub struct ClientCertificate(#[cfg(feature = "rustls")] reqwest::Identity);

#[cfg(feature = "rustls")]
impl CaCertificates {
    /// Reads one or more certificates in PEM.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), field `ca_certificate`: there is none in it, or one can't be read.
    pub fn from_pem(pem: &[u8]) -> Result<Self, Error> {
        let unfit = || Error::invalid("ca_certificate", "it holds no PEM block BEGIN CERTIFICATE that can be read");
        let all = reqwest::Certificate::from_pem_bundle(pem).map_err(|e| unfit().with_source(e))?;
        if all.is_empty() {
            return Err(unfit());
        }
        // The blocks are read by whoever makes a client; better here, where the file is known.
        tried(|client| client.tls_certs_only(all.iter().cloned())).map_err(|e| unfit().with_source(e))?;
        Ok(Self(all))
    }

    /// Nobody is trusted.
    pub(super) fn none() -> Self {
        Self(vec![])
    }

    pub(super) fn all(&self) -> &[reqwest::Certificate] {
        &self.0
    }
}

#[cfg(feature = "rustls")]
impl ClientCertificate {
    /// Reads a certificate (with its intermediates, if it has some) and its private key, both in PEM.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), field `client_certificate`: one of the two is missing or
    /// can't be read (an encrypted key, for instance), or they are of different pairs.
    pub fn from_pem(certificate: &[u8], key: &Secret) -> Result<Self, Error> {
        let both = zeroize::Zeroizing::new([certificate, b"\n", key.expose().as_bytes()].concat());
        let unfit = |text: &str, why| Error::invalid("client_certificate", text).with_source(why);
        let read = reqwest::Identity::from_pem(&both).map_err(|why| {
            unfit("certificate or private key is missing, or not PEM; the key must not be encrypted", why)
        })?;
        tried(|client| client.identity(read.clone()))
            .map_err(|why| unfit("certificate and private key can't be used together: are they of one pair?", why))?;
        Ok(Self(read))
    }

    pub(super) fn identity(&self) -> reqwest::Identity {
        self.0.clone()
    }
}

/// Makes a client that is not used, and trusts nobody unless `change` says so.
#[cfg(feature = "rustls")]
fn tried(change: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder) -> Result<(), reqwest::Error> {
    change(reqwest::Client::builder().no_proxy().tls_certs_only([])).build().map(|_| ())
}

#[cfg(not(feature = "rustls"))]
impl CaCertificates {
    /// Always fails: this build has no TLS.
    ///
    /// # Errors
    /// Always, naming the feature `rustls`.
    pub fn from_pem(_: &[u8]) -> Result<Self, Error> {
        Err(Error::config("ca_certificate", "it needs the feature `rustls` of bayar, which is off in this build"))
    }

    /// Nobody is trusted.
    pub(super) fn none() -> Self {
        Self()
    }
}

#[cfg(not(feature = "rustls"))]
impl ClientCertificate {
    /// Always fails: this build has no TLS.
    ///
    /// # Errors
    /// Always, naming the feature `rustls`.
    pub fn from_pem(_: &[u8], _: &Secret) -> Result<Self, Error> {
        Err(Error::config("client_certificate", "it needs the feature `rustls` of bayar, which is off in this build"))
    }
}

impl fmt::Debug for CaCertificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaCertificates(..)")
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCertificate(***)")
    }
}
