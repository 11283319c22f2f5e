//! The inquiry: what a bill or a prepaid product costs, and the reference number to pay it with.
//!
//! May use: raw, transport. Moves no money.

use super::{Bill, Command, Inquirable, Prepaid, Singapay, answer, inquirable::Target};
use crate::{
    Error, Personal, Response, Rupiah, Text,
    raw::singapay_biller::{self as raw, types},
    transport::Reply,
};
use std::time::SystemTime;

const POSTPAID: &str = "postpaid_inquiry_v2";
const PREPAID: &str = "prepaid_inquiry_v2";

/// The answer to an inquiry: what is to be paid, and the reference number to pay it with. `Quote` is that of a
/// [`Bill`], `Quote<Prepaid>` that of a prepaid product.
#[derive(Clone, Debug)]
pub struct Quote<T = Bill> {
    what: T,
    reference_number: String,
    customer_name: Option<Personal>,
    amount: Option<Rupiah>,
    late_fee: Option<Rupiah>,
    price: Rupiah,
    period: Option<String>,
    created_at: Option<String>,
    received_at: SystemTime,
    response: Response,
}

impl Quote {
    /// What was asked for.
    #[must_use]
    pub fn bill(&self) -> &Bill {
        &self.what
    }
}

impl Quote<Prepaid> {
    /// What was asked for.
    #[must_use]
    pub fn prepaid(&self) -> &Prepaid {
        &self.what
    }
}

impl<T: Inquirable> Quote<T> {
    pub(super) fn target(&self) -> Target<'_> {
        self.what.target()
    }

    /// The provider's reference of this inquiry; the payment carries it, and look-ups find the payment by it.
    #[must_use]
    pub fn reference_number(&self) -> &str {
        &self.reference_number
    }

    /// The customer's name as the provider has it, or an empty text. For showing to the payer: a meter or an *idpel* with
    /// one wrong digit is somebody else's.
    #[must_use]
    pub fn customer_name(&self) -> &str {
        self.customer_name.as_ref().map_or("", Personal::as_str)
    }

    /// The total to pay: the bill or the product, late fee and admin fee. This is what is paid.
    #[must_use]
    pub fn price(&self) -> Rupiah {
        self.price
    }

    /// The bill or the product without the admin fee, as far as the provider says. One page shows a PLN token with the
    /// admin fee inside.
    #[must_use]
    pub fn amount(&self) -> Option<Rupiah> {
        self.amount
    }

    /// The late fee, where the provider says one.
    #[must_use]
    pub fn late_fee(&self) -> Option<Rupiah> {
        self.late_fee
    }

    /// The billing period of a bill, as free text: `4`, `202403`, `04/2024` and ranges of dates occur.
    #[must_use]
    pub fn period(&self) -> Option<&str> {
        self.period.as_deref()
    }

    /// When the provider made it, as it came: `YYYY-MM-DD HH:MM:SS`, in the samples UTC+7.
    #[must_use]
    pub fn created_at(&self) -> Option<&str> {
        self.created_at.as_deref()
    }

    /// When the answer came, by the client's clock.
    #[must_use]
    pub fn received_at(&self) -> SystemTime {
        self.received_at
    }

    /// What a journal kept of it: enough to pay it and to look it up.
    pub(crate) fn restored(what: T, reference_number: String, price: Rupiah, received_at: SystemTime) -> Self {
        Self {
            what,
            reference_number,
            customer_name: None,
            amount: None,
            late_fee: None,
            price,
            period: None,
            created_at: None,
            received_at,
            response: Response::none(),
        }
    }

    /// The answer as it came.
    #[must_use]
    pub fn response(&self) -> &Response {
        &self.response
    }
}

impl Singapay {
    /// Looks up a postpaid bill (*cek tagihan*), or a PLN token or game top-up before it is bought.
    ///
    /// Effect: none, but it makes a reference number, and on the test host may use up the customer for the day; so it is
    /// not repeated by itself, except once after a 401. Evidence: reconstructed, see
    /// [`OPERATIONS`](crate::raw::singapay_biller::OPERATIONS); operations `postpaid_inquiry_v2` and `prepaid_inquiry_v2`.
    ///
    /// # Errors
    /// `Invalid` names a field of what is asked, and nothing was sent. `Refused` has the provider's code, for instance `06`
    /// for a customer without a bill. `Unreadable` if the answer lacks a price or a reference number, or is about
    /// another customer.
    pub async fn inquire<T: Inquirable>(&self, what: &T) -> Result<Quote<T>, Error> {
        let target = what.target();
        target.check()?;
        let (told, response) = match target {
            Target::Bill(bill) => self.ask_bill(bill).await?,
            Target::Prepaid(prepaid) => self.ask_prepaid(prepaid).await?,
        };
        told.quote(what, self.service.settings.clock.now(), response)
    }

