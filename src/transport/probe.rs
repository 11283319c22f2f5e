//! One look at the connection to a provider, without credentials: for a diagnosis.
//!
//! May use: reqwest. Must not know: any provider. Sends `GET /` and nothing else, again if the connection breaks.

use super::{
    Service,
    http_clients::for_probe,
    offset::{ClockOffset, OffsetMeter},
    send::broken,
};
use crate::{
    Error, ErrorKind,
    operation::{EffectKind, Evidence, Operation, Retry},
};
use http::StatusCode;
use std::error::Error as _;

/// How often a connection is looked at before it is given up without a reason.
const LOOKS: u32 = 4;

static PROBE: Operation = Operation {
    id: "probe",
    method: "GET",
    path: "/",
    auth: "none",
    effect: EffectKind::None,
    retry: Retry::Never,
    sandbox_only: false,
    evidence: Evidence::Reconstructed,
    source: "",
    success: 200,
};

/// What one look at the connection showed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Probe {
    /// What the host answered to `GET /`; any status shows that it is there.
    pub status: StatusCode,
    /// How far this machine's clock is from the host's, if the answer had a date.
    pub clock_offset: Option<ClockOffset>,
    /// The version of TLS that was agreed on, `1.3` for instance; nothing over plain http.
    pub tls_version: Option<&'static str>,
    /// The server's own certificate, DER; nothing over plain http.
    pub certificate: Option<Vec<u8>>,
}

impl Service {
    /// Connects as every call does (proxy, CA, client certificate, time-outs) and asks for `/` without any credential.
    pub(crate) async fn probe(&self) -> Result<Probe, Error> {
        let client = for_probe(&self.settings, &self.address)?;
        let mut looks = 1;
        loop {
            match self.look(&client).await {
                Err(error) if looks < LOOKS && is_unexplained(&error) => looks += 1,
                seen => return seen,
            }
        }
    }

    async fn look(&self, client: &reqwest::Client) -> Result<Probe, Error> {
        let clock = &self.settings.clock;
        let asked = clock.now();
        let request = client.get(format!("{}/", self.base_url)).timeout(self.settings.read_timeout);
        let answer = request.send().await.map_err(|e| broken(&PROBE, e))?;
        let meter = OffsetMeter::new(self.settings.clock_offset_limit);
        meter.observe(answer.headers(), asked, clock.now());
        let (tls_version, certificate) = tls(&answer).unzip();
        let (tls_version, certificate) = (tls_version.flatten(), certificate.flatten());
        Ok(Probe { status: answer.status(), clock_offset: meter.last(), tls_version, certificate })
    }
}

/// A connection that broke without a reason. The HTTP library loses the server's word where that comes before it has begun
/// to send: so a look, which does nothing at the provider, is taken again.
fn is_unexplained(error: &Error) -> bool {
    let late = error.source().and_then(|e| e.downcast_ref::<reqwest::Error>()).is_some_and(reqwest::Error::is_timeout);
    error.kind() == ErrorKind::NoAnswer && error.obstacle().is_none() && !late
}

type Tls = (Option<&'static str>, Option<Vec<u8>>);

#[cfg(feature = "rustls")]
fn tls(answer: &reqwest::Response) -> Option<Tls> {
    use reqwest::tls::{TlsInfo, Version};
    let info = answer.extensions().get::<TlsInfo>()?;
    let version = info.version().and_then(|v| match v {
        Version::TLS_1_2 => Some("1.2"),
        Version::TLS_1_3 => Some("1.3"),
        _ => None,
    });
    Some((version, info.peer_certificate().map(<[u8]>::to_vec)))
}

#[cfg(not(feature = "rustls"))]
impl Service {
    /// Without TLS nobody shows a certificate.
    pub(crate) async fn shown_certificates(&self) -> Result<Vec<Vec<u8>>, Error> {
        Ok(vec![])
    }
}

#[cfg(not(feature = "rustls"))]
fn tls(_: &reqwest::Response) -> Option<Tls> {
    None
}
