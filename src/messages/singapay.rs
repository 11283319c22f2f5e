//! Singapay's response codes.
//!
//! Texts only. The English ones are the table of `singapay`.

use super::Lang;
use crate::singapay::ResponseCode;

const LOOK_UP: &str = "cek di daftar transaksi; jangan pernah mengirim ulang pembayaran karena jawaban ini";

const INDONESIAN: &[(&str, &str, &str)] = &[
    ("00", "berhasil", "tidak ada yang perlu dilakukan"),
    ("01", "menunggu konfirmasi, atau sedang diproses", "cek detail transaksi nanti; jangan kirim ulang"),
    ("02", "dibatalkan oleh pengguna atau sistem", LOOK_UP),
    ("03", "kesalahan tidak dikenal", LOOK_UP),
    (
        "04",
        "masukan salah",
        "perbaiki kolom yang disebut dalam jawaban. Pembayaran: tidak ada yang dijalankan jika status HTTP 422; selain itu periksa di daftar transaksi",
    ),
    ("05", "waktu habis sebelum selesai", LOOK_UP),
    (
        "06",
        "tidak ditemukan",
        "inquiry atau pengecekan: tidak ada data. Pembayaran: cek statusnya, nomor referensi yang sudah dipakai bisa dijawab begini juga",
    ),
    ("07", "sudah ada", "percobaan sebelumnya mungkin berhasil: cek di daftar transaksi"),
    ("50", "dana dikembalikan", "batalkan penjualannya, jika transaksi itu milik Anda"),
    ("99", "kesalahan sistem", LOOK_UP),
];

impl ResponseCode {
    /// The documented meaning and what to do, in one sentence; nothing for a code that no page lists.
    #[must_use]
    pub fn message(&self, lang: Lang) -> Option<String> {
        let known = self.meaning()?;
        let (meaning, next) = match lang {
            Lang::En => (known.meaning, known.next_step),
            Lang::Id => INDONESIAN.iter().find(|(code, ..)| *code == self.as_str()).map(|&(_, m, n)| (m, n))?,
        };
        Some(format!("{meaning}: {next}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_code_has_two_texts() {
        for code in ResponseCode::documented() {
            let (en, id) = (code.message(Lang::En), code.message(Lang::Id));
            assert!(en.is_some() && id.is_some() && en != id, "{code:?}");
        }
        assert_eq!(ResponseCode::new("77").message(Lang::Id), None);
        assert_eq!(ResponseCode::new("6").message(Lang::Id), ResponseCode::new("06").message(Lang::Id));
    }
}
