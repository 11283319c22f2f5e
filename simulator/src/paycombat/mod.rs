//! PayCombat: both published faces over one set of customers.
//! What the pages leave open, every error among it, is in the settings.

mod customers;
mod door;
mod envelope;

use std::sync::Mutex;

use http::StatusCode;
use jiff::Timestamp;

use self::{customers::Kept, envelope::Refusal};
use crate::{
    exchange::{Behaviour, Reply, Request},
    ids::Ids,
    ledger::Ledger,
    lock::lock,
    operation::Operation,
    settings::PayCombatSettings,
    world::{Customer, Organisation, World},
};

pub(crate) struct PayCombat {
    organisations: Vec<Organisation>,
    state: Mutex<State>,
    settings: PayCombatSettings,
    ledger: Ledger,
}

struct State {
    ids: Ids,
    customers: Vec<Kept>,
}

impl PayCombat {
    pub(crate) fn new(world: &World, settings: PayCombatSettings, seed: u64, ledger: Ledger, now: Timestamp) -> Self {
        let customers = world.customers.iter().map(|customer| Kept::new(customer.clone(), now)).collect();
        let state = State { ids: Ids::seeded(seed), customers };
        Self { organisations: world.organisations.clone(), state: Mutex::new(state), settings, ledger }
    }

    /// Adds a customer, or brings it back as it is now.
    pub(crate) fn put_customer(&self, customer: Customer, now: Timestamp) {
        customers::put(&mut lock(&self.state), customer, now);
    }
}

impl Behaviour for PayCombat {
    fn answer(&self, operation: Operation, request: &Request, times: u32) -> Reply {
        let result = match operation {
            Operation::DeleteCustomer => customers::delete(self, request, times.max(1)),
            Operation::GetCustomer => customers::get(self, request),
            _ => Err(Refusal::new(404, "Not Found")),
        };
        result.unwrap_or_else(|refusal| envelope::refusal(&refusal))
    }

    fn unauthorized(&self, _: Operation, _: &Request) -> Reply {
        envelope::refusal(&Refusal::new(self.settings.unknown_caller_http, door::UNKNOWN_CALLER))
    }

    fn system_error(&self, _: Operation, _: &Request) -> Reply {
        envelope::refusal(&Refusal::new(500, "Internal Server Error"))
    }

    fn refuse(&self, status: StatusCode, _: Timestamp) -> Reply {
        envelope::refusal(&Refusal::new(status.as_u16(), status.canonical_reason().unwrap_or_default()))
    }

    /// Its tokens are personal access tokens: they were issued to a person and do not expire.
    fn expire_tokens(&self) {}
}
