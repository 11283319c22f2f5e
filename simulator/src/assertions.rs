//! Assertions with messages that show what happened: the executions, and the calls that led to them.
//! Read only; they panic where the test called them.

use crate::{ledger::Execution, operation::Operation, recorder::RecordedCall, simulator::Simulator};

/// How many calls a message shows.
const SHOWN: usize = 40;

impl Simulator {
    /// This reference number was executed exactly once.
    ///
    /// # Panics
    ///
    /// If it was not; the message shows the executions and the calls about them.
    #[track_caller]
    pub fn assert_paid_once(&self, reference_number: &str) {
        self.expect_executions(reference_number, 1);
    }

    /// This reference number was never executed.
    ///
    /// # Panics
    ///
    /// As [`assert_paid_once`](Self::assert_paid_once).
    #[track_caller]
    pub fn assert_not_paid(&self, reference_number: &str) {
        self.expect_executions(reference_number, 0);
    }

    /// Payments for this customer were executed exactly so many times, whatever the product.
    ///
    /// # Panics
    ///
    /// As [`assert_paid_once`](Self::assert_paid_once).
    #[track_caller]
    pub fn assert_customer_paid(&self, customer_id: &str, times: u64) {
        let executions = self.ledger().paid_for_customer(customer_id);
        if executions.len() as u64 != times {
            let calls = self.calls_of_customer(customer_id);
            panic!(
                "{}",
                story(&format!("the customer was paid for {}", count(&executions, times)), &executions, &calls)
            );
        }
    }

    /// No reference number was executed more than once, among all that the ledger remembers.
    ///
    /// # Panics
    ///
    /// As [`assert_paid_once`](Self::assert_paid_once), for the first one that was.
    #[track_caller]
    pub fn assert_nothing_paid_twice(&self) {
        let mut paid = self.ledger().paid();
        paid.sort_by(|a, b| (&a.reference_number, a.at).cmp(&(&b.reference_number, b.at)));
        if let Some([twice, _]) = paid.windows(2).find(|it| it[0].reference_number == it[1].reference_number) {
            self.expect_executions(&twice.reference_number, 1);
        }
    }

    /// The deposit of every merchant is what it was at the beginning, less what was paid, plus what was given back.
    ///
    /// # Panics
    ///
    /// If it is not.
    #[track_caller]
    pub fn assert_deposits_add_up(&self) {
        for (_, deposit) in self.ledger().deposits() {
            let expected = deposit.start - deposit.paid + deposit.returned;
            assert_eq!(deposit.balance, expected, "start - paid + returned is not the balance: {deposit:?}");
        }
    }

    /// So many calls of this operation arrived.
    ///
    /// # Panics
    ///
    /// If it were others; the message shows those that are recorded.
    #[track_caller]
    pub fn assert_calls(&self, operation: Operation, times: usize) {
        let arrived = self.count(operation);
        if arrived != times {
            let what = format!("{} was called {arrived} times, expected {times}", operation.id());
            panic!("{}", story(&what, &[], &self.calls_of(operation)));
        }
    }

    #[track_caller]
    fn expect_executions(&self, reference_number: &str, times: u64) {
        let executions = self.ledger().paid_for_reference(reference_number);
        if executions.len() as u64 == times {
            return;
        }
        let about = |call: &RecordedCall| {
            let in_answer = executions.iter().any(|it| holds(&call.answer, &it.transaction_id));
            in_answer || holds(&call.body, reference_number) || holds(&call.answer, reference_number)
        };
        let calls = self.shared.recorder.calls(about);
        let what = format!("{reference_number} was executed {}", count(&executions, times));
        panic!("{}", story(&what, &executions, &calls));
    }
}

fn count(executions: &[Execution], expected: u64) -> String {
    format!("{} times, expected {expected}", executions.len())
}

fn holds(bytes: &[u8], text: &str) -> bool {
    !text.is_empty() && bytes.windows(text.len()).any(|it| it == text.as_bytes())
}

fn story(what: &str, executions: &[Execution], calls: &[RecordedCall]) -> String {
    let mut text = what.to_owned();
    for it in executions {
        text += &format!("\n  executed {} as {}: Rp{}, now {}", it.at, it.transaction_id, it.price, it.status.as_str());
    }
    text += if calls.is_empty() { "\nno call about it is recorded" } else { "\ncalls about it:" };
    calls.iter().rev().take(SHOWN).rev().for_each(|call| text += &format!("\n  {}", call.line()));
    text
}
