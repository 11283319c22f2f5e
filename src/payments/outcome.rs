//! Where a payment stands, as the caller sees it.
//!
//! May use: the machine's data.

use super::machine::{IntentId, Reason, Receipt, Record, State};
use crate::{Personal, Rupiah};
use std::time::SystemTime;

/// Where a payment stands. Exhaustive on purpose: a new variant is a major release.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a payment may be open: match every case"]
pub enum Outcome {
    /// The provider says that it is paid.
    Paid(Payment),
    /// It may be paid, now or later: keep the customer's money on hold. [`Payment::state`] and [`Payment::reason`] say
    /// why. It closes by look-ups, or a person closes it.
    Open(Payment),
    /// Not paid, with proof, or never sent.
    NotPaid(Payment),
    /// It was paid and given back.
    Refunded(Payment),
}

impl Outcome {
    pub(super) fn of(record: Record) -> Self {
        let payment = Payment(Box::new(record));
        match payment.state() {
            State::Paid => Self::Paid(payment),
            State::NotPaid | State::Cancelled => Self::NotPaid(payment),
            State::Reversed => Self::Refunded(payment),
            _ => Self::Open(payment),
        }
    }

    /// The payment, wherever it stands.
    #[must_use]
    pub fn payment(&self) -> &Payment {
        match self {
            Self::Paid(payment) | Self::Open(payment) | Self::NotPaid(payment) | Self::Refunded(payment) => payment,
        }
    }
}

/// A payment as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment(pub(super) Box<Record>);

impl Payment {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &IntentId {
        &self.0.id
    }

    /// The account that pays.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.0.account
    }

    /// The caller's key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.0.key
    }

    /// The caller's own mark.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.0.tag.as_deref()
    }

    /// Where it stands, exactly.
    #[must_use]
    pub fn state(&self) -> State {
        self.0.state
    }

    /// Why it stands there.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        self.0.reason.as_ref()
    }

    /// The price that was agreed.
    #[must_use]
    pub fn price(&self) -> Option<Rupiah> {
        self.0.offer.as_ref().map(|offer| offer.price)
    }

    /// What was paid, if it was.
    #[must_use]
    pub fn paid(&self) -> Option<Rupiah> {
        self.0.paid
    }

    /// Whether what was paid for has come: with the payment, or later. The change feed tells when it comes.
    #[must_use]
    pub fn receipt(&self) -> Receipt {
        self.0.receipt
    }

    /// What was paid for, where a provider hands something out: the digits of a PLN token, a voucher. With the answer to the
    /// payment it is the token alone. After a look-up it is all that the provider tells beside the transaction (Singapay's
    /// `other_info`), as JSON, because no page says in which field the goods come. Nothing before [`receipt`](Self::receipt)
    /// is complete, for a product without goods, and after `forget`.
    #[must_use]
    pub fn goods(&self) -> Option<&Personal> {
        self.0.person.as_ref()?.goods.as_ref()
    }

    /// The provider's id of the transaction.
    #[must_use]
    pub fn transaction_id(&self) -> Option<&str> {
        self.0.transaction_id.as_deref()
    }

    /// When it changed last.
    #[must_use]
    pub fn updated(&self) -> SystemTime {
        self.0.updated.into()
    }

    /// Everything that is known.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.0
    }
}
