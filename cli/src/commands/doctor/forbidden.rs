//! HTTP 403: the address of this machine, or the partner id; with the text for a mail to the provider.
//!
//! Takes an IP address out of the provider's words and nothing else.

use super::{Check, say};
use bayar::{Error, Lang};
use std::net::IpAddr;

enum Cause {
    Address(Option<IpAddr>),
    Partner,
    Either,
}

pub(super) fn check(provider: &str, error: &Error, lang: Lang) -> Check {
    let cause = cause(error);
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
    };
    Check::failed("token", format!("HTTP 403: {found}"), mail(provider, &cause, lang))
}

fn cause(error: &Error) -> Cause {
    let body = error.body().map(|body| String::from_utf8_lossy(body).into_owned()).unwrap_or_default();
    let low = body.to_ascii_lowercase();
    let address = body.split(|c: char| !(c.is_ascii_hexdigit() || ".:".contains(c))).find_map(|w| w.parse().ok());
    match (low.contains("ip address") || address.is_some(), low.contains("partner")) {
        (true, false) => Cause::Address(address),
        (false, true) => Cause::Partner,
        _ => Cause::Either,
    }
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
