//! The way of one payment from a wish to an answer. Runs in a task of its own.
//!
//! May use: the rooms beside it. The only place that sends.

use super::{
    error::{PayError, PayErrorKind},
    inner::{Account, Brought, Inner, Sending, wants},
    journal::{Created, Entry, JournalError},
    machine::{Attempt, Command, Event, Permit, Record, Refusal, State, Step},
    port::{PortError, SendPermit},
    purse::Reserved,
    wish::Wish,
};
use crate::Rupiah;
use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::{sync::Arc, time::SystemTime};
use tokio::sync::watch;

/// Carries a wish out, or finds what became of it before.
pub(super) async fn carry_out(
    inner: Arc<Inner>,
    wish: Wish,
    seen: watch::Sender<Option<Record>>,
) -> Result<Record, PayError> {
    inner.open_for_business()?;
    let record = enter(&inner, &wish).await?;
    seen.send_replace(Some(record.clone()));
    if !record.state.is_before_sending() {
        return Ok(record);
    }
    // Before anything about it is changed: it may have been sent after the back-up was made.
    if let Some(why) = inner.journal.held().await? {
        return Err(PayError::new(PayErrorKind::Held, format!("sending is held: {why}")));
    }
    // Another task of this process carries it already.
    let Some(_sending) = Sending::begin(&inner, &record.id) else { return Ok(record) };
    let record = quoted(&inner, record, &wish).await?;
    send(&inner, record).await
}

/// Stores the intent, or returns what its key made before.
async fn enter(inner: &Inner, wish: &Wish) -> Result<Record, PayError> {
    let account = wish.check(inner)?;
    let existing = match inner.journal.find(&account, &wish.key).await? {
        Some(existing) => existing,
        None => {
            let record = wish.record(inner, &account)?;
            match inner.journal.create(record, Entry::new(inner.now(), "created")).await? {
                Created::New(record) => {
                    super::report::changed(record.state);
                    return Ok(record);
                }
                Created::Existing(existing) => existing,
            }
        }
    };
    // Paid on a test host is not paid, and a quote of a test host can't be paid anywhere else.
    if existing.environment != inner.account(&account)?.port.environment() {
        let text = format!("the key belongs to payment {} in the environment {}", existing.id, existing.environment);
        return Err(PayError::new(PayErrorKind::KeyReused(existing.id), text));
    }
    // A forgotten person's parameters can't be compared any more; the payment is closed.
    let same = existing.person.as_ref().is_none_or(|person| person.digest == wish.digest(&account));
    if !same {
        let text = format!(
            "the key belongs to payment {} with other parameters, which is {}: look at it before you take another key",
            existing.id, existing.state
        );
        return Err(PayError::new(PayErrorKind::KeyReused(existing.id), text));
    }
    Ok(existing)
}

/// Makes sure that there is a price, and that it is the wish's.
async fn quoted(inner: &Inner, record: Record, wish: &Wish) -> Result<Record, PayError> {
    let known = record.offer.as_ref().filter(|_| record.state == State::Quoted);
    let offer = match (&wish.offer, known) {
        (Some(offer), Some(known)) if offer == known => return Ok(record),
        (Some(offer), _) => offer.clone(),
        (None, Some(_)) => return Ok(record),
        (None, None) => match inner.account(&record.account)?.port.quote(&wish.order).await {
            Ok(offer) => offer,
            Err(error) => return Err(no_quote(inner, record, error).await),
        },
    };
    let above = inner.limits.per_payment.is_some_and(|limit| offer.price > limit);
    let event = if above { Event::Cancel } else { Event::Inquired(offer) };
    let step = inner.apply(record, event, Entry::new(inner.now(), "quoted")).await?;
    match (step.record.state, above || step.record.offer.is_none()) {
        (State::Cancelled, true) => Err(PayError::new(PayErrorKind::AboveLimit, "the price is above the limit")),
        (State::Cancelled, false) => Err(PayError::new(PayErrorKind::QuoteExpired, "the price has changed")),
        _ => Ok(step.record),
    }
}

/// Noted, so that one sees why it was never sent. An inquiry moves no money: the same call may be made again.
async fn no_quote(inner: &Inner, record: Record, error: PortError) -> PayError {
    let entry = Entry { note: Some(error.to_string()), ..Entry::new(inner.now(), "not quoted") };
    if let Err(error) = inner.apply(record, Event::InquiryFailed, entry).await {
        tracing::warn!(%error, "that there is no price could not be noted");
    }
    PayError::caused(PayErrorKind::NoQuote, "the price could not be had", Some(error))
}

