//! HTTP statuses: what a provider's documents, or what was seen of it, say; and what to do where they say nothing.
//!
//! Texts only. By itself a status proves nothing of a payment, but for one case that Singapay documents.

use super::CodeReport;
use bayar::Lang;

/// Meaning and next step.
type Text = (&'static str, &'static str);

struct Status {
    /// Three digits, or a class.
    code: &'static str,
    provider: &'static str,
    standing: Option<&'static str>,
    english: Text,
    indonesian: Text,
}

const OPEN: Option<&str> = Some("open");

const fn row(code: &'static str, provider: &'static str, english: Text, indonesian: Text) -> Status {
    Status { code, provider, standing: OPEN, english, indonesian }
}

/// What stands here of a class counts for what has no row of its own.
const TABLE: &[Status] = &[
    Status {
        standing: None,
        ..row(
            "2xx",
            "any",
            ("an answer; what it says, the code in its body says", "look that code up: `bayar codes CODE`"),
            ("ada jawaban; artinya ditentukan kode di dalam isinya", "lihat kode itu: `bayar codes KODE`"),
        )
    },
    row(
        "3xx",
        "any",
        (
            "a redirect, which no page documents; it is never followed",
            "look for a proxy or a login page on the way: `bayar doctor`. A payment: look it up",
        ),
        (
            "pengalihan, yang tidak ada di halaman mana pun; tidak pernah diikuti",
            "cari proxy atau halaman login di tengah jalan: `bayar doctor`. Pembayaran: cek statusnya",
        ),
    ),
    row(
        "401",
        "singapay",
        (
            "the client id and secret, or the token, were not accepted",
            "`bayar doctor` says which. A payment: look it up; no page says that this is decided first",
        ),
        (
            "client id dan client secret, atau token, tidak diterima",
            "`bayar doctor` menunjukkan yang mana. Pembayaran: cek statusnya; tidak ada halaman yang menyatakan bahwa ini diputuskan lebih dahulu",
        ),
    ),
    row(
        "401",
        "finnet",
        (
            "the client id, the signature, the time or the token was not accepted: the responseCode beside it says which",
            "`bayar doctor`, then `bayar codes` with the responseCode; `bayar snap explain` names the cause of a refused signature",
        ),
        (
            "client id, tanda tangan, waktu, atau token tidak diterima: responseCode di sampingnya menunjukkan yang mana",
            "`bayar doctor`, lalu `bayar codes` dengan responseCode itu; `bayar snap explain` menyebut sebab tanda tangan yang ditolak",
        ),
    ),
    row(
        "401",
        "paycombat",
        (
            "no page documents it; the token or the merchant identifier was probably not accepted",
            "`bayar doctor` tries the token. An effect: read the customer back",
        ),
        (
            "tidak ada di halaman mana pun; token atau merchant identifier mungkin tidak diterima",
            "`bayar doctor` mencoba tokennya. Jika ada efek: baca kembali pelanggannya",
        ),
    ),
    row(
        "403",
        "singapay",
        (
            "no page documents it; it was seen where the partner id is not one of the host, and where the IP address is not registered",
            "`bayar doctor` says which, and prints the mail to the provider. A payment: look it up",
        ),
        (
            "tidak ada di halaman mana pun; pernah terlihat jika partner id bukan milik host itu, dan jika alamat IP belum terdaftar",
            "`bayar doctor` menunjukkan yang mana, dan mencetak surat untuk penyedia. Pembayaran: cek statusnya",
        ),
    ),
    row(
        "403",
        "finnet",
        (
            "a refusal that the responseCode beside it names; without one, something on the way answered, or the IP address is not registered",
            "`bayar codes` with the responseCode; without one `bayar doctor`",
        ),
        (
            "penolakan yang disebut responseCode di sampingnya; tanpa kode itu, ada yang menjawab di tengah jalan, atau alamat IP belum terdaftar",
            "`bayar codes` dengan responseCode itu; tanpa kode itu `bayar doctor`",
        ),
    ),
    row(
        "403",
        "paycombat",
        (
            "no page documents it; the token or the merchant identifier was probably not accepted",
            "`bayar doctor` tries the token; ask PayCombat whether it wants to know the IP address. An effect: read the customer back",
        ),
        (
            "tidak ada di halaman mana pun; token atau merchant identifier mungkin tidak diterima",
            "`bayar doctor` mencoba tokennya; tanyakan kepada PayCombat apakah alamat IP perlu didaftarkan. Jika ada efek: baca kembali pelanggannya",
        ),
    ),
    row(
        "404",
        "singapay",
        (
            "with code 06 there is no such bill or transaction; without a code no such path",
            "check customer, reference or path. A payment: look it up",
        ),
        (
            "dengan kode 06 tagihan atau transaksinya tidak ada; tanpa kode, path-nya tidak ada",
            "periksa pelanggan, referensi, atau path. Pembayaran: cek statusnya",
        ),
    ),
    row(
        "404",
        "finnet",
        ("the responseCode beside it says what there is not", "`bayar codes` with the responseCode"),
        ("responseCode di sampingnya menyebut apa yang tidak ada", "`bayar codes` dengan responseCode itu"),
    ),
    row(
        "404",
        "paycombat",
        (
            "no page documents it; there is probably no such customer",
            "check the id, and that the token is of the same environment",
        ),
        (
            "tidak ada di halaman mana pun; pelanggannya mungkin tidak ada",
            "periksa id-nya, dan apakah tokennya milik lingkungan yang sama",
        ),
    ),
    Status {
        standing: Some("refused"),
        ..row(
            "422",
            "singapay",
            (
                "bad input, with code 04; the answer names the field",
                "correct it. Of a payment nothing was done; with another code look it up",
            ),
            (
                "masukan salah, dengan kode 04; jawabannya menyebut kolomnya",
                "perbaiki. Pembayaran tidak dijalankan; jika kodenya lain, cek statusnya",
            ),
        )
    },
    row(
        "429",
        "any",
        (
            "too many requests; no provider here documents a limit, and only SNAP has a code for it (429-00)",
            "try later, after Retry-After if it is there, and lower limits.requests_per_second. A payment: look it up first",
        ),
        (
            "terlalu banyak permintaan; tidak ada penyedia yang mendokumentasikan batasnya, dan hanya SNAP yang punya kode untuk itu (429-00)",
            "coba lagi nanti, setelah Retry-After jika ada, dan turunkan limits.requests_per_second. Pembayaran: cek statusnya dahulu",
        ),
    ),
    row(
        "4xx",
        "any",
        (
            "no page of these providers documents it",
            "read the answer (`bayar api … --include`), and `bayar doctor`. A payment: look it up",
        ),
        (
            "tidak ada di halaman mana pun dari para penyedia ini",
            "baca jawabannya (`bayar api … --include`), dan jalankan `bayar doctor`. Pembayaran: cek statusnya",
        ),
    ),
    row(
        "5xx",
        "singapay",
        (
            "the provider, or something before it, is in trouble; with code 99 the text asks to try again",
            "don't send a payment again, whatever the text says: look it up. What only reads may be tried later",
        ),
        (
            "ada gangguan di penyedia atau di depannya; dengan kode 99, teksnya mengajak mencoba lagi",
            "jangan kirim ulang pembayaran, apa pun kata teksnya: cek statusnya. Yang hanya membaca boleh dicoba lagi nanti",
        ),
    ),
    row(
        "5xx",
        "finnet",
        (
            "the provider is in trouble (500xx00, 504xx00), and the request may have been carried out",
            "ask for the status before anything else; don't send under a new reference",
        ),
        (
            "ada gangguan di penyedia (500xx00, 504xx00), dan permintaannya mungkin sudah dijalankan",
            "cek statusnya sebelum apa pun; jangan kirim dengan referensi baru",
        ),
    ),
    row(
        "5xx",
        "paycombat",
        (
            "no page documents it; the provider is in trouble, and the request may have been carried out",
            "read the customer back before anything else",
        ),
        (
            "tidak ada di halaman mana pun; ada gangguan di penyedia, dan permintaannya mungkin sudah dijalankan",
            "baca kembali pelanggannya sebelum apa pun",
        ),
    ),
];

