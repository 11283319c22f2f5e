//! Reset PIN: the customer gets a message and sets a new PIN on the provider's own page.
//!
//! May use: raw, transport. Has an effect (a message), so it is sent once. No PIN ever passes through here.

use super::{Finnet, answer::Envelope};
use crate::{
    CallOptions, Effect, Error, Personal, Phone, Report, Response, Secret, Why,
    raw::finnet_snap::{self as raw, types},
    snap::ResponseCode,
    transport::{Call, Reply, Verdict},
};

/// A request to let a customer set a new PIN.
#[derive(Clone, Debug)]
pub struct ResetPin {
    phone: Phone,
    partner_reference: String,
    customer_token: Option<Secret>,
}

impl ResetPin {
    /// For the account with this phone number. A partner reference of 32 random digits is made.
    #[must_use]
    pub fn new(phone: Phone) -> Self {
        let partner_reference = crate::snap::ExternalIdForm::digits(32).random();
        Self { phone, partner_reference, customer_token: None }
    }

    /// Your own reference of this request: `partnerReferenceNo`, 1 to 64 characters.
    #[must_use]
    pub fn partner_reference(mut self, reference: impl Into<String>) -> Self {
        self.partner_reference = reference.into();
        self
    }

    /// The customer's own token (B2B2C), sent as `Authorization-Customer`. The provider's page does not say that it is
    /// needed, but lists errors about it.
    #[must_use]
    pub fn customer_token(mut self, token: Secret) -> Self {
        self.customer_token = Some(token);
        self
    }

    /// The reference that will be sent. Keep it before sending.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.partner_reference
    }

    fn check(&self) -> Result<(), Error> {
        let length = self.partner_reference.chars().count();
        if !(1..=64).contains(&length) {
            return Err(Error::invalid("partner_reference", "it must have 1 to 64 characters"));
        }
        if self.partner_reference.chars().any(char::is_control) {
            return Err(Error::invalid("partner_reference", "it holds a control character"));
        }
        if self
            .customer_token
            .as_ref()
            .is_some_and(|t| crate::credentials::check_header("customer_token", t.expose()).is_err())
        {
            return Err(Error::invalid("customer_token", "it is empty, or holds a character that no header may hold"));
        }
        Ok(())
    }

    fn options(&self) -> CallOptions {
        CallOptions { customer_token: self.customer_token.clone(), ..CallOptions::default() }
    }
}

/// A PIN reset that the provider accepted.
#[derive(Clone, Debug)]
pub struct PinReset {
    response_code: ResponseCode,
    partner_reference: String,
    response: Response,
}

impl PinReset {
    /// The code of the answer. The table of the page says `2000000`, its sample `2000600`; both are success.
    #[must_use]
    pub fn response_code(&self) -> &ResponseCode {
        &self.response_code
    }

    /// Your reference of this request.
    #[must_use]
    pub fn partner_reference(&self) -> &str {
        &self.partner_reference
    }

    /// The answer as it came.
    #[must_use]
    pub fn response(&self) -> &Response {
        &self.response
    }
}

/// The codes of the operation's own table that are taken as proof that nothing was done; source:
/// <https://docs.finpay.id/api-reference/finpay-money/linkage/reset-pin>. Not on the list: 401 (nobody promises that it
/// is decided first) and 5xx.
const REFUSALS: [&str; 7] = ["4000000", "4000001", "4000002", "4030001", "4030004", "4030014", "4040008"];

impl Finnet {
    /// Lets a customer set a new PIN (*lupa PIN*).
    ///
    /// Effect: message. Sent exactly once. After `Unknown` ask the customer; each request may send a message and counts
    /// against a limit (4030004). Evidence: documented,
    /// <https://docs.finpay.id/api-reference/finpay-money/linkage/reset-pin>.
    ///
    /// `Done`: HTTP 200 and a code `200xx00`. `Pending`: 202. `Refused`: HTTP 400, 403 or 404 with a code of that page's
    /// table. `Unknown`: everything else, a 401 included.
    ///
    /// # Errors
    /// Nothing was sent: `Invalid` names a field; a setting, no token, or no connection.
    pub async fn reset_pin(&self, request: &ResetPin) -> Result<Effect<PinReset>, Error> {
        request.check()?;
        let call = Call::new(&self.service, request.options());
        let client = raw::client(&call);
        let body = wire(request)?;
        match call.run(client.pin_reset(&body)).await {
            Ok(reply) => Ok(read(request, reply)),
            Err(error) => Effect::without_answer(error),
        }
    }
}

fn wire(request: &ResetPin) -> Result<types::PinResetRequest, Error> {
    let unfit = |_| Error::invalid("partner_reference", "it must have 1 to 64 characters");
    Ok(types::PinResetRequest {
        partner_reference_no: request.partner_reference.parse().map_err(unfit)?,
        phone_no: request.phone.local().into(),
    })
}

fn read(request: &ResetPin, reply: Reply<types::PinResetResponse>) -> Effect<PinReset> {
    let response = reply.response;
    let (verdict, envelope) = match reply.verdict {
        Verdict::Fits(answer) => {
            let message = answer.response_message.map(Personal::into_string);
            (Verdict::Fits(()), Envelope::new(answer.response_code, message))
        }
        Verdict::Unfit(at) => (Verdict::Unfit(at), Envelope::read(&response)),
        Verdict::OtherStatus => (Verdict::OtherStatus, Envelope::read(&response)),
    };
    let agrees = envelope.agrees(&response);
    let Envelope { raw_code, code, message } = envelope;
    let report = |why, response| Report::new(why, Some(response)).with_code(raw_code, message);
    let Some(code) = code.filter(|_| agrees) else {
        return Effect::Unknown(report(without_code(&response, &verdict), response));
    };
    match (code.http(), code.case()) {
        (200, 0) if is_written_in_full(&code) => Effect::Done(PinReset {
            response_code: code,
            partner_reference: request.partner_reference.clone(),
            response,
        }),
        (202, _) => Effect::Pending(report(Why::InProgress, response)),
        _ if REFUSALS.contains(&code.as_str()) => Effect::Refused(report(Why::Listed, response)),
        (401, _) => Effect::Unknown(report(Why::Unauthorized, response)),
        _ => Effect::Unknown(report(Why::Unlisted, response)),
    }
}

/// Seven digits. Codes are read leniently, but "done" is said of the documented form only.
fn is_written_in_full(code: &ResponseCode) -> bool {
    code.as_str().len() == 7 && code.as_str().bytes().all(|b| b.is_ascii_digit())
}

fn without_code<T>(response: &Response, verdict: &Verdict<T>) -> Why {
    match (response.status().as_u16(), verdict) {
        (300..=399, _) => Why::Redirected,
        (401, _) => Why::Unauthorized,
        (_, Verdict::Unfit(_)) => Why::Unreadable,
        (200, Verdict::Fits(_)) => Why::Mismatch("responseCode"),
        _ => Why::Unlisted,
    }
}
