//! What became of each bill: a line, a count, a document.
//!
//! Declarations, and how they are written.

use crate::{exit::Exit, journal, next::Invocation, printer::columns, say::say};
use bayar::{
    ErrorKind, Lang, Rupiah,
    payments::{
        Outcome, PayError, PayErrorKind,
        machine::{Receipt, State},
    },
};
use schemars::JsonSchema;
use serde::Serialize;
use std::error::Error as StdError;

/// What became of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// The provider says that it is paid.
    Paid,
    /// It may be paid, now or later: keep the money on hold.
    Open,
    /// Not paid, with proof.
    NotPaid,
    /// It was paid and given back.
    Refunded,
    /// Nothing was sent for it.
    NotSent,
}

impl Word {
    pub(super) const ALL: [Self; 5] = [Self::Paid, Self::Open, Self::NotPaid, Self::Refunded, Self::NotSent];

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Open => "open",
            Self::NotPaid => "not_paid",
            Self::Refunded => "refunded",
            Self::NotSent => "not_sent",
        }
    }
}

/// One line of the results.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ResultLine {
    /// The key of the input.
    pub key: String,
    /// What became of it.
    pub outcome: Word,
    /// The price that was agreed, exact; null if none was had.
    pub price: Option<String>,
    /// The provider's id.
    pub transaction_id: Option<String>,
    /// Why it stands there; empty if there is nothing to say.
    pub reason: String,
    /// How the command would end if this were the only bill.
    #[serde(skip)]
    pub(super) exit: Exit,
}

impl ResultLine {
    pub(super) fn of_outcome(key: &str, outcome: &Outcome, lang: Lang) -> Self {
        let payment = outcome.payment();
        let why = payment.reason().map(journal::reason);
        let (outcome, exit, reason) = match outcome {
            Outcome::Paid(_) if payment.receipt() == Receipt::Missing => {
                let text = say(lang, "the receipt has not come yet", "bukti pembayarannya belum datang");
                (Word::Paid, Exit::Done, text.to_owned())
            }
            Outcome::Paid(_) => (Word::Paid, Exit::Done, String::new()),
            Outcome::NotPaid(_) if payment.state() == State::Cancelled => {
                (Word::NotPaid, Exit::Declined, cancelled(&why.unwrap_or_default(), lang))
            }
            Outcome::NotPaid(_) => (Word::NotPaid, Exit::Declined, why.unwrap_or_default()),
            Outcome::Refunded(_) => (Word::Refunded, Exit::Declined, why.unwrap_or_default()),
            Outcome::Open(_) => {
                let state = payment.state();
                let text = why.map_or(state.to_string(), |why| format!("{state}: {why}"));
                (Word::Open, journal::exit_of([state]), text)
            }
        };
        let price = payment.paid().or(payment.price()).map(Rupiah::to_decimal);
        let transaction_id = payment.transaction_id().map(str::to_owned);
        Self { key: key.to_owned(), outcome, price, transaction_id, reason, exit }
    }

    /// Nothing was sent.
    pub(super) fn of_error(key: &str, error: &PayError, invocation: &Invocation) -> Self {
        let exit = if is_final(error) { Exit::Declined } else { Exit::NotSent };
        let next = match error.kind() {
            PayErrorKind::KeyReused(id) => {
                reused(&invocation.payments(&["show", &id.to_string()]).to_string(), invocation.lang)
            }
            _ => String::new(),
        };
        Self::not_sent(key, journal::whole(error) + &next, exit)
    }

    pub(super) fn not_sent(key: &str, reason: String, exit: Exit) -> Self {
        Self { key: key.to_owned(), outcome: Word::NotSent, price: None, transaction_id: None, reason, exit }
    }

    /// Nobody knows.
    pub(super) fn open(key: &str, reason: String) -> Self {
        Self { outcome: Word::Open, ..Self::not_sent(key, reason, Exit::Unknown) }
    }
}

fn cancelled(why: &str, lang: Lang) -> String {
    match lang {
        Lang::Id => format!("dibatalkan sebelum dikirim: {why}; kuncinya sudah terpakai"),
        _ => format!("cancelled before it was sent: {why}; its key is spent"),
    }
}

/// What has the key may be this very bill, at another price: a new key by itself might pay it twice.
fn reused(look: &str, lang: Lang) -> String {
    match lang {
        Lang::Id => {
            format!(" untuk baris ini; lihat {look}: hanya pembayaran yang memang lain boleh memakai kunci baru")
        }
        _ => format!(" for this row; see {look}: only what is another payment takes a new key"),
    }
}

/// The same again would bring the same.
fn is_final(error: &PayError) -> bool {
    let refused = || {
        let cause = error.source().and_then(|cause| cause.downcast_ref::<bayar::Error>());
        // The provider's own word; a gateway that stumbles says nothing about the bill.
        let is_word =
            |e: &bayar::Error| e.code().is_some() && e.status().is_none_or(|status| !status.is_server_error());
        cause.is_some_and(|e| e.kind() == ErrorKind::Invalid || e.kind() == ErrorKind::Refused && is_word(e))
    };
    match error.kind() {
        PayErrorKind::Invalid | PayErrorKind::KeyReused(_) | PayErrorKind::AboveLimit | PayErrorKind::QuoteExpired => {
            true
        }
        PayErrorKind::NoQuote => refused(),
        _ => false,
    }
}

