//! What a provider must be able to do so that its payments can be made at most once.
//!
//! May use: the machine's data. Must not know: any provider; those are in `providers`, and users write their own.

use super::machine::{Answer, Finding, Moment, Offer, Policy, Receipt, Standing};
use crate::{Clock, Personal, Response, Rupiah};
use std::{
    collections::BTreeMap,
    error::Error as StdError,
    fmt::{self, Debug},
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

/// What a port's methods return.
pub type PortFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Whatever went wrong. Its text must hold no data about a person.
pub type PortError = Box<dyn StdError + Send + Sync>;

/// A provider, as payments see it. Every method may be called from several tasks at once.
pub trait Port: Send + Sync + Debug + 'static {
    /// The provider's name in the journal.
    fn provider(&self) -> &'static str;

    /// The environment: `sandbox`, `production` or `local` (a simulator) in the crate's own port, in yours any short text without
    /// control characters. It is stored with each payment and compared letter by letter, so it must stay the same for ever: a
    /// payment is only ever looked up where it was sent, and under another text what is open is not looked up any more.
    fn environment(&self) -> String;

    /// The rules for a product, its look-up capability among them.
    fn policy(&self, product: &str) -> Policy;

    /// Asks for the price. Moves no money.
    fn quote<'a>(&'a self, order: &'a Order) -> PortFuture<'a, Result<Offer, PortError>>;

    /// Pays, by **one** request that is never repeated, not even after a refused connection or token. Must ask
    /// [`SendPermit::holds`] last thing before the request is handed over. Only what is proven may be called
    /// [`Answer::NotSent`] or [`Answer::Refused`].
    fn pay<'a>(&'a self, order: &'a Order, offer: &'a Offer, permit: SendPermit) -> PortFuture<'a, Told<Answer>>;

    /// Looks for a payment that was sent at `sent_at` under the reference of `offer`. [`Finding::Absent`] only if everything from a day before until a day
    /// after was read to the end.
    fn look_up<'a>(&'a self, order: &'a Order, offer: &'a Offer, sent_at: SystemTime) -> PortFuture<'a, Told<Finding>>;

    /// Every transaction of this product and customer from a day before `sent_at` until now, read to the end: for
    /// purchases that carry no reference, which are told apart by their number. Nothing where that is not possible.
    fn purchases<'a>(
        &'a self,
        order: &'a Order,
        sent_at: SystemTime,
    ) -> PortFuture<'a, Result<Option<Vec<Candidate>>, PortError>> {
        _ = (order, sent_at);
        Box::pin(std::future::ready(Ok(None)))
    }

    /// What a callback of this provider names; nothing if it is none. Whatever it claims is not believed: it causes a
    /// look-up.
    fn hint(&self, body: &[u8]) -> Option<Hint> {
        _ = body;
        None
    }

    /// How many seconds the provider's clock is ahead of ours, negative if it is behind, as last measured by the `Date` of
    /// an answer and exact to a few seconds. Nothing before the first answer, or where it isn't measured.
    fn clock_offset(&self) -> Option<i64> {
        None
    }

    /// What is left of the deposit, where there is one.
    fn deposit(&self) -> PortFuture<'_, Result<Option<Rupiah>, PortError>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// What is to be paid, in the provider's own terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The product code.
    pub product: String,
    /// Whose bill.
    pub customer: Personal,
    /// Whatever else the provider must be told. No secret: it is stored.
    pub details: BTreeMap<String, Personal>,
}

/// A transaction that may be a purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The provider's id.
    pub transaction_id: String,
    /// Where it stands; nothing if the provider's word for it proves nothing.
    pub standing: Option<Standing>,
    /// Its price, as far as the provider says.
    pub price: Option<Rupiah>,
    /// Whether the goods came.
    pub receipt: Receipt,
    /// The goods, where they are shown.
    pub goods: Option<Personal>,
    /// The answer that it stands in, [redacted](super::redacted).
    pub answer: Option<String>,
}

/// Which payment a callback is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// The provider's id of the transaction.
    pub transaction_id: Option<String>,
    /// The reference that the payment carried.
    pub reference: Option<String>,
}

/// Something that can be paid once its price is asked for: a bill.
pub trait Payable {
    /// The provider that takes it.
    fn provider(&self) -> &'static str;
    /// It, as stored.
    fn order(&self) -> Order;
}

/// Something that is bought without asking for its price and without a reference: credit, data.
pub trait Buyable: Payable {}

/// Something whose price is known: a quote.
pub trait Priced: Payable {
    /// The price, as stored.
    fn offer(&self) -> Offer;
}

/// What a call brought, with evidence.
#[derive(Debug)]
pub struct Told<T> {
    /// What it means.
    pub what: T,
    /// Status and codes, for the journal. **No data about a person**: it is kept for ever.
    pub evidence: Option<String>,
    /// What went wrong, for the caller.
    pub error: Option<PortError>,
    /// The answer as it came, [redacted](super::redacted), whether anybody could read it or not. It is stored in the
    /// transaction that stores what it means.
    pub answer: Option<String>,
    /// What was paid for, where it came with this: the digits of a token, a voucher. The one who paid gets it by
    /// [`Payment::goods`](super::Payment::goods); it is stored until `forget`.
    pub goods: Option<Personal>,
}

impl<T> Told<T> {
    /// Without an error.
    pub fn new(what: T, evidence: impl Into<String>) -> Self {
        Self { what, evidence: Some(evidence.into()), error: None, answer: None, goods: None }
    }

    /// With an error that says why. Its text becomes evidence.
    pub fn failed(what: T, error: impl Into<PortError>) -> Self {
        let error = error.into();
        Self { what, evidence: Some(error.to_string()), error: Some(error), answer: None, goods: None }
    }

    /// With what was paid for.
    #[must_use]
    pub fn with_goods(self, goods: Option<Personal>) -> Self {
        Self { goods, ..self }
    }

    /// With the answer that it was read from.
    #[must_use]
    pub fn answered(self, response: Option<&Response>) -> Self {
        Self { answer: response.map(super::redacted), ..self }
    }
}

/// A permit to send: it is on disk, and it runs out.
#[derive(Clone)]
pub struct SendPermit {
    clock: Arc<dyn Clock>,
    wall: Moment,
    monotonic: Duration,
    reference: Option<String>,
}

impl SendPermit {
    pub(super) fn new(clock: Arc<dyn Clock>, wall: Moment, monotonic: Duration, reference: Option<String>) -> Self {
        Self { clock, wall, monotonic, reference }
    }

    /// What the request must carry, and a look-up gets as [`Offer::reference`]: with [`Capability::OwnReference`] one of our own
    /// for this attempt alone (32 hexadecimal digits, a hyphen and the number of the attempt), else that of the offer. It is on
    /// disk with the permit.
    ///
    /// [`Capability::OwnReference`]: super::machine::Capability::OwnReference
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// Whether the request may still be handed over: by the time of day, which another process can compare, and by the
    /// clock that nobody sets.
    #[must_use]
    pub fn holds(&self) -> bool {
        Moment::from(self.clock.now()) <= self.wall && self.clock.monotonic() <= self.monotonic
    }
}

impl Debug for SendPermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendPermit").field("until", &self.wall).finish_non_exhaustive()
    }
}
