//! What `bill pay` and `prepaid buy` share: one payment of which this machine stores nothing, and look-ups of its end.
//!
//! May use: bayar's Singapay. Sends no payment: a look-up that fails or finds nothing changes nothing.

use crate::{
    exit::Exit,
    failure::Failure,
    next::Next,
    printer::Printer,
    say::say,
    standing::{exit, standing},
};
use bayar::{
    Effect, Error, ErrorKind, Lang, Rupiah,
    singapay::{Lookup, Receipt, Standing, Transaction},
};
use std::time::Duration;

/// Pauses before the look-ups; bounded, because a person waits.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];

/// The price was inquired and nothing was paid yet: here it can still be too high.
pub(crate) fn check_price(price: Rupiah, at_most: Option<Rupiah>, lang: Lang) -> Result<(), Failure> {
    if at_most.is_none_or(|most| price <= most) {
        return Ok(());
    }
    Err(Failure::Usage(match lang {
        Lang::Id => format!("harganya {price}, lebih dari --at-most; tidak ada yang dibayar"),
        _ => format!("the price is {price}, more than --at-most; nothing was paid"),
    }))
}

/// Before it is sent, whoever reads: if this machine stops, this is all that is left.
pub(crate) fn warn(reference: Option<&str>, printer: Printer) {
    let unguarded = say(
        printer.lang,
        "unguarded: nothing about this payment is stored on this machine",
        "tanpa pengaman: tidak ada apa pun tentang pembayaran ini yang disimpan di mesin ini",
    );
    let found = match reference {
        Some(_) => say(
            printer.lang,
            "it is found by its reference number, ",
            "pembayaran ini dicari dengan nomor referensinya, ",
        ),
        None => say(
            printer.lang,
            "it has no reference number: only the provider's list knows of it",
            "tidak ada nomor referensinya: hanya daftar transaksi penyedia yang mencatatnya",
        ),
    };
    printer.warn(&format!("{unguarded}; {found}{}", reference.unwrap_or_default()));
}

/// What ended an inquiry that was to be rehearsed, so that the payment can be rehearsed after it.
pub(crate) fn rehearsed<T>(inquiry: Result<T, Error>) -> Result<Error, Failure> {
    match inquiry {
        Err(error) if error.kind() == ErrorKind::Rehearsed => Ok(error),
        Err(error) => Err(error.into()),
        Ok(_) => Err(Failure::Machine("the rehearsal was answered; please report it".to_owned())),
    }
}

/// For a command of the library that the specification does not list.
pub(crate) fn unlisted<E>(_: E) -> Failure {
    Failure::Machine("the specification lacks this command; please report it".to_owned())
}

/// Where the payment stands: by its answer, and then by look-ups.
#[derive(Debug)]
pub(crate) struct Course {
    /// `paid`, `refused`, `not_paid`, `refunded`, `pending` or `unknown`.
    pub(crate) outcome: &'static str,
    pub(crate) exit: Exit,
    pub(crate) transaction_id: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) look_ups: u32,
    pub(crate) message: String,
    /// The newest that a look-up found.
    pub(crate) row: Option<Transaction>,
    lang: Lang,
}

impl Course {
    /// What the one call did.
    pub(crate) fn new(effect: &Effect<Receipt>, lang: Lang) -> Self {
        let said = effect.report();
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let (outcome, transaction_id) = match effect {
            Effect::Done(receipt) => ("paid", Some(receipt.transaction_id().to_owned())),
            _ => (effect.name(), owned(said.and_then(|r| r.reference()))),
        };
        Self {
            outcome,
            exit: Exit::of_effect(effect),
            transaction_id,
            code: owned(said.and_then(|r| r.code())),
            request_id: owned(said.and_then(|r| r.request_id())),
            look_ups: 0,
            message: said.map(|r| r.text(lang)).unwrap_or_default(),
            row: None,
            lang,
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        matches!(self.exit, Exit::Pending | Exit::Unknown)
    }

    /// Asks until it has ended, or until a person has waited long enough.
    pub(crate) async fn look_up(&mut self, ask: impl AsyncFn() -> Result<Lookup, Error>) {
        for pause in PAUSES {
            if !self.is_open() {
                return;
            }
            tokio::time::sleep(pause).await;
            self.look_ups += 1;
            match ask().await {
                Ok(Lookup::Found(row)) => self.found(*row),
                Ok(Lookup::Contradiction(_)) => return self.contradicted(),
                Ok(Lookup::Absent) | Err(_) => {}
            }
        }
    }

    fn found(&mut self, row: Transaction) {
        self.transaction_id = Some(row.transaction_id().to_owned());
        self.exit = exit(row.standing());
        self.outcome = match row.standing() {
            Standing::Unclear => "unknown",
            known => standing(known),
        };
        self.row = Some(row);
        if !self.is_open() {
            self.message.push_str(say(self.lang, "; the look-up found it", "; ditemukan lewat cek status"));
        }
    }

    fn contradicted(&mut self) {
        (self.exit, self.outcome) = (Exit::Unknown, "unknown");
        self.message.push_str(say(
            self.lang,
            "; the look-up found rows that contradict each other: a case for a person",
            "; cek status menemukan baris yang saling bertentangan: perlu diperiksa orang",
        ));
    }

    /// What to do about an open end.
    pub(crate) fn advise(&mut self, look: &Next) {
        if self.is_open() {
            let hold = say(
                self.lang,
                "keep the money on hold, don't pay again, and look again:",
                "tahan uangnya, jangan bayar lagi, dan cek lagi statusnya:",
            );
            self.message.push_str(&format!("\n{hold}\n  {look}"));
        }
    }
}
