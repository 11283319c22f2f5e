//! The payment of what was inquired, and what an answer to any payment proves.
//!
//! May use: raw, transport. Sends once. What counts as refused is a closed list.

use super::{
    Bill, Inquirable, Prepaid, Quote, ResponseCode, Singapay, answer::Envelope, inquirable::Target, quote::rupiah,
};
use crate::{
    Effect, Error, Personal, Report, Response, Rupiah, Secret, Text, Why,
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
    token: Option<Secret>,
    created_at: Option<String>,
    response: Response,
}

impl Receipt {
    /// The provider's id of the transaction; transaction detail is asked with it.
    #[must_use]
    pub fn transaction_id(&self) -> &str {
        &self.transaction_id
    }

    /// What was paid. It equals the quote's price, or is not above the limit of a direct purchase, or this would be no receipt.
    #[must_use]
    pub fn price(&self) -> Rupiah {
        self.price
    }

    /// The bill or the product without the admin fee, as far as the provider says.
    #[must_use]
    pub fn amount(&self) -> Option<Rupiah> {
        self.amount
    }

    /// For whom it was paid: the number at the biller, the meter, the player or the phone.
    #[must_use]
    pub fn customer_id(&self) -> &str {
        self.customer_id.as_str()
    }

    /// The customer's name as the provider has it, or an empty text.
    #[must_use]
    pub fn customer_name(&self) -> &str {
        self.customer_name.as_ref().map_or("", Personal::as_str)
    }

    /// The billing period of a bill, as free text.
    #[must_use]
    pub fn period(&self) -> Option<&str> {
        self.period.as_deref()
    }

    /// The number of a PLN token, which the customer types into the meter. **A paid token may come without it** (it is null
    /// in the provider's own sample): paid and delivered are two facts. Then ask [`Singapay::detail`] later and look
    /// into [`other_info`](super::Transaction::other_info); in which field it arrives is not documented.
    /// Nothing for other products. It is worth money to whoever reads it.
    #[must_use]
    pub fn token(&self) -> Option<&Secret> {
        self.token.as_ref()
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
    /// Pays a bill, a PLN token or a game top-up, with **nothing around it**: no journal, no look-up afterwards.
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
    /// Evidence: published for bills (`postpaid_payment_v2`), reconstructed for prepaid products (`prepaid_payment_v2`).
    ///
    /// # Errors
    /// Nothing was sent: a setting, no token, or no connection.
    pub async fn pay_unguarded<T: Inquirable>(&self, quote: &Quote<T>) -> Result<Effect<Receipt>, Error> {
        self.pay_with(quote, CallOptions::default()).await
    }

    pub(crate) async fn pay_with<T: Inquirable>(
        &self,
        quote: &Quote<T>,
        options: CallOptions,
    ) -> Result<Effect<Receipt>, Error> {
        let call = Call::new(&self.service, options);
        let client = raw::client(&call);
        let asked = Asked { customer_id: quote.target().customer_id(), price: Price::Exactly(quote.price()) };
        match quote.target() {
            Target::Bill(bill) => {
                let body = self.bill_payment(bill, quote.reference_number())?;
                settled(asked, call.run(client.postpaid_payment_v2(&body)).await)
            }
            Target::Prepaid(prepaid) => {
                let body = self.prepaid_payment(prepaid, quote.reference_number())?;
                settled(asked, call.run(client.prepaid_payment_v2(&body)).await)
            }
        }
    }

    fn bill_payment(&self, bill: &Bill, reference_number: &str) -> Result<types::PostpaidPaymentV2Request, Error> {
        let command =
            bill.command.as_str().parse().map_err(|_| Error::internal("the specification lacks a command"))?;
        Ok(types::PostpaidPaymentV2Request {
            command,
            data: types::PostpaidPaymentV2RequestData {
                password: self.password().clone(),
                product_code: bill.product_code.clone(),
                customer_id: bill.customer_id.clone(),
                reference_number: reference_number.to_owned(),
                phone_number: bill.phone.as_ref().map(|p| p.local().into()),
            },
        })
    }

    fn prepaid_payment(
        &self,
        prepaid: &Prepaid,
        reference_number: &str,
    ) -> Result<types::PrepaidPaymentV2Request, Error> {
        let command =
            prepaid.command.as_str().parse().map_err(|_| Error::internal("the specification lacks a command"))?;
        Ok(types::PrepaidPaymentV2Request {
            command,
            data: types::PrepaidPaymentV2RequestData {
                password: self.password().clone(),
                product_code: prepaid.product_code.clone(),
                customer_id: prepaid.customer_id.clone(),
                reference_number: Some(reference_number.to_owned()),
            },
        })
    }
}

/// What was asked to be paid, as far as an answer repeats it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) customer_id: &'a Personal,
    pub(super) price: Price,
}