impl Status {
    fn report(&self, code: &str, lang: Lang) -> CodeReport {
        let (meaning, next_step) = match lang {
            Lang::Id => self.indonesian,
            _ => self.english,
        };
        CodeReport {
            provider: self.provider.to_owned(),
            code: code.to_owned(),
            message: format!("{meaning}: {next_step}"),
            meaning: meaning.to_owned(),
            next_step: next_step.to_owned(),
            standing: self.standing.map(str::to_owned),
            note: None,
        }
    }
}

pub(super) fn all(lang: Lang) -> impl Iterator<Item = CodeReport> {
    TABLE.iter().map(move |status| status.report(status.code, lang))
}

/// A class as the list shows it.
pub(super) fn class(code: &str, lang: Lang) -> Vec<CodeReport> {
    all(lang).filter(|row| row.code.eq_ignore_ascii_case(code)).collect()
}

/// What is said of one status, or else of its class; nothing for what is no status.
pub(super) fn one(status: u16, lang: Lang) -> Vec<CodeReport> {
    let (code, class) = (status.to_string(), format!("{}xx", status / 100));
    let rows = |wanted: &str| -> Vec<_> {
        TABLE.iter().filter(|row| row.code == wanted).map(|row| row.report(&code, lang)).collect()
    };
    let own = rows(&code);
    if own.is_empty() { rows(&class) } else { own }
}
