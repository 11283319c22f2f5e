//! The checks of one account, from this machine outwards.
//!
//! May use: bayar's clients, sockets. Each check that fails ends the row: the next ones would fail by it.

use super::{
    Check, Verdict, certificate, faces,
    obstacle::{next, seen},
    say,
    token::token,
};
use crate::{
    clock::{TOLERANCE, advice, apart},
    failure::message,
    keys::fingerprint,
};
use bayar::{ClockOffset, Error, Finnet, Lang, Obstacle, PayCombat, Probe, Singapay, config::Account, finnet};
use http::Uri;
use std::time::Duration;
use tokio::net::TcpStream;

/// How long a socket of our own may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client of whichever provider.
pub(super) enum Client {
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

    async fn shown_certificates(&self) -> Vec<Vec<u8>> {
        let shown = match self {
            Self::Singapay(client) => client.shown_certificates().await,
            Self::Finnet(client) => client.shown_certificates().await,
            Self::PayCombat(client) => client.shown_certificates().await,
        };
        shown.unwrap_or_default()
    }

    async fn probe(&self) -> Result<Probe, Error> {
        match self {
            Self::Singapay(client) => client.probe().await,
            Self::Finnet(client) => client.probe().await,
            Self::PayCombat(client) => client.probe().await,
        }
    }
}

/// What can be looked at without sending anything.
pub(super) fn offline(account: Account, lang: Lang, checks: &mut Vec<Check>) {
    if client(account, lang, checks).is_none() {
        return;
    }
    let found = say(
        lang,
        "not looked at: the account is of production, and nothing is sent there without --live",
        "tidak diperiksa: akun ini milik production, dan tanpa --live tidak ada yang dikirim ke sana",
    );
    let next = say(
        lang,
        "add --live to look at network, clock and token too; it moves nothing",
        "tambahkan --live untuk memeriksa jaringan, jam, dan token juga; tidak ada uang yang bergerak",
    );
    checks.push(Check::warning("connection", found, next));
}

pub(super) async fn all(account: Account, lang: Lang, checks: &mut Vec<Check>) {
    let proxy = account.settings().proxy_address().map(str::to_owned);
    let Some(client) = client(account.clone(), lang, checks) else { return };
    let Client::PayCombat(two_faced) = &client else {
        if host(&client, proxy.as_deref(), lang, checks).await {
            checks.push(token(&client, lang).await);
        }
        return;
    };
    let faces = faces::Faces::of(account, two_faced).await;
    if faces.looks_at(two_faced.base_url()) && !host(&client, proxy.as_deref(), lang, checks).await {
        return;
    }
    if faces.merchant {
        checks.push(token(&client, lang).await);
    }
    if checks.iter().all(|check| check.result != Verdict::Failed) {
        faces.early(two_faced.base_url(), proxy.as_deref(), lang, checks).await;
    }
}

fn client(account: Account, lang: Lang, checks: &mut Vec<Check>) -> Option<Client> {
    if let Account::Finnet(account) = &account {
        checks.push(key_pair(account, lang));
    }
    match Client::connect(account) {
        Ok(client) => Some(client),
        Err(error) => {
            let field = error.field().unwrap_or_default();
            checks.push(Check::failed(super::about(field), message(&error, lang), unmade(field, lang)));
            None
        }
    }
}

/// What to do where no client can be made; without a CA it is no key of the file that is wrong.
fn unmade(field: &str, lang: Lang) -> String {
    let table = if super::about(field) == "network" { "network." } else { "" };
    match field {
        "ca_certificate" => say(
            lang,
            "install the package ca-certificates; in an image copy /etc/ssl/certs into it. If the server has a CA of its own, set network.ca_certificate",
            "pasang paket ca-certificates; di image, salin /etc/ssl/certs ke dalamnya. Jika server punya CA sendiri, isi network.ca_certificate",
        )
        .to_owned(),
        "http" => say(lang, "look at network in bayar.toml", "periksa network di bayar.toml").to_owned(),
        _ => format!("{} {table}{field}", say(lang, "correct", "perbaiki")),
    }
}

/// The host of the provider: its name, the way to it, what it shows of itself. False if it can't be reached.
async fn host(client: &Client, proxy: Option<&str>, lang: Lang, checks: &mut Vec<Check>) -> bool {
    if !way(client.base_url(), proxy, lang, checks).await {
        return false;
    }
    let Some(probe) = connection(client, proxy, lang, checks).await else { return false };
    checks.push(clock(probe.clock_offset, matches!(client, Client::Finnet(_)), lang));
    true
}

fn key_pair(account: &finnet::Account, lang: Lang) -> Check {
    match account.public_key() {
        Some(Ok(key)) => {
            let of = say(lang, "SHA-256 of the public key", "SHA-256 kunci publik");
            Check::ok("key pair", format!("RSA {}, {of} {}", key.bits(), fingerprint(&key.to_spki())))
        }
        Some(Err(error)) => {
            let next = say(lang, "make one with `bayar keygen`", "buat yang baru dengan `bayar keygen`");
            Check::failed("key pair", message(&error, lang), next)
        }
        None => Check::warning(
            "key pair",
            say(lang, "the signer does not tell its public key", "penanda tangan tidak memberi tahu kunci publiknya"),
            say(lang, "compare it with the provider's by hand", "bandingkan sendiri dengan yang ada di penyedia"),
        ),
    }
}

