//! What SNAP's table says besides, in Indonesian.
//!
//! Texts only. The English ones are the table's.

use bayar::Lang;

const INDONESIAN: &[(&str, &str)] = &[
    (
        "for an inquiry, read latestTransactionStatus: only the inquiry succeeded",
        "untuk pengecekan, baca latestTransactionStatus: yang berhasil hanya pengecekannya",
    ),
    (
        "usually decided before anything is executed; for a payment, look it up once all the same",
        "biasanya diputuskan sebelum ada yang dijalankan; untuk pembayaran, tetap cek satu kali",
    ),
    ("ask the provider to open the feature", "minta penyedia membuka fiturnya"),
    ("the cut-off of the provider", "jam cut-off penyedia"),
    ("set the limit first", "atur batasnya dahulu"),
    ("the request waits for the OTP", "permintaan menunggu OTP"),
    ("the original is in another state", "transaksi asalnya berstatus lain"),
    (
        "right after a time-out the provider may not have the transaction yet: not final by itself",
        "tepat setelah waktu habis, transaksinya mungkin belum ada di penyedia: jawaban ini sendiri belum final",
    ),
    ("blocked, suspended or not found", "diblokir, ditangguhkan, atau tidak ditemukan"),
    (
        "the bill is paid, and your own first attempt may have paid it",
        "tagihannya sudah dibayar, dan mungkin percobaan pertama Anda sendiri yang membayarnya",
    ),
    (
        "the same partnerReferenceNo was used with other data; the standard says by service how the first one counts",
        "partnerReferenceNo yang sama dipakai dengan data lain; standar menentukan per layanan bagaimana yang pertama dihitung",
    ),
    ("expired", "kedaluwarsa"),
    ("cancel or refund isn't possible now", "pembatalan atau pengembalian dana tidak dapat dilakukan sekarang"),
    (
        "the earlier request may have been carried out: the likeliest sender is your own first attempt",
        "permintaan sebelumnya mungkin sudah dijalankan: kemungkinan besar pengirimnya percobaan pertama Anda sendiri",
    ),
    (
        "the standard reads it as success of the earlier request if the data are the same; fetch them to be sure",
        "menurut standar, permintaan sebelumnya berhasil jika datanya sama; ambil datanya untuk memastikan",
    ),
    ("for a payment, ask for the status first", "untuk pembayaran, cek statusnya dahulu"),
    (
        "some messages invite a retry: not for payments",
        "sebagian pesannya mengajak mencoba lagi: jangan untuk pembayaran",
    ),
    (
        "from the issuer or further down; it may have been carried out",
        "dari penerbit atau pihak di belakangnya; mungkin sudah dijalankan",
    ),
];

/// A note of the table in the language of the reader.
pub(super) fn text(note: &'static str, lang: Lang) -> &'static str {
    match lang {
        Lang::Id => INDONESIAN.iter().find(|(english, _)| *english == note).map_or(note, |(_, text)| text),
        _ => note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bayar::snap::codes::TABLE;

    #[test]
    fn every_note_has_two_texts() {
        for row in TABLE.iter().filter(|row| !row.note.is_empty()) {
            assert_ne!(text(row.note, Lang::Id), row.note, "{row:?}");
        }
        for (note, _) in INDONESIAN {
            assert!(TABLE.iter().any(|row| row.note == *note), "no row says it any more: {note}");
        }
    }
}
