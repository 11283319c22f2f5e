//! What certificates say, for people.
//!
//! May use: x509-parser. Trust was decided by TLS already; nothing is decided here.

use super::say;
use bayar::Lang;
use std::time::{SystemTime, UNIX_EPOCH};
use x509_parser::prelude::{FromDer, X509Certificate};

pub(super) struct Told {
    pub(super) text: String,
    pub(super) days_left: Option<i64>,
}

/// All that a server shows, its own first. How long only that one is valid is told: TLS took what it needed of the others, and
/// one that nobody needs may have ended long ago.
pub(super) fn chain(shown: &[Vec<u8>], lang: Lang) -> Told {
    let all: Vec<Told> = shown.iter().map(|der| told(der, lang)).collect();
    let days_left = all.first().and_then(|told| told.days_left);
    let text = match all.as_slice() {
        [one] => one.text.clone(),
        many => many.iter().zip(1..).map(|(told, nth)| format!("{nth}. {}", told.text)).collect::<Vec<_>>().join("; "),
    };
    Told { text, days_left }
}

fn told(der: &[u8], lang: Lang) -> Told {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return Told { text: say(lang, "(can't be read)", "(tidak dapat dibaca)").to_owned(), days_left: None };
    };
    let name = |name: &x509_parser::x509::X509Name<'_>| {
        let common = name.iter_common_name().next().and_then(|cn| cn.as_str().ok());
        common.map_or_else(|| name.to_string(), str::to_owned)
    };
    let validity = certificate.validity();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|now| i64::try_from(now.as_secs()).ok());
    let days_left = now.map(|now| (validity.not_after.timestamp() - now) / (24 * 60 * 60));
    let text = format!(
        "{}, {} {}, {} {}",
        name(certificate.subject()),
        say(lang, "issued by", "diterbitkan oleh"),
        name(certificate.issuer()),
        say(lang, "until", "sampai"),
        validity.not_after
    );
    Told { text, days_left }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};

    fn until(year: i32, name: &str) -> Vec<u8> {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_after = date_time_ymd(year, 1, 1);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn the_days_are_those_of_the_servers_own_certificate() {
        let (server, old) = (until(2999, "a server"), until(2021, "an old CA"));
        let told = chain(&[server.clone(), old.clone()], Lang::En);
        assert!(told.days_left > Some(300_000), "{:?}", told.days_left);
        assert!(told.text.starts_with("1. a server, ") && told.text.contains("; 2. an old CA, "), "{}", told.text);
        assert!(chain(&[old, server], Lang::En).days_left < Some(0));
        assert_eq!(chain(&[], Lang::En).days_left, None);
    }
}