/// The name of the host and the proxy: what can be looked at without the provider.
pub(super) async fn way(url: &str, proxy: Option<&str>, lang: Lang, checks: &mut Vec<Check>) -> bool {
    let target = proxy.unwrap_or(url);
    let Some((host, port)) = address(target) else { return true };
    let found = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((host.as_str(), port))).await;
    let count = found.ok().and_then(Result::ok).map_or(0, Iterator::count);
    if count == 0 {
        let next = say(
            lang,
            "check the spelling and the name server (resolv.conf); inside a container, its network",
            "periksa ejaan dan server nama (resolv.conf); di dalam kontainer, jaringannya",
        );
        let found = say(lang, "has no address", "tidak punya alamat");
        checks.push(Check::failed("name", format!("{host} {found}"), next));
        return false;
    }
    checks.push(Check::ok("name", format!("{host} {}", say(lang, "has an address", "punya alamat"))));
    let Some(proxy) = proxy else { return true };
    match accepts(proxy).await {
        true => {
            let found = say(lang, "accepts connections", "menerima koneksi");
            checks.push(Check::ok("proxy", format!("{proxy} {found}")));
            true
        }
        false => {
            let next = say(
                lang,
                "start the proxy, or correct network.proxy; without that key no proxy is used",
                "jalankan proxy, atau perbaiki network.proxy; tanpa kunci itu tidak ada proxy yang dipakai",
            );
            let found = say(lang, "nobody answers at", "tidak ada yang menjawab di");
            checks.push(Check::failed("proxy", format!("{found} {proxy}"), next));
            false
        }
    }
}

/// Whether somebody takes connections at an address.
pub(super) async fn accepts(url: &str) -> bool {
    let Some((host, port)) = address(url) else { return false };
    tokio::time::timeout(PATIENCE, TcpStream::connect((host.as_str(), port))).await.is_ok_and(|made| made.is_ok())
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
            checks.push(connected(client, &probe, lang).await);
            Some(probe)
        }
        Err(error) => {
            let obstacle = error.obstacle();
            let found = match obstacle {
                Some(obstacle) => {
                    format!("{}: {}{}", client.base_url(), seen(obstacle, lang), shown(client, obstacle, lang).await)
                }
                None => message(&error, lang),
            };
            let check = if obstacle == Some(Obstacle::Proxy) { "proxy" } else { "connection" };
            checks.push(Check::failed(check, found, next(obstacle, proxy, lang)));
            None
        }
    }
}

/// Who stands in the way, if it is a matter of trust.
async fn shown(client: &Client, obstacle: Obstacle, lang: Lang) -> String {
    let of_trust = matches!(
        obstacle,
        Obstacle::Certificate | Obstacle::CertificateExpired | Obstacle::CertificateName | Obstacle::ClientCertificate
    );
    let shown = if of_trust { client.shown_certificates().await } else { vec![] };
    match shown.as_slice() {
        [] => String::new(),
        all => format!("; {}: {}", say(lang, "it shows", "yang ditunjukkan"), certificate::chain(all, lang).text),
    }
}

async fn connected(client: &Client, probe: &Probe, lang: Lang) -> Check {
    let url = client.base_url();
    let answers = say(lang, "answers", "menjawab");
    let Some(der) = &probe.certificate else {
        let plain = say(lang, "plain http (a simulator)", "http biasa (simulator)");
        return Check::ok("connection", format!("{url} {answers}, {plain}"));
    };
    let version = probe.tls_version.unwrap_or(say(lang, "of an unknown version", "dengan versi yang tidak dikenal"));
    let mut chain = client.shown_certificates().await;
    if chain.first() != Some(der) {
        // A proxy that speaks TLS itself hides it, and a second host may answer to the same name.
        chain = vec![der.clone()];
    }
    let told = certificate::chain(&chain, lang);
    let trusted = say(lang, "certificate trusted", "sertifikat dipercaya");
    let found = format!("{url} {answers}, TLS {version}, {trusted}: {}", told.text);
    match told.days_left {
        Some(days) if days < 14 => {
            let ends = match lang {
                Lang::Id => format!("berakhir dalam {days} hari"),
                _ => format!("it ends in {days} days"),
            };
            let next = say(
                lang,
                "tell the provider; nothing to do here",
                "beri tahu penyedia; di sini tidak ada yang perlu dilakukan",
            );
            Check::warning("connection", format!("{found}; {ends}"), next)
        }
        _ => Check::ok("connection", found),
    }
}

fn clock(offset: Option<ClockOffset>, signs_time: bool, lang: Lang) -> Check {
    let Some(offset) = offset else {
        return Check::warning(
            "clock",
            say(
                lang,
                "the answer had no date, so the clock can't be compared",
                "jawaban tidak membawa tanggal, jadi jam tidak dapat dibandingkan",
            ),
            say(lang, "make sure that NTP runs", "pastikan NTP berjalan"),
        );
    };
    let (seconds, found) = (offset.seconds.unsigned_abs(), apart(offset.seconds, lang));
    let set = advice(lang);
    match (offset.applied, seconds) {
        (_, 0..TOLERANCE) => {
            Check::ok("clock", say(lang, "as the provider's, within 5 s", "sama dengan penyedia, dalam 5 detik"))
        }
        (true, _) if signs_time => {
            let corrected = say(lang, "signatures are corrected by it", "tanda tangan dikoreksi sebesar itu");
            Check::warning("clock", format!("{found}; {corrected}"), set)
        }
        (false, _) if signs_time => {
            let refused = say(
                lang,
                "more than limits.clock_offset_limit: signatures will be refused",
                "lebih dari limits.clock_offset_limit: tanda tangan akan ditolak",
            );
            Check::failed("clock", format!("{found}, {refused}"), set)
        }
        _ => Check::warning("clock", found, set),
    }
}
