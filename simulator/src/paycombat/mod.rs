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
    fault::Orders,
    ids::Ids,
    ledger::Books,
    lock::lock,
    operation::Operation,
    settings::PayCombatSettings,
    world::{Customer, Organisation, World},
};

pub(crate) struct PayCombat {
    organisations: Vec<Organisation>,
    state: Mutex<State>,
    settings: PayCombatSettings,
    books: Books,
}

struct State {
    ids: Ids,
    customers: Vec<Kept>,
}

impl PayCombat {
    pub(crate) fn new(world: &World, settings: PayCombatSettings, seed: u64, books: Books, now: Timestamp) -> Self {
        let customers = world.customers.iter().map(|customer| Kept::new(customer.clone(), now)).collect();
        let state = State { ids: Ids::seeded(seed), customers };
        Self { organisations: world.organisations.clone(), state: Mutex::new(state), settings, books }
    }

    /// Begins again with the customers of this world; the organisations stay.
    pub(crate) fn reset(&self, world: &World, now: Timestamp) {
        let customers = world.customers.iter().map(|customer| Kept::new(customer.clone(), now));
        lock(&self.state).customers = customers.collect();
    }

    /// Adds a customer, or brings it back as it is now.
    pub(crate) fn put_customer(&self, customer: Customer, now: Timestamp) {
        customers::put(&mut lock(&self.state), customer, now);
    }
}

impl Behaviour for PayCombat {
    fn answer(&self, operation: Operation, request: &Request, orders: &Orders) -> Reply {
        let result = match operation {
            Operation::DeleteCustomer => customers::delete(self, request, orders.times),
            Operation::GetCustomer => customers::get(self, request),
            _ => Err(Refusal::new(404, "Not Found")),
        };
        result.unwrap_or_else(|refusal| envelope::refusal(&refusal))
    }

    /// No response code is documented: the HTTP status stands for it.
    fn code(&self, _: Operation, _: &Request, code: &str) -> Reply {
        envelope::refusal(&customers::status(code.parse().unwrap_or(500)))
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
