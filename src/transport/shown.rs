//! The certificates that a server shows, whoever vouches for them: for a diagnosis.
//!
//! May use: reqwest, rustls. Must not know: any provider. The handshake is broken off once they are seen, so that nothing is
//! ever asked of a server that nobody vouches for.

use super::{Service, http_clients};
use crate::Error;
use rustls::{
    ClientConfig, DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use std::sync::{Arc, Mutex, PoisonError};

impl Service {
    /// By the way that every call takes (proxy, time-outs), with eyes open to every certificate and a mouth shut.
    pub(crate) async fn shown_certificates(&self) -> Result<Vec<Vec<u8>>, Error> {
        let witness = Arc::new(Witness::of(self.address.host_str().unwrap_or_default()));
        let client = http_clients::to_look_only(&self.settings, &self.address, witness.clone().config()?)?;
        // It ends with an error in any case; what was seen by then is the answer.
        _ = client.get(format!("{}/", self.base_url)).timeout(self.settings.read_timeout).send().await;
        Ok(witness.seen())
    }
}

/// Notes the certificates of one host, and refuses each.
#[derive(Debug)]
struct Witness {
    host: String,
    provider: Arc<CryptoProvider>,
    seen: Mutex<Vec<Vec<u8>>>,
}

impl Witness {
    fn of(host: &str) -> Self {
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Self { host, provider: Arc::new(aws_lc_rs::default_provider()), seen: Mutex::default() }
    }

    fn config(self: Arc<Self>) -> Result<ClientConfig, Error> {
        let builder = ClientConfig::builder_with_provider(self.provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|e| Error::config("http", "the HTTP client could not be made").with_source(e))?;
        Ok(builder.dangerous().with_custom_certificate_verifier(self).with_no_client_auth())
    }

    fn seen(&self) -> Vec<Vec<u8>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn refused() -> rustls::Error {
    rustls::Error::General("the certificates were only looked at".to_owned())
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        // A proxy that speaks TLS itself is not whom was asked for.
        if name.to_str() == self.host.as_str() {
            let all = std::iter::once(own).chain(others).map(|certificate| certificate.to_vec()).collect();
            *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = all;
        }
        Err(refused())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(refused())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(refused())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
