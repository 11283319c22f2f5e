//! Bahasa Indonesia.
//!
//! Comes in: one sentence for the cause and one for the fix of each problem. Stays out: values.

use super::Words;
use crate::snap::explain::difference::Difference;
use crate::snap::explain::problem::Problem;

pub(super) const CLEAN: &str = "Tidak ada yang salah: header dan signature sudah sesuai dengan yang diminta penyedia.";
pub(super) const FIX: &str = "Perbaikan:";

pub(super) fn seconds(ahead: i64) -> String {
    let (count, side) = (ahead.unsigned_abs(), if ahead < 0 { "lebih lambat" } else { "lebih cepat" });
    format!(" Selisihnya {count} detik {side} dari waktu sekarang.")
}

pub(super) fn difference(difference: &Difference) -> String {
    let (at, sent, signed) = (difference.at(), difference.sent(), difference.signed());
    format!(" Perbedaan pertama pada byte {at}: dikirim «{sent}», ditandatangani «{signed}».")
}

pub(super) fn words(problem: &Problem) -> Words {
    header(problem)
        .or_else(|| signature(problem))
        .or_else(|| path(problem))
        .or_else(|| body(problem))
        .unwrap_or_else(|| rest(problem))
}

#[rustfmt::skip]
fn header(problem: &Problem) -> Option<Words> {
    Some(match problem {
        Problem::MissingHeader(_) => ("Header {header} tidak ada atau kosong.", "Kirim {header}; isinya ada di tabel header milik penyedia."),
        Problem::DoubledHeader(_) => ("Header {header} dikirim lebih dari satu kali.", "Kirim {header} satu kali saja; periksa middleware atau proxy yang menambahkannya lagi."),
        Problem::HeaderForm(_) => ("Nilai {header} terlalu panjang atau memuat karakter yang tidak diterima penyedia.", "Tulis {header} sesuai tabel header milik penyedia; X-EXTERNAL-ID hanya berisi angka."),
        Problem::NoBearer(_) => ("Nilai {header} tidak diawali \"Bearer \".", "Tulis \"Bearer \" di depan token pada {header}; di string to sign token berdiri sendiri."),
        Problem::ContentType => ("Ada body, tetapi Content-Type bukan application/json.", "Kirim Content-Type: application/json."),
        Problem::TimestampForm => ("X-TIMESTAMP tidak ditulis dalam format yang diminta penyedia.", "Tulis seperti 2026-01-02T03:04:05+07:00, kecuali dokumen penyedia menunjukkan format lain."),
        Problem::TimestampSkew => ("X-TIMESTAMP terlalu jauh dari waktu sekarang.", "Setel jam server dengan NTP, dan buat waktu baru untuk setiap percobaan."),
        Problem::TimestampNotSigned => ("Timestamp yang ditandatangani berbeda dengan X-TIMESTAMP yang dikirim.", "Buat teksnya satu kali untuk setiap percobaan, lalu pakai karakter yang sama di header dan di string to sign."),
        _ => return None,
    })
}

