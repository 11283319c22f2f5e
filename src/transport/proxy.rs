//! The way to a provider through an HTTP proxy.
//!
//! May use: http. Must not know: any provider. Nothing is taken from the environment.

use crate::{
    Environment, Error, Secret,
    environment::{is_loopback, is_whole},
};
use http::Uri;
use std::fmt;

/// An HTTP proxy between this machine and a provider. HTTPS goes through it in a tunnel (`CONNECT`), so that it sees the
/// name of the host and nothing else.
#[derive(Clone)]
pub struct Proxy {
    address: String,
    login: Option<(String, Secret)>,
}

impl Proxy {
    /// A proxy at `address`, for instance `http://proxy.example.com:3128`. `https` encrypts the way to the proxy too.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), field `proxy`: no URL, another scheme, a path, or a user name
    /// (give that by [`login`](Self::login)).
    pub fn new(address: &str) -> Result<Self, Error> {
        let uri: Uri =
            address.parse().map_err(|_| unfit("it is no URL; write it like http://proxy.example.com:3128"))?;
        let (Some("http" | "https"), Some(_), Some(authority)) = (uri.scheme_str(), uri.host(), uri.authority()) else {
            return Err(unfit(
                "it needs a scheme and a host, like http://proxy.example.com:3128; SOCKS is not supported",
            ));
        };
        if authority.as_str().contains('@') {
            return Err(unfit("user name and password don't belong into the address; give them apart"));
        }
        if !is_whole(address, &uri) {
            return Err(unfit("it must end after host and port"));
        }
        Ok(Self { address: address.trim_end_matches('/').to_owned(), login: None })
    }

    /// User name and password, sent to the proxy only.
    #[must_use]
    pub fn login(mut self, user: impl Into<String>, password: Secret) -> Self {
        self.login = Some((user.into(), password));
        self
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Plain http may not leave this machine by way of a proxy either.
    ///
    /// # Errors
    /// Field `proxy`: the environment is local, and the proxy is not.
    pub(crate) fn check_for(&self, environment: &Environment) -> Result<(), Error> {
        match environment {
            Environment::Local(_) if !self.is_on_this_machine() => Err(Error::config(
                "proxy",
                "a local environment is on this machine, and its requests may not leave it: use no proxy, or one on this machine",
            )),
            _ => Ok(()),
        }
    }

    fn is_on_this_machine(&self) -> bool {
        let uri: Option<Uri> = self.address.parse().ok();
        uri.as_ref().and_then(Uri::host).is_some_and(is_loopback)
    }

    pub(super) fn to_reqwest(&self) -> Result<reqwest::Proxy, Error> {
        let proxy = reqwest::Proxy::all(&self.address)
            .map_err(|e| Error::config("proxy", "the HTTP library can't use this address").with_source(e))?;
        Ok(match &self.login {
            Some((user, password)) => proxy.basic_auth(user, password.expose()),
            None => proxy,
        })
    }
}

fn unfit(text: &str) -> Error {
    Error::invalid("proxy", text)
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("address", &self.address).field("login", &self.login.is_some()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_scheme_a_host_and_a_port() {
        assert_eq!(Proxy::new("http://proxy.example.com:3128/").unwrap().address(), "http://proxy.example.com:3128");
        for bad in ["", "proxy:3128", "socks5://p:1", "http://u:p@p:1", "http://p:1/x", "http://p:1?q"] {
            assert_eq!(Proxy::new(bad).unwrap_err().field(), Some("proxy"), "{bad}");
        }
    }

    #[test]
    fn debug_hides_who_logs_in() {
        let proxy = Proxy::new("http://p:1").unwrap().login("ani", "hunter2".into());
        assert_eq!(format!("{proxy:?}"), "Proxy { address: \"http://p:1\", login: true }");
    }
}
