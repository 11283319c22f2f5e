//! The report for people, as text.
//!
//! Must not know: how the report came about.

use super::report::{Call, Finding, Kind, Payment, Report, Run};
use crate::{
    output::{CARE, GOOD, styled},
    printer,
};
use bayar::Rupiah;
use std::cmp::Reverse;

/// So many findings are told in full.
const TOLD: usize = 10;

/// `bills 200, paid 187, paid twice 3, told paid but not 0, told failed but paid 2, still open 8, seed 8123`
#[must_use]
pub fn summary(report: &Report) -> String {
    format!(
        "bills {}, paid {}, paid twice {}, told paid but not {}, told failed but paid {}, still open {}, seed {}",
        report.bills,
        report.paid,
        report.paid_twice,
        report.told_paid_but_not,
        report.told_failed_but_paid,
        report.still_open,
        report.seed
    )
}

/// The findings, worst first, and the summary.
#[must_use]
pub fn words(report: &Report) -> String {
    let findings = worst_first(report);
    let mut blocks: Vec<_> = findings.iter().take(TOLD).map(|finding| told(finding)).collect();
    if findings.len() > TOLD {
        blocks.push(format!("and {} more findings: see --report FILE.html or --json", findings.len() - TOLD));
    }
    let style = if report.is_bad() { CARE } else { GOOD };
    blocks.push(styled(style, summary(report)));
    blocks.join("\n\n")
}

/// The findings in the order of how bad they are.
pub(super) fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<_> = report.findings.iter().collect();
    findings.sort_by_key(|finding| (Reverse(weight(finding)), finding.bill));
    findings
}

fn weight(finding: &Finding) -> u32 {
    let of = |kind: &Kind| match kind {
        Kind::PaidTwice => 4,
        Kind::ToldFailedButPaid => 3,
        Kind::ToldPaidButNot => 2,
        Kind::StillOpen => 0,
    };
    finding.kinds.iter().map(of).max().unwrap_or_default()
}

fn told(finding: &Finding) -> String {
    let kinds: Vec<_> = finding.kinds.iter().map(|kind| kind.words()).collect();
    let title = styled(CARE, format!("{}: bill {}, customer {}", kinds.join(", "), finding.bill, finding.customer));
    let runs = finding.runs.iter().enumerate().map(|(at, run)| played(at + 1, run));
    let ledger: Vec<_> = finding.ledger.iter().map(payment).collect();
    let ledger = if ledger.is_empty() { "nothing was paid".to_owned() } else { ledger.join("\n          ") };
    format!("{title}\n{}\n  ledger  {ledger}", runs.collect::<Vec<_>>().join("\n"))
}

fn played(number: usize, run: &Run) -> String {
    let when = if run.minute == 0 { String::new() } else { format!(", {} minutes later", run.minute) };
    let calls: Vec<_> = run.calls.iter().map(|call| (name(call), outcome(call))).collect();
    let calls: Vec<_> = calls.iter().map(|(name, outcome)| (name.as_str(), outcome.clone())).collect();
    let calls = printer::columns(&calls).lines().map(|line| format!("\n    {line}")).collect::<String>();
    let said = run.output.lines().last().map(|line| format!("\n    said: {line}")).unwrap_or_default();
    format!("  run {number}{when}: {}{calls}{said}", ended(run))
}

/// How a run ended, with its exit code.
pub(super) fn ended(run: &Run) -> String {
    match run.exit_code {
        Some(code) => format!("{} (exit {code})", run.verdict.words()),
        None => run.verdict.words().to_owned(),
    }
}

/// The operation, and the reference number by number.
pub(super) fn name(call: &Call) -> String {
    let operation = call.operation.as_deref().unwrap_or("unknown path");
    call.reference.map_or_else(|| operation.to_owned(), |it| format!("{operation} #{it}"))
}

/// What the program got, and why.
pub(super) fn outcome(call: &Call) -> String {
    let mut all = vec![answer(call)];
    all.extend(call.fault_words.clone());
    all.extend(call.problem.as_ref().map(|problem| format!("wrong: {problem}")));
    if call.executed && call.fault.is_none() {
        all.push("executed".to_owned());
    }
    all.join("; ")
}

pub(super) fn answer(call: &Call) -> String {
    match (call.status, &call.code) {
        (None, _) => "no answer".to_owned(),
        (Some(status), None) => status.to_string(),
        (Some(status), Some(code)) => format!("{status} {code}"),
    }
}

/// An amount as people write it.
pub(super) fn rupiah(amount: i64) -> String {
    Rupiah::new(amount).map_or_else(|_| amount.to_string(), |it| it.to_string())
}

fn payment(payment: &Payment) -> String {
    let reference = payment.reference.map(|it| format!("#{it} ")).unwrap_or_default();
    let settled = if payment.status == "success" && payment.settled_minute == payment.minute {
        String::new()
    } else {
        format!(", {} in minute {}", payment.status, payment.settled_minute)
    };
    format!("{reference}{} paid in minute {}{settled}", rupiah(payment.price), payment.minute)
}