#[rustfmt::skip]
fn signature(problem: &Problem) -> Option<Words> {
    Some(match problem {
        Problem::SignatureHex => ("Signature ditulis dalam hex, sedangkan penyedia meminta base64.", "Encode byte mentah signature dengan base64."),
        Problem::SignatureBase64 => ("Signature ditulis dalam base64, sedangkan penyedia meminta hex huruf kecil.", "Tulis byte mentah signature dalam hex huruf kecil."),
        Problem::SignatureCase => ("Huruf besar dan kecil pada signature berubah.", "Jangan ubah huruf pada X-SIGNATURE: base64 membedakan huruf besar dan kecil, dan hex memakai huruf kecil."),
        Problem::SignatureAlphabet => ("Signature memakai base64 untuk URL, atau padding-nya hilang.", "Pakai base64 dengan alfabet standar (+ dan /) dan = di akhir."),
        Problem::SignatureTwice => ("Teks hex dari signature di-encode sekali lagi dengan base64.", "Encode byte mentahnya dengan base64, bukan teks hex-nya."),
        Problem::SignatureUnreadable => ("X-SIGNATURE bukan base64 atau hex dengan panjang sebuah signature.", "Periksa isi yang ditulis kode Anda: 64 byte untuk HMAC-SHA512, 256 byte untuk RSA 2048, lalu base64."),
        Problem::Separators => ("Bagian-bagian digabung dengan pemisah lain, atau ada baris baru di akhir yang ikut ditandatangani.", "Gabungkan dengan : untuk transaksi dan | untuk token, tanpa apa pun setelah timestamp."),
        Problem::Formula => ("Rumus yang ditandatangani bukan rumus yang diminta.", "Token: client_id|timestamp dengan RSA. Transaksi dengan token: lima bagian dengan HMAC-SHA512. Tanpa token: empat bagian dengan RSA, tanpa bagian kosong."),
        Problem::SecretSpaces => ("Spasi atau baris baru di ujung client secret membuat hasilnya berbeda.", "Hapus spasi dan baris baru di sekitar secret pada tempat penyimpanannya."),
        Problem::SecretDecoded => ("Client secret di-decode dari base64 atau hex sebelum dipakai.", "Pakai teks secret apa adanya; byte UTF-8-nya adalah kuncinya."),
        Problem::Algorithm => ("Signature dibuat dengan hash yang lain.", "Pakai HMAC-SHA512 untuk signature simetris, dan RSA PKCS#1 v1.5 dengan SHA-256 untuk signature asimetris."),
        _ => return None,
    })
}

#[rustfmt::skip]
fn path(problem: &Problem) -> Option<Words> {
    Some(match problem {
        Problem::Method => ("Method yang ditandatangani berbeda atau ditulis dengan huruf kecil.", "Tandatangani method request dengan huruf besar, misalnya POST."),
        Problem::HostSigned => ("Skema dan host ikut ditandatangani bersama path.", "Tandatangani path mulai dari / pertama, tanpa https:// dan host."),
        Problem::QueryNotSigned => ("Query dikirim tetapi tidak ditandatangani.", "Tandatangani path beserta query-nya, persis seperti pada baris request."),
        Problem::QuerySigned => ("Query ikut ditandatangani, sedangkan penyedia ini tidak menyertakannya.", "Tandatangani path sampai sebelum tanda ?, tanpa lanjutannya."),
        Problem::QueryOrder => ("Parameter ditandatangani dalam urutan atau encoding yang berbeda dari permintaan penyedia.", "Tandatangani query dengan urutan milik penyedia: seperti yang dikirim, atau diurutkan menurut nama dan nilai bila dokumennya meminta."),
        Problem::PathPrefix => ("Awalan path ditandatangani atau dihilangkan, berlawanan dengan aturan penyedia.", "Bandingkan path pada contoh penyedia dengan path Anda mulai dari / pertama; atur awalan path di profil."),
        Problem::PathSlash => ("Path ditandatangani dengan garis miring yang berbeda di ujungnya.", "Tandatangani path persis seperti dipanggil, dengan satu / di awal."),
        Problem::PathEncoding => ("Path ditandatangani dengan percent-encoding lain atau dengan huruf kecil.", "Tandatangani teks yang ada pada baris request, setelah percent-encoding."),
        Problem::PathOther => ("Path yang ditandatangani adalah path lain.", "Tandatangani path request ini; periksa proxy yang mengubahnya."),
        Problem::BearerSigned => ("\"Bearer \" ikut ditandatangani bersama token.", "Tandatangani token saja; \"Bearer \" hanya untuk header."),
        Problem::TokenNotSigned => ("Token tidak ada di string to sign.", "Letakkan token B2B di antara path dan hash body."),
        Problem::CustomerTokenSigned => ("Yang ditandatangani token customer, bukan token B2B.", "Tandatangani token B2B (Authorization), juga bila Authorization-Customer dikirim."),
        Problem::TokenOther => ("Token yang ditandatangani berbeda dengan token di Authorization.", "Ambil token dari cache satu kali untuk setiap percobaan, lalu pakai untuk header dan signature."),
        Problem::ClientId => ("Client id yang ditandatangani berbeda dengan X-CLIENT-KEY.", "Tandatangani nilai X-CLIENT-KEY: client_id|timestamp."),
        _ => return None,
    })
}

