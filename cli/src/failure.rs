//! Why a command could not do its work.
//!
//! May use: bayar's errors. Every text says what to do next and holds no secret.

use crate::{exit::Exit, say::say};
use bayar::{Error, Lang};
use serde::Serialize;
use std::io;

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// What the library says.
    Call(Error),
    /// The same of the question before a payment, which was not sent then.
    Inquiry(Error),
    /// A command line that can't be followed.
    Usage(String),
    /// Something on this machine.
    Machine(String),
    /// The reader of our output has gone: no fault.
    Closed,
}

impl Failure {
    /// How to end.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Call(error) | Self::Inquiry(error) => Exit::of_error(error),
            Self::Usage(_) => Exit::Usage,
            Self::Machine(_) => Exit::Failed,
            Self::Closed => Exit::Done,
        }
    }

    /// What to say.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Call(error) => format!("{}{}", message(error, lang), hint(error, lang)),
            Self::Inquiry(error) => {
                let unpaid = say(
                    lang,
                    "This was the inquiry: no payment was sent",
                    "Ini baru inquiry: tidak ada pembayaran yang dikirim",
                );
                format!("{}{}. {unpaid}", message(error, lang), hint(error, lang))
            }
            Self::Usage(text) | Self::Machine(text) => text.clone(),
            Self::Closed => String::new(),
        }
    }

    /// The same for programs.
    #[must_use]
    pub fn document(&self, lang: Lang) -> ErrorDocument {
        let error = match self {
            Self::Call(error) | Self::Inquiry(error) => Some(error),
            _ => None,
        };
        let owned = |text: Option<&str>| text.map(str::to_owned);
        ErrorDocument {
            error: ErrorReport {
                exit: self.exit(),
                exit_code: self.exit().number(),
                kind: error.map(|e| format!("{:?}", e.kind()).to_lowercase()),
                message: self.text(lang),
                field: owned(error.and_then(Error::field)),
                code: owned(error.and_then(Error::code)),
                http_status: error.and_then(Error::status).map(|s| s.as_u16()),
                request_id: owned(error.and_then(Error::request_id)),
                was_sent: error.is_some_and(Error::was_sent),
            },
        }
    }
}

/// The library's names of what a user of the command writes into `bayar.toml` or on the command line.
const KEYS: [(&str, &str); 12] = [
    ("network.ca_certificate (Settings::ca_certificates)", "network.ca_certificate of bayar.toml"),
    ("Settings::rate_limit", "limits.requests_per_second"),
    ("Settings::in_flight", "limits.requests_at_once of bayar.toml"),
    ("Settings::connect_timeout", "limits.connect_timeout of bayar.toml"),
    ("Settings::read_timeout", "limits.read_timeout of bayar.toml"),
    ("Settings::effect_timeout", "limits.effect_timeout of bayar.toml"),
    ("Settings::deadline", "limits.deadline of bayar.toml"),
    ("Settings::backoff", "limits.backoff of bayar.toml"),
    ("Settings::body_limit", "limits.body_limit of bayar.toml"),
    ("Settings::clock_offset_limit", "limits.clock_offset_limit of bayar.toml"),
    ("set Account::legacy_base_url", "set legacy_base_url of the account in bayar.toml"),
    ("set it by Bill::period", "add --period"),
];

/// Reasons that the library gives in English, of which most people see one on their first day.
const REASONS: [(&str, &str); 6] = [
    ("there is no configuration file. Looked at: ", "tidak ada berkas konfigurasi. Yang dicari: "),
    ("put one there, or name it by BAYAR_CONFIG", "letakkan di salah satunya, atau sebutkan lewat BAYAR_CONFIG"),
    ("BAYAR_CONFIG names it; correct that, or unset it", "BAYAR_CONFIG menyebutnya; perbaiki, atau hapus variabel itu"),
    ("docs/config.md shows one", "contohnya ada di docs/config.md"),
    ("has no account of this name; it has none at all", "tidak punya akun dengan nama ini; satu pun tidak ada"),
    ("has no account of this name; it has ", "tidak punya akun dengan nama ini; yang ada: "),
];

/// What the library says, by the names that a user of the command knows.
pub(crate) fn message(error: &Error, lang: Lang) -> String {
    let text = translated(error.message(lang));
    match lang {
        Lang::Id => REASONS.iter().fold(text, |text, (english, own)| text.replace(english, own)),
        _ => text,
    }
}

fn translated(text: String) -> String {
    KEYS.iter().fold(text, |text, (item, key)| text.replace(item, key))
}

/// Where to go on after a 401, or after a 403 that no code of the provider explains.
fn hint(error: &Error, lang: Lang) -> &'static str {
    let status = error.status().map(|status| status.as_u16());
    match (status, error.code(), lang) {
        (Some(401), _, Lang::Id) | (Some(403), None, Lang::Id) => ". Jalankan `bayar doctor`: ia mencari penyebabnya",
        (Some(401), _, _) | (Some(403), None, _) => ". Run `bayar doctor`: it finds out why",
        _ => "",
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Machine(error.to_string()),
        }
    }
}

/// Of `bayar snap`, where 1 is the answer "no": what can't be done at all ends with 2.
impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Usage(format!("{error:#}"))
    }
}

/// What `--json` prints when a command fails.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ErrorDocument {
    /// What went wrong.
    pub error: ErrorReport,
}

/// What went wrong.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ErrorReport {
    /// How the command ended.
    pub exit: Exit,
    /// The same as the number that the process returns.
    pub exit_code: u8,
    /// The kind of the library's error; null for an error of the command line or of this machine.
    pub kind: Option<String>,
    /// For people.
    pub message: String,
    /// The argument, setting or field at fault.
    pub field: Option<String>,
    /// The provider's code.
    pub code: Option<String>,
    /// The HTTP status of the answer, if one came.
    pub http_status: Option<u16>,
    /// The provider's id of the request.
    pub request_id: Option<String>,
    /// True if the request may have reached the provider. Before a payment it may have been the inquiry, as the message says.
    pub was_sent: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_told_in_keys_of_the_file() {
        let limits = "before this client's own limits let the request go (Settings::rate_limit, Settings::in_flight)";
        assert_eq!(
            translated(limits.to_owned()),
            "before this client's own limits let the request go (limits.requests_per_second, limits.requests_at_once of bayar.toml)"
        );
        let sources = concat!(
            include_str!("../../src/transport/http_clients.rs"),
            include_str!("../../src/transport/perform.rs"),
            include_str!("../../src/transport/send.rs"),
            include_str!("../../src/obstacle.rs"),
            include_str!("../../src/paycombat/mod.rs"),
            include_str!("../../src/singapay/bill.rs"),
        );
        // Comments aside, no text of the library is left with the name of a setting in it.
        let lines = sources.lines().filter(|line| !line.trim_start().starts_with("//") && line.contains('"'));
        for line in lines.map(|line| translated(line.to_owned())) {
            assert!(
                !line.contains("Settings::") && !line.contains("set Account::") && !line.contains("by Bill::"),
                "{line}"
            );
        }
    }
}
