//! Kinds of errors.
//!
//! Texts only. An Indonesian text says what the English one says.

use super::Lang;
use crate::{Error, ErrorKind, error::printable};

impl ErrorKind {
    /// What it means and what to do, in one sentence.
    #[must_use]
    pub fn message(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.english(),
            Lang::Id => self.indonesian(),
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Invalid => "an argument can't be used; nothing was sent. Correct the field that is named",
            Self::Config => {
                "a setting or a credential is missing or can't be used; nothing was sent. Correct the key that is named"
            }
            Self::Forbidden => "this environment does not offer the operation; nothing was sent",
            Self::Authentication => {
                "no access token could be had, so nothing was sent. Check credentials, key and clock"
            }
            Self::Unreachable => {
                "no connection could be made; nothing was sent. Check address, network, proxy and firewall"
            }
            Self::Deadline => {
                "the time limit passed before the request was sent; nothing was sent. Try later, or raise the limit"
            }
            Self::NoAnswer => "no complete answer came; it may have been done. Look it up, don't send it again",
            Self::Refused => "the provider answered with an error",
            Self::Unreadable => "the answer is not what the specification promises; if it was a payment, look it up",
            Self::Rehearsed => "a rehearsal: nothing was sent",
            Self::Internal => "a fault of this program; nothing was sent. Please report it",
        }
    }

    fn indonesian(self) -> &'static str {
        match self {
            Self::Invalid => {
                "ada argumen yang tidak dapat dipakai; tidak ada yang dikirim. Perbaiki kolom yang disebut"
            }
            Self::Config => {
                "ada pengaturan atau kredensial yang kurang atau tidak dapat dipakai; tidak ada yang dikirim. Perbaiki kunci yang disebut"
            }
            Self::Forbidden => "operasi ini tidak tersedia di lingkungan ini; tidak ada yang dikirim",
            Self::Authentication => {
                "token akses tidak dapat diperoleh, jadi tidak ada yang dikirim. Periksa kredensial, kunci, dan jam"
            }
            Self::Unreachable => {
                "koneksi tidak dapat dibuat; tidak ada yang dikirim. Periksa alamat, jaringan, proxy, dan firewall"
            }
            Self::Deadline => {
                "batas waktu habis sebelum permintaan dikirim; tidak ada yang dikirim. Coba lagi nanti, atau naikkan batasnya"
            }
            Self::NoAnswer => "tidak ada jawaban lengkap; mungkin sudah dijalankan. Cek statusnya, jangan kirim ulang",
            Self::Refused => "penyedia menjawab dengan kesalahan",
            Self::Unreadable => "jawaban tidak sesuai dengan spesifikasi; jika ini pembayaran, cek statusnya",
            Self::Rehearsed => "hanya latihan: tidak ada yang dikirim",
            Self::Internal => "kesalahan pada program ini; tidak ada yang dikirim. Mohon laporkan",
        }
    }
}

