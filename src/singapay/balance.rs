//! The deposit balance.
//!
//! May use: raw, transport. Moves no money.

use super::{Singapay, answer, quote::rupiah};
use crate::{
    Error, Response, Rupiah,
    raw::singapay_biller::{self as raw, types},
};

const BALANCE: &str = "check_balance";

/// The deposit balance (*saldo deposit*), from which bills are paid.
#[derive(Clone, Debug)]
pub struct Balance {
    amount: Rupiah,
    currency: Option<String>,
    response: Response,
}

impl Balance {
    /// What is left.
    #[must_use]
    pub fn amount(&self) -> Rupiah {
        self.amount
    }

    /// The currency as the provider names it, `IDR` in the sample.
    #[must_use]
    pub fn currency(&self) -> Option<&str> {
        self.currency.as_deref()
    }

    /// The answer as it came.
    #[must_use]
    pub fn response(&self) -> &Response {
        &self.response
    }
}

impl Singapay {
    /// Asks for the deposit balance. Effect: none; repeated as [`Settings`](crate::Settings) say.
    /// Evidence: documented, <https://docs-biller-b2b.singapay.id/docs/v1/general/check-balance>.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind); `Unreadable` if the balance is no amount or in another currency.
    pub async fn balance(&self) -> Result<Balance, Error> {
        let call = self.call();
        let client = raw::client(&call);
        let body = types::CheckBalanceRequest { command: types::CheckBalanceRequestCommand::CheckBalance };
        let reply = call.run(client.check_balance(&body)).await?;
        let (balance, response) = reply.fitting(BALANCE, |response| answer::refused(BALANCE, response))?;
        if !answer::is_success(balance.response_code.as_ref()) {
            return Err(answer::refused(BALANCE, response));
        }
        read(balance.data.unwrap_or_default(), response)
    }
}

fn read(data: types::CheckBalanceResponseData, response: Response) -> Result<Balance, Error> {
    let unreadable = |field: &'static str, text: &str| Error::unreadable(BALANCE, field, text, response.clone());
    if data.currency.as_deref().is_some_and(|c| c != "IDR") {
        return Err(unreadable("data.currency", "it is not IDR"));
    }
    let amount = rupiah(data.balance.as_ref())
        .ok_or_else(|| unreadable("data.balance", "it is missing, or no amount of rupiah"))?;
    Ok(Balance { amount, currency: data.currency, response })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Environment,
        singapay::{Account, Credentials},
    };

    /// Whoever waits for many calls at once pays for the size of each with cache.
    #[test]
    fn the_future_of_a_call_is_small() {
        let [partner_id, client_id, client_secret, password] = ["a", "b", "c", "d"].map(Into::into);
        let credentials = Credentials { partner_id, client_id, client_secret, password };
        let account = Account::new(Environment::local("http://127.0.0.1:1").unwrap(), credentials);
        let size = size_of_val(&Singapay::connect(account).unwrap().balance());
        assert!(size <= 2048, "{size} bytes");
    }
}