/// Which price fits.
#[derive(Clone, Copy)]
pub(super) enum Price {
    Exactly(Rupiah),
    AtMost(Rupiah),
}

impl Price {
    fn fits(self, price: Rupiah) -> bool {
        match self {
            Self::Exactly(quoted) => price == quoted,
            Self::AtMost(limit) => price.is_positive() && price <= limit,
        }
    }
}

/// What all payments answer, whatever was paid.
#[derive(Default)]
pub(super) struct Paid {
    transaction_id: Option<String>,
    customer_id: Option<Personal>,
    customer_name: Option<Personal>,
    price: Option<Text>,
    amount: Option<Text>,
    period: Option<Text>,
    token: Option<Secret>,
    created_at: Option<String>,
}

impl From<types::PostpaidPaymentV2Response> for Paid {
    fn from(answer: types::PostpaidPaymentV2Response) -> Self {
        let data = answer.data.unwrap_or_default();
        Self {
            transaction_id: data.transaction_id,
            customer_id: data.customer_id,
            customer_name: data.customer_name,
            price: data.price,
            amount: data.amount,
            period: data.period,
            token: None,
            created_at: data.created_at,
        }
    }
}

impl From<types::PrepaidPaymentV2Response> for Paid {
    fn from(answer: types::PrepaidPaymentV2Response) -> Self {
        let data = answer.data.unwrap_or_default();
        Self {
            transaction_id: data.transaction_id,
            customer_id: data.customer_id,
            customer_name: data.customer_name,
            price: data.price,
            amount: data.amount,
            period: None,
            token: data.token.filter(|token| !token.expose().trim().is_empty()),
            created_at: data.created_at,
        }
    }
}

/// What one payment did.
pub(super) fn settled<A: Into<Paid>>(
    asked: Asked<'_>,
    reply: Result<Reply<A>, Error>,
) -> Result<Effect<Receipt>, Error> {
    match reply {
        Ok(reply) => Ok(read(asked, reply)),
        Err(error) => Effect::without_answer(error),
    }
}

fn read<A: Into<Paid>>(asked: Asked<'_>, reply: Reply<A>) -> Effect<Receipt> {
    let envelope = Envelope::read(&reply.response);
    let report = |why| {
        Report::new(why, Some(reply.response.clone()))
            .with_code(envelope.code().map(str::to_owned), envelope.message.clone())
            .with_fields(envelope.fields.clone())
    };
    let paid: Paid = match reply.verdict {
        Verdict::Fits(answer) => answer.into(),
        Verdict::Unfit(_) => return Effect::Unknown(report(Why::Unreadable)),
        Verdict::OtherStatus => return by_status(reply.response.status(), &envelope, report),
    };
    match envelope.code() {
        Some("00") => match receipt(asked, paid, reply.response.clone()) {
            Ok(receipt) => Effect::Done(receipt),
            Err(field) => Effect::Unknown(report(Why::Mismatch(field))),
        },
        Some("01") => match contradiction(asked, &paid) {
            None => Effect::Pending(report(Why::InProgress).with_reference(paid.transaction_id)),
            Some(field) => Effect::Unknown(report(Why::Mismatch(field)).with_reference(paid.transaction_id)),
        },
        _ => Effect::Unknown(report(Why::Unlisted).with_reference(paid.transaction_id)),
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

/// The receipt, or the field that is missing or does not fit what was asked.
fn receipt(asked: Asked<'_>, paid: Paid, response: Response) -> Result<Receipt, &'static str> {
    if let Some(field) = contradiction(asked, &paid) {
        return Err(field);
    }
    Ok(Receipt {
        price: rupiah(paid.price.as_ref()).ok_or("data.price")?,
        customer_id: paid.customer_id.ok_or("data.customer_id")?,
        transaction_id: paid.transaction_id.filter(|id| !id.is_empty()).ok_or("data.transaction_id")?,
        amount: rupiah(paid.amount.as_ref()),
        customer_name: paid.customer_name,
        period: paid.period.map(Text::into_string),
        token: paid.token,
        created_at: paid.created_at,
        response,
    })
}

/// A field that says something else than was asked. `price` is compared, never `amount`: it is the total.
fn contradiction(asked: Asked<'_>, paid: &Paid) -> Option<&'static str> {
    if paid.customer_id.as_ref().is_some_and(|id| id != asked.customer_id) {
        return Some("data.customer_id");
    }
    let price = paid.price.as_ref()?;
    let fits = rupiah(Some(price)).is_some_and(|price| asked.price.fits(price));
    (!fits).then_some("data.price")
}
