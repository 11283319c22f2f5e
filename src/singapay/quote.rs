//! The inquiry: what a bill costs, and the reference number to pay it with.
//!
//! May use: raw, transport. Moves no money.

use super::{Bill, Command, Singapay, answer};
use crate::{
    Error, Personal, Response, Rupiah, Text,
    raw::singapay_biller::{self as raw, types},
};
use std::time::SystemTime;

const INQUIRY: &str = "postpaid_inquiry_v2";

/// The answer to an inquiry: what is owed, and the reference number to pay it with.
#[derive(Clone, Debug)]
pub struct Quote {
    pub(super) bill: Bill,
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
        &self.bill
    }

    /// The provider's reference of this inquiry; the payment carries it, and look-ups find the payment by it.
    #[must_use]
    pub fn reference_number(&self) -> &str {
        &self.reference_number
    }

    /// The customer's name as the provider has it, or an empty text. For showing to the payer.
    #[must_use]
    pub fn customer_name(&self) -> &str {
        self.customer_name.as_ref().map_or("", Personal::as_str)
    }

    /// The total to pay: the bill, late fee and admin fee. This is what is paid.
    #[must_use]
    pub fn price(&self) -> Rupiah {
        self.price
    }

    /// The bill without the admin fee, as far as the provider says.
    #[must_use]
    pub fn amount(&self) -> Option<Rupiah> {
        self.amount
    }

    /// The late fee, where the provider says one.
    #[must_use]
    pub fn late_fee(&self) -> Option<Rupiah> {
        self.late_fee
    }

    /// The billing period, as free text: `4`, `202403`, `04/2024` and ranges of dates occur.
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
    pub(crate) fn restored(bill: Bill, reference_number: String, price: Rupiah, received_at: SystemTime) -> Self {
        Self {
            bill,
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
    /// Looks up a postpaid bill (*cek tagihan*).
    ///
    /// Effect: none, but it makes a reference number, and on the test host may use up the customer for the day; so it is
    /// not repeated by itself, except once after a 401. Evidence: reconstructed, see
    /// [`OPERATIONS`](crate::raw::singapay_biller::OPERATIONS).
    ///
    /// # Errors
    /// `Invalid` names a field of the bill and nothing was sent. `Refused` has the provider's code, for instance `06`
    /// for a customer without a bill. `Unreadable` if the answer lacks a price or a reference number, or is about
    /// another customer.
    pub async fn inquire(&self, bill: &Bill) -> Result<Quote, Error> {
        bill.check()?;
        let call = self.call();
        let client = raw::client(&call);
        let body = request(bill)?;
        let reply = call.run(client.postpaid_inquiry_v2(&body)).await?;
        let (inquiry, response) = reply.fitting(INQUIRY, |response| answer::refused(INQUIRY, response))?;
        if !answer::is_success(inquiry.response_code.as_ref()) {
            return Err(answer::refused(INQUIRY, response));
        }
        quote(bill, inquiry.data.unwrap_or_default(), self.service.settings.clock.now(), response)
    }
}

fn request(bill: &Bill) -> Result<types::PostpaidInquiryV2Request, Error> {
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

fn quote(
    bill: &Bill,
    data: types::PostpaidInquiryV2ResponseData,
    received_at: SystemTime,
    response: Response,
) -> Result<Quote, Error> {
    let unreadable = |field: &'static str, text: &str| Error::unreadable(INQUIRY, field, text, response.clone());
    if data.customer_id.as_ref().is_some_and(|id| *id != bill.customer_id) {
        return Err(unreadable("data.customer_id", "the answer is about another customer"));
    }
    let reference = data.reference_number.filter(|r| !r.is_empty());
    let price = rupiah(data.price.as_ref()).filter(|price| price.is_positive());
    Ok(Quote {
        bill: bill.clone(),
        reference_number: reference
            .ok_or_else(|| unreadable("data.reference_number", "it is missing in the answer"))?,
        customer_name: data.customer_name,
        amount: rupiah(data.amount.as_ref()),
        late_fee: rupiah(data.late_fee.as_ref()),
        price: price.ok_or_else(|| unreadable("data.price", "it is missing in the answer, or no amount of rupiah"))?,
        period: data.period.map(Text::into_string),
        created_at: data.created_at,
        received_at,
        response,
    })
}

/// An amount of an answer, if it is one.
pub(super) fn rupiah(text: Option<&Text>) -> Option<Rupiah> {
    text?.as_str().parse().ok()
}