    async fn ask_bill(&self, bill: &Bill) -> Result<(Told, Response), Error> {
        let call = self.call();
        let client = raw::client(&call);
        let body = bill_request(bill)?;
        let reply = call.run(client.postpaid_inquiry_v2(&body)).await?;
        told(POSTPAID, reply, |answer| (answer.response_code, answer.data.map(Told::from)))
    }

    async fn ask_prepaid(&self, prepaid: &Prepaid) -> Result<(Told, Response), Error> {
        let call = self.call();
        let client = raw::client(&call);
        let body = prepaid_request(prepaid)?;
        let reply = call.run(client.prepaid_inquiry_v2(&body)).await?;
        told(PREPAID, reply, |answer| (answer.response_code, answer.data.map(Told::from)))
    }
}

fn bill_request(bill: &Bill) -> Result<types::PostpaidInquiryV2Request, Error> {
    Ok(types::PostpaidInquiryV2Request {
        command: wire_command(bill.command)?,
        data: types::PostpaidInquiryV2RequestData {
            customer_id: bill.customer_id.clone(),
            product_code: bill.product_code.clone(),
            period: bill.period.map(i64::from),
            phone_number: bill.phone.as_ref().map(|p| p.local().into()),
        },
    })
}

fn wire_command(command: Command) -> Result<types::PostpaidInquiryV2RequestCommand, Error> {
    command.as_str().parse().map_err(|_| Error::internal("the specification lacks a command"))
}

fn prepaid_request(prepaid: &Prepaid) -> Result<types::PrepaidInquiryV2Request, Error> {
    let command = prepaid.command.as_str().parse();
    Ok(types::PrepaidInquiryV2Request {
        command: command.map_err(|_| Error::internal("the specification lacks a command"))?,
        data: types::PrepaidInquiryV2RequestData {
            customer_id: prepaid.customer_id.clone(),
            product_code: prepaid.product_code.clone(),
            server_id: prepaid.server_id.clone(),
            username: prepaid.username.clone(),
            platform: prepaid.platform.clone(),
        },
    })
}

/// What both inquiries answer.
#[derive(Default)]
struct Told {
    operation: &'static str,
    customer_id: Option<Personal>,
    customer_name: Option<Personal>,
    reference_number: Option<String>,
    price: Option<Text>,
    amount: Option<Text>,
    late_fee: Option<Text>,
    period: Option<Text>,
    created_at: Option<String>,
}

impl From<types::PostpaidInquiryV2ResponseData> for Told {
    fn from(data: types::PostpaidInquiryV2ResponseData) -> Self {
        Self {
            operation: POSTPAID,
            customer_id: data.customer_id,
            customer_name: data.customer_name,
            reference_number: data.reference_number,
            price: data.price,
            amount: data.amount,
            late_fee: data.late_fee,
            period: data.period,
            created_at: data.created_at,
        }
    }
}

impl From<types::PrepaidInquiryV2ResponseData> for Told {
    fn from(data: types::PrepaidInquiryV2ResponseData) -> Self {
        Self {
            operation: PREPAID,
            customer_id: data.customer_id,
            customer_name: data.customer_name,
            reference_number: data.reference_number,
            price: data.price,
            amount: data.amount,
            late_fee: None,
            period: None,
            created_at: data.created_at,
        }
    }
}

/// What an inquiry told, if it was a success.
fn told<A>(
    operation: &'static str,
    reply: Reply<A>,
    split: impl FnOnce(A) -> (Option<Text>, Option<Told>),
) -> Result<(Told, Response), Error> {
    let (answer, response) = reply.fitting(operation, |response| answer::refused(operation, response))?;
    let (code, data) = split(answer);
    if !answer::is_success(code.as_ref()) {
        return Err(answer::refused(operation, response));
    }
    Ok((data.unwrap_or(Told { operation, ..Told::default() }), response))
}

impl Told {
    fn quote<T: Inquirable>(self, what: &T, received_at: SystemTime, response: Response) -> Result<Quote<T>, Error> {
        let unreadable = |field: &str, text: &str| Error::unreadable(self.operation, field, text, response.clone());
        if self.customer_id.as_ref().is_some_and(|id| id != what.target().customer_id()) {
            return Err(unreadable("data.customer_id", "the answer is about another customer"));
        }
        let reference = self.reference_number.filter(|r| !r.is_empty());
        let price = rupiah(self.price.as_ref()).filter(|price| price.is_positive());
        Ok(Quote {
            what: what.clone(),
            reference_number: reference
                .ok_or_else(|| unreadable("data.reference_number", "it is missing in the answer"))?,
            customer_name: self.customer_name,
            amount: rupiah(self.amount.as_ref()),
            late_fee: rupiah(self.late_fee.as_ref()),
            price: price
                .ok_or_else(|| unreadable("data.price", "it is missing in the answer, or no amount of rupiah"))?,
            period: self.period.map(Text::into_string),
            created_at: self.created_at,
            received_at,
            response,
        })
    }
}

/// An amount of an answer, if it is one.
pub(super) fn rupiah(text: Option<&Text>) -> Option<Rupiah> {
    text?.as_str().parse().ok()
}
