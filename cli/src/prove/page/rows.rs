//! What happened to a bill, as rows from top to bottom: the order of the picture.
//!
//! Decides what is shown where; drawing is the timeline's work.

use crate::prove::{
    mix::Trouble,
    report::{Call, Finding, Payment, Run},
};

/// Of a longer run, so many calls of its beginning and of its end are drawn.
const EACH_END: usize = 6;

/// One row of the picture.
pub(super) enum Row<'a> {
    /// A run begins.
    Begin(usize, &'a Run),
    /// A call, and the money that it moved at once.
    Call(&'a Call, Option<Money<'a>>),
    /// So many calls are left out.
    More(usize),
    /// A run ends.
    End(&'a Run),
    /// Money moved without a call: something late.
    Late(Money<'a>),
    /// A payment that was given back.
    GivenBack(&'a Payment),
}

/// A payment, and which one.
#[derive(Clone, Copy)]
pub(super) struct Money<'a> {
    pub(super) payment: &'a Payment,
    /// Which payment of the bill it is, from 1; 0 for one that was given back.
    pub(super) number: usize,
}

pub(super) fn of(finding: &Finding) -> Vec<Row<'_>> {
    let mut ledger = Ledger::of(finding);
    let mut rows = Vec::new();
    for (at, run) in finding.runs.iter().enumerate() {
        ledger.until(run.minute, &mut rows);
        rows.push(Row::Begin(at + 1, run));
        calls(run, &mut ledger, &mut rows);
        rows.push(Row::End(run));
    }
    ledger.until(u64::MAX, &mut rows);
    rows
}

fn calls<'a>(run: &'a Run, ledger: &mut Ledger<'a>, rows: &mut Vec<Row<'a>>) {
    let left_out = run.calls.len().saturating_sub(2 * EACH_END);
    for (at, call) in run.calls.iter().enumerate() {
        // What is executed late has a row of its own.
        let at_once = call.executed && call.fault.as_deref() != Some(Trouble::Late.name());
        let money = if at_once { ledger.of_call(call, run.minute) } else { None };
        if left_out > 0 && at == EACH_END {
            rows.push(Row::More(left_out));
        }
        let is_shown = left_out == 0 || at < EACH_END || at >= EACH_END + left_out;
        if is_shown {
            rows.push(Row::Call(call, money));
        } else {
            rows.extend(money.map(Row::Late));
        }
    }
}

/// The payments that were not drawn yet.
struct Ledger<'a> {
    open: Vec<Money<'a>>,
    /// Failed or refunded ones, with the minute.
    returns: Vec<&'a Payment>,
}

impl<'a> Ledger<'a> {
    fn of(finding: &'a Finding) -> Self {
        let mut counted = 0;
        let money = finding.ledger.iter().map(|payment| {
            counted += usize::from(payment.counts);
            Money { payment, number: if payment.counts { counted } else { 0 } }
        });
        Self { open: money.collect(), returns: finding.ledger.iter().filter(|it| !it.counts).collect() }
    }

    /// The payment that this call brought about in this minute.
    fn of_call(&mut self, call: &Call, minute: u64) -> Option<Money<'a>> {
        let is_it = |it: &Money<'_>| it.payment.reference == call.reference && it.payment.minute == minute;
        let at = self.open.iter().position(is_it)?;
        Some(self.open.remove(at))
    }

    /// Rows for what came by itself until this minute.
    fn until(&mut self, minute: u64, rows: &mut Vec<Row<'a>>) {
        let mut due: Vec<(u64, Row<'a>)> = Vec::new();
        self.open.retain(|it| {
            it.payment.minute >= minute || {
                due.push((it.payment.minute, Row::Late(*it)));
                false
            }
        });
        self.returns.retain(|it| {
            it.settled_minute >= minute || {
                due.push((it.settled_minute, Row::GivenBack(it)));
                false
            }
        });
        due.sort_by_key(|(minute, _)| *minute);
        rows.extend(due.into_iter().map(|(_, row)| row));
    }
}
