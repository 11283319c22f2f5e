//! Finnet SNAP: partners, tokens, signatures, and the operations that stand behind them.
//! The order in which a call is checked stands in `door`; what the documents leave open is in the settings.

mod body;
mod door;
mod envelope;
mod external_ids;
mod pin;
mod signature;
mod timestamp;
mod token;

use std::sync::Mutex;

use http::StatusCode;
use jiff::Timestamp;

use self::{
    envelope::Refusal,
    external_ids::ExternalIds,
    signature::{PublicKey, Secret},
};
use crate::{
    builder::StartError,
    exchange::{Behaviour, Reply, Request},
    fault::Orders,
    ids::Ids,
    ledger::Books,
    lock::lock,
    operation::Operation,
    settings::FinnetSettings,
    tokens::Tokens,
    verdict::{SignatureCheck, Verdict},
    world::{Account, Partner, World, put},
};

pub(crate) struct Finnet {
    partners: Vec<Known>,
    customer_tokens: Vec<String>,
    state: Mutex<State>,
    settings: FinnetSettings,
    books: Books,
}

/// A partner whose key was read.
struct Known {
    partner: Partner,
    key: PublicKey,
    secret: Secret,
}

struct State {
    ids: Ids,
    accounts: Vec<Account>,
    tokens: Tokens,
    external_ids: ExternalIds,
}

/// What became of a call, and the check of its signature if it came that far.
struct Outcome {
    result: Result<envelope::Done, Refusal>,
    signature: Option<SignatureCheck>,
}

impl Finnet {
    pub(crate) fn new(world: &World, settings: FinnetSettings, seed: u64, books: Books) -> Result<Self, StartError> {
        let known = |partner: &Partner| -> Result<Known, StartError> {
            let read = PublicKey::read(&partner.public_key_pem).zip(Secret::new(&partner.client_secret));
            let (key, secret) = read.ok_or_else(|| StartError::PublicKey(partner.client_id.clone()))?;
            Ok(Known { partner: partner.clone(), key, secret })
        };
        let state = State {
            ids: Ids::seeded(seed),
            accounts: world.accounts.clone(),
            tokens: Tokens::default(),
            external_ids: ExternalIds::new(settings.external_ids),
        };
        Ok(Self {
            partners: world.partners.iter().map(known).collect::<Result<_, _>>()?,
            customer_tokens: world.customer_tokens.clone(),
            state: Mutex::new(state),
            settings,
            books,
        })
    }

    /// Begins again with this world; the partners stay.
    pub(crate) fn reset(&self, world: &World) {
        let mut state = lock(&self.state);
        state.accounts.clone_from(&world.accounts);
        state.tokens = Tokens::default();
        state.external_ids = ExternalIds::new(self.settings.external_ids);
    }

    pub(crate) fn put_account(&self, account: Account) {
        put(&mut lock(&self.state).accounts, account, Account::is_same);
    }

    fn partner(&self, client_id: &str) -> Option<&Known> {
        self.partners.iter().find(|known| known.partner.client_id == client_id)
    }

    /// Digits four and five of the response codes.
    fn service(&self, operation: Operation) -> &str {
        match operation {
            Operation::AccessTokenB2b => token::SERVICE,
            Operation::PinReset => &self.settings.pin_reset_service,
            _ => envelope::NO_SERVICE,
        }
    }
}

impl Behaviour for Finnet {
    fn answer(&self, operation: Operation, request: &Request, orders: &Orders) -> Reply {
        let Outcome { result, signature } = match operation {
            Operation::AccessTokenB2b => token::issue(self, request),
            Operation::PinReset => pin::reset(self, request, orders.times),
            _ => Outcome { result: Err(Refusal::no_route()), signature: None },
        };
        let reply = match result {
            Ok(done) => envelope::done(done, request.at),
            Err(refusal) => envelope::refusal(self.service(operation), refusal, request.at),
        };
        let verdict = reply.verdict.clone().signed(signature);
        reply.judged(verdict)
    }

    /// A whole code of seven digits; or status and case (five digits), or a status alone, for the operation's service.
    fn code(&self, operation: Operation, request: &Request, code: &str) -> Reply {
        let service = self.service(operation);
        let code = match code.len() {
            7 => code.to_owned(),
            5 => format!("{}{service}{}", &code[..3], &code[3..]),
            _ => format!("{code}{service}00"),
        };
        let message = pin::message(&code).unwrap_or("asked for by a fault");
        envelope::done(envelope::Done::coded(&code, message), request.at).judged(Verdict::refused(message))
    }

    fn unauthorized(&self, operation: Operation, request: &Request) -> Reply {
        let refusal = match operation {
            Operation::AccessTokenB2b => token::invalid_signature(),
            _ => Refusal::invalid_token("scripted fault"),
        };
        envelope::refusal(self.service(operation), refusal, request.at)
    }

    fn system_error(&self, operation: Operation, request: &Request) -> Reply {
        let refusal = Refusal::new(500, "00", "General error", "scripted fault");
        envelope::refusal(self.service(operation), refusal, request.at)
    }

    fn refuse(&self, status: StatusCode, at: Timestamp) -> Reply {
        let message = status.canonical_reason().unwrap_or_default();
        let refusal = match status {
            StatusCode::NOT_FOUND => Refusal::no_route(),
            _ => Refusal::new(status.as_u16(), "00", message, message),
        };
        envelope::refusal(envelope::NO_SERVICE, refusal, at)
    }

    fn expire_tokens(&self) {
        lock(&self.state).tokens.expire_all();
    }
}