#[rustfmt::skip]
fn body(problem: &Problem) -> Option<Words> {
    Some(match problem {
        Problem::NotMinified => ("Spasi di antara nilai ikut ditandatangani.", "Serialisasi body satu kali tanpa spasi, lalu tandatangani dan kirim byte itu; atau minify sebelum di-hash."),
        Problem::BodySlashes => ("Garis miring ditulis sebagai \\/ di satu sisi saja, jadi body diserialisasi dua kali.", "Tandatangani dan kirim byte yang sama; di PHP pakai JSON_UNESCAPED_SLASHES."),
        Problem::BodyUnicode => ("Huruf di luar ASCII ditulis sebagai \\u di satu sisi saja, jadi body diserialisasi dua kali.", "Tandatangani dan kirim byte yang sama; di Python pakai ensure_ascii=False di kedua sisi, di PHP JSON_UNESCAPED_UNICODE."),
        Problem::BodyHtml => ("Karakter < > & di-escape di satu sisi saja, jadi body diserialisasi dua kali.", "Tandatangani dan kirim byte yang sama; di Go pakai SetEscapeHTML(false)."),
        Problem::BodyOrder => ("Urutan key yang ditandatangani berbeda, jadi body diserialisasi dua kali.", "Tandatangani dan kirim byte yang sama; jangan mengurutkan key di antaranya."),
        Problem::BodySpaces => ("Spasi di dalam teks dihapus sebelum ditandatangani.", "Hapus spasi di antara nilai saja; nama dan nomor rekening yang diberi spasi tetap seperti aslinya."),
        Problem::BodyNumbers => ("Angka ditandatangani dengan penulisan lain, jadi body diurai dan dicetak ulang di antaranya.", "Tandatangani dan kirim byte yang sama; tulis uang sebagai teks, misalnya \"10000.00\"."),
        Problem::BodyNulls => ("Nilai null dihilangkan sebelum ditandatangani.", "Tandatangani dan kirim byte yang sama; hilangkan null di keduanya atau tidak sama sekali."),
        Problem::BodyEmpty => ("Body kosong ditandatangani sebagai {} (atau sebaliknya).", "Tanpa body, tandatangani SHA-256 dari teks kosong: e3b0c442...b855."),
        Problem::BodyTwice => ("Teks JSON di-encode sekali lagi sebagai teks JSON sebelum ditandatangani.", "Panggil serializer satu kali; teks yang sudah JSON jangan diproses lagi."),
        Problem::BodyOther => ("Body yang ditandatangani berbeda dengan body yang dikirim.", "Simpan byte yang ditandatangani lalu kirim byte itu; periksa middleware yang mengubah body."),
        Problem::HashForm => ("Hash body ditulis tidak dalam hex huruf kecil.", "Tulis SHA-256 dari body dalam hex huruf kecil: 64 karakter."),
        _ => return None,
    })
}

fn rest(problem: &Problem) -> Words {
    match problem {
        Problem::WrongKey => (
            "Tidak ada kesalahan yang dikenal yang cocok: kemungkinan besar secret atau key lain yang dipakai, atau body berubah di perjalanan.",
            "Pastikan secret atau key milik client id dan environment ini; berikan string to sign dari pengirim untuk tahu lebih banyak.",
        ),
        _ => (
            "Ada yang salah tetapi belum ada penjelasannya.",
            "Bandingkan string to sign kedua sisi bagian demi bagian.",
        ),
    }
}
