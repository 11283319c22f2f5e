//! What the journal says against what really happened.

use crate::child::Folder;
use bayar::payments::{
    journal::{Journal, Query, SqliteJournal},
    machine::{Record, State},
};
use bayar_simulator::{Execution, Simulator, Status};
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

#[derive(Debug, Default)]
pub(crate) struct Verdict {
    states: BTreeMap<State, usize>,
    ledger_paid: usize,
    /// Payments that a kill found between their permit and their stored answer.
    pub(crate) interrupted: usize,
    attempts: usize,
    review_not_executed: usize,
    review_contradicted: usize,
    delivered: usize,
    delivered_again: usize,
    twice: usize,
    told_not_paid_but_paid: usize,
    told_paid_but_not: usize,
    /// Whatever must not be, in words.
    pub(crate) wrong: Vec<String>,
}

impl Verdict {
    pub(crate) async fn reach(
        simulator: &Simulator,
        folder: &Folder,
        customers: &[String],
        contradicted: &[String],
    ) -> Self {
        let mut verdict = Self::default();
        let journal = SqliteJournal::open(folder.0.join("journal.db")).unwrap();
        verdict.check(journal.verify().await.unwrap().is_empty(), || "the chain of events is broken".to_owned());
        verdict.check(journal.held().await.unwrap().is_none(), || "sending is held".to_owned());
        let all = Query { states: State::ALL.to_vec(), after: None, limit: customers.len() + 1 };
        let mut records: HashMap<_, _> =
            journal.page(all).await.unwrap().into_iter().map(|record| (record.key.clone(), record)).collect();
        verdict.check(records.len() == customers.len(), || "not one payment for each bill".to_owned());
        let feed = std::fs::read_to_string(folder.0.join("feed")).unwrap();
        for customer in customers {
            let Some(record) = records.remove(&format!("bill-{customer}")) else { continue };
            let history = journal.history(&record.id).await.unwrap();
            verdict.interrupted += history.iter().filter(|event| event.kind == "interrupted").count();
            let executions = simulator.ledger().paid_for_customer(customer);
            verdict.payment(&record, &executions, contradicted.contains(customer));
            verdict.told_the_consumer(&record, &feed);
        }
        verdict.deliveries(&feed);
        verdict
    }

    fn check(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(otherwise());
        }
    }

    fn payment(&mut self, record: &Record, executions: &[Execution], contradicted: bool) {
        let charged: Vec<_> = executions.iter().filter(|it| it.status == Status::Success).collect();
        let told = format!("{}: {} {:?}, ledger {executions:?}", record.key, record.state, record.reason);
        *self.states.entry(record.state).or_default() += 1;
        self.attempts += record.attempts.len();
        self.ledger_paid += usize::from(!charged.is_empty());
        self.twice += usize::from(executions.len() > 1);
        self.check(executions.len() <= 1, || format!("executed twice: {told}"));
        match record.state {
            State::Paid => {
                let fits = charged.len() == 1 && Some(&charged[0].transaction_id) == record.transaction_id.as_ref();
                self.told_paid_but_not += usize::from(charged.is_empty());
                self.check(fits, || format!("paid is not what happened: {told}"));
            }
            State::NotPaid => {
                self.told_not_paid_but_paid += usize::from(!charged.is_empty());
                self.check(charged.is_empty(), || format!("told not paid, but it was: {told}"));
            }
            State::Review => {
                self.review_not_executed += usize::from(executions.is_empty());
                self.review_contradicted += usize::from(!executions.is_empty());
                self.check(executions.is_empty() || contradicted, || format!("no case for a person: {told}"));
            }
            _ => self.wrong.push(format!("it is not settled: {told}")),
        }
    }

    fn told_the_consumer(&mut self, record: &Record, feed: &str) {
        let line = format!("{} {}", record.id, record.state);
        self.check(feed.lines().any(|told| told == line), || format!("the consumer was not told: {line}"));
    }

    fn deliveries(&mut self, feed: &str) {
        let mut seen = HashMap::new();
        for line in feed.lines() {
            *seen.entry(line).or_insert(0_usize) += 1;
        }
        self.delivered = feed.lines().count();
        self.delivered_again = seen.values().filter(|times| **times > 1).count();
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states: Vec<_> = self.states.iter().map(|(state, number)| format!("{state} {number}")).collect();
        write!(
            f,
            "journal: {}; ledger: paid {}, paid twice {}; told not paid but paid {}, told paid but not {}; review: not \
             executed {}, contradicted on purpose {}; permits {}, interrupted while sending {}; consumer: {} changes, {} of \
             them came again; wrong {}",
            states.join(", "),
            self.ledger_paid,
            self.twice,
            self.told_not_paid_but_paid,
            self.told_paid_but_not,
            self.review_not_executed,
            self.review_contradicted,
            self.attempts,
            self.interrupted,
            self.delivered,
            self.delivered_again,
            self.wrong.len()
        )
    }
}