async fn send(inner: &Arc<Inner>, mut record: Record) -> Result<Record, PayError> {
    let account = inner.account(&record.account)?;
    // A second round only after the provider turned the first away at the door; the machine counts.
    while record.state == State::Quoted {
        let policy = account.policy(&record.product);
        let _reserved = may_send(inner, account, &record, policy.deposit_floor).await?;
        let Some(_slot) = account.slots.take(&record.product, policy.in_flight).await else { break };
        inner.open_for_business()?;
        let step = match permit(inner, record.clone()).await {
            Ok(step) => step,
            // Somebody else was faster.
            Err(JournalError::Conflict) => return Ok(inner.journal.load(&record.id).await?),
            Err(error) => return Err(error.into()),
        };
        if !wants(&step, Command::Send) {
            return refused(step);
        }
        let turned_away = step.record.turned_away;
        let (after, error) = send_once(inner, account, step.record).await;
        record = after;
        if record.state == State::Quoted && record.turned_away == turned_away {
            return Err(PayError::caused(PayErrorKind::NotSent, "it was not sent", error));
        }
    }
    Ok(record)
}

/// With what is set aside for it until it is sent, whether it has a floor to keep or others have.
async fn may_send<'a>(
    inner: &Inner,
    account: &'a Account,
    record: &Record,
    floor: Option<Rupiah>,
) -> Result<Option<Reserved<'a>>, PayError> {
    // Set aside before the deposit is read: of two that ask at once, one sees the other.
    let price = record.offer.as_ref().map_or(Rupiah::ZERO, |offer| offer.price);
    let reserved = account.purse.reserve(price);
    let Some(floor) = floor.or(inner.limits.deposit_floor) else { return Ok(reserved) };
    let low = || PayError::new(PayErrorKind::LowDeposit, format!("less than {floor} would be left on the deposit"));
    let reserved = reserved.ok_or_else(low)?;
    let unknown = |e| PayError::caused(PayErrorKind::LowDeposit, "the deposit is not known", Some(e));
    let Some(deposit) = account.port.deposit().await.map_err(unknown)? else {
        return Err(PayError::invalid("deposit_floor", "the account can't say what is left on its deposit"));
    };
    let left = deposit.checked_sub(reserved.total);
    if left.is_some_and(|left| left >= floor) { Ok(Some(reserved)) } else { Err(low()) }
}

/// On disk when it returns.
async fn permit(inner: &Inner, record: Record) -> Result<Step, JournalError> {
    let ahead = inner.accounts.get(&record.account).and_then(|account| account.port.clock_offset());
    let permit = Permit { monotonic: inner.clock.monotonic(), request_hash: request_hash(&record), ahead };
    inner.apply(record, Event::Permit(permit), Entry::new(inner.now(), "permitted")).await
}

fn request_hash(record: &Record) -> String {
    let Some(person) = &record.person else { return String::new() };
    let details: Vec<_> = person.details.iter().map(|(name, value)| (name, value.as_str())).collect();
    let what = (&record.product, person.customer.as_str(), details, &record.offer);
    let all = (&record.id, &record.account, &record.provider, &record.environment, what);
    let text = serde_json::to_string(&all).unwrap_or_default();
    let key = hmac::Key::new(hmac::HMAC_SHA256, person.salt.as_deref().unwrap_or_default().as_bytes());
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()))
}

fn refused(step: Step) -> Result<Record, PayError> {
    for command in &step.commands {
        if let Command::Refuse(Refusal::CutOff(until)) = command {
            let kind = PayErrorKind::CutOff { until: SystemTime::from(*until) };
            let text = format!("the biller takes nothing until {} (UTC+7)", until.time_of_day());
            return Err(PayError::new(kind, text));
        }
    }
    match step.record.state {
        State::Cancelled => Err(PayError::new(PayErrorKind::QuoteExpired, "the quote is too old")),
        _ => Ok(step.record),
    }
}

/// Sends under the newest attempt, stores the answer, and looks up at once where that decides. From here on there is no
/// error: bytes may have left. If the journal fails now, the payment stays `Sending` and recovery looks it up.
async fn send_once(inner: &Inner, account: &Account, record: Record) -> (Record, Option<PortError>) {
    let (Some(order), Some(offer), Some(attempt)) = (Inner::order(&record), &record.offer, record.attempts.last())
    else {
        return (record, None);
    };
    let told = account.port.pay(&order, offer, send_permit(inner, &record, attempt)).await;
    let entry = Entry { note: told.evidence, ..Entry::new(inner.now(), "answered") };
    let brought = Brought { answer: told.answer, goods: told.goods };
    let step = match inner.apply_with(record.clone(), Event::Answered(told.what), entry, brought).await {
        Ok(step) => step,
        Err(error) => {
            tracing::error!(payment = %record.id, %error, "the answer could not be stored; the payment will be looked up");
            return (record, None);
        }
    };
    if !wants(&step, Command::LookUp) {
        return (step.record, told.error);
    }
    let at_the_door = step.record.clone();
    let found = super::recovery::look_up(inner, step.record).await;
    (found.unwrap_or(at_the_door), None)
}

fn send_permit(inner: &Inner, record: &Record, attempt: &Attempt) -> SendPermit {
    let window = attempt.send_by.since(attempt.at);
    debug_assert_eq!(record.state, State::Sending);
    SendPermit::new(inner.clock.clone(), attempt.send_by, attempt.monotonic + window, attempt.reference.clone())
}
