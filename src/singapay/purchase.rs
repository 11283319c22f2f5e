//! The direct purchase of a prepaid product: no inquiry, no reference, one call.
//!
//! May use: raw, transport. Sends once. What its answer proves, `payment` says.

use super::{
    Product, Receipt, Singapay,
    payment::{Asked, Price, settled},
};
use crate::{
    Effect, Error, Rupiah,
    raw::singapay_biller::{self as raw, types},
    transport::{Call, CallOptions},
};

impl Singapay {
    /// Buys credit, data or a game voucher directly, with **nothing around it**: no journal, no look-up afterwards.
    ///
    /// Effect: money. Sent exactly once, whatever happens. The request carries no reference: **calling it again buys
    /// again**, unless the answer was `Refused` or an error. After `Pending` ask [`detail`](Self::detail) with the
    /// [`reference`](crate::Report::reference) of the report; after `Unknown` look at
    /// [`look_up_purchases`](Self::look_up_purchases).
    ///
    /// `at_most` is the price that you reckon with, in rupiah. **The request can't carry it, so it prevents nothing**: the
    /// provider charges its own price. An answer with a higher one is `Unknown`, a case for a person.
    ///
    /// `Pending` is the usual first answer (code `01`). `Done`, `Refused` and `Unknown` are those of
    /// [`pay_unguarded`](Self::pay_unguarded). Evidence: reconstructed (`prepaid_payment_v2`); that these products need no
    /// inquiry says the provider's page, <https://docs.singapay.id/api-reference/prepaid-v2/payment-prepaid-v2.md>.
    ///
    /// # Errors
    /// Nothing was sent: `Invalid` names a field; a setting, no token, or no connection.
    pub async fn buy_unguarded(&self, product: &Product, at_most: Rupiah) -> Result<Effect<Receipt>, Error> {
        self.buy_with(product, at_most, CallOptions::default()).await
    }

    pub(crate) async fn buy_with(
        &self,
        product: &Product,
        at_most: Rupiah,
        options: CallOptions,
    ) -> Result<Effect<Receipt>, Error> {
        product.check()?;
        if !at_most.is_positive() {
            return Err(Error::invalid("at_most", "it must be more than nothing"));
        }
        let call = Call::new(&self.service, options);
        let client = raw::client(&call);
        let body = self.purchase(product)?;
        let asked = Asked { customer_id: product.customer_id(), price: Price::AtMost(at_most) };
        settled(asked, call.run(client.prepaid_payment_v2(&body)).await)
    }

    fn purchase(&self, product: &Product) -> Result<types::PrepaidPaymentV2Request, Error> {
        let command =
            product.command.as_str().parse().map_err(|_| Error::internal("the specification lacks a command"))?;
        Ok(types::PrepaidPaymentV2Request {
            command,
            data: types::PrepaidPaymentV2RequestData {
                password: self.password().clone(),
                product_code: product.product_code.clone(),
                customer_id: product.customer_id.clone(),
                reference_number: None,
            },
        })
    }
}
