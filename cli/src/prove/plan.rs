//! What happens to which call of which run: a pure function of seed, bill and run.
//!
//! May use: the simulator's faults, as the way to carry a trouble out. No clock, no state, no chance of its own.

use super::mix::{Mix, Trouble};
use aws_lc_rs::digest::{SHA256, digest};
use bayar_simulator::{Fault, Operation, Rule, Settlement, Status};
use std::time::Duration;

/// The provider's clock moves by so much between two runs of a bill.
pub(super) const STEP: Duration = minutes(10);
/// So many calls of an operation may be struck in one run; a program that calls more often gets through.
const CALLS: u64 = 8;
/// Later than every judgement.
const NEVER: Duration = minutes(60 * 24 * 365 * 10);
/// Held until the clock moves, which it does only between runs.
const UNTIL_KILLED: Duration = Duration::from_secs(1);
const SOON: u64 = 5;
const LATER: u64 = 15;

/// Calls that may be struck.
const OPERATIONS: [Operation; 4] = [
    Operation::PostpaidInquiryV2,
    Operation::PostpaidPaymentV2,
    Operation::ListBillTransaction,
    Operation::DetailBillTransaction,
];

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// One trouble at one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strike {
    pub(super) trouble: Trouble,
    /// The provider does what the call asks, now or later.
    pub(super) executes: bool,
    /// Of what comes later: in how many minutes.
    minutes: u64,
    /// Of a pending payment: it fails.
    fails: bool,
}

/// The troubles of one run: operation, which call of it, trouble.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan(Vec<(Operation, u64, Strike)>);

impl Plan {
    pub(super) fn draw(mix: &Mix, seed: u64, bill: usize, run: u32) -> Self {
        let calls = OPERATIONS.into_iter().flat_map(|operation| (1..=CALLS).map(move |nth| (operation, nth)));
        let struck = calls.filter_map(|(operation, nth)| {
            let bytes = digest(&SHA256, format!("{seed} {bill} {run} {} {nth}", operation.id()).as_bytes());
            Some((operation, nth, Strike::draw(mix, operation, bytes.as_ref())?))
        });
        Self(struck.collect())
    }

    /// Nothing goes wrong.
    pub(super) fn empty() -> Self {
        Self(Vec::new())
    }

    /// What struck this call.
    pub(super) fn at(&self, operation: Operation, nth: u64) -> Option<Strike> {
        self.0.iter().find(|it| (it.0, it.1) == (operation, nth)).map(|it| it.2)
    }

    /// Calls during which the program is killed.
    pub(super) fn kills(&self) -> Vec<(Operation, u64)> {
        self.0.iter().filter(|it| it.2.kills()).map(|it| (it.0, it.1)).collect()
    }

    /// For the simulator; a call that is to time out is held for so long.
    pub(super) fn rules(&self, hold: Duration) -> Vec<Rule> {
        let rule = |it: &(Operation, u64, Strike)| Rule::new(it.2.fault(hold)).operation(it.0).nth(it.1).times(1);
        self.0.iter().map(rule).collect()
    }
}

impl Strike {
    fn draw(mix: &Mix, operation: Operation, bytes: &[u8]) -> Option<Self> {
        let number = bytes.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let reads = operation != Operation::PostpaidPaymentV2;
        let trouble = mix.pick(reads, u32::try_from(number % 100).unwrap_or_default())?;
        if trouble == Trouble::Lag && operation != Operation::ListBillTransaction {
            return None;
        }
        let (half, long, quarter) = (bytes[8] & 1 == 0, bytes[9] & 1 == 0, bytes[10] & 3 == 0);
        let executes = match trouble {
            Trouble::Dropped | Trouble::Unauthorized => false,
            Trouble::Reset | Trouble::TimeOut | Trouble::Html502 | Trouble::Error99 | Trouble::Kill => half,
            _ => true,
        };
        let soon = if trouble == Trouble::Lag { 1 } else { SOON };
        Some(Self { trouble, executes, minutes: if long { LATER } else { soon }, fails: quarter })
    }

    pub(super) fn kills(self) -> bool {
        matches!(self.trouble, Trouble::Kill | Trouble::ReadKill)
    }

