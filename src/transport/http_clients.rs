//! The HTTP clients: one for reads, one for calls with an effect.
//!
//! May use: reqwest. Must not know: any provider.
//!
//! Whom TLS trusts, unless an account names a CA of its own, is for the machine to say: the system's certificates, or the
//! files that the variables `SSL_CERT_FILE` and `SSL_CERT_DIR` name. It is read when a client is made, and it is the one
//! thing that is taken from the environment.

use super::{CaCertificates, Settings};
use crate::{Error, operation::EffectKind};
use reqwest::{Client, ClientBuilder, Url, redirect, retry};
use std::{borrow::Cow, error::Error as _};

/// Two connection policies. Both: no redirects (a 307 would deliver a signed body twice), no retries by the library, no
/// proxy from the environment.
#[derive(Clone, Debug)]
pub(crate) struct HttpClients {
    reads: Client,
    effects: Client,
}

impl HttpClients {
    pub(crate) fn new(settings: &Settings, target: &Url) -> Result<Self, Error> {
        let settings = &*trusting(settings, target);
        Ok(Self {
            reads: build(common(settings)?)?,
            // A pooled connection may be closing while the request is written to it; then nobody can say whether
            // it arrived. A new connection fails before the request or not at all.
            effects: build(common(settings)?.pool_max_idle_per_host(0))?,
        })
    }

    pub(crate) fn of(&self, effect: EffectKind) -> &Client {
        match effect {
            EffectKind::None => &self.reads,
            _ => &self.effects,
        }
    }
}

/// A client for one look at the connection: it remembers the server's certificate.
pub(super) fn for_probe(settings: &Settings, target: &Url) -> Result<Client, Error> {
    let settings = &*trusting(settings, target);
    let builder = common(settings)?.pool_max_idle_per_host(0);
    #[cfg(feature = "rustls")]
    let builder = builder.tls_info(true);
    build(builder)
}

/// A client for seeing certificates that nobody need vouch for: `tls` is to let none of them pass.
#[cfg(feature = "rustls")]
pub(super) fn to_look_only(settings: &Settings, target: &Url, tls: rustls::ClientConfig) -> Result<Client, Error> {
    build(common(&trusting(settings, target))?.pool_max_idle_per_host(0).tls_backend_preconfigured(tls))
}

/// Where no TLS is spoken nobody need be trusted: a simulator is reached on a machine without CA certificates too.
fn trusting<'a>(settings: &'a Settings, target: &Url) -> Cow<'a, Settings> {
    let plain = |address: &str| address.starts_with("http:");
    if settings.ca.is_none() && plain(target.as_str()) && settings.proxy_address().is_none_or(plain) {
        return Cow::Owned(settings.clone().ca_certificates(CaCertificates::none()));
    }
    Cow::Borrowed(settings)
}

fn common(settings: &Settings) -> Result<ClientBuilder, Error> {
    let builder = Client::builder()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .connect_timeout(settings.connect_timeout)
        .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")));
    let builder = match &settings.proxy {
        Some(proxy) => builder.proxy(proxy.to_reqwest()?),
        None => builder,
    };
    Ok(tls(builder, settings))
}

#[cfg(feature = "rustls")]
fn tls(builder: ClientBuilder, settings: &Settings) -> ClientBuilder {
    let builder = match &settings.ca {
        Some(ca) => builder.tls_certs_only(ca.all().iter().cloned()),
        None => builder,
    };
    match &settings.client_certificate {
        Some(certificate) => builder.identity(certificate.identity()),
        None => builder,
    }
}

#[cfg(not(feature = "rustls"))]
fn tls(builder: ClientBuilder, _: &Settings) -> ClientBuilder {
    builder
}

fn build(builder: ClientBuilder) -> Result<Client, Error> {
    builder.build().map_err(unmade)
}

fn unmade(error: reqwest::Error) -> Error {
    let told = if lacks_ca(&error) { no_ca() } else { Error::config("http", "the HTTP client could not be made") };
    told.with_source(error)
}

fn no_ca() -> Error {
    let text = "no CA certificate is installed on this machine, so no server can be trusted: install ca-certificates, or set SSL_CERT_FILE, or network.ca_certificate (Settings::ca_certificates)";
    Error::config("ca_certificate", text)
}

/// The library has a sentence for it and no value.
fn lacks_ca(error: &reqwest::Error) -> bool {
    error.source().is_some_and(|why| why.to_string().contains("No CA certificates"))
}
