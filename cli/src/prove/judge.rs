//! From what happened to what is wrong with it.
//!
//! The ledger decides what was paid, the exit code what was told. Nothing is run or asked here.

use super::{
    child::End,
    report::{Call, Finding, Kind, Payment, Run, Verdict},
    stage,
};
use bayar_simulator::{Execution, Operation};

/// So many calls of a run are reported.
const CALLS_SHOWN: usize = 100;
const MASK: &str = "***";

/// One run, as it was.
pub(super) struct Played {
    pub(super) end: End,
    pub(super) minute: u64,
    pub(super) calls: Vec<stage::Call>,
    pub(super) output: String,
}

/// What is known of one bill.
pub(super) struct Case<'a> {
    pub(super) bill: usize,
    pub(super) customer: &'a str,
    pub(super) runs: &'a [Played],
    /// With the minutes of execution and of settlement.
    pub(super) executions: Vec<(Execution, u64, u64)>,
}

impl End {
    pub(super) fn verdict(self) -> Verdict {
        match self {
            Self::Exited(0) => Verdict::Paid,
            Self::Exited(1) => Verdict::NotPaid,
            Self::Exited(75) => Verdict::Open,
            Self::Exited(_) => Verdict::Crashed,
            Self::Signalled => Verdict::Signalled,
            Self::Killed => Verdict::Killed,
            Self::TookTooLong => Verdict::TookTooLong,
        }
    }

    fn code(self) -> Option<i32> {
        match self {
            Self::Exited(code) => Some(code),
            _ => None,
        }
    }
}

impl<'a> Case<'a> {
    /// With what the ledger holds now.
    pub(super) fn of(stage: &stage::Stage, bill: usize, customer: &'a str, runs: &'a [Played]) -> Self {
        let paid = stage.paid(customer).into_iter();
        let dated = paid.map(|it| (stage.minutes(it.at), stage.minutes(it.turned_at), it));
        Self { bill, customer, runs, executions: dated.map(|(at, turned, it)| (it, at, turned)).collect() }
    }
}

impl Case<'_> {
    /// How often the bill is paid: what was given back does not count.
    pub(super) fn payments(&self) -> usize {
        self.executions.iter().filter(|(execution, ..)| execution.status.is_charged()).count()
    }

    pub(super) fn kinds(&self) -> Vec<Kind> {
        let (payments, told) = (self.payments(), self.runs.last().map(|run| run.end.verdict()));
        let judged = [
            (payments > 1, Kind::PaidTwice),
            (payments == 0 && told == Some(Verdict::Paid), Kind::ToldPaidButNot),
            (payments > 0 && told == Some(Verdict::NotPaid), Kind::ToldFailedButPaid),
            (!matches!(told, Some(Verdict::Paid | Verdict::NotPaid)), Kind::StillOpen),
        ];
        judged.into_iter().filter(|(is_so, _)| *is_so).map(|(_, kind)| kind).collect()
    }

    /// The finding, if anything is wrong. What the program said is cleaned of these secrets.
    pub(super) fn finding(&self, secrets: &[(String, String)]) -> Option<Finding> {
        let kinds = self.kinds();
        if kinds.is_empty() {
            return None;
        }
        let references = self.references();
        let number = |reference: &str| references.iter().position(|it| it == reference).map(|it| it + 1);
        let clean = |text: &str| self.cleaned(text, &references, secrets);
        Some(Finding {
            bill: self.bill + 1,
            customer: self.customer.to_owned(),
            kinds,
            payments: self.payments(),
            runs: self.runs.iter().map(|run| run.report(number, clean)).collect(),
            ledger: self.executions.iter().map(|it| payment(it, number)).collect(),
        })
    }

    /// Every reference number in the order in which it came up.
    fn references(&self) -> Vec<String> {
        let called = self.runs.iter().flat_map(|run| &run.calls).filter_map(|call| call.reference.clone());
        let executed = self.executions.iter().map(|(execution, ..)| execution.reference_number.clone());
        let mut all = Vec::new();
        for reference in called.chain(executed) {
            if !all.contains(&reference) {
                all.push(reference);
            }
        }
        all
    }

    /// Without secrets, and with names in place of what differs from proof to proof.
    fn cleaned(&self, text: &str, references: &[String], secrets: &[(String, String)]) -> String {
        let named = references.iter().enumerate().map(|(at, it)| (it.clone(), format!("reference {}", at + 1)));
        let ids = self.executions.iter().enumerate();
        let paid = ids.map(|(at, (it, ..))| (it.transaction_id.clone(), format!("transaction {}", at + 1)));
        let all = named.chain(paid).chain(secrets.iter().cloned());
        all.fold(text.to_owned(), |text, (what, name)| text.replace(&what, &name))
    }
}

/// What must not be shown of an environment: values of secrets; the address is named instead.
pub(super) fn secrets(environment: &[(String, String)], url: &str) -> Vec<(String, String)> {
    let is_secret = |name: &str| name.ends_with("SECRET") || name.ends_with("PASSWORD");
    let masked = environment.iter().filter(|(name, _)| is_secret(name)).map(|(_, value)| (value.clone(), MASK.into()));
    let host = url.trim_start_matches("http://").to_owned();
    masked.chain([(host, "PROVIDER".to_owned())]).collect()
}

impl Played {
    fn report(&self, number: impl Fn(&str) -> Option<usize>, clean: impl Fn(&str) -> String) -> Run {
        let calls = self.calls.iter().take(CALLS_SHOWN).map(|call| Call {
            operation: call.operation.map(|it| short(it).to_owned()),
            status: call.status,
            code: call.code.clone(),
            reference: call.reference.as_deref().and_then(&number),
            fault: call.strike.map(|it| it.trouble.name().to_owned()),
            fault_words: call.strike.map(super::plan::Strike::words),
            executed: call.executes,
            problem: call.problem.clone(),
        });
        Run {
            minute: self.minute,
            verdict: self.end.verdict(),
            exit_code: self.end.code(),
            calls: calls.collect(),
            output: clean(&self.output),
        }
    }
}

fn payment(
    (execution, minute, settled_minute): &(Execution, u64, u64),
    number: impl Fn(&str) -> Option<usize>,
) -> Payment {
    Payment {
        reference: number(&execution.reference_number),
        price: execution.price,
        minute: *minute,
        status: execution.status.as_str().to_owned(),
        settled_minute: *settled_minute,
        counts: execution.status.is_charged(),
    }
}

fn short(operation: Operation) -> &'static str {
    match operation {
        Operation::GenerateAccessToken => "token",
        Operation::PostpaidInquiryV2 => "inquiry",
        Operation::PostpaidPaymentV2 => "payment",
        Operation::ListBillTransaction => "list",
        Operation::DetailBillTransaction => "detail",
        other => other.id(),
    }
}
