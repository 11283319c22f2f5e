//! Which calls a fault strikes: by operation, customer, count and chance.
//! Chance is a hash of seed, rule, operation, customer and count: the same calls meet the same faults in any order.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Fault, rule_text::RuleText};
use crate::{lock::lock, operation::Operation};

/// How many customers a rule counts apart; beyond that it forgets them all and begins again.
const CUSTOMERS: usize = 50_000;

/// A fault and the calls that it strikes: at first every call, of every operation.
///
/// As JSON it has the keys of a `[[fault]]` in a scenario file.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RuleText", into = "RuleText")]
#[must_use]
pub struct Rule {
    pub(super) fault: Fault,
    pub(super) operation: Option<Operation>,
    pub(super) customer: Option<String>,
    pub(super) nth: u64,
    pub(super) times: Option<u64>,
    pub(super) per_customer: bool,
    pub(super) probability: f64,
    pub(super) seed: Option<u64>,
}

/// Debug shows no customer id.
impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule")
            .field("fault", &self.fault)
            .field("operation", &self.operation)
            .field("nth", &self.nth)
            .field("times", &self.times)
            .field("probability", &self.probability)
            .finish_non_exhaustive()
    }
}

impl Rule {
    /// A fault that strikes every call.
    pub fn new(fault: Fault) -> Self {
        Self {
            fault,
            operation: None,
            customer: None,
            nth: 1,
            times: None,
            per_customer: false,
            probability: 1.0,
            seed: None,
        }
    }

    /// Only calls of this operation.
    pub fn operation(self, operation: Operation) -> Self {
        Self { operation: Some(operation), ..self }
    }

    /// Only calls for this customer: `data.customer_id`, `phoneNo`, or the id in the path.
    pub fn customer(self, customer: impl Into<String>) -> Self {
        Self { customer: Some(customer.into()), ..self }
    }

    /// Only from the `nth` of those calls on, counted from 1.
    pub fn nth(self, nth: u64) -> Self {
        Self { nth: nth.max(1), ..self }
    }

    /// At most so many times; unlimited unless it is said.
    pub fn times(self, times: u64) -> Self {
        Self { times: Some(times), ..self }
    }

    /// `nth` and `times` count the calls of each customer apart.
    pub fn per_customer(self) -> Self {
        Self { per_customer: true, ..self }
    }

    /// With this probability between 0 and 1. Which calls are struck depends on seed, operation, customer and how many
    /// calls there were of both, and not on the order in which customers come.
    pub fn probability(self, probability: f64) -> Self {
        Self { probability, ..self }
    }

    /// The seed of the probability; without one, [`Settings::seed`](crate::Settings::seed).
    pub fn seed(self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// The fault.
    #[must_use]
    pub fn fault(&self) -> &Fault {
        &self.fault
    }

    /// The body has to be read before it is known whether this rule strikes.
    fn asks_for_the_customer(&self) -> bool {
        self.customer.is_some() || self.per_customer || self.probability < 1.0
    }

    fn concerns(&self, operation: Operation) -> bool {
        self.operation.is_none_or(|it| it == operation)
    }
}

/// A rule that is in force, and how often it has struck.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RuleReport {
    /// The rule.
    pub rule: Rule,
    /// Calls that it struck.
    pub struck: u64,
}

/// The rules in force, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Script {
    rules: Mutex<Rules>,
    /// Spares calls the lock while there is no rule.
    count: AtomicUsize,
    seed: u64,
}

#[derive(Debug, Default)]
struct Rules {
    active: Vec<Active>,
    added: u64,
}

#[derive(Debug)]
struct Active {
    rule: Rule,
    /// Which rule it is since the last clearing.
    number: u64,
    struck: u64,
    seen: u64,
    by_customer: HashMap<(Operation, String), (u64, u64)>,
}

impl Script {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    pub(crate) fn add(&self, rule: Rule) {
        let mut rules = lock(&self.rules);
        rules.added += 1;
        let number = rules.added;
        rules.active.push(Active { rule, number, struck: 0, seen: 0, by_customer: HashMap::new() });
        self.count.store(rules.active.len(), Ordering::Release);
    }

    pub(crate) fn clear(&self) {
        *lock(&self.rules) = Rules::default();
        self.count.store(0, Ordering::Release);
    }

    pub(crate) fn report(&self) -> Vec<RuleReport> {
        lock(&self.rules).active.iter().map(|it| RuleReport { rule: it.rule.clone(), struck: it.struck }).collect()
    }

    /// Whether the customer must be known before `take`.
    pub(crate) fn asks_for_the_customer(&self, operation: Operation) -> bool {
        self.count.load(Ordering::Acquire) > 0
            && lock(&self.rules).active.iter().any(|it| it.rule.concerns(operation) && it.rule.asks_for_the_customer())
    }

    /// Counts a call; the fault that strikes it, the first rule's if there are several.
    pub(crate) fn take(&self, operation: Operation, customer: Option<&str>) -> Option<Fault> {
        if self.count.load(Ordering::Acquire) == 0 {
            return None;
        }
        let (mut rules, mut struck) = (lock(&self.rules), None);
        for active in &mut rules.active {
            if active.counts(operation, customer, self.seed) && struck.is_none() {
                active.struck += 1;
                active.note_strike(operation, customer);
                struck = Some(active.rule.fault.clone());
            }
        }
        rules.active.retain(|it| !it.is_spent());
        self.count.store(rules.active.len(), Ordering::Release);
        struck
    }
}

