//! The checks of one account, from this machine outwards.
//!
//! May use: bayar's clients, sockets. Each check that fails ends the row: the next ones would fail by it.

use super::{Check, certificate, forbidden, say};
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
        checks.push(key_pair(account, lang));
    }
    let proxy = account.settings().proxy_address().map(str::to_owned);
    let client = match Client::connect(account) {
        Ok(client) => client,
        Err(error) => {
            let field = error.field().unwrap_or_default().to_owned();
            let next = say(lang, "correct", "perbaiki");
            return checks.push(Check::failed("credentials", error.message(lang), format!("{next} {field}")));
        }
    };
    if !way(&client, proxy.as_deref(), lang, checks).await {
        return;
    }
    let Some(probe) = connection(&client, proxy.as_deref(), lang, checks).await else { return };
    checks.push(clock(probe.clock_offset, matches!(client, Client::Finnet(_)), lang));
    checks.push(token(&client, lang).await);
}

fn key_pair(account: &finnet::Account, lang: Lang) -> Check {
    match account.public_key() {
        Some(Ok(key)) => {
            let of = say(lang, "SHA-256 of the public key", "SHA-256 kunci publik");
            Check::ok("key pair", format!("RSA {}, {of} {}", key.bits(), fingerprint(&key.to_spki())))
        }
        Some(Err(error)) => {
            let next = say(lang, "make one with `bayar keygen`", "buat yang baru dengan `bayar keygen`");
            Check::failed("key pair", error.message(lang), next)
        }
        None => Check::warning(
            "key pair",
            say(lang, "the signer does not tell its public key", "penanda tangan tidak memberi tahu kunci publiknya"),
            say(lang, "compare it with the provider's by hand", "bandingkan sendiri dengan yang ada di penyedia"),
        ),
    }
}

