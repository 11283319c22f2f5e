//! What stands between this machine and the provider.
//!
//! Texts only. An Indonesian text says what the English one says; the English ones are at [`Obstacle::text`].

use super::Lang;
use crate::Obstacle;

impl Obstacle {
    /// What it is and what to check, in one sentence.
    #[must_use]
    pub fn message(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.text(),
            Lang::Id => self.indonesian(),
        }
    }

    fn indonesian(self) -> &'static str {
        match self {
            Self::Name => {
                "nama host (atau nama proxy) tidak punya alamat; tidak ada yang dikirim. Periksa ejaan dan server nama"
            }
            Self::Refused => {
                "tidak ada yang mendengarkan di alamat dan port ini; tidak ada yang dikirim. Periksa alamat, proxy, dan firewall"
            }
            Self::Silence => {
                "tidak ada koneksi dalam batas waktu; tidak ada yang dikirim. Periksa jaringan, firewall, dan connect_timeout"
            }
            Self::Proxy => {
                "proxy tidak membuka jalan; tidak ada yang dikirim. Periksa alamat proxy, login, dan aturannya"
            }
            Self::Certificate => {
                "sertifikat server tidak dipercaya; tidak ada yang dikirim. Periksa sertifikat CA yang diisi, dan apakah ada yang mengganti sertifikat di tengah jalan"
            }
            Self::CertificateExpired => {
                "sertifikat server sudah berakhir atau belum berlaku; tidak ada yang dikirim. Periksa jam mesin ini; jika benar, beri tahu penyedia"
            }
            Self::CertificateName => {
                "sertifikat server milik host lain; tidak ada yang dikirim. Periksa alamat, dan apakah ada proxy yang menjawab sebagai gantinya"
            }
            Self::ClientCertificate => {
                "server meminta sertifikat klien, atau menolak yang diberikan. Isi network.client_certificate dan client_key, atau tanyakan kepada penyedia sertifikat mana yang diterima"
            }
            Self::Tls => "TLS gagal; tidak ada yang dikirim. Periksa apakah port itu memakai TLS, dan sertifikat klien",
            Self::Other => "koneksi tidak dapat dibuat; tidak ada yang dikirim. Periksa alamat, jaringan, dan firewall",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_obstacle_has_two_texts() {
        for obstacle in [
            Obstacle::Name,
            Obstacle::Refused,
            Obstacle::Silence,
            Obstacle::Proxy,
            Obstacle::Certificate,
            Obstacle::CertificateExpired,
            Obstacle::CertificateName,
            Obstacle::ClientCertificate,
            Obstacle::Tls,
            Obstacle::Other,
        ] {
            let (en, id) = (obstacle.message(Lang::En), obstacle.message(Lang::Id));
            assert_ne!(en, id);
            // A server that wants a client certificate may say so after the request has left.
            let not_sent = obstacle != Obstacle::ClientCertificate;
            assert_eq!(en.contains("nothing was sent"), not_sent, "{en}");
            assert_eq!(id.contains("tidak ada yang dikirim"), not_sent, "{id}");
        }
    }
}