impl Active {
    /// Counts a call that the rule concerns; whether it would strike it.
    fn counts(&mut self, operation: Operation, customer: Option<&str>, seed: u64) -> bool {
        let rule = &self.rule;
        let is_meant = rule.customer.as_deref().is_none_or(|wanted| customer == Some(wanted));
        if !rule.concerns(operation) || !is_meant {
            return false;
        }
        self.seen += 1;
        let (apart_seen, apart_struck) = self.count_apart(operation, customer);
        let (seen, struck) = if self.rule.per_customer { (apart_seen, apart_struck) } else { (self.seen, self.struck) };
        let in_turn = match (self.rule.times, self.rule.probability < 1.0) {
            (Some(times), false) => seen >= self.rule.nth && seen - self.rule.nth < times && struck < times,
            (times, _) => seen >= self.rule.nth && times.is_none_or(|times| struck < times),
        };
        in_turn && self.draws(operation, customer, apart_seen, seed)
    }

    /// Calls and strikes of this operation and customer, this call included.
    fn count_apart(&mut self, operation: Operation, customer: Option<&str>) -> (u64, u64) {
        if !self.rule.asks_for_the_customer() {
            return (0, 0);
        }
        if self.by_customer.len() >= CUSTOMERS {
            self.by_customer.clear();
        }
        let counts = self.by_customer.entry((operation, customer.unwrap_or_default().to_owned())).or_default();
        counts.0 += 1;
        *counts
    }

    fn note_strike(&mut self, operation: Operation, customer: Option<&str>) {
        if let Some(counts) = self.by_customer.get_mut(&(operation, customer.unwrap_or_default().to_owned())) {
            counts.1 += 1;
        }
    }

    fn draws(&self, operation: Operation, customer: Option<&str>, nth: u64, seed: u64) -> bool {
        let rule = &self.rule;
        if rule.probability >= 1.0 {
            return true;
        }
        let text = format!(
            "{} {} {} {} {nth}",
            rule.seed.unwrap_or(seed),
            self.number,
            operation.id(),
            customer.unwrap_or_default()
        );
        let digest = Sha256::digest(text);
        let drawn = digest.iter().take(4).fold(0_u32, |drawn, byte| drawn << 8 | u32::from(*byte));
        f64::from(drawn) / (f64::from(u32::MAX) + 1.0) < rule.probability
    }

    /// It can't strike any more.
    fn is_spent(&self) -> bool {
        !self.rule.per_customer
            && self.rule.times.is_some_and(|times| {
                let over = self.seen >= self.rule.nth && self.seen - self.rule.nth + 1 >= times;
                self.struck >= times || (self.rule.probability >= 1.0 && over)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn once(operation: Operation, nth: u64, fault: Fault) -> Rule {
        Rule::new(fault).operation(operation).nth(nth).times(1)
    }

    #[test]
    fn a_fault_strikes_the_nth_call_once() {
        let script = Script::default();
        script.add(once(Operation::CheckBalance, 2, Fault::Reset));
        script.add(once(Operation::CheckBalance, 2, Fault::Html502));
        script.add(once(Operation::CheckBalance, 3, Fault::Html502));
        script.add(once(Operation::PinReset, 1, Fault::ExecuteTwice));
        let struck: Vec<_> = (0..4).map(|_| script.take(Operation::CheckBalance, None)).collect();
        assert_eq!(struck, [None, Some(Fault::Reset), Some(Fault::Html502), None]);
        assert_eq!(script.take(Operation::PinReset, None), Some(Fault::ExecuteTwice));
        assert_eq!(script.take(Operation::PinReset, None), None);
        assert!(script.report().is_empty(), "spent rules leave");
    }

    #[test]
    fn customers_are_told_apart() {
        let script = Script::default();
        let pay = Operation::PostpaidPaymentV2;
        script.add(Rule::new(Fault::Reset).customer("a").times(1));
        script.add(Rule::new(Fault::Html502).operation(pay).per_customer().nth(2).times(1));
        assert!(script.asks_for_the_customer(pay));
        let take = |customer| script.take(pay, Some(customer));
        assert_eq!(
            [take("b"), take("a"), take("a"), take("a")],
            [None, Some(Fault::Reset), Some(Fault::Html502), None]
        );
        assert_eq!([take("b"), take("b")], [Some(Fault::Html502), None]);
    }

    #[test]
    fn chance_depends_on_the_call_and_not_on_the_order() {
        let strikes = |customers: &[usize], seed| {
            let script = Script::seeded(0);
            script.add(Rule::new(Fault::Reset).probability(0.3).seed(seed));
            let mut struck = Vec::new();
            for customer in customers {
                for nth in 0..3 {
                    if script.take(Operation::CheckBalance, Some(&customer.to_string())).is_some() {
                        struck.push((*customer, nth));
                    }
                }
            }
            struck.sort_unstable();
            struck
        };
        let (up, down): (Vec<_>, Vec<_>) = ((0..300).collect(), (0..300).rev().collect());
        assert_eq!(strikes(&up, 7), strikes(&down, 7));
        assert_ne!(strikes(&up, 7), strikes(&up, 8));
        let share = strikes(&up, 7).len();
        assert!((200..350).contains(&share), "{share} of 900");
    }
}
