//! HTTP 403: the address of this machine, the partner id, or something on the way; with the text for a mail to the provider.
//!
//! Takes an IP address out of the provider's own words and nothing else: whatever is no JSON was not written by its API.

use super::{Check, say};
use bayar::{Error, Lang};
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

enum Cause {
    Address(Option<IpAddr>),
    Partner,
    Either,
    /// No API answers in HTML: a firewall, a proxy, or one of the provider's own.
    OnTheWay,
}

pub(super) fn check(provider: &str, error: &Error, lang: Lang) -> Check {
    let cause = cause(body(error));
    let found = match (&cause, lang) {
        (Cause::Address(Some(ip)), Lang::Id) => format!("alamat IP mesin ini, {ip}, belum terdaftar di {provider}"),
        (Cause::Address(None), Lang::Id) => format!("alamat IP mesin ini belum terdaftar di {provider}"),
        (Cause::Address(Some(ip)), _) => format!("the IP address of this machine, {ip}, is not registered with {provider}"),
        (Cause::Address(None), _) => format!("the IP address of this machine is not registered with {provider}"),
        (Cause::Partner, _) => say(
            lang,
            "the partner id is not one of this host. Sandbox and production, biller and payment gateway have different ones",
            "partner id bukan milik host ini. Sandbox dan production, biller dan payment gateway punya yang berbeda",
        )
        .to_owned(),
        (Cause::Either, _) => say(
            lang,
            "the partner id is not one of this host, or the IP address of this machine is not registered",
            "partner id bukan milik host ini, atau alamat IP mesin ini belum terdaftar",
        )
        .to_owned(),
        (Cause::OnTheWay, Lang::Id) => format!("jawabannya bukan JSON, jadi bukan dari API {provider}: ada firewall (WAF) atau proxy di tengah jalan yang menjawab"),
        (Cause::OnTheWay, _) => format!("the answer is no JSON, so {provider}'s API did not write it: a firewall (WAF) or a proxy on the way answered"),
    };
    Check::failed("token", format!("HTTP 403: {found}"), next(provider, &cause, lang))
}

fn body(error: &Error) -> &[u8] {
    error.body().map_or(&[], |body| &body[..])
}

/// Whether something else than the provider's API answered.
pub(super) fn is_from_the_way(error: &Error) -> bool {
    matches!(cause(body(error)), Cause::OnTheWay)
}

/// Whether the provider says that it does not know the address of this machine.
pub(super) fn is_of_the_address(error: &Error) -> bool {
    matches!(cause(body(error)), Cause::Address(_))
}

fn next(provider: &str, cause: &Cause, lang: Lang) -> String {
    let mail = mail(provider, cause, lang);
    if !matches!(cause, Cause::OnTheWay) {
        return mail;
    }
    let look = say(
        lang,
        "look at network.proxy, and at what filters outgoing requests here. If nothing of yours is on the way, it is the provider's: ask them by this",
        "periksa network.proxy, dan apa yang menyaring permintaan keluar di sini. Jika tidak ada milik Anda di tengah jalan, itu milik penyedia: tanyakan dengan ini",
    );
    format!("{look}\n{mail}")
}

fn cause(body: &[u8]) -> Cause {
    let Ok(document) = serde_json::from_slice::<Value>(body) else { return Cause::OnTheWay };
    let text = words(&document);
    let low = text.to_ascii_lowercase();
    let address = address(&text);
    match (low.contains("ip address") || address.is_some(), low.contains("partner")) {
        (true, false) => Cause::Address(address),
        (false, true) => Cause::Partner,
        _ => Cause::Either,
    }
}

/// All texts of a document, wherever the provider puts its message.
fn words(document: &Value) -> String {
    match document {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join(" "),
        Value::Object(map) => map.values().map(words).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}

/// The first word that is an address which the provider can have seen.
fn address(text: &str) -> Option<IpAddr> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || ".:".contains(c)));
    words.filter_map(|word| word.trim_end_matches(['.', ':']).parse().ok()).find(is_public)
}

/// Not one of a private network, of this machine or of nobody: such a one would be of no use to the provider.
fn is_public(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => is_public_v4(*four),
        IpAddr::V6(six) => is_public_v6(*six),
    }
}

/// The ranges of RFC 6890, but for those of documentation: no provider tells these, only tests do.
fn is_public_v4(four: Ipv4Addr) -> bool {
    let [a, b, c, _] = four.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let reserved = a == 0 || a >= 224 || (a, b, c) == (192, 0, 0) || a == 198 && (18..20).contains(&b);
    !(four.is_private() || four.is_loopback() || four.is_link_local() || shared || reserved)
}

/// Global unicast is 2000::/3; `::ba`, which stands in code and style sheets, is not.
fn is_public_v6(six: Ipv6Addr) -> bool {
    six.segments()[0] & 0xe000 == 0x2000
}

/// In both languages, whichever is asked for: who reads it is at the provider.
fn mail(provider: &str, cause: &Cause, lang: Lang) -> String {
    let ip = match cause {
        Cause::Address(Some(ip)) => ip.to_string(),
        _ => "[public IP address of this machine]".to_owned(),
    };
    let (indonesian, english) = match cause {
        Cause::Partner => (
            "Permintaan kami ditolak dengan HTTP 403 karena partner id. Mohon konfirmasi partner id yang berlaku untuk lingkungan ini.".to_owned(),
            "Our requests are refused with HTTP 403 because of the partner id. Please confirm which partner id is valid for this environment.".to_owned(),
        ),
        _ => (
            format!("Permintaan kami ditolak dengan HTTP 403. Mohon daftarkan alamat IP publik kami: {ip}, dan konfirmasi bahwa partner id kami aktif."),
            format!("Our requests are refused with HTTP 403. Please register our public IP address: {ip}, and confirm that our partner id is active."),
        ),
    };
    format!(
        "{} {provider}:\n  Yth. tim {provider},\n  {indonesian}\n  Nama merchant: [nama]. Lingkungan: [sandbox/production]. Terima kasih.\n\n  Dear {provider} team,\n  {english}\n  Merchant: [name]. Environment: [sandbox/production]. Thank you.",
        say(lang, "mail to", "surat untuk")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_that_the_provider_can_have_seen_is_taken() {
        for (text, wanted) in [
            ("Your IP address (203.0.113.7) is not registered", Some("203.0.113.7")),
            ("IP 2404:6800:4003::7 is not allowed.", Some("2404:6800:4003::7")),
            ("your address is 203.0.113.7.", Some("203.0.113.7")),
            ("gateway 10.0.0.7 saw 203.0.113.7", Some("203.0.113.7")),
            ("127.0.0.1 192.168.1.2 172.16.9.9 169.254.1.1 100.64.0.1 0.0.0.0 255.255.255.255 198.18.0.1", None),
            ("a::before ::1 fe80::1 fc00::7 ff02::1 Foo::bar", None),
            ("version 1.2.3", None),
        ] {
            assert_eq!(address(text).map(|ip| ip.to_string()).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn a_page_names_no_cause() {
        let page = b"<html><style>a::before{content:''}</style>Your IP address 203.0.113.7, partner</html>";
        assert!(matches!(cause(page), Cause::OnTheWay));
        assert!(matches!(cause(b""), Cause::OnTheWay));
        assert!(matches!(cause(b"{}"), Cause::Either));
    }
}