    fn fault(self, hold: Duration) -> Fault {
        let after = minutes(self.minutes);
        let ending = |fault: Fault| if self.executes { fault.after_executing() } else { fault };
        let held = |fault: Fault| if self.executes { fault } else { Fault::ExecuteLate(NEVER).and(fault) };
        match self.trouble {
            Trouble::Lost => Fault::DropAfterExecuting,
            Trouble::Dropped | Trouble::ReadLost => Fault::DropAfterReading,
            Trouble::Reset => ending(Fault::Reset),
            Trouble::TimeOut => held(Fault::Delay(hold)).and(Fault::DropAfterExecuting),
            Trouble::Html502 => ending(Fault::Html502),
            Trouble::Error99 => ending(Fault::SystemError99),
            Trouble::Truncated => Fault::TruncatedBody,
            Trouble::Code06 => ending(Fault::Code("06".to_owned())),
            Trouble::Late => Fault::ExecuteLate(after),
            Trouble::Pending => Fault::Settle(Settlement::at_once(Status::Pending).then(after, self.last())),
            Trouble::Unauthorized => Fault::UnauthorizedOnce,
            Trouble::Kill => held(Fault::DelayByClock(UNTIL_KILLED)),
            Trouble::ReadKill => Fault::DelayByClock(UNTIL_KILLED),
            Trouble::Read502 => Fault::Html502,
            Trouble::Lag => Fault::ListLag(after),
        }
    }

    fn last(self) -> Status {
        if self.fails { Status::Failed } else { Status::Success }
    }

    /// What was done, for people.
    pub(super) fn words(self) -> String {
        let executed = if self.executes { "executed" } else { "not executed" };
        match self.trouble {
            Trouble::Lost => "executed, and the answer lost".to_owned(),
            Trouble::Dropped => "not executed; connection closed without an answer".to_owned(),
            Trouble::Reset => format!("connection reset, {executed}"),
            Trouble::TimeOut => format!("no answer in time, {executed}"),
            Trouble::Html502 => format!("HTML 502 from a proxy, {executed}"),
            Trouble::Error99 => format!("500 with code 99, {executed}"),
            Trouble::Truncated => "executed; the answer cut in half".to_owned(),
            Trouble::Code06 => "executed, and answered as not found".to_owned(),
            Trouble::Late => format!("connection closed; executed {} minutes later", self.minutes),
            Trouble::Pending if self.fails => format!("pending; fails {} minutes later", self.minutes),
            Trouble::Pending => format!("pending; succeeds {} minutes later", self.minutes),
            Trouble::Unauthorized => "401, not executed".to_owned(),
            Trouble::Kill => format!("killed here, {executed}"),
            Trouble::ReadLost => "connection closed without an answer".to_owned(),
            Trouble::Read502 => "HTML 502 from a proxy".to_owned(),
            Trouble::ReadKill => "killed here, before the answer".to_owned(),
            Trouble::Lag if self.minutes == 1 => "the list as it was a minute ago".to_owned(),
            Trouble::Lag => format!("the list as it was {} minutes ago", self.minutes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same() {
        let mix = Mix::standard();
        let all = |seed| (0..50).map(|bill| Plan::draw(&mix, seed, bill, 1)).collect::<Vec<_>>();
        assert_eq!(all(7), all(7));
        assert_ne!(all(7), all(8));
        assert_ne!(Plan::draw(&mix, 7, 3, 1), Plan::draw(&mix, 7, 3, 2));
    }

    #[test]
    fn troubles_come_in_the_shares_of_the_mix() {
        let mix = Mix::standard();
        let mut seen = std::collections::HashMap::new();
        for bill in 0..1_000 {
            if let Some(strike) = Plan::draw(&mix, 1, bill, 1).at(Operation::PostpaidPaymentV2, 1) {
                *seen.entry(strike.trouble.name()).or_insert(0) += 1;
            }
        }
        for (trouble, name, weight, _) in super::super::mix::TROUBLES {
            let count: i64 = seen.get(name).copied().unwrap_or_default();
            let wanted = if trouble.strikes_reads() { 0 } else { i64::from(weight) * 10 };
            assert!((count - wanted).abs() <= wanted / 2 + 5, "{name}: {count} of 1000");
        }
    }

    #[test]
    fn lag_strikes_the_list_only_and_payments_meet_no_trouble_of_reads() {
        let mix: Mix = "lag=100".parse().unwrap();
        let plan = Plan::draw(&mix, 1, 0, 1);
        assert!(plan.at(Operation::ListBillTransaction, 1).is_some());
        assert_eq!(plan.at(Operation::PostpaidInquiryV2, 1), None);
        assert_eq!(plan.at(Operation::PostpaidPaymentV2, 1), None);
        assert_eq!(Plan::draw(&Mix::none(), 1, 0, 1), Plan(Vec::new()));
    }
}
