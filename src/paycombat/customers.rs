//! The customer family: delete (early face) and get (merchant face).
//!
//! May use: raw, transport. Deleting has an effect, so it is sent once.

use super::{Customer, PayCombat, answer};
use crate::{
    CallOptions, Effect, Error, Report, Response, Why,
    raw::{paycombat_legacy as legacy, paycombat_merchant as merchant},
    transport::{Call, Reply, Verdict},
};

const GET: &str = "get_customer";

/// The customers of a merchant.
#[derive(Clone, Debug)]
pub struct Customers<'a>(pub(super) &'a PayCombat);

/// A deleted customer: the record as it was.
#[derive(Clone, Debug)]
pub struct Deleted {
    customer: Customer,
    request_id: Option<String>,
}

impl Deleted {
    /// The record as it was. It does not say that it is deleted.
    #[must_use]
    pub fn customer(&self) -> &Customer {
        &self.customer
    }

    /// The id of the request at Finmo, to which PayCombat relays.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The answer as it came.
    #[must_use]
    pub fn response(&self) -> &Response {
        self.customer.response()
    }
}

impl Customers<'_> {
    /// Deletes a customer.
    ///
    /// Effect: customer. Sent exactly once. After `Unknown` read the customer back, and take "not found" as success only if
    /// it was seen before. Evidence: documented, <https://apidoc.paycombat.dev/project-745668/api-12823656>.
    ///
    /// `Done`: HTTP 200, `status` and `data.success` are true, and the record is of this customer. `Unknown`: everything else.
    /// Never `Refused`: the provider documents no error answer.
    ///
    /// # Errors
    /// Nothing was sent: `Invalid` for an id that is empty or holds blanks; `Config` without merchant identifier or
    /// [`legacy_base_url`](super::Account::legacy_base_url); no connection.
    pub async fn delete(&self, customer_id: &str) -> Result<Effect<Deleted>, Error> {
        check(customer_id)?;
        let call = Call::new(self.0.legacy()?, CallOptions::default());
        let client = legacy::client(&call);
        match call.run(client.delete_customer(customer_id)).await {
            Ok(reply) => Ok(deleted(customer_id, reply)),
            Err(error) => Effect::without_answer(error),
        }
    }

    /// Reads a customer. Effect: none; repeated as [`Settings`](crate::Settings) say. Evidence: documented,
    /// <https://docs.paycombat.com/get-detail-customer-by-id-12819568e0>.
    ///
    /// # Errors
    /// `Invalid` for an id that is empty or holds blanks; `Config` without a token; `Refused` for any answer that is no
    /// success; `Unreadable` if the record is missing or of another customer.
    pub async fn get(&self, customer_id: &str) -> Result<Customer, Error> {
        check(customer_id)?;
        let call = Call::new(&self.0.merchant, CallOptions::default());
        let client = merchant::client(&call);
        let reply = call.run(client.get_customer(customer_id)).await?;
        let (answer, response) = reply.fitting(GET, |response| answer::refused(GET, response))?;
        if answer.status != Some(true) {
            return Err(answer::refused(GET, response));
        }
        let customer = answer.data.and_then(|data| Customer::paycombat_merchant(data, response.clone()));
        customer.filter(|c| c.customer_id.as_str() == customer_id).ok_or_else(|| {
            Error::unreadable(GET, "data.customer_id", "the record is missing, or of another customer", response)
        })
    }
}

/// No form of the id is documented; but what parts a path would name another record.
fn check(customer_id: &str) -> Result<(), Error> {
    let odd = |c: char| !c.is_ascii_graphic() || "/\\?#%;".contains(c);
    if customer_id.is_empty() || customer_id.contains(odd) || matches!(customer_id, "." | "..") {
        return Err(Error::invalid(
            "customer_id",
            "it is empty, or holds a blank, a slash, a backslash or another character that parts a path; in the samples it is customer_ and 32 hex digits",
        ));
    }
    Ok(())
}

fn deleted(customer_id: &str, reply: Reply<legacy::types::DeleteCustomerResponse>) -> Effect<Deleted> {
    let response = reply.response;
    let report = |why| Report::new(why, Some(response.clone())).with_code(None, answer::message(&response));
    let answer = match reply.verdict {
        Verdict::Fits(answer) => answer,
        Verdict::Unfit(_) => return Effect::Unknown(report(Why::Unreadable)),
        Verdict::OtherStatus => return Effect::Unknown(report(by_status(&response))),
    };
    let data = answer.data.unwrap_or_default();
    if answer.status != Some(true) || data.success != Some(true) {
        return Effect::Unknown(report(Why::Unlisted));
    }
    let customer = data.data.and_then(|data| Customer::paycombat_legacy(data, response.clone()));
    match customer.filter(|c| c.customer_id.as_str() == customer_id) {
        Some(customer) => Effect::Done(Deleted { customer, request_id: data.request_id }),
        None => Effect::Unknown(report(Why::Mismatch("data.data.customer_id"))),
    }
}

fn by_status(response: &Response) -> Why {
    match response.status().as_u16() {
        401 => Why::Unauthorized,
        300..=399 => Why::Redirected,
        _ => Why::Unlisted,
    }
}
