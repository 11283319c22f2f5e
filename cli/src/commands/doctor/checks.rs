//! The checks of one account, from this machine outwards.
//!
//! May use: bayar's clients, sockets. Each check that fails ends the row: the next ones would fail by it.

use super::{Check, certificate, forbidden};
use crate::keys::fingerprint;
use bayar::{ClockOffset, Error, Finnet, Lang, Obstacle, PayCombat, Probe, Singapay, config::Account, finnet};
use http::Uri;
use std::time::Duration;
use tokio::net::TcpStream;

/// How long a socket of our own may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client of whichever provider.
enum Client {
    Singapay(Singapay),
    Finnet(Finnet),
    PayCombat(PayCombat),
}

impl Client {
    fn connect(account: Account) -> Result<Self, Error> {
        match account.provider() {
            "singapay" => Singapay::connect(account).map(Self::Singapay),
            "finnet" => Finnet::connect(account).map(Self::Finnet),
            _ => PayCombat::connect(account).map(Self::PayCombat),
        }
    }

    fn base_url(&self) -> &str {
        match self {
            Self::Singapay(client) => client.base_url(),
            Self::Finnet(client) => client.base_url(),
            Self::PayCombat(client) => client.base_url(),
        }
    }

    async fn probe(&self) -> Result<Probe, Error> {
        match self {
            Self::Singapay(client) => client.probe().await,
            Self::Finnet(client) => client.probe().await,
            Self::PayCombat(client) => client.probe().await,
        }
    }
}

pub(super) async fn all(account: Account, lang: Lang, checks: &mut Vec<Check>) {
    if let Account::Finnet(account) = &account {
        checks.push(key_pair(account));
    }
    let proxy = account.settings().proxy_address().map(str::to_owned);
    let client = match Client::connect(account) {
        Ok(client) => client,
        Err(error) => {
            let field = error.field().unwrap_or_default().to_owned();
            return checks.push(Check::failed("credentials", error.message(lang), format!("correct {field}")));
        }
    };
    if !way(&client, proxy.as_deref(), checks).await {
        return;
    }
    let Some(probe) = connection(&client, proxy.as_deref(), lang, checks).await else { return };
    checks.push(clock(probe.clock_offset, matches!(client, Client::Finnet(_))));
    checks.push(token(&client, lang).await);
}

fn key_pair(account: &finnet::Account) -> Check {
    match account.public_key() {
        Some(Ok(key)) => Check::ok(
            "key pair",
            format!("RSA {}, SHA-256 of the public key {}", key.bits(), fingerprint(&key.to_spki())),
        ),
        Some(Err(error)) => Check::failed("key pair", error.to_string(), "make one with `bayar keygen`"),
        None => Check::warning(
            "key pair",
            "the signer does not tell its public key",
            "compare it with the provider's by hand",
        ),
    }
}

/// The name of the host and the proxy: what can be looked at without the provider.
async fn way(client: &Client, proxy: Option<&str>, checks: &mut Vec<Check>) -> bool {
    let target = proxy.unwrap_or(client.base_url());
    let Some((host, port)) = address(target) else { return true };
    let found = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((host.as_str(), port))).await;
    let count = found.ok().and_then(Result::ok).map_or(0, Iterator::count);
    if count == 0 {
        let next = "check the spelling and the name server (resolv.conf); inside a container, its network";
        checks.push(Check::failed("name", format!("{host} has no address"), next));
        return false;
    }
    checks.push(Check::ok("name", format!("{host} has an address")));
    let Some(proxy) = proxy else { return true };
    match tokio::time::timeout(PATIENCE, TcpStream::connect((host.as_str(), port))).await {
        Ok(Ok(_)) => {
            checks.push(Check::ok("proxy", format!("{proxy} accepts connections")));
            true
        }
        _ => {
            let next = "start the proxy, or correct network.proxy; without that key no proxy is used";
            checks.push(Check::failed("proxy", format!("nobody answers at {proxy}"), next));
            false
        }
    }
}

fn address(url: &str) -> Option<(String, u16)> {
    let uri: Uri = url.parse().ok()?;
    let usual = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']').to_owned();
    Some((host, uri.port_u16().unwrap_or(usual)))
}

async fn connection(client: &Client, proxy: Option<&str>, lang: Lang, checks: &mut Vec<Check>) -> Option<Probe> {
    match client.probe().await {
        Ok(probe) => {
            checks.push(connected(client.base_url(), &probe));
            Some(probe)
        }
        Err(error) => {
            let obstacle = error.obstacle();
            let found = obstacle.map_or_else(|| error.message(lang), |o| format!("{}: {}", client.base_url(), seen(o)));
            let check = if obstacle == Some(Obstacle::Proxy) { "proxy" } else { "connection" };
            checks.push(Check::failed(check, found, next(obstacle, proxy)));
            None
        }
    }
}

