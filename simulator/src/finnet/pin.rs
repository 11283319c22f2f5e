//! `POST /v1.0/pin/reset`: starts the reset of an account's PIN. The PIN itself is never seen here.
//! Answers are the account's script, or a success.

use super::{
    Finnet, Outcome, State, body, door,
    envelope::{Done, Refusal},
};
use crate::{exchange::Request, lock::lock, verdict::SignatureCheck, world::PinReset};

pub(super) fn reset(finnet: &Finnet, request: &Request, times: u32) -> Outcome {
    let mut signature = None;
    let result = judge(finnet, request, times, &mut signature);
    Outcome { result, signature }
}

fn judge(finnet: &Finnet, request: &Request, times: u32, check: &mut Option<SignatureCheck>) -> Result<Done, Refusal> {
    let mut state = lock(&finnet.state);
    door::admit(finnet, &mut state, request, check)?;
    let fields = body::object(request)?;
    let reference = body::mandatory(fields, "partnerReferenceNo")?;
    let phone = body::mandatory(fields, "phoneNo")?;
    body::text(reference, "partnerReferenceNo", |it| it.chars().count() <= 64)?;
    let phone = body::text(phone, "phoneNo", is_phone)?;
    Ok(answer(finnet, &state, phone, times))
}

/// The 08xx form, at most 16 digits.
fn is_phone(text: &str) -> bool {
    text.len() <= 16 && text.starts_with("08") && text.bytes().all(|it| it.is_ascii_digit())
}

fn answer(finnet: &Finnet, state: &State, phone: &str, times: u32) -> Done {
    let settings = &finnet.settings;
    let account = state.accounts.iter().find(|account| account.phone == phone);
    let (code, message) = match account.map(|account| account.pin_reset) {
        None if magic_code(phone).is_some() => (magic_code(phone).unwrap_or_default(), message(&phone[MAGIC.len()..])),
        Some(PinReset::Succeeds) => (settings.pin_reset_success.as_str(), None),
        Some(PinReset::Answers(code)) => (code, message(code)),
        None => (settings.pin_reset_unknown_account.as_str(), message(&settings.pin_reset_unknown_account)),
    };
    if code.starts_with("200") {
        (0..times).for_each(|_| finnet.books.reset_pin(phone));
    }
    Done::coded(code, message.unwrap_or(&settings.success_message))
}

/// Phone numbers that begin like this end in the response code that they are answered with.
pub(crate) const MAGIC: &str = "08990";

fn magic_code(phone: &str) -> Option<&str> {
    phone.strip_prefix(MAGIC).filter(|code| code.len() == 7)
}

/// The documented message of a code.
pub(super) fn message(code: &str) -> Option<&'static str> {
    PinReset::DOCUMENTED.iter().find(|(documented, _)| *documented == code).map(|(_, message)| *message)
}
