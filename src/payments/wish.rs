//! What a caller wants to be paid, checked and made into an intent.
//!
//! May use: the machine's data, hashing. Sends nothing.

use super::{
    error::{PayError, PayErrorKind},
    inner::Inner,
    machine::{Capability, Event, Intent, IntentId, Offer, Person, REPEAT, Record, step},
    port::Order,
};
use crate::{Personal, Rupiah};
use aws_lc_rs::{
    digest::{SHA256, digest},
    rand,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// A wish to pay, as plain data.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) key: String,
    pub(super) account: Option<String>,
    pub(super) provider: &'static str,
    pub(super) order: Order,
    pub(super) offer: Option<Offer>,
    /// The price is the caller's word and no provider's.
    pub(super) stated: bool,
    pub(super) at_most: Rupiah,
    pub(super) tag: Option<String>,
    pub(super) group: Option<String>,
    pub(super) repeat: u32,
    pub(super) same_as: Option<Personal>,
}

impl Wish {
    pub(super) fn check(&self, inner: &Inner) -> Result<String, PayError> {
        plain("key", &self.key)?;
        self.tag.as_deref().map_or(Ok(()), |tag| plain("tag", tag))?;
        self.group.as_deref().map_or(Ok(()), |group| plain("group", group))?;
        self.same_as.as_ref().map_or(Ok(()), |same| plain("same_as", same.as_str()))?;
        if !self.at_most.is_positive() {
            return Err(PayError::invalid("at_most", "it must be more than nothing"));
        }
        self.account(inner)
    }

    /// For a payment that is made now. What a key made before is answered whatever the limits are by now.
    fn within_limit(&self, inner: &Inner) -> Result<(), PayError> {
        let limit = inner.limits.per_payment.filter(|limit| self.offer.as_ref().is_some_and(|o| o.price > *limit));
        let above = |limit| Err(PayError::new(PayErrorKind::AboveLimit, format!("the price is above {limit}")));
        limit.map_or(Ok(()), above)
    }

    /// The account that was named, or the only one of the provider.
    fn account(&self, inner: &Inner) -> Result<String, PayError> {
        if let Some(name) = &self.account {
            let fits = inner.account(name)?.port.provider() == self.provider;
            let wrong = || PayError::invalid("account", "it is an account of another provider");
            return fits.then(|| name.clone()).ok_or_else(wrong);
        }
        let mut fitting = inner.accounts.iter().filter(|(_, a)| a.port.provider() == self.provider);
        match (fitting.next(), fitting.next()) {
            (Some((name, _)), None) => Ok(name.clone()),
            (None, _) => Err(PayError::invalid("account", "none of this provider was given to the builder")),
            _ => Err(PayError::invalid("account", "there are several of this provider; choose one by `account`")),
        }
    }

    /// The record that it makes, quoted already if the price is known.
    pub(super) fn record(&self, inner: &Inner, account: &str) -> Result<Record, PayError> {
        self.within_limit(inner)?;
        let (now, home) = (inner.now(), inner.account(account)?);
        let policy = home.policy(&self.order.product);
        // Our own reference tells purchases of one target apart; then only the caller's own word excludes any.
        let excludes = policy.capability != Capability::OwnReference;
        let (chance, salt) = (by_chance()?, by_chance::<16>()?);
        let intent = Intent {
            id: IntentId::new(now, chance),
            account: account.to_owned(),
            key: self.key.clone(),
            provider: self.provider.to_owned(),
            environment: home.port.environment(),
            product: self.order.product.clone(),
            at_most: self.at_most,
            tag: self.tag.clone(),
            lock: excludes.then(|| self.lock(account).into()),
            same: self.same().map(Personal::from),
            person: Person {
                customer: self.order.customer.clone(),
                details: self.order.details.clone(),
                digest: self.digest(account),
                salt: Some(URL_SAFE_NO_PAD.encode(salt)),
                goods: None,
            },
        };
        let mut record = Record::new(intent, now, policy.quote_age);
        record.group = self.group.clone();
        let Some(offer) = self.offer.clone() else { return Ok(record) };
        if now > offer.made_at.plus(policy.quote_age) {
            return Err(PayError::new(PayErrorKind::QuoteExpired, "the quote is too old"));
        }
        Ok(step(&record, &Event::Inquired(offer), now, &policy).record)
    }

    /// The target that it excludes while it is open. Only `repeat` lifts that.
    fn lock(&self, account: &str) -> String {
        self.repeated(format!("{account} {} {}", self.order.product, self.order.customer.as_str()))
    }

    /// The caller's own word for the target, which holds across accounts and providers, beside ours.
    fn same(&self) -> Option<String> {
        self.same_as.as_ref().map(|same| self.repeated(same.as_str().to_owned()))
    }

    fn repeated(&self, target: String) -> String {
        if self.repeat > 1 { format!("{target}{REPEAT}{}", self.repeat) } else { target }
    }

    /// Of everything that must be the same when a key comes again. A later quote of the same bill may have another
    /// reference.
    pub(super) fn digest(&self, account: &str) -> String {
        let limit = if self.offer.is_none() || self.stated { Some(self.at_most.sen()) } else { None };
        let details: Vec<_> = self.order.details.iter().map(|(name, value)| (name, value.as_str())).collect();
        let all = (account, self.provider, &self.order.product, self.order.customer.as_str(), details);
        let target = self.same().map_or_else(|| self.lock(account), |same| format!("same {same}"));
        let text = serde_json::to_string(&(all, limit, target)).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
    }
}

fn by_chance<const N: usize>() -> Result<[u8; N], PayError> {
    let mut bytes = [0; N];
    let none = |_| PayError::new(PayErrorKind::Store, "no random number could be had");
    rand::fill(&mut bytes).map(|()| bytes).map_err(none)
}

/// Neither empty, nor long, nor with anything in it that can't be seen.
fn plain(field: &str, text: &str) -> Result<(), PayError> {
    let fits = (1..=200).contains(&text.len()) && !text.chars().any(char::is_control);
    fits.then_some(()).ok_or_else(|| PayError::invalid(field, "1 to 200 bytes without control characters"))
}
