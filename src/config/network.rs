//! Environment, proxy and certificates out of their table.
//!
//! May use: the reader, the settings. Must not know: any provider.

use super::{
    tables::{NetworkTable, Place},
    value::{Given, Reader},
};
use crate::{CaCertificates, ClientCertificate, Environment, Error, Proxy, Settings};

pub(super) fn environment(reader: &Reader<'_>, place: Place, url: Option<&Given>) -> Result<Environment, Error> {
    match (place, url) {
        (Place::Local, Some(given)) => {
            reader.about("url", given.span(), Environment::local(&reader.text("url", given)?))
        }
        (Place::Local, None) => Err(reader.fault(
            "url",
            &reader.span,
            "it is missing; the environment `local` needs the address of a simulator",
        )),
        (_, Some(given)) => {
            let text = "only the environment `local` has an address; those of sandbox and production are known";
            Err(reader.fault("url", given.span(), text))
        }
        (Place::Sandbox, None) => Ok(Environment::Sandbox),
        (Place::Production, None) => Ok(Environment::Production),
    }
}

pub(super) fn settings(
    reader: &Reader<'_>,
    table: Option<&NetworkTable>,
    environment: &Environment,
    mut settings: Settings,
) -> Result<Settings, Error> {
    let Some(table) = table else { return Ok(settings) };
    if let Some(proxy) = proxy(reader, table, environment)? {
        settings = settings.proxy(proxy);
    }
    if let Some(given) = &table.ca_certificate {
        let key = "network.ca_certificate";
        let pem = reader.secret(key, given)?;
        let ca = CaCertificates::from_pem(pem.expose().as_bytes());
        settings = settings.ca_certificates(reader.about(key, given.span(), ca)?);
    }
    match client_certificate(reader, table)? {
        Some(certificate) => Ok(settings.client_certificate(certificate)),
        None => Ok(settings),
    }
}

fn proxy(reader: &Reader<'_>, table: &NetworkTable, environment: &Environment) -> Result<Option<Proxy>, Error> {
    let (user, password) = (table.proxy_user.as_ref(), table.proxy_password.as_ref());
    let Some(given) = &table.proxy else {
        let lonely = user.or(password);
        let fault =
            |given: &Given| reader.fault("network.proxy", given.span(), "it is missing, but a login for it is given");
        return lonely.map_or(Ok(None), |given| Err(fault(given)));
    };
    let proxy = Proxy::new(&reader.text("network.proxy", given)?);
    let proxy = reader.about("network.proxy", given.span(), proxy)?;
    reader.about("network.proxy", given.span(), proxy.check_for(environment))?;
    match (user, password) {
        (None, None) => Ok(Some(proxy)),
        (Some(user), Some(password)) => {
            let user = reader.text("network.proxy_user", user)?;
            Ok(Some(proxy.login(user, reader.secret("network.proxy_password", password)?)))
        }
        _ => Err(reader.fault(
            "network.proxy_user",
            given.span(),
            "user and password of a proxy go together; one is missing",
        )),
    }
}

fn client_certificate(reader: &Reader<'_>, table: &NetworkTable) -> Result<Option<ClientCertificate>, Error> {
    let key = "network.client_certificate";
    match (&table.client_certificate, &table.client_key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(private)) => {
            let pem = reader.secret(key, certificate)?;
            let private = reader.secret("network.client_key", private)?;
            let made = ClientCertificate::from_pem(pem.expose().as_bytes(), &private);
            reader.about(key, certificate.span(), made).map(Some)
        }
        (Some(given), None) => {
            Err(reader.fault("network.client_key", given.span(), "it is missing; a client certificate needs its key"))
        }
        (None, Some(given)) => Err(reader.fault(key, given.span(), "it is missing, but a key for it is given")),
    }
}
