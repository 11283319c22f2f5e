//! Which `Host` headers are answered: a page in a browser must not reach the simulator under a name of its own.
//! Addresses only; who may call a provider is the provider's business.

use std::net::IpAddr;

use http::{HeaderMap, header};

/// The hosts that a simulator answers to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts {
    /// It listens on another address than loopback: any address is its own, for all that it can know.
    pub(crate) exposed: bool,
    /// Further names, in small letters.
    pub(crate) names: Vec<String>,
}

impl Hosts {
    pub(crate) fn allow(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(header::HOST).iter();
        match (values.next().and_then(|value| value.to_str().ok()), values.next()) {
            (Some(host), None) => self.allow_host(without_port(host)),
            _ => false,
        }
    }

    fn allow_host(&self, host: &str) -> bool {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare.parse::<IpAddr>() {
            Ok(address) => self.exposed || address.is_loopback(),
            Err(_) => host.eq_ignore_ascii_case("localhost") || self.names.contains(&host.to_ascii_lowercase()),
        }
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_none_of_ours() {
        let ours = Hosts { exposed: false, names: vec!["payments.test".to_owned()] };
        for host in ["127.0.0.1", "127.0.0.1:80", "localhost:8080", "LOCALHOST", "[::1]:80", "[::1]", "payments.test:1"]
        {
            assert!(ours.allow_host(without_port(host)), "{host}");
        }
        for host in
            ["evil.example", "127.0.0.1.evil.example:80", "192.168.0.1", "10.0.0.1:80", "", ":80", "localhost.x"]
        {
            assert!(!ours.allow_host(without_port(host)), "{host}");
        }
        let exposed = Hosts { exposed: true, ..Hosts::default() };
        assert!(exposed.allow_host("192.168.0.1") && !exposed.allow_host("evil.example"));
    }
}
