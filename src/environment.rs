//! Which host a client talks to.
//!
//! May use: http, the error type. Must not know: any provider's addresses.

use crate::Error;
use http::Uri;
use std::ffi::OsString;

/// The provider's test host, its real one, or a simulator on this machine. Chosen once, when a client is made.
/// Exhaustive on purpose: a new variant is a major release.
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

    /// Reads `{prefix}_URL` (a local simulator) or `{prefix}_ENVIRONMENT` (`sandbox` or `production`, exactly so). An empty
    /// variable counts as not set.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming the variable: neither is set, or both are (then nobody knows
    /// which is meant), or what it holds is not UTF-8, no local address, or another word.
    pub fn from_env(prefix: &str) -> Result<Self, Error> {
        let (url, name) = (format!("{prefix}_URL"), format!("{prefix}_ENVIRONMENT"));
        Self::chosen((&url, std::env::var_os(&url)), (&name, std::env::var_os(&name)))
    }

    fn chosen(url: (&str, Option<OsString>), name: (&str, Option<OsString>)) -> Result<Self, Error> {
        match (text(url.0, url.1)?, text(name.0, name.1)?.as_deref()) {
            (Some(_), Some(_)) => {
                Err(Error::config(name.0, format!("{} is set too: unset the one that is not meant", url.0)))
            }
            (Some(address), None) => {
                let local = LocalUrl::parse(&address).map(Self::Local);
                local.map_err(|why| Error::config(url.0, why.text()))
            }
            (None, Some("sandbox")) => Ok(Self::Sandbox),
            (None, Some("production")) => Ok(Self::Production),
            (None, Some(_)) => Err(Error::config(name.0, "it must be `sandbox` or `production`")),
            (None, None) => Err(Error::config(
                name.0,
                format!("it is not set, and neither is {} (the address of a local simulator)", url.0),
            )),
        }
    }
}

/// The text of a variable, if it is set and not empty.
fn text(name: &str, value: Option<OsString>) -> Result<Option<String>, Error> {
    let text = value.filter(|value| !value.is_empty()).map(OsString::into_string).transpose();
    text.map_err(|_| Error::config(name, "it is not UTF-8"))
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
    use crate::ErrorKind;

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
    fn variables_choose_one_environment_or_none() {
        let chosen = |url: Option<&str>, name: Option<&str>| {
            Environment::chosen(("A_URL", url.map(Into::into)), ("A_ENVIRONMENT", name.map(Into::into)))
        };
        let local = Environment::local("http://127.0.0.1:9").unwrap();
        assert_eq!(chosen(Some("http://127.0.0.1:9"), None).unwrap(), local);
        assert_eq!(chosen(Some(""), Some("sandbox")).unwrap(), Environment::Sandbox);
        assert_eq!(chosen(None, Some("production")).unwrap(), Environment::Production);
        for (url, name, at) in [
            (None, None, "A_ENVIRONMENT"),
            (Some(""), Some(""), "A_ENVIRONMENT"),
            (None, Some("Production"), "A_ENVIRONMENT"),
            (None, Some("production "), "A_ENVIRONMENT"),
            (Some("http://127.0.0.1:9"), Some("production"), "A_ENVIRONMENT"),
            (Some("https://biller-b2b.singapay.id"), None, "A_URL"),
            (Some(" "), None, "A_URL"),
        ] {
            let error = chosen(url, name).unwrap_err();
            assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some(at)), "{url:?} {name:?}: {error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_no_text_is_not_taken_for_unset() {
        use std::os::unix::ffi::OsStringExt;
        let odd = OsString::from_vec(vec![b'p', 0xff]);
        let error =
            Environment::chosen(("A_URL", Some(odd)), ("A_ENVIRONMENT", Some("production".into()))).unwrap_err();
        assert_eq!(error.field(), Some("A_URL"));
    }

    #[test]
    fn a_foreign_host_needs_https() {
        assert!(base_url("u", "http://example.com").unwrap_err().to_string().contains("plain http"));
        assert_eq!(base_url("u", "https://example.com/").is_ok(), cfg!(feature = "rustls"));
    }
}
