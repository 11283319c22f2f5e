//! What one call did.
//!
//! Texts only. An Indonesian text says what the English one says.

use super::Lang;
use crate::{Report, Why, error::printable};

impl Report {
    /// One sentence for people in their language, without the provider's words (those are at [`message`](Self::message)).
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.to_string(),
            Lang::Id => self.indonesian(),
        }
    }

    fn indonesian(&self) -> String {
        let code = self.code().map(|code| format!(" (kode {})", printable(code))).unwrap_or_default();
        match self.why() {
            Why::InProgress => format!("penyedia masih memprosesnya{code}"),
            Why::Listed => format!("penyedia menolaknya{code}; tidak ada yang dijalankan"),
            Why::NoAnswer => "tidak ada jawaban lengkap; mungkin sudah dijalankan".to_owned(),
            Why::Unauthorized => format!(
                "penyedia tidak menerima kredensial atau token{code}; kemungkinan tidak ada yang dijalankan, cek statusnya"
            ),
            Why::Redirected => "penyedia menjawab dengan pengalihan, yang tidak diikuti".to_owned(),
            Why::Mismatch(field) => {
                format!("penyedia menyatakan berhasil, tetapi `{field}` tidak ada atau tidak cocok dengan permintaan")
            }
            Why::Unreadable => "jawaban tidak dapat dibaca; mungkin sudah dijalankan".to_owned(),
            Why::Unlisted => format!("jawaban tidak membuktikan apa pun{code}; mungkin sudah dijalankan"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_listed_refusal_says_that_nothing_was_done() {
        for why in [
            Why::InProgress,
            Why::Listed,
            Why::NoAnswer,
            Why::Unauthorized,
            Why::Redirected,
            Why::Mismatch("price"),
            Why::Unreadable,
            Why::Unlisted,
        ] {
            let report = Report::new(why.clone(), None);
            let certain = report.text(Lang::Id).ends_with("; tidak ada yang dijalankan");
            assert_eq!(certain, why == Why::Listed);
            assert_eq!(report.text(Lang::En).ends_with("; nothing was done"), certain);
        }
    }
}
