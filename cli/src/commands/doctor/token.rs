//! Whether the provider takes the credentials: a token request, or one read where there is none.
//!
//! May use: bayar's clients. Asks for nothing that has an effect.

use super::{Check, checks::Client, forbidden, say};
use crate::failure::message;
use bayar::{Error, Lang, PayCombat};

/// An id in the form of the samples that no customer has.
const NOBODY: &str = "customer_00000000000000000000000000000000";

pub(super) async fn token(client: &Client, lang: Lang) -> Check {
    let (provider, signs, result) = match client {
        Client::Singapay(client) => ("Singapay", false, client.authenticate().await),
        Client::Finnet(client) => ("Finnet", true, client.authenticate().await),
        Client::PayCombat(client) => return personal(client, lang).await,
    };
    match result {
        Ok(()) if signs => half_proven(lang),
        Ok(()) => Check::ok(
            "token",
            say(lang, "granted; client id and secret fit", "diberikan; client id dan client secret cocok"),
        ),
        Err(error) => match status(&error) {
            Some(403) => forbidden::check(provider, &error, lang),
            Some(401) => refused(signs, &error, lang),
            _ => without_answer(&error, lang),
        },
    }
}

fn status(error: &Error) -> Option<u16> {
    error.status().map(|status| status.as_u16())
}

fn without_answer(error: &Error, lang: Lang) -> Check {
    let next = say(lang, "see docs/troubleshooting.md for this message", "lihat pesan ini di docs/troubleshooting.md");
    Check::failed("token", message(error, lang), next)
}

fn half_proven(lang: Lang) -> Check {
    let found = say(
        lang,
        "granted; client id and key pair fit. Not proven: the client secret, which no token request carries",
        "diberikan; client id dan pasangan kunci cocok. Belum terbukti: client secret, yang tidak ikut dalam permintaan token",
    );
    let next = say(
        lang,
        "the first signed call will show: a wrong one gives HTTP 401, code 401xx00",
        "panggilan bertanda tangan yang pertama akan menunjukkannya: yang salah mendapat HTTP 401, kode 401xx00",
    );
    Check::warning("token", found, next)
}

fn refused(signs: bool, error: &Error, lang: Lang) -> Check {
    let next = if signs {
        say(
            lang,
            "one of these: the private key is not the one whose public half Finnet has (compare the SHA-256 above with them), the client id is of another environment, or the clock is off",
            "salah satu dari ini: kunci privat bukan pasangan kunci publik yang ada di Finnet (bandingkan SHA-256 di atas dengan mereka), client id milik lingkungan lain, atau jam tidak tepat",
        )
    } else {
        say(
            lang,
            "client_id or client_secret is wrong, or of the other environment: sandbox and production have different ones",
            "client_id atau client_secret salah, atau milik lingkungan lain: sandbox dan production punya yang berbeda",
        )
    };
    Check::failed("token", message(error, lang), next)
}

/// PayCombat has no token request; asking for a customer that there is not shows what it makes of the token.
async fn personal(client: &PayCombat, lang: Lang) -> Check {
    let Err(error) = client.customers().get(NOBODY).await else {
        return Check::ok("token", say(lang, "accepted", "diterima"));
    };
    match status(&error) {
        Some(404) => {
            let found = say(
                lang,
                "accepted: an invented customer was asked for, and there is none (HTTP 404)",
                "diterima: pelanggan rekaan ditanyakan, dan memang tidak ada (HTTP 404)",
            );
            Check::ok("token", found)
        }
        Some(403) if forbidden::is_from_the_way(&error) || forbidden::is_of_the_address(&error) => {
            forbidden::check("PayCombat", &error, lang)
        }
        Some(401 | 403) => {
            let next = say(
                lang,
                "token is wrong, or of the other environment (in the samples those of tests begin with snd_); or PayCombat wants to know the IP address of this machine: ask them",
                "token salah, atau milik lingkungan lain (di contoh, token untuk uji coba diawali snd_); atau PayCombat perlu mengetahui alamat IP mesin ini: tanyakan kepada mereka",
            );
            Check::failed("token", message(&error, lang), next)
        }
        Some(_) => unclear(&error, lang),
        None => without_answer(&error, lang),
    }
}

fn unclear(error: &Error, lang: Lang) -> Check {
    let unproven = say(lang, "neither accepted nor refused", "tidak diterima dan tidak ditolak");
    let next = say(
        lang,
        "try a customer that there is: bayar customer get ID",
        "coba pelanggan yang ada: bayar customer get ID",
    );
    Check::warning("token", format!("{unproven}: {}", message(error, lang)), next)
}
