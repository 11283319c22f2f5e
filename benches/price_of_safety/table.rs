//! The result as Markdown.
//!
//! Comes in: counts. Stays out: how they came about.

use crate::friday::tally::Tally;
use std::fmt::Write;

/// One row, as shares of all payments and as seconds.
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) twice: u64,
    pub(crate) failed_but_paid: u64,
    pub(crate) payments: u64,
    review: u64,
    pub(crate) held: [f64; 3],
    sends: u64,
    look_ups: u64,
}

fn line(name: &'static str, tally: &mut Tally) -> Line {
    Line {
        name,
        twice: tally.twice,
        failed_but_paid: tally.failed_but_paid,
        payments: tally.payments,
        review: tally.review,
        held: [50, 95, 99].map(|percent| tally.held(percent)),
        sends: tally.sends,
        look_ups: tally.look_ups,
    }
}

pub(crate) fn lines(tallies: &mut [Tally]) -> Vec<Line> {
    crate::friday::PLAYERS.iter().zip(tallies).map(|((name, _), tally)| line(name, tally)).collect()
}

pub(crate) fn table(lines: &[Line], payments: u64, seed: u64) -> String {
    let mut text = format!(
        "{} payments, seed {seed}.\n\n\
         | Rules | paid twice | told failed, but paid | in `Review` | money held: half of all | 95 of 100 | 99 of 100 | \
         calls to pay each | look-ups each |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
        grouped(payments)
    );
    for line in lines {
        let [half, most, nearly] = line.held.map(duration);
        let each = |count: u64| count as f64 / line.payments as f64;
        let review = format!("{:.2} %", 100.0 * each(line.review));
        _ = writeln!(
            text,
            "| {} | {} | {} | {review} | {half} | {most} | {nearly} | {:.3} | {:.2} |",
            line.name,
            grouped(line.twice),
            grouped(line.failed_but_paid),
            each(line.sends),
            each(line.look_ups)
        );
    }
    text
}

/// Everything that is counted, exactly: what a change of the rules or of the mix changes shows here, also where the table
/// rounds it away.
pub(crate) fn counts(lines: &[Line]) -> String {
    let one = |line: &Line| {
        let Line { name, twice, failed_but_paid, payments, review, sends, look_ups, .. } = line;
        let held = line.held.map(|seconds| seconds.round() as u64);
        format!(
            "{name}: {payments} payments, {twice} paid twice, {failed_but_paid} told failed, {review} in review, {sends} \
             sends, {look_ups} look-ups, held {held:?} s\n"
        )
    };
    lines.iter().map(one).collect()
}

/// 1,000,000.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// In a unit that a person would choose.
pub(crate) fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.1} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}