impl Error {
    /// The error for people in their language. English is the text of the error itself; Indonesian says the kind, what is
    /// at fault (by the names used in code and on the wire), where it stands and the provider's code. A reason that is
    /// written in English only follows in square brackets.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        let field = self.field().map(|field| format!("{field}: ")).unwrap_or_default();
        let details = self.details();
        let details = if details.is_empty() { details } else { format!(" ({details})") };
        format!("{field}{}{details}", self.indonesian())
    }

    fn indonesian(&self) -> String {
        let kind = self.kind().message(Lang::Id);
        let obstacle = self.obstacle().map(|obstacle| obstacle.message(Lang::Id));
        match (self.kind(), obstacle, self.cause()) {
            // Its kind is that of the last attempt and says that nothing was sent.
            _ if self.is_after_an_attempt() => {
                "percobaan sebelumnya mungkin sudah dijalankan; percobaan sesudahnya gagal".to_owned()
            }
            (ErrorKind::Invalid | ErrorKind::Config, ..) => format!("{kind} [{}]", self.text()),
            (ErrorKind::Unreachable, Some(obstacle), _) => obstacle.to_owned(),
            (ErrorKind::NoAnswer, Some(obstacle), _) => format!("{kind}; {obstacle}"),
            (ErrorKind::Authentication, _, Some(cause)) => format!("{kind}: {}", cause.message(Lang::Id)),
            _ => kind.to_owned(),
        }
    }

    /// Numbers and places, which are the same in every language.
    fn details(&self) -> String {
        let place = self.place().map(|place| format!("{}, baris {}", place.file, place.line));
        // The message of the cause has those of its answer.
        let own = self.kind() != ErrorKind::Authentication;
        let status = self.status().filter(|_| own).map(|status| format!("HTTP {}", status.as_u16()));
        let code = self.code().map(|code| format!("kode {}", printable(code)));
        let id = self.request_id().filter(|_| own).map(|id| format!("permintaan {}", printable(id)));
        [place, status, code, id].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Obstacle, Response};

    const ALL: [ErrorKind; 11] = [
        ErrorKind::Invalid,
        ErrorKind::Config,
        ErrorKind::Forbidden,
        ErrorKind::Authentication,
        ErrorKind::Unreachable,
        ErrorKind::Deadline,
        ErrorKind::NoAnswer,
        ErrorKind::Refused,
        ErrorKind::Unreadable,
        ErrorKind::Rehearsed,
        ErrorKind::Internal,
    ];

    #[test]
    fn every_kind_has_two_texts() {
        for kind in ALL {
            assert_ne!(kind.message(Lang::En), kind.message(Lang::Id));
            // What was certainly not sent is said to be so in both languages, and nothing else is.
            let not_sent = kind.message(Lang::En).contains("nothing was sent");
            assert_eq!(not_sent, kind.message(Lang::Id).contains("tidak ada yang dikirim"), "{kind:?}");
            let may_be_sent = matches!(kind, ErrorKind::NoAnswer | ErrorKind::Refused | ErrorKind::Unreadable);
            assert_eq!(not_sent, !may_be_sent, "{kind:?}");
        }
    }

    #[test]
    fn an_error_names_its_field_in_both_languages() {
        let error = Error::invalid("customer_id", "it is empty");
        assert_eq!(error.message(Lang::En), "customer_id: it is empty");
        let message = error.message(Lang::Id);
        assert!(message.starts_with("customer_id: ada argumen") && message.ends_with(" [it is empty]"), "{message}");
    }

    #[test]
    fn a_place_stands_in_both_languages() {
        let error = Error::config("accounts.a.token", "it is empty").at("bayar.toml".as_ref(), 7);
        assert_eq!(error.message(Lang::En), "accounts.a.token: it is empty (bayar.toml, line 7)");
        let message = error.message(Lang::Id);
        assert!(message.starts_with("accounts.a.token: ada pengaturan"), "{message}");
        assert!(message.ends_with("[it is empty] (bayar.toml, baris 7)"), "{message}");
    }

    #[test]
    fn no_connection_says_why_in_both_languages() {
        let refused = || std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let error = Error::of(ErrorKind::Unreachable, "balance", Obstacle::Refused.text()).with_source(refused());
        assert_eq!(error.message(Lang::Id), Obstacle::Refused.message(Lang::Id));
        let token = Error::of(ErrorKind::Authentication, "balance", "no token").with_source(error);
        let message = token.message(Lang::Id);
        assert!(message.contains("token akses") && message.ends_with(Obstacle::Refused.message(Lang::Id)), "{message}");
    }

    #[test]
    fn a_refused_token_request_says_who_refused_it() {
        let mut headers = http::HeaderMap::new();
        headers.insert("x-request-id", http::HeaderValue::from_static("abc-1"));
        let status = http::StatusCode::UNAUTHORIZED;
        let response = Response { status, headers, body: bytes::Bytes::new(), attempts: 1 };
        let refused = Error::refused("token", Some("4017300".to_owned()), "HTTP 401", response);
        let refused_text = "penyedia menjawab dengan kesalahan (HTTP 401, kode 4017300, permintaan abc-1)";
        assert_eq!(refused.message(Lang::Id), refused_text);
        let error = Error::of(ErrorKind::Authentication, "balance", "no token").with_source(refused);
        assert!(error.message(Lang::Id).ends_with(&format!(": {refused_text}")), "{}", error.message(Lang::Id));
    }

    #[test]
    fn what_may_have_been_sent_before_is_never_said_not_to_be() {
        let error = Error::of(ErrorKind::Unreachable, "balance", "no way").after_an_attempt(None);
        assert!(error.was_sent());
        for lang in [Lang::En, Lang::Id] {
            let message = error.message(lang);
            assert!(!message.contains("nothing was sent") && !message.contains("tidak ada yang dikirim"), "{message}");
        }
    }
}
