//! A simulator and clients that talk to it.

use crate::witness;
use bayar::{
    Environment, Finnet, PayCombat, Phone, Secret, Settings, Singapay,
    finnet::{self, Key, ResetPin},
    paycombat,
    singapay::{self, Bill, Quote},
};
use bayar_simulator::{Operation, Simulator, demo};
use std::time::Duration;

pub(crate) struct Desk {
    pub(crate) simulator: Simulator,
    pub(crate) settings: Settings,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::with(Simulator::start().await.unwrap())
    }

    pub(crate) fn with(simulator: Simulator) -> Self {
        Self { simulator, settings: Settings::default().backoff(Duration::from_millis(1)) }
    }

    pub(crate) fn settings(mut self, change: impl FnOnce(Settings) -> Settings) -> Self {
        self.settings = change(self.settings.clone());
        self
    }

    pub(crate) fn singapay(&self) -> Singapay {
        self.singapay_as(singapay_credentials())
    }

    pub(crate) fn singapay_as(&self, credentials: singapay::Credentials) -> Singapay {
        let environment = Environment::local(&self.simulator.singapay_url()).unwrap();
        let account = singapay::Account::new(environment, credentials).settings(self.settings.clone());
        witness::seen(Singapay::connect(witness::seen(account)).unwrap())
    }

    pub(crate) fn finnet(&self) -> Finnet {
        self.finnet_as(finnet_credentials(), |account| account)
    }

    pub(crate) fn finnet_as(
        &self,
        credentials: finnet::Credentials,
        change: impl FnOnce(finnet::Account) -> finnet::Account,
    ) -> Finnet {
        let environment = Environment::local(&self.simulator.finnet_url()).unwrap();
        let account = change(finnet::Account::new(environment, credentials).settings(self.settings.clone()));
        witness::seen(Finnet::connect(witness::seen(account)).unwrap())
    }

    pub(crate) fn paycombat(&self) -> PayCombat {
        self.paycombat_as(paycombat_credentials())
    }

    pub(crate) fn paycombat_as(&self, credentials: paycombat::Credentials) -> PayCombat {
        let environment = Environment::local(&self.simulator.paycombat_url()).unwrap();
        let account = paycombat::Account::new(environment, credentials).settings(self.settings.clone());
        witness::seen(PayCombat::connect(witness::seen(account)).unwrap())
    }

    pub(crate) async fn quote(&self, client: &Singapay) -> Quote {
        witness::told(client.inquire(&pln()).await).unwrap()
    }

    pub(crate) fn count(&self, operation: Operation) -> usize {
        self.simulator.count(operation)
    }

    pub(crate) fn executions(&self, quote: &Quote) -> u64 {
        self.simulator.ledger().executions(quote.reference_number())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // Where nobody listens to the log, nothing of it can stand there.
        if tracing::enabled!(tracing::Level::ERROR) {
            witness::learn(&self.simulator);
        }
    }
}

pub(crate) fn pln() -> Bill {
    Bill::pln_postpaid(demo::PLN_POSTPAID.customer_id)
}

pub(crate) fn reset_request() -> ResetPin {
    witness::seen(ResetPin::new(witness::seen(Phone::parse(demo::PHONE).unwrap())))
}

pub(crate) fn singapay_credentials() -> singapay::Credentials {
    let merchant = demo::MERCHANT;
    singapay::Credentials {
        partner_id: merchant.partner_id.into(),
        client_id: merchant.client_id.into(),
        client_secret: merchant.client_secret.into(),
        password: merchant.password.into(),
    }
}

pub(crate) fn finnet_credentials() -> finnet::Credentials {
    let partner = demo::PARTNER;
    finnet::Credentials {
        client_id: partner.client_id.into(),
        client_secret: partner.client_secret.into(),
        private_key: Key::Pem(Secret::from(partner.private_key_pem)),
        channel_id: partner.channel_id.to_owned(),
        origin: partner.origin.to_owned(),
    }
}

pub(crate) fn paycombat_credentials() -> paycombat::Credentials {
    let organisation = demo::ORGANISATION;
    paycombat::Credentials {
        merchant_identifier: Some(organisation.merchant_identifier.into()),
        token: Some(organisation.token.into()),
    }
}