/// The name of the host and the proxy: what can be looked at without the provider.
async fn way(client: &Client, proxy: Option<&str>, lang: Lang, checks: &mut Vec<Check>) -> bool {
    let target = proxy.unwrap_or(client.base_url());
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
    match tokio::time::timeout(PATIENCE, TcpStream::connect((host.as_str(), port))).await {
        Ok(Ok(_)) => {
            let found = say(lang, "accepts connections", "menerima koneksi");
            checks.push(Check::ok("proxy", format!("{proxy} {found}")));
            true
        }
        _ => {
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

fn address(url: &str) -> Option<(String, u16)> {
    let uri: Uri = url.parse().ok()?;
    let usual = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']').to_owned();
    Some((host, uri.port_u16().unwrap_or(usual)))
}

async fn connection(client: &Client, proxy: Option<&str>, lang: Lang, checks: &mut Vec<Check>) -> Option<Probe> {
    match client.probe().await {
        Ok(probe) => {
            checks.push(connected(client.base_url(), &probe, lang));
            Some(probe)
        }
        Err(error) => {
            let obstacle = error.obstacle();
            let found =
                obstacle.map_or_else(|| error.message(lang), |o| format!("{}: {}", client.base_url(), seen(o, lang)));
            let check = if obstacle == Some(Obstacle::Proxy) { "proxy" } else { "connection" };
            checks.push(Check::failed(check, found, next(obstacle, proxy, lang)));
            None
        }
    }
}

fn connected(url: &str, probe: &Probe, lang: Lang) -> Check {
    let answers = say(lang, "answers", "menjawab");
    let Some(der) = &probe.certificate else {
        let plain = say(lang, "plain http (a simulator)", "http biasa (simulator)");
        return Check::ok("connection", format!("{url} {answers}, {plain}"));
    };
    let version = probe.tls_version.unwrap_or(say(lang, "of an unknown version", "dengan versi yang tidak dikenal"));
    let told = certificate::told(der, lang);
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

fn seen(obstacle: Obstacle, lang: Lang) -> &'static str {
    match obstacle {
        Obstacle::Name => say(lang, "the name has no address", "nama host tidak punya alamat"),
        Obstacle::Refused => say(
            lang,
            "nobody listens there (connection refused)",
            "tidak ada yang mendengarkan di sana (koneksi ditolak)",
        ),
        Obstacle::Silence => say(lang, "no connection in time", "tidak ada koneksi dalam batas waktu"),
        Obstacle::Proxy => say(lang, "the proxy made no way to the host", "proxy tidak membuka jalan ke host"),
        Obstacle::Certificate => {
            say(lang, "the server's certificate is not trusted", "sertifikat server tidak dipercaya")
        }
        Obstacle::Tls => say(lang, "TLS failed", "TLS gagal"),
        _ => say(lang, "no connection could be made", "koneksi tidak dapat dibuat"),
    }
}

fn next(obstacle: Option<Obstacle>, proxy: Option<&str>, lang: Lang) -> &'static str {
    let (english, indonesian) = match obstacle {
        Some(Obstacle::Refused) => (
            "check url and port; if it is a simulator, start it with `bayar simulator`",
            "periksa url dan port; jika itu simulator, jalankan dengan `bayar simulator`",
        ),
        Some(Obstacle::Silence) => (
            "a firewall drops it: ask for outgoing TCP to this host, or set network.proxy",
            "firewall membuangnya: minta izin TCP keluar ke host ini, atau isi network.proxy",
        ),
        Some(Obstacle::Proxy) => (
            "check network.proxy_user and proxy_password, and that the proxy allows CONNECT to this host",
            "periksa network.proxy_user dan proxy_password, dan apakah proxy mengizinkan CONNECT ke host ini",
        ),
        Some(Obstacle::Certificate) => (
            "if network.ca_certificate is set, it must be the CA of this server; if something on the way replaces certificates, set its CA there",
            "jika network.ca_certificate diisi, isinya harus CA server ini; jika ada yang mengganti sertifikat di tengah jalan, isi CA-nya di sana",
        ),
        Some(Obstacle::Tls) => (
            "check that the port speaks TLS, and network.client_certificate",
            "periksa apakah port itu memakai TLS, dan network.client_certificate",
        ),
        _ if proxy.is_some() => ("check the proxy and the way behind it", "periksa proxy dan jalur di belakangnya"),
        _ => ("check the network of this machine", "periksa jaringan mesin ini"),
    };
    say(lang, english, indonesian)
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
    let (seconds, found) = (offset.seconds.abs(), apart(offset.seconds, lang));
    let set = say(lang, "set the clock: timedatectl set-ntp true", "atur jam: timedatectl set-ntp true");
    match (offset.applied, seconds) {
        (_, 0..5) => {
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

fn apart(seconds: i64, lang: Lang) -> String {
    let by = seconds.abs();
    match (lang, seconds < 0) {
        (Lang::Id, true) => format!("mesin ini {by} detik lebih cepat daripada penyedia"),
        (Lang::Id, false) => format!("mesin ini {by} detik lebih lambat daripada penyedia"),
        (_, true) => format!("this machine is {by} s ahead of the provider"),
        (_, false) => format!("this machine is {by} s behind the provider"),
    }
}

async fn token(client: &Client, lang: Lang) -> Check {
    let (provider, result) = match client {
        Client::Singapay(client) => ("Singapay", client.authenticate().await),
        Client::Finnet(client) => ("Finnet", client.authenticate().await),
        Client::PayCombat(_) => {
            let found = say(
                lang,
                "PayCombat has no token request; credentials are seen with the first call",
                "PayCombat tidak punya permintaan token; kredensial baru teruji pada panggilan pertama",
            );
            let next = say(lang, "try one: bayar customer get ID", "coba satu: bayar customer get ID");
            return Check::warning("token", found, next);
        }
    };
    let signs = matches!(client, Client::Finnet(_));
    match result {
        Ok(()) if signs => {
            let found = say(
                lang,
                "granted; client id and key pair fit. The client secret is not part of a token request",
                "diberikan; client id dan pasangan kunci cocok. Client secret tidak ikut dalam permintaan token",
            );
            let next = say(
                lang,
                "the first signed call will show: a wrong one gives HTTP 401, code 401xx00",
                "panggilan bertanda tangan yang pertama akan menunjukkannya: yang salah mendapat HTTP 401, kode 401xx00",
            );
            Check::warning("token", found, next)
        }
        Ok(()) => Check::ok(
            "token",
            say(lang, "granted; client id and secret fit", "diberikan; client id dan client secret cocok"),
        ),
        Err(error) if error.status().is_some_and(|s| s.as_u16() == 403) => forbidden::check(provider, &error, lang),
        Err(error) if error.status().is_some_and(|s| s.as_u16() == 401) => refused(signs, &error, lang),
        Err(error) => Check::failed(
            "token",
            error.message(lang),
            say(lang, "see docs/troubleshooting.md for this message", "lihat pesan ini di docs/troubleshooting.md"),
        ),
    }
}

fn refused(signs: bool, error: &Error, lang: Lang) -> Check {
    let next = if signs {
        say(
            lang,
            "one of these: the private key is not the one whose public half Finnet has (compare the SHA-256 above with them), the client id is of another environment, or the clock is off",
            "salah satu dari ini: kunci privat bukan pasangan kunci publik yang ada di Finnet (bandingkan SHA-256 di atas dengan mereka), client id milik lingkungan lain, atau jam tidak tepat",
        )
    } else {
        say(
            lang,
            "client_id or client_secret is wrong, or of the other environment: sandbox and production have different ones",
            "client_id atau client_secret salah, atau milik lingkungan lain: sandbox dan production punya yang berbeda",
        )
    };
    Check::failed("token", error.message(lang), next)
}