/// How many there are of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Counts {
    /// Paid.
    pub paid: usize,
    /// It may be paid.
    pub open: usize,
    /// Not paid, with proof.
    pub not_paid: usize,
    /// Paid and given back.
    pub refunded: usize,
    /// Nothing was sent.
    pub not_sent: usize,
}

impl Counts {
    pub(super) fn add(&mut self, word: Word) {
        *match word {
            Word::Paid => &mut self.paid,
            Word::Open => &mut self.open,
            Word::NotPaid => &mut self.not_paid,
            Word::Refunded => &mut self.refunded,
            Word::NotSent => &mut self.not_sent,
        } += 1;
    }

    fn of(self, word: Word) -> usize {
        match word {
            Word::Paid => self.paid,
            Word::Open => self.open,
            Word::NotPaid => self.not_paid,
            Word::Refunded => self.refunded,
            Word::NotSent => self.not_sent,
        }
    }

    /// `paid 3, open 1`: what there is none of is left out.
    pub(super) fn words(self) -> String {
        let some = Word::ALL.into_iter().filter(|word| self.of(*word) > 0);
        let parts: Vec<_> = some.map(|word| format!("{} {}", word.text().replace('_', " "), self.of(word))).collect();
        parts.join(", ")
    }
}

/// What `bayar pay --json` prints.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BatchReport {
    /// How the command ends.
    pub exit: Exit,
    /// How many there are of each.
    pub counts: Counts,
    /// The sum of what is paid, exact; also of what an earlier run paid.
    pub paid_total: String,
    /// Why it stopped before the end, if it did.
    pub stopped: Option<String>,
    /// One for each bill, in the order of the file.
    pub results: Vec<ResultLine>,
}

impl BatchReport {
    pub(super) fn new(results: Vec<ResultLine>, stopped: Option<String>) -> Self {
        let mut counts = Counts::default();
        results.iter().for_each(|line| counts.add(line.outcome));
        let paid = results.iter().filter(|line| line.outcome == Word::Paid).filter_map(|line| line.price.as_deref());
        let paid_total = paid
            .filter_map(|price| price.parse::<Rupiah>().ok())
            .fold(Rupiah::ZERO, |sum, price| sum.checked_add(price).unwrap_or(sum));
        let worst = [Exit::Unknown, Exit::Pending, Exit::NotSent, Exit::Declined];
        let exit = worst.into_iter().find(|exit| results.iter().any(|line| line.exit == *exit)).unwrap_or(Exit::Done);
        Self { exit, counts, paid_total: paid_total.to_decimal(), stopped, results }
    }

    pub(super) fn summary(&self, invocation: &Invocation) -> String {
        let total = self.paid_total.parse::<Rupiah>().map(|total| total.to_string()).unwrap_or_default();
        let mut pairs = vec![("bills", self.results.len().to_string()), ("outcomes", self.counts.words())];
        pairs.push(("paid", total));
        pairs.extend(self.stopped.clone().map(|why| ("stopped", why)));
        pairs.extend(self.next(invocation).map(|next| ("next", next)));
        columns(&pairs)
    }

    fn next(&self, invocation: &Invocation) -> Option<String> {
        let (recover, review) = (invocation.recover(), invocation.payments(&["review"]));
        Some(match (self.exit, invocation.lang) {
            (Exit::Unknown, Lang::Id) => format!(
                "tahan uang dari yang masih terbuka, jangan bayar lagi dengan cara lain, dan cek lagi statusnya:\n  {recover}\n  {review}"
            ),
            (Exit::Unknown, _) => format!(
                "keep the money of what is open on hold, don't pay it another way, and look again:\n  {recover}\n  {review}"
            ),
            (Exit::Pending, Lang::Id) => format!("penyedia masih memprosesnya; cek lagi statusnya:\n  {recover}"),
            (Exit::Pending, _) => format!("the provider is still working on it; look again:\n  {recover}"),
            (Exit::NotSent, lang) => say(
                lang,
                "run the same command again: what is paid is not paid again",
                "jalankan perintah yang sama lagi: yang sudah dibayar tidak dibayar lagi",
            )
            .to_owned(),
            _ => return None,
        })
    }

    /// As CSV.
    pub(super) fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(vec![]);
        let header = ["key", "outcome", "price", "transaction_id", "reason"].map(str::to_owned);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let fields = |line: &ResultLine| {
            let (price, id) = (text(&line.price), text(&line.transaction_id));
            [line.key.clone(), line.outcome.text().to_owned(), price, id, line.reason.clone()]
        };
        for record in [header].into_iter().chain(self.results.iter().map(fields)) {
            // Memory takes everything, and each record has five fields.
            _ = writer.write_record(record);
        }
        writer.into_inner().unwrap_or_default()
    }
}
