//! The payment of a postpaid bill: one call, and what it did.
//!
//! May use: raw, transport. Sends once. What counts as refused is a closed list.

use super::{Quote, ResponseCode, Singapay, answer::Envelope, quote::rupiah};
use crate::{
    Effect, Error, Personal, Report, Response, Rupiah, Text, Why,
    raw::singapay_biller::{self as raw, types},
    transport::{Call, CallOptions, Reply, Verdict},
};
use http::StatusCode;

/// The proof of a payment (*struk*).
#[derive(Clone, Debug)]
pub struct Receipt {
    transaction_id: String,
    price: Rupiah,
    amount: Option<Rupiah>,
    customer_id: Personal,
    customer_name: Option<Personal>,
    period: Option<String>,
    created_at: Option<String>,
    response: Response,
}

impl Receipt {
    /// The provider's id of the transaction; transaction detail is asked with it.
    #[must_use]
    pub fn transaction_id(&self) -> &str {
        &self.transaction_id
    }

    /// What was paid. It equals the quote's price, or this would be no receipt.
    #[must_use]
    pub fn price(&self) -> Rupiah {
        self.price
    }

    /// The bill without the admin fee, as far as the provider says.
    #[must_use]
    pub fn amount(&self) -> Option<Rupiah> {
        self.amount
    }

    /// Whose bill was paid.
    #[must_use]
    pub fn customer_id(&self) -> &str {
        self.customer_id.as_str()
    }

    /// The customer's name as the provider has it, or an empty text.
    #[must_use]
    pub fn customer_name(&self) -> &str {
        self.customer_name.as_ref().map_or("", Personal::as_str)
    }

    /// The billing period, as free text.
    #[must_use]
    pub fn period(&self) -> Option<&str> {
        self.period.as_deref()
    }

    /// When it was paid, as it came: `YYYY-MM-DD HH:MM:SS`, in the samples UTC+7.
    #[must_use]
    pub fn created_at(&self) -> Option<&str> {
        self.created_at.as_deref()
    }

    /// The answer as it came.
    #[must_use]
    pub fn response(&self) -> &Response {
        &self.response
    }
}

impl Singapay {
    /// Pays a bill, with **nothing around it**: no journal, no look-up afterwards.
    ///
    /// Effect: money. Sent exactly once, whatever happens. Don't call it again for the same bill unless the answer was
    /// `Refused` or an error: after `Unknown` and `Pending` use [`look_up`](Self::look_up). Dropping the future may
    /// cut the payment in the middle; its end is then unknown too.
    ///
    /// `Done`: HTTP 200, code `00`, the transaction id is there, customer and price are those of the quote.
    /// `Pending`: code `01`. `Refused`: HTTP 422 with code `04` and nothing else, from the provider's
    /// [page](https://docs.singapay.id/api-reference/postpaid-v2/payment-postpaid-v2.md).
    /// `Unknown`: everything else, a 401, `06` and "please try again" included.
    ///
    /// # Errors
    /// Nothing was sent: a setting, no token, or no connection.
    pub async fn pay_unguarded(&self, quote: &Quote) -> Result<Effect<Receipt>, Error> {
        self.pay_with(quote, CallOptions::default()).await
    }

    pub(crate) async fn pay_with(&self, quote: &Quote, options: CallOptions) -> Result<Effect<Receipt>, Error> {
        let call = Call::new(&self.service, options);
        let client = raw::client(&call);
        let body = self.payment_request(quote)?;
        match call.run(client.postpaid_payment_v2(&body)).await {
            Ok(reply) => Ok(read(quote, reply)),
            Err(error) => Effect::without_answer(error),
        }
    }

    fn payment_request(&self, quote: &Quote) -> Result<types::PostpaidPaymentV2Request, Error> {
        let bill = &quote.bill;
        let command =
            bill.command.as_str().parse().map_err(|_| Error::internal("the specification lacks a command"))?;
        Ok(types::PostpaidPaymentV2Request {
            command,
            data: types::PostpaidPaymentV2RequestData {
                password: self.password().clone(),
                product_code: bill.product_code.clone(),
                customer_id: bill.customer_id.clone(),
                reference_number: quote.reference_number().to_owned(),
                phone_number: bill.phone.as_ref().map(|p| p.local().into()),
            },
        })
    }
}

type Answer = types::PostpaidPaymentV2Response;

fn read(quote: &Quote, reply: Reply<Answer>) -> Effect<Receipt> {
    let envelope = Envelope::read(&reply.response);
    let report = |why| {
        Report::new(why, Some(reply.response.clone()))
            .with_code(envelope.code().map(str::to_owned), envelope.message.clone())
            .with_fields(envelope.fields.clone())
    };
    let answer = match reply.verdict {
        Verdict::Fits(answer) => answer,
        Verdict::Unfit(_) => return Effect::Unknown(report(Why::Unreadable)),
        Verdict::OtherStatus => return by_status(reply.response.status(), &envelope, report),
    };
    let data = answer.data.unwrap_or_default();
    match envelope.code() {
        Some("00") => match receipt(quote, data, reply.response.clone()) {
            Ok(receipt) => Effect::Done(receipt),
            Err(field) => Effect::Unknown(report(Why::Mismatch(field))),
        },
        Some("01") => match contradiction(quote, &data) {
            None => Effect::Pending(report(Why::InProgress).with_reference(data.transaction_id)),
            Some(field) => Effect::Unknown(report(Why::Mismatch(field)).with_reference(data.transaction_id)),
        },
        _ => Effect::Unknown(report(Why::Unlisted).with_reference(data.transaction_id)),
    }
}

fn by_status(status: StatusCode, envelope: &Envelope, report: impl Fn(Why) -> Report) -> Effect<Receipt> {
    let code = envelope.code.as_ref().map(ResponseCode::as_str);
    match (status.as_u16(), code) {
        (422, Some("04")) if envelope.is_bare_04 => Effect::Refused(report(Why::Listed)),
        (200..=299, Some("01")) => Effect::Pending(report(Why::InProgress)),
        (401, _) => Effect::Unknown(report(Why::Unauthorized)),
        (300..=399, _) => Effect::Unknown(report(Why::Redirected)),
        _ => Effect::Unknown(report(Why::Unlisted)),
    }
}

/// The receipt, or the field that is missing or does not fit the quote.
fn receipt(
    quote: &Quote,
    data: types::PostpaidPaymentV2ResponseData,
    response: Response,
) -> Result<Receipt, &'static str> {
    if let Some(field) = contradiction(quote, &data) {
        return Err(field);
    }
    Ok(Receipt {
        price: rupiah(data.price.as_ref()).ok_or("data.price")?,
        customer_id: data.customer_id.ok_or("data.customer_id")?,
        transaction_id: data.transaction_id.filter(|id| !id.is_empty()).ok_or("data.transaction_id")?,
        amount: rupiah(data.amount.as_ref()),
        customer_name: data.customer_name,
        period: data.period.map(Text::into_string),
        created_at: data.created_at,
        response,
    })
}

/// A field that says something else than the quote. `price` is compared, never `amount`: it is the total.
fn contradiction(quote: &Quote, data: &types::PostpaidPaymentV2ResponseData) -> Option<&'static str> {
    if data.customer_id.as_ref().is_some_and(|id| id != quote.bill.customer_id()) {
        return Some("data.customer_id");
    }
    let price = data.price.as_ref()?;
    (rupiah(Some(price)) != Some(quote.price())).then_some("data.price")
}
