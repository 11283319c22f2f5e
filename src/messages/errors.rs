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
    /// at fault (by the names used in code and on the wire) and the provider's code.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        let field = self.field().map(|field| format!("{field}: ")).unwrap_or_default();
        let kind = self.kind().message(lang);
        let status = self.status().map(|status| format!("HTTP {}", status.as_u16()));
        let code = self.code().map(|code| format!("kode {}", printable(code)));
        let details = [status, code].into_iter().flatten().collect::<Vec<_>>().join(", ");
        if details.is_empty() { format!("{field}{kind}") } else { format!("{field}{kind} ({details})") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(error.message(Lang::Id).starts_with("customer_id: ada argumen"));
    }
}
