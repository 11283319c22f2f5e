//! What is due at a time: turns of payments, late executions, callbacks.
//! An ordered list and nothing more; who does what is due is `state`.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use super::{callback::Outgoing, purchase::Purchase};
use crate::fault::{Orders, Status};

/// So many things may be due in the future; beyond that the next of them is done early, so that memory stays bounded.
const ROOM: usize = 20_000;

/// Something that is due.
#[derive(Debug)]
pub(super) enum Due {
    Turn { transaction_id: Arc<str>, status: Status },
    Execute(Box<LateOrder>),
    Callback(Box<Outgoing>),
}

/// A payment that was accepted and is executed later.
#[derive(Debug)]
pub(super) struct LateOrder {
    pub(super) reference: String,
    pub(super) purchase: Arc<Purchase>,
    pub(super) orders: Orders,
}

#[derive(Debug, Default)]
pub(super) struct Agenda {
    entries: BTreeMap<(Timestamp, u64), Due>,
    added: u64,
}

impl Agenda {
    pub(super) fn add(&mut self, at: Timestamp, due: Due) {
        self.added += 1;
        self.entries.insert((at, self.added), due);
    }

    /// Takes out the next thing that is due by now, with the time at which it was.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<(Timestamp, Due)> {
        let first = self.entries.first_entry()?;
        let at = first.key().0;
        if at <= now {
            return Some((at, first.remove()));
        }
        (self.entries.len() > ROOM).then(|| self.entries.pop_first()).flatten().map(|(_, due)| (now, due))
    }

    pub(super) fn next_time(&self) -> Option<Timestamp> {
        self.entries.first_key_value().map(|((at, _), _)| *at)
    }
}
