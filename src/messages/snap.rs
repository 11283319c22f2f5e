//! SNAP response codes: every case of the standard.
//!
//! Texts only. The English ones are the table of `snap::codes`.

use super::Lang;
use crate::snap::{
    ResponseCode,
    codes::{CodeRow, NextStep},
};

/// By HTTP status and case, in the order of the standard's table.
#[rustfmt::skip]
const INDONESIAN: &[(u16, u8, &str)] = &[
    (200, 0, "Berhasil"),
    (202, 0, "Permintaan sedang diproses"),
    (400, 0, "Permintaan salah"),
    (400, 1, "Format kolom salah"),
    (400, 2, "Kolom wajib tidak ada atau salah"),
    (401, 0, "Tidak diizinkan: kunci klien, tanda tangan, atau waktu tidak diterima"),
    (401, 1, "Token B2B tidak berlaku"),
    (401, 2, "Token pelanggan tidak berlaku"),
    (401, 3, "Token B2B tidak ditemukan"),
    (401, 4, "Token pelanggan tidak ditemukan"),
    (403, 0, "Transaksi kedaluwarsa"),
    (403, 1, "Fitur tidak diizinkan"),
    (403, 2, "Melebihi batas nominal transaksi"),
    (403, 3, "Dicurigai sebagai penipuan"),
    (403, 4, "Melebihi batas jumlah aktivitas"),
    (403, 5, "Ditolak tanpa alasan (do not honor)"),
    (403, 6, "Fitur tidak diizinkan saat ini"),
    (403, 7, "Kartu diblokir"),
    (403, 8, "Kartu kedaluwarsa"),
    (403, 9, "Rekening tidak aktif (dormant)"),
    (403, 10, "Batas token perlu diatur dahulu"),
    (403, 11, "OTP diblokir"),
    (403, 12, "Masa berlaku OTP habis"),
    (403, 13, "OTP telah dikirim ke pemegang kartu"),
    (403, 14, "Saldo tidak cukup"),
    (403, 15, "Transaksi tidak diperbolehkan"),
    (403, 16, "Transaksi ditangguhkan"),
    (403, 17, "Melebihi batas token"),
    (403, 18, "Kartu, rekening, atau nasabah tidak aktif"),
    (403, 19, "Merchant masuk daftar hitam"),
    (403, 20, "Melebihi batas merchant"),
    (403, 21, "Batas tidak boleh diatur"),
    (403, 22, "Batas token salah"),
    (403, 23, "Melebihi batas rekening"),
    (404, 0, "Status transaksi tidak sesuai"),
    (404, 1, "Transaksi tidak ditemukan"),
    (404, 2, "Rute salah"),
    (404, 3, "Bank tidak didukung oleh switching"),
    (404, 4, "Transaksi dibatalkan"),
    (404, 5, "Merchant tidak terdaftar untuk layanan registrasi kartu"),
    (404, 6, "OTP perlu diminta dahulu"),
    (404, 7, "Journey tidak ditemukan"),
    (404, 8, "Merchant tidak dikenal"),
    (404, 9, "Tidak ada penerbit"),
    (404, 10, "Urutan panggilan API salah"),
    (404, 11, "Kartu, rekening, nasabah, atau virtual account tidak dikenal"),
    (404, 12, "Tagihan atau virtual account tidak dapat dipakai"),
    (404, 13, "Nominal salah"),
    (404, 14, "Tagihan sudah dibayar"),
    (404, 15, "OTP salah"),
    (404, 16, "Partner tidak ditemukan"),
    (404, 17, "Terminal tidak dikenal"),
    (404, 18, "Permintaan tidak konsisten dengan yang sebelumnya"),
    (404, 19, "Tagihan atau virtual account kedaluwarsa"),
    (405, 0, "Fungsi tidak didukung"),
    (405, 1, "Operasi tidak diizinkan"),
    (409, 0, "Konflik: X-EXTERNAL-ID sudah dipakai hari ini"),
    (409, 1, "partnerReferenceNo sudah pernah dipakai"),
    (429, 0, "Terlalu banyak permintaan"),
    (500, 0, "Kesalahan umum"),
    (500, 1, "Kesalahan server internal"),
    (500, 2, "Kesalahan server luar"),
    (504, 0, "Waktu habis"),
];

fn step(next: NextStep) -> &'static str {
    match next {
        NextStep::GoOn => "lanjutkan",
        NextStep::Correct => "perbaiki permintaannya; permintaan yang sama akan dijawab sama",
        NextStep::FreshToken => {
            "ambil token B2B baru dan tanda tangani lagi dengan waktu dan external id baru, satu kali"
        }
        NextStep::CheckSignature => "periksa kunci, client id, dan jam",
        NextStep::FreshCustomerToken => "perbarui token pelanggan, atau minta pelanggan menautkan akunnya lagi",
        NextStep::BindAgain => "minta pelanggan menautkan akunnya lagi",
        NextStep::Later => "coba lagi nanti tanpa perubahan; patuhi Retry-After",
        NextStep::Inquire => "cek statusnya sebelum apa pun; jangan kirim dengan referensi baru",
        NextStep::InquireOriginal => "cek status transaksi sebelumnya",
        NextStep::Otp => "minta pelanggan melalui OTP",
        NextStep::Stop => "permintaan ini tidak dapat diteruskan; beri tahu pelanggan",
    }
}

impl CodeRow {
    /// The case and what to do, in one sentence.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::En => format!("{}: {}", self.message, self.next.text()),
            Lang::Id => {
                let found = INDONESIAN.iter().find(|(http, case, _)| (*http, *case) == (self.http, self.case));
                format!("{}: {}", found.map_or(self.message, |(_, _, text)| text), step(self.next))
            }
        }
    }
}

impl ResponseCode {
    /// The case of the standard and what to do, in one sentence; nothing for a case that the standard lacks.
    #[must_use]
    pub fn message(&self, lang: Lang) -> Option<String> {
        CodeRow::find(self.http(), self.case()).map(|row| row.text(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snap::codes::TABLE;

    #[test]
    fn every_case_of_the_standard_has_two_texts() {
        let cases: Vec<_> = TABLE.iter().map(|row| (row.http, row.case)).collect();
        let texts: Vec<_> = INDONESIAN.iter().map(|(http, case, _)| (*http, *case)).collect();
        assert_eq!(cases, texts);
        for row in TABLE {
            assert_ne!(row.text(Lang::En), row.text(Lang::Id));
        }
        let code = ResponseCode::parse("4045414").unwrap();
        assert_eq!(
            code.message(Lang::Id).as_deref(),
            Some("Tagihan sudah dibayar: cek statusnya sebelum apa pun; jangan kirim dengan referensi baru")
        );
        assert_eq!(ResponseCode::parse("4995414").unwrap().message(Lang::Id), None);
    }
}
