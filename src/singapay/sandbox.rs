//! What only the provider's test host offers.
//!
//! May use: raw, transport. Exists for no production client.

use super::{Singapay, answer};
use crate::{
    Environment, Error, Response,
    raw::singapay_biller::{self as raw, types},
};

const RESET: &str = "reset_customer_id";

/// Operations of the provider's test host.
#[derive(Clone, Debug)]
pub struct SandboxTools<'a>(&'a Singapay);

impl Singapay {
    /// The operations that only the test host (or a simulator) offers; nothing for a production client.
    #[must_use]
    pub fn sandbox_tools(&self) -> Option<SandboxTools<'_>> {
        (self.service.environment != Environment::Production).then_some(SandboxTools(self))
    }
}

impl SandboxTools<'_> {
    /// Makes customer ids usable again: the test host lets each be paid once a day. The call names no customer, so it
    /// probably resets all of yours. Effect: none beyond the test host; may be repeated. Evidence: published,
    /// <https://docs.singapay.id/api-reference/general/reset-customer-id.md>. The answer says nothing but that it was done, so it
    /// is given as it came.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn reset_customer_ids(&self) -> Result<Response, Error> {
        let call = self.0.call();
        let client = raw::client(&call);
        let body = types::ResetCustomerIdRequest { command: types::ResetCustomerIdRequestCommand::ResetCustomerId };
        let reply = call.run(client.reset_customer_id(&body)).await?;
        let (reset, response) = reply.fitting(RESET, |response| answer::refused(RESET, response))?;
        if answer::is_success(reset.response_code.as_ref()) {
            Ok(response)
        } else {
            Err(answer::refused(RESET, response))
        }
    }
}
