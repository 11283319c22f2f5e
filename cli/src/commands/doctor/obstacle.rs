//! What stands between this machine and a provider, and what to do about it, in the doctor's words.
//!
//! May use: the library's obstacles. Looks at nothing itself.

use super::say;
use bayar::{Lang, Obstacle};

/// What was seen.
pub(super) fn seen(obstacle: Obstacle, lang: Lang) -> &'static str {
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
        Obstacle::CertificateExpired => say(
            lang,
            "the server's certificate has ended or has not begun",
            "sertifikat server sudah berakhir atau belum mulai berlaku",
        ),
        Obstacle::CertificateName => {
            say(lang, "the server's certificate is one of another host", "sertifikat server adalah milik host lain")
        }
        Obstacle::ClientCertificate => say(
            lang,
            "the server wants a client certificate, or refuses the one that is set",
            "server meminta sertifikat klien, atau menolak yang diisi",
        ),
        Obstacle::Tls => say(lang, "TLS failed", "TLS gagal"),
        _ => say(lang, "no connection could be made", "koneksi tidak dapat dibuat"),
    }
}

/// What to do about it; `proxy` is the one that is set.
pub(super) fn next(obstacle: Option<Obstacle>, proxy: Option<&str>, lang: Lang) -> &'static str {
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
        Some(Obstacle::CertificateExpired) => (
            "check the clock of this machine; if it is right, tell the provider",
            "periksa jam mesin ini; jika sudah benar, beri tahu penyedia",
        ),
        Some(Obstacle::CertificateName) => (
            "check url, and whether a proxy answers in its place",
            "periksa url, dan apakah ada proxy yang menjawab sebagai gantinya",
        ),
        Some(Obstacle::ClientCertificate) => (
            "set network.client_certificate and client_key, or ask the provider which one it takes",
            "isi network.client_certificate dan client_key, atau tanyakan kepada penyedia sertifikat mana yang diterima",
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
