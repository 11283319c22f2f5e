//! Which host a client talks to.
//!
//! May use: http, the error type. Must not know: any provider's addresses.

use crate::Error;
use http::Uri;

/// The provider's test host, its real one, or a simulator on this machine. Chosen once, when a client is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Environment {
    /// The provider's own test host.
    Sandbox,
    /// The provider's real host: money moves.
    Production,
    /// A simulator on this machine.
    Local(LocalUrl),
}

impl Environment {
    /// A simulator at `url`, for instance `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), field `environment.url`: no URL, another host than
    /// this machine, or with a path.
    pub fn local(url: &str) -> Result<Self, Error> {
        LocalUrl::parse(url).map(Self::Local)
    }

    /// True for [`Production`](Self::Production).
    #[must_use]
    pub fn is_production(&self) -> bool {
        matches!(self, Self::Production)
    }

    /// Reads `{prefix}_URL` (a local simulator), else `{prefix}_ENVIRONMENT` (`sandbox` or `production`).
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming both variables if neither is set or the second
    /// holds another word.
    pub fn from_env(prefix: &str) -> Result<Self, Error> {
        if let Ok(url) = std::env::var(format!("{prefix}_URL")) {
            return Self::local(&url);
        }
        let name = format!("{prefix}_ENVIRONMENT");
        match std::env::var(&name).as_deref() {
            Ok("sandbox") => Ok(Self::Sandbox),
            Ok("production") => Ok(Self::Production),
            Ok(_) => Err(Error::config(&name, "it must be `sandbox` or `production`")),
            Err(_) => Err(Error::config(
                &name,
                format!("it is not set, and neither is {prefix}_URL (the address of a local simulator)"),
            )),
        }
    }
}

/// The address of a simulator on this machine: scheme, loopback host, port; no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalUrl(String);

impl LocalUrl {
    fn parse(url: &str) -> Result<Self, Error> {
        let base = base_url("environment.url", url)?;
        match base.parse::<Uri>().ok().as_ref().and_then(Uri::host) {
            Some(host) if is_loopback(host) => Ok(Self(base)),
            _ => Err(Error::invalid(
                "environment.url",
                "a local environment is on this machine: use 127.0.0.1, [::1] or localhost",
            )),
        }
    }

    /// The address without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks a base URL and takes the slash from its end. Plain http reaches this machine only.
pub(crate) fn base_url(field: &str, url: &str) -> Result<String, Error> {
    let uri: Uri = url
        .parse()
        .map_err(|_| Error::invalid(field, "it is no URL; write it like https://host or http://127.0.0.1:8080"))?;
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return Err(Error::invalid(field, "it needs a scheme and a host, like https://host"));
    };
    match scheme {
        "https" if cfg!(feature = "rustls") => {}
        "https" => {
            return Err(Error::invalid(field, "https needs the feature `rustls` of bayar, which is off in this build"));
        }
        "http" if is_loopback(host) => {}
        "http" => {
            return Err(Error::invalid(
                field,
                "plain http would send credentials in the open; use https (http is for this machine only)",
            ));
        }
        _ => return Err(Error::invalid(field, "the scheme must be https, or http on this machine")),
    }
    if !is_whole(url, &uri) {
        return Err(Error::invalid(
            field,
            "it must end after host and port, 1 to 65535: no path, query, fragment or user name",
        ));
    }
    Ok(url.trim_end_matches('/').to_owned())
}

/// Scheme, host, perhaps a port, and nothing behind them. `Uri` drops a fragment without a word.
pub(crate) fn is_whole(text: &str, uri: &Uri) -> bool {
    let authority = uri.authority().map_or("", |a| a.as_str());
    let port = authority.rsplit(']').next().and_then(|rest| rest.split_once(':')).map(|(_, port)| port);
    let good_port = port.is_none_or(|p| p.parse::<u16>().is_ok_and(|p| p > 0));
    uri.path() == "/" && uri.query().is_none() && !authority.contains('@') && !text.contains('#') && good_port
}

pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_is_this_machine() {
        for good in ["http://127.0.0.1:1", "http://localhost:80/", "http://[::1]:9", "http://127.9.9.9"] {
            assert!(Environment::local(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "127.0.0.1",
            "http://10.0.0.1",
            "http://example.com",
            "https://example.com",
            "ftp://127.0.0.1",
            "http://127.0.0.1/x",
            "http://127.0.0.1?q",
            "http://u:p@127.0.0.1",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1:8080#x",
            "http://127.0.0.1:99999",
            "http://127.0.0.1:",
            "http://[::1]:99999",
        ] {
            assert_eq!(Environment::local(bad).unwrap_err().field(), Some("environment.url"), "{bad}");
        }
    }

    #[test]
    fn a_foreign_host_needs_https() {
        assert!(base_url("u", "http://example.com").unwrap_err().to_string().contains("plain http"));
        assert_eq!(base_url("u", "https://example.com/").is_ok(), cfg!(feature = "rustls"));
    }
}
