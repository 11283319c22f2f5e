//! Singapay B2B Biller: who may call, and which operation answers.
//! One file per operation; its rules come from the provider's documents, what they leave open from the settings.

mod balance;
mod customers;
mod door;
mod envelope;
mod form;
mod inquiry;
mod payment;
mod quotes;
mod token;
mod transactions;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use http::StatusCode;
use jiff::{Timestamp, civil};

use self::{
    envelope::{Done, Refusal},
    form::Form,
    quotes::Quotes,
    transactions::Transaction,
};
use crate::{
    exchange::{Behaviour, Reply, Request},
    ids::Ids,
    ledger::Ledger,
    lock::lock,
    operation::Operation,
    settings::SingapaySettings,
    tokens::Tokens,
    world::{Bill, Merchant, World, put},
};

pub(crate) struct Singapay {
    state: Mutex<State>,
    settings: SingapaySettings,
    ledger: Ledger,
}

/// What calls read and change. The deposit is in the ledger.
struct State {
    ids: Ids,
    merchants: Vec<Merchant>,
    bills: Vec<Bill>,
    tokens: Tokens,
    quotes: Quotes,
    /// Oldest first.
    transactions: Vec<Arc<Transaction>>,
    /// Merchant, customer id and day of customer ids that were paid for.
    used: HashSet<(String, String, civil::Date)>,
}

/// One call that came through the door.
struct Visit<'a> {
    merchant: Merchant,
    at: Timestamp,
    times: u32,
    settings: &'a SingapaySettings,
    ledger: &'a Ledger,
}

impl Singapay {
    pub(crate) fn new(world: &World, settings: SingapaySettings, seed: u64, ledger: Ledger) -> Self {
        let state = State {
            ids: Ids::seeded(seed),
            merchants: world.merchants.clone(),
            bills: world.bills.clone(),
            tokens: Tokens::default(),
            quotes: Quotes::new(settings.unpaid_references),
            transactions: Vec::new(),
            used: HashSet::new(),
        };
        Self { state: Mutex::new(state), settings, ledger }
    }

    pub(crate) fn put_merchant(&self, merchant: Merchant) {
        self.ledger.open_account(&merchant);
        put(&mut lock(&self.state).merchants, merchant, |a, b| a.client_id == b.client_id);
    }

    pub(crate) fn put_bill(&self, bill: Bill) {
        put(&mut lock(&self.state).bills, bill, Bill::is_same);
    }

    fn run(&self, operation: Operation, request: &Request, times: u32, form: &mut Form) -> Result<Done, Refusal> {
        let mut state = lock(&self.state);
        let merchant = door::admit(&state, request, &self.settings)?;
        let visit =
            Visit { merchant, at: request.at, times: times.max(1), settings: &self.settings, ledger: &self.ledger };
        match operation {
            Operation::PostpaidInquiryV2 => inquiry::postpaid(&mut state, &visit, form),
            Operation::PostpaidPaymentV2 => payment::postpaid(&mut state, &visit, form),
            Operation::ListBillTransaction => transactions::list(&state, &visit, form),
            Operation::DetailBillTransaction => transactions::detail(&state, &visit, form),
            Operation::CheckBalance => balance::check(&visit, form),
            Operation::ResetCustomerId => customers::reset(&mut state, &visit, form),
            _ => Err(Refusal::NoRoute),
        }
    }
}

impl Behaviour for Singapay {
    fn answer(&self, operation: Operation, request: &Request, times: u32) -> Reply {
        if operation == Operation::GenerateAccessToken {
            return token::issue(&mut lock(&self.state), request, &self.settings);
        }
        let mut form = Form::read(request);
        match self.run(operation, request, times, &mut form) {
            Ok(done) => envelope::success(&form.command(), &done),
            Err(refusal) => envelope::refusal(&form.command(), &refusal),
        }
    }

    fn unauthorized(&self, operation: Operation, request: &Request) -> Reply {
        if operation == Operation::GenerateAccessToken {
            return envelope::door(StatusCode::UNAUTHORIZED, token::BAD_CREDENTIALS);
        }
        envelope::refusal(&Form::read(request).command(), &Refusal::NotSignedIn("scripted fault"))
    }

    fn system_error(&self, operation: Operation, request: &Request) -> Reply {
        if operation == Operation::GenerateAccessToken {
            return envelope::door(StatusCode::INTERNAL_SERVER_ERROR, envelope::SYSTEM_ERROR);
        }
        envelope::system_error(&Form::read(request).command())
    }

    fn refuse(&self, status: StatusCode, _: Timestamp) -> Reply {
        envelope::door(status, status.canonical_reason().unwrap_or_default())
    }

    fn expire_tokens(&self) {
        lock(&self.state).tokens.expire_all();
    }
}
