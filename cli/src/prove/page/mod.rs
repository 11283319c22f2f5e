//! The report as one HTML file: no script, no network, a picture of each finding.
//!
//! Must not know: how the report came about. Everything is escaped by maud.

mod rows;
mod timeline;

use super::{
    mix::Mix,
    report::{Finding, Kind, Report},
    words,
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// The page.
#[must_use]
pub fn page(report: &Report, command: &[String]) -> String {
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "bayar prove: " (headline(report)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header class=(class(report)) {
                    p.brand { "bayar prove" }
                    h1 { (headline(report)) }
                    p.lead { (lead(report)) }
                }
                main {
                    (tiles(report))
                    (how(report, command))
                    (findings(report))
                }
                footer {
                    p { "Paid is what the provider's own ledger says; told is the exit code of the program. The provider is the "
                        "simulator of bayar, every customer is invented, and no money moved." }
                }
            }
        }
    };
    document.into_string()
}

fn class(report: &Report) -> &'static str {
    match (report.is_bad(), report.paid) {
        (true, _) => "bad",
        (false, 0) => "care",
        (false, _) => "good",
    }
}

fn headline(report: &Report) -> String {
    if !report.is_bad() && report.paid == 0 {
        return "Not one bill was paid: this proves nothing".to_owned();
    }
    let told = report.told_paid_but_not + report.told_failed_but_paid;
    match (report.paid_twice, told) {
        (0, 0) => "Nothing paid twice, nothing told wrongly".to_owned(),
        (twice, 0) => format!("{} paid twice", bills(twice)),
        (0, told) => format!("{} told wrongly", bills(told)),
        (twice, told) => format!("{} paid twice, {told} told wrongly", bills(twice)),
    }
}

