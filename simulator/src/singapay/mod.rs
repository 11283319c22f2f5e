//! Singapay B2B Biller: who may call, and which operation answers.
//! One file per operation; its rules come from the provider's documents, what they leave open from the settings.

mod agenda;
mod balance;
mod callback;
mod codes;
mod customers;
mod cut_off;
mod door;
mod envelope;
mod form;
mod goods;
mod inquiry;
mod list;
mod payment;
mod prepaid;
mod purchase;
mod quotes;
mod rows;
mod state;
mod token;
mod transactions;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use http::StatusCode;
use jiff::Timestamp;
use tokio::sync::Notify;

pub(crate) use self::callback::Outgoing;
use self::{
    agenda::Due,
    envelope::{Done, Refusal},
    form::Form,
    state::State,
};
use crate::{
    courier::Post,
    exchange::{Behaviour, Reply, Request},
    fault::{Orders, Status},
    ledger::Books,
    lock::lock,
    operation::Operation,
    settings::SingapaySettings,
    world::{Bill, Merchant, Product, World, put},
};

pub(crate) struct Singapay {
    state: Mutex<State>,
    settings: RwLock<Arc<SingapaySettings>>,
    books: Books,
    seed: u64,
    post: Post,
    /// Something new may be due.
    pub(crate) stirred: Notify,
}

/// One call that came through the door.
struct Visit<'a> {
    merchant: Arc<Merchant>,
    at: Timestamp,
    orders: &'a Orders,
    settings: &'a SingapaySettings,
    books: &'a Books,
}

impl Visit<'_> {
    fn client_id(&self) -> Arc<str> {
        self.merchant.client_id.as_str().into()
    }
}

impl Singapay {
    pub(crate) fn new(world: &World, settings: SingapaySettings, seed: u64, books: Books, post: Post) -> Self {
        let state = Mutex::new(State::new(world, &settings, seed));
        Self { state, settings: RwLock::new(Arc::new(settings)), books, seed, post, stirred: Notify::new() }
    }

    /// Begins again with this world.
    pub(crate) fn reset(&self, world: &World) {
        *lock(&self.state) = State::new(world, &self.settings(), self.seed);
        self.stirred.notify_one();
    }

    pub(crate) fn settings(&self) -> Arc<SingapaySettings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What was decided before stays; bounds of memory stay until the world is reset.
    pub(crate) fn change_settings(&self, change: impl FnOnce(&mut SingapaySettings)) {
        let mut settings = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut settings));
    }

    pub(crate) fn put_merchant(&self, merchant: Merchant) {
        self.books.open_account(&merchant);
        put(&mut lock(&self.state).merchants, Arc::new(merchant), |a, b| a.client_id == b.client_id);
    }

    pub(crate) fn put_bill(&self, bill: Bill) {
        lock(&self.state).bills.insert(state::key(&bill), bill);
    }

    pub(crate) fn put_product(&self, product: Product) {
        lock(&self.state).products.insert(product.code.clone(), product);
    }

    /// Does what is due by now.
    pub(crate) fn catch_up(&self, now: Timestamp) {
        drop(self.state_at(now));
    }

    /// When something is due next.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        lock(&self.state).agenda.next_time()
    }

    /// Sends a callback again at a time.
    pub(crate) fn retry(&self, outgoing: Outgoing, at: Timestamp) {
        lock(&self.state).agenda.add(at, Due::Callback(Box::new(outgoing)));
        self.stirred.notify_one();
    }

    /// A payment turns to this status, by transaction id or reference number; false if there is none that could.
    pub(crate) fn turn(&self, which: &str, status: Status, now: Timestamp) -> bool {
        let mut state = self.state_at(now);
        let found = state.transactions.find(which).or_else(|| state.transactions.of_reference(which));
        let Some(id) = found.map(|transaction| Arc::clone(&transaction.id)) else { return false };
        let turned = state.turn(&id, status, now, &self.settings(), &self.books);
        drop(state);
        self.stirred.notify_one();
        turned
    }

    fn state_at(&self, now: Timestamp) -> MutexGuard<'_, State> {
        let mut state = lock(&self.state);
        if state.agenda.next_time().is_some() {
            let due = state.catch_up(now, &self.settings(), &self.books);
            due.into_iter().for_each(|outgoing| self.post.take(outgoing));
        }
        state
    }

    fn run(
        &self,
        operation: Operation,
        request: &Request,
        orders: &Orders,
        form: &mut Form<'_>,
    ) -> Result<Done, Refusal> {
        let settings = self.settings();
        let mut state = self.state_at(request.at);
        let merchant = door::admit(&state, request, &settings)?;
        let visit = Visit { merchant, at: request.at, orders, settings: &settings, books: &self.books };
        match operation {
            Operation::PostpaidInquiryV2 => inquiry::postpaid(&mut state, &visit, form),
            Operation::PostpaidPaymentV2 => payment::postpaid(&mut state, &visit, form),
            Operation::PrepaidInquiryV2 => prepaid::inquire(&mut state, &visit, form),
            Operation::PrepaidPaymentV2 => prepaid::pay(&mut state, &visit, form),
            Operation::ListBillTransaction => list::list(&mut state, &visit, form),
            Operation::DetailBillTransaction => list::detail(&state, &visit, form),
            Operation::CheckBalance => balance::check(&visit, form),
            Operation::ResetCustomerId => customers::reset(&mut state, &visit, form),
            _ => Err(Refusal::NoRoute),
        }
    }
}

impl Behaviour for Singapay {
    fn answer(&self, operation: Operation, request: &Request, orders: &Orders) -> Reply {
        if operation == Operation::GenerateAccessToken {
            return token::issue(&mut lock(&self.state), request, &self.settings());
        }
        let mut form = Form::read(request);
        let result = self.run(operation, request, orders, &mut form);
        if matches!(operation, Operation::PostpaidPaymentV2 | Operation::PrepaidPaymentV2) && result.is_ok() {
            self.stirred.notify_one();
        }
        match result {
            Ok(done) => envelope::success(form.command(), &done),
            Err(refusal) => envelope::refusal(form.command(), &refusal),
        }
    }

    fn code(&self, operation: Operation, request: &Request, code: &str) -> Reply {
        if operation == Operation::GenerateAccessToken {
            return token::code(code);
        }
        envelope::refusal(Form::read(request).command(), &codes::refusal(code))
    }

    fn unauthorized(&self, operation: Operation, request: &Request) -> Reply {
        if operation == Operation::GenerateAccessToken {
            return envelope::door(StatusCode::UNAUTHORIZED, token::BAD_CREDENTIALS);
        }
        envelope::refusal(Form::read(request).command(), &Refusal::NotSignedIn("scripted fault"))
    }

    fn system_error(&self, operation: Operation, request: &Request) -> Reply {
        if operation == Operation::GenerateAccessToken {
            return envelope::door(StatusCode::INTERNAL_SERVER_ERROR, envelope::SYSTEM_ERROR);
        }
        envelope::system_error(Form::read(request).command())
    }

    fn refuse(&self, status: StatusCode, _: Timestamp) -> Reply {
        envelope::door(status, status.canonical_reason().unwrap_or_default())
    }

    fn expire_tokens(&self) {
        lock(&self.state).tokens.expire_all();
    }
}
