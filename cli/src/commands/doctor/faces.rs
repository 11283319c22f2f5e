//! The two faces of PayCombat: which of them an account has the credentials for.
//!
//! May use: bayar's PayCombat, sockets. Finds out by rehearsed requests, of which nothing is sent.

use super::{
    Check,
    checks::{accepts, way},
    say,
};
use crate::rehearsal::Rehearsal;
use bayar::{AnyRequest, Error, ErrorKind, Lang, PayCombat, config::Account, raw::paycombat_legacy::ClientInfo};
use http::Method;
use std::sync::Arc;

pub(super) struct Faces {
    /// Whether there is a token, for the merchant face.
    pub(super) merchant: bool,
    /// Whether there is a merchant identifier and an address to use it at, for the early face.
    identifier: bool,
    early_url: Option<String>,
}

impl Faces {
    pub(super) async fn of(account: Account, client: &PayCombat) -> Self {
        let early_url = client.raw_legacy().ok().map(|early| early.baseurl().to_owned());
        let stage = account.change_settings(|settings| settings.seam(Arc::<Rehearsal>::default()));
        let Ok(stage) = PayCombat::connect(stage) else {
            return Self { merchant: true, identifier: false, early_url };
        };
        let merchant = is_sealed(stage.request(Method::GET, "/")).await;
        let identifier = match stage.request_legacy(Method::GET, "/") {
            Ok(request) => is_sealed(request).await,
            Err(_) => false,
        };
        Self { merchant, identifier, early_url }
    }

    /// Whether the host at this address is of any use to the account.
    pub(super) fn looks_at(&self, base_url: &str) -> bool {
        self.merchant || self.identifier && self.early_url.as_deref() == Some(base_url)
    }

    /// The early face, as far as it can be looked at: its one known operation deletes.
    pub(super) async fn early(&self, base_url: &str, proxy: Option<&str>, lang: Lang, checks: &mut Vec<Check>) {
        let Some(url) = self.early_url.as_deref() else {
            checks.extend((!self.merchant).then(|| without_address(lang)));
            return;
        };
        if self.identifier && (url == base_url || reach(url, proxy, lang, checks).await) {
            checks.push(unproven(url, lang));
        }
    }
}

/// Whether the account has what this request is authenticated with.
async fn is_sealed(request: AnyRequest) -> bool {
    let sent: Result<_, Error> = request.send().await;
    sent.is_err_and(|error| error.kind() == ErrorKind::Rehearsed)
}

/// A socket of our own: the library's probe is of the merchant face. Behind a proxy only the way to the proxy can be seen.
async fn reach(url: &str, proxy: Option<&str>, lang: Lang, checks: &mut Vec<Check>) -> bool {
    if !way(url, proxy, lang, checks).await {
        return false;
    }
    if proxy.is_some() || accepts(url).await {
        return true;
    }
    let found = say(lang, "nobody answers at", "tidak ada yang menjawab di");
    let next = say(
        lang,
        "check legacy_base_url with PayCombat, and that outgoing TCP to it is allowed",
        "periksa legacy_base_url dengan PayCombat, dan apakah TCP keluar ke sana diizinkan",
    );
    checks.push(Check::failed("early face", format!("{found} {url}"), next));
    false
}

fn unproven(url: &str, lang: Lang) -> Check {
    let found = say(
        lang,
        "not proven: merchant_identifier, and TLS of another host than the merchant face's. All that is known of this face deletes a customer",
        "belum terbukti: merchant_identifier, dan TLS jika host-nya bukan host merchant face. Satu-satunya operasi yang diketahui di sini menghapus pelanggan",
    );
    let next = say(
        lang,
        "the first `bayar customer delete` will show",
        "`bayar customer delete` yang pertama akan menunjukkannya",
    );
    Check::warning("early face", format!("{url}: {found}"), next)
}

fn without_address(lang: Lang) -> Check {
    let found = say(
        lang,
        "there is no token for the merchant face, and no address of the early face: nothing can be called",
        "tidak ada token untuk merchant face, dan tidak ada alamat early face: tidak ada yang dapat dipanggil",
    );
    let next = say(
        lang,
        "add token, or legacy_base_url; no page shows that address, so ask PayCombat",
        "tambahkan token, atau legacy_base_url; tidak ada halaman yang memuat alamat itu, jadi tanyakan kepada PayCombat",
    );
    Check::failed("early face", found, next)
}