fn connected(url: &str, probe: &Probe) -> Check {
    let Some(der) = &probe.certificate else {
        return Check::ok("connection", format!("{url} answers, plain http (a simulator)"));
    };
    let version = probe.tls_version.unwrap_or("of an unknown version");
    let told = certificate::told(der);
    let found = format!("{url} answers, TLS {version}, certificate trusted: {}", told.text);
    match told.days_left {
        Some(days) if days < 14 => Check::warning(
            "connection",
            format!("{found}; it ends in {days} days"),
            "tell the provider; nothing to do here",
        ),
        _ => Check::ok("connection", found),
    }
}

fn seen(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Name => "the name has no address",
        Obstacle::Refused => "nobody listens there (connection refused)",
        Obstacle::Silence => "no connection in time",
        Obstacle::Proxy => "the proxy made no way to the host",
        Obstacle::Certificate => "the server's certificate is not trusted",
        Obstacle::Tls => "TLS failed",
        _ => "no connection could be made",
    }
}

fn next(obstacle: Option<Obstacle>, proxy: Option<&str>) -> &'static str {
    match obstacle {
        Some(Obstacle::Refused) => "check url and port; if it is a simulator, start it with `bayar simulator`",
        Some(Obstacle::Silence) => "a firewall drops it: ask for outgoing TCP to this host, or set network.proxy",
        Some(Obstacle::Proxy) => {
            "check network.proxy_user and proxy_password, and that the proxy allows CONNECT to this host"
        }
        Some(Obstacle::Certificate) => {
            "if network.ca_certificate is set, it must be the CA of this server; if something on the way replaces certificates, set its CA there"
        }
        Some(Obstacle::Tls) => "check that the port speaks TLS, and network.client_certificate",
        _ if proxy.is_some() => "check the proxy and the way behind it",
        _ => "check the network of this machine",
    }
}

fn clock(offset: Option<ClockOffset>, signs_time: bool) -> Check {
    let Some(offset) = offset else {
        return Check::warning(
            "clock",
            "the answer had no date, so the clock can't be compared",
            "make sure that NTP runs",
        );
    };
    let (seconds, way) = (offset.seconds.abs(), if offset.seconds < 0 { "ahead of" } else { "behind" });
    let found = format!("this machine is {seconds} s {way} the provider");
    let set = "set the clock: timedatectl set-ntp true";
    match (offset.applied, seconds) {
        (_, 0..5) => Check::ok("clock", "as the provider's, within 5 s"),
        (true, _) if signs_time => Check::warning("clock", format!("{found}; signatures are corrected by it"), set),
        (false, _) if signs_time => Check::failed(
            "clock",
            format!("{found}, more than limits.clock_offset_limit: signatures will be refused"),
            set,
        ),
        _ => Check::warning("clock", found, set),
    }
}

async fn token(client: &Client, lang: Lang) -> Check {
    let (provider, result) = match client {
        Client::Singapay(client) => ("Singapay", client.authenticate().await),
        Client::Finnet(client) => ("Finnet", client.authenticate().await),
        Client::PayCombat(_) => {
            let next = "try one: bayar customer get ID";
            return Check::warning(
                "token",
                "PayCombat has no token request; credentials are seen with the first call",
                next,
            );
        }
    };
    let signs = matches!(client, Client::Finnet(_));
    match result {
        Ok(()) if signs => {
            let next = "the first signed call will show: a wrong one gives HTTP 401, code 401xx00";
            Check::warning(
                "token",
                "granted; client id and key pair fit. The client secret is not part of a token request",
                next,
            )
        }
        Ok(()) => Check::ok("token", "granted; client id and secret fit"),
        Err(error) if error.status().is_some_and(|s| s.as_u16() == 403) => forbidden::check(provider, &error),
        Err(error) if error.status().is_some_and(|s| s.as_u16() == 401) => refused(signs, &error, lang),
        Err(error) => Check::failed("token", error.message(lang), "see docs/troubleshooting.md for this message"),
    }
}

fn refused(signs: bool, error: &Error, lang: Lang) -> Check {
    let next = if signs {
        "one of these: the private key is not the one whose public half Finnet has (compare the SHA-256 above with them), the client id is of another environment, or the clock is off"
    } else {
        "client_id or client_secret is wrong, or of the other environment: sandbox and production have different ones"
    };
    Check::failed("token", error.message(lang), next)
}