fn bills(number: usize) -> String {
    count(number, "bill")
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn lead(report: &Report) -> String {
    let (all, runs, killed) = (bills(report.bills), count(report.runs, "time"), count(report.killed, "time"));
    format!("The program was run {runs} for {all} while calls failed on purpose, and killed {killed}.")
}

fn tiles(report: &Report) -> Markup {
    let tile = |name: &str, count: usize, class: &str| {
        html! { div class=(format!("tile {}", if count == 0 { "none" } else { class })) { dt { (name) } dd { (count) } } }
    };
    html! {
        dl.tiles {
            (tile("bills", report.bills, ""))
            (tile("paid", report.paid, "good"))
            (tile("paid twice", report.paid_twice, "bad"))
            (tile("told paid but not", report.told_paid_but_not, "bad"))
            (tile("told failed but paid", report.told_failed_but_paid, "bad"))
            (tile("still open", report.still_open, "care"))
        }
    }
}

fn how(report: &Report, command: &[String]) -> Markup {
    let is_default = report.faults == Mix::standard().to_string();
    let faults = if is_default { String::new() } else { format!(" --faults {}", report.faults) };
    let reruns = if report.reruns == 2 { String::new() } else { format!(" --reruns {}", report.reruns) };
    let (bills, seed, command) = (report.bills, report.seed, command.join(" "));
    let again = format!("bayar prove --bills {bills} --seed {seed}{faults}{reruns} -- {command}");
    html! {
        section.how {
            h2 { "The same again" }
            pre { code { (again) } }
            p.note { "The same seed makes the same customers, the same faults at the same calls and the same kills." }
        }
    }
}

fn findings(report: &Report) -> Markup {
    let (open, wrong): (Vec<_>, Vec<_>) =
        words::worst_first(report).into_iter().partition(|it| it.kinds == [Kind::StillOpen]);
    html! {
        @if !wrong.is_empty() {
            section {
                h2 { "What went wrong" }
                (legend())
                @for it in &wrong { (finding(it, true)) }
            }
        }
        @if !open.is_empty() {
            section {
                h2 { "Still open" }
                p.note { "No verdict after the last run. That is no lie: somebody has to look, but nobody was told wrongly." }
                @if wrong.is_empty() { (legend()) }
                @for it in &open { (finding(it, false)) }
            }
        }
        @if report.findings.is_empty() {
            section { h2 { "Findings" } p { "None. Every bill was told as the ledger has it." } }
        }
    }
}

fn legend() -> Markup {
    html! {
        ul.legend {
            li { span.key.call {} "call and answer" }
            li { span.key.fault {} "fault: no answer, or a wrong one" }
            li { span.key.kill {} "program killed" }
            li { span.key.paid {} "money moved" }
            li { span.key.twice {} "money moved again" }
        }
    }
}

fn finding(finding: &Finding, open: bool) -> Markup {
    html! {
        details.finding open[open] {
            summary {
                span.bill { "Bill " (finding.bill) }
                @for kind in &finding.kinds {
                    span class=(if *kind == Kind::StillOpen { "kind care" } else { "kind bad" }) { (kind.words()) }
                }
            }
            div.sides {
                figure { (timeline::draw(finding)) }
                div {
                    @for kind in &finding.kinds { p.point { (sentence(*kind, finding)) } }
                    p.note { "Customer " (finding.customer) ", " (count(finding.runs.len(), "run")) "." }
                    (output(finding))
                }
            }
        }
    }
}

/// What is wrong, in one sentence.
fn sentence(kind: Kind, finding: &Finding) -> String {
    let total: i64 = finding.ledger.iter().filter(|it| it.counts).map(|it| it.price).sum();
    let (times, total) = (finding.payments, words::rupiah(total));
    match kind {
        Kind::PaidTwice => format!("This bill was paid {times} times: {total} left the deposit."),
        Kind::ToldPaidButNot => "The program said “paid”. The ledger holds no payment of this bill.".to_owned(),
        Kind::ToldFailedButPaid => format!("The program said “not paid”, but {total} left the deposit."),
        Kind::StillOpen if times == 0 => "The program came to no verdict. The bill was not paid.".to_owned(),
        Kind::StillOpen => format!("The program came to no verdict. The bill was paid: {total}."),
    }
}

/// What the program said, run by run.
fn output(finding: &Finding) -> Markup {
    let said: Vec<_> = finding.runs.iter().enumerate().filter(|(_, run)| !run.output.is_empty()).collect();
    html! {
        @if !said.is_empty() {
            details.output open[said.len() < 4] {
                summary { "What the program printed" }
                @for (at, run) in said {
                    p.note { "run " (at + 1) }
                    pre { (run.output) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prove::report::{Call, Payment, Run, Verdict};

    fn call(operation: &str, fault: Option<&str>, executed: bool) -> Call {
        Call {
            operation: Some(operation.to_owned()),
            status: fault.is_none().then_some(200),
            code: None,
            reference: Some(1),
            fault: fault.map(str::to_owned),
            fault_words: fault.map(|it| format!("what {it} does")),
            executed,
            problem: None,
        }
    }

    fn payment(minute: u64, settled_minute: u64, status: &str) -> Payment {
        let (status, counts) = (status.to_owned(), status == "success");
        Payment { reference: Some(1), price: 12_500, minute, status, settled_minute, counts }
    }

    fn report() -> Report {
        let calls = vec![call("payment", Some("late"), true), call("payment", None, true)];
        let output = "<script>alert(1)</script>".to_owned();
        let run = Run { minute: 0, verdict: Verdict::NotPaid, exit_code: Some(1), calls, output };
        let finding = Finding {
            bill: 7,
            customer: "500000000001".to_owned(),
            kinds: vec![Kind::PaidTwice, Kind::ToldFailedButPaid],
            payments: 2,
            runs: vec![run],
            ledger: vec![payment(0, 0, "success"), payment(0, 5, "failed"), payment(5, 5, "success")],
        };
        Report {
            bills: 9,
            paid: 8,
            paid_twice: 1,
            told_paid_but_not: 0,
            told_failed_but_paid: 1,
            still_open: 0,
            seed: 3,
            faults: "late=10".to_owned(),
            reruns: 2,
            runs: 9,
            killed: 0,
            crashed: 0,
            findings: vec![finding],
        }
    }

    #[test]
    fn a_page_needs_nothing_and_runs_nothing() {
        let page = page(&report(), &["./pay".to_owned(), "{customer}".to_owned()]);
        for outside in ["<script", "<link", "src=", "url(", "@import", "https://", "http://"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("&lt;script&gt;alert(1)"));
        assert!(page.contains("1 bill paid twice, 1 told wrongly"));
        assert!(page.contains("bayar prove --bills 9 --seed 3 --faults late=10 -- ./pay {customer}"));
    }

    #[test]
    fn a_program_that_pays_nothing_is_not_praised() {
        let idle = Report { paid: 0, paid_twice: 0, told_failed_but_paid: 0, findings: vec![], ..report() };
        let (idle, good) = (page(&idle, &[]), page(&Report { paid: 1, ..idle.clone() }, &[]));
        assert!(idle.contains("<header class=\"care\"") && idle.contains("proves nothing"), "{idle}");
        assert!(good.contains("<header class=\"good\"") && !good.contains("proves nothing"), "{good}");
    }

    #[test]
    fn the_picture_has_every_payment_where_it_happened() {
        let report = report();
        let picture = timeline::draw(&report.findings[0]).into_string();
        assert_eq!(picture.matches("<circle class=\"coin\"").count(), 2, "the first, and the one given back");
        assert_eq!(picture.matches("<circle class=\"coin again\"").count(), 1);
        let places: Vec<_> = ["what late does", "which is wrong", "minute 5: failed", "minute 5: executed late"]
            .map(|text| picture.find(text).unwrap_or_else(|| panic!("{text}: {picture}")))
            .into();
        assert!(places[0] < places[1] && places[1] < places[2].min(places[3]), "{picture}");
    }
}
