//! What calls and the clock change at Singapay, and how it changes when something is due.
//! The deposit is in the books.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::{Timestamp, civil};

use super::{
    agenda::{Agenda, Due},
    callback::{self, Outgoing},
    payment,
    quotes::Quotes,
    transactions::Transactions,
};
use crate::{
    fault::Status,
    ids::Ids,
    ledger::Books,
    settings::SingapaySettings,
    tokens::Tokens,
    world::{Bill, Command, Merchant, Product, World},
};

pub(super) struct State {
    pub(super) ids: Ids,
    pub(super) merchants: Vec<Arc<Merchant>>,
    pub(super) bills: HashMap<BillKey, Bill>,
    pub(super) products: HashMap<String, Product>,
    pub(super) tokens: Tokens,
    pub(super) quotes: Quotes,
    pub(super) transactions: Transactions,
    /// Merchant, customer id and day of customer ids that were paid for.
    pub(super) used: HashSet<(String, String, civil::Date)>,
    pub(super) agenda: Agenda,
    /// Callbacks that wait for another one to go first.
    pub(super) held: Vec<Outgoing>,
}

/// Command, product code, customer id.
pub(super) type BillKey = (Command, String, String);

impl State {
    pub(super) fn new(world: &World, settings: &SingapaySettings, seed: u64) -> Self {
        Self {
            ids: Ids::seeded(seed),
            merchants: world.merchants.iter().cloned().map(Arc::new).collect(),
            bills: world.bills.iter().map(|bill| (key(bill), bill.clone())).collect(),
            products: world.products.iter().map(|product| (product.code.clone(), product.clone())).collect(),
            tokens: Tokens::default(),
            quotes: Quotes::new(settings.unpaid_references),
            transactions: Transactions::new(settings.transactions_kept),
            used: HashSet::new(),
            agenda: Agenda::default(),
            held: Vec::new(),
        }
    }

    /// A reference number that nothing stands for yet.
    pub(super) fn fresh_reference(&mut self, product_code: &str, at: Timestamp) -> String {
        loop {
            let reference = self.ids.reference_number(product_code, at);
            if !self.quotes.contains(&reference) {
                return reference;
            }
        }
    }

    /// Does what is due by now, in order of time; gives back the callbacks that have to be sent.
    pub(super) fn catch_up(&mut self, now: Timestamp, settings: &SingapaySettings, books: &Books) -> Vec<Outgoing> {
        let mut outgoing = Vec::new();
        while let Some((at, due)) = self.agenda.next(now) {
            match due {
                Due::Turn { transaction_id, status } => {
                    self.turn(&transaction_id, status, at, settings, books);
                }
                Due::Execute(order) => payment::execute_late(self, *order, at, settings, books),
                Due::Callback(it) => outgoing.extend(callback::release(self, *it)),
            }
        }
        outgoing
    }

    /// A payment turns to another status; false if there is none, or if it stands there already.
    pub(super) fn turn(
        &mut self,
        transaction_id: &str,
        status: Status,
        at: Timestamp,
        settings: &SingapaySettings,
        books: &Books,
    ) -> bool {
        let Some(transaction) = self.transactions.change(transaction_id) else { return false };
        let from = transaction.status();
        if from == status {
            return false;
        }
        transaction.turns.push((at, status));
        books.turn(&transaction.purchase.client_id, transaction_id, transaction.price, [from, status], at);
        callback::announce(self, settings, transaction_id, at);
        true
    }
}

pub(super) fn key(bill: &Bill) -> BillKey {
    (bill.command, bill.product_code.clone(), bill.customer_id.clone())
}
