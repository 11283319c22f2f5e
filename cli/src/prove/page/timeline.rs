//! The picture of one finding: program, provider and ledger from left to right, time from top to bottom.
//!
//! Drawing only; what is shown is decided in `rows`.

use super::rows::{self, Money, Row};
use crate::prove::{
    report::{Call, Finding, Kind, Run, Verdict},
    words,
};
use maud::{Markup, html};

const WIDTH: u32 = 400;
const PROGRAM: u32 = 40;
const PROVIDER: u32 = 262;
const LEDGER: u32 = 366;
const TOP: u32 = 40;
/// Where the words of a call begin.
const TEXT: u32 = PROGRAM + 12;

pub(super) fn draw(finding: &Finding) -> Markup {
    let rows = rows::of(finding);
    let height: u32 = TOP + rows.iter().map(height_of).sum::<u32>() + 14;
    let mut y = TOP;
    let mut began = 0;
    let (mut bands, mut drawn) = (Vec::new(), Vec::new());
    let last = finding.runs.len();
    let is_wrong = finding.kinds.iter().any(|it| matches!(it, Kind::ToldPaidButNot | Kind::ToldFailedButPaid));
    let mut number = 0;
    for row in &rows {
        let end = y + height_of(row);
        if matches!(row, Row::Begin(..)) {
            (began, number) = (y, number + 1);
        }
        if matches!(row, Row::End(_)) {
            bands.push(band(began, end));
            drawn.push(
                html! { rect.alive x=(PROGRAM - 4) y=(began + 24) width="8" height=(y + 6 - began - 24) rx="3" {} },
            );
        }
        drawn.push(one(row, y, is_wrong && number == last));
        y = end;
    }
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(aloud(finding)) {
            @for part in bands { (part) }
            (lanes(height))
            @for part in drawn { (part) }
        }
    }
}

fn height_of(row: &Row<'_>) -> u32 {
    match row {
        Row::Begin(..) => 34,
        Row::Call(call, _) if call.fault.is_some() || call.problem.is_some() => 58,
        Row::Call(..) => 42,
        Row::More(_) => 22,
        Row::End(_) => 42,
        Row::Late(_) | Row::GivenBack(_) => 40,
    }
}

/// For those who can't see it: the same in a sentence.
fn aloud(finding: &Finding) -> String {
    let calls = |run: &Run| {
        let all: Vec<_> = run.calls.iter().map(|it| format!("{} {}", words::name(it), words::outcome(it))).collect();
        format!("{}, then {}", all.join(", "), run.verdict.words())
    };
    let runs = finding.runs.iter().enumerate().map(|(at, run)| format!("run {}: {}", at + 1, calls(run)));
    runs.collect::<Vec<_>>().join("; ")
}

fn lanes(height: u32) -> Markup {
    html! {
        @for (x, name) in [(PROGRAM, "program"), (PROVIDER, "provider"), (LEDGER, "ledger")] {
            line.lane x1=(x) y1="26" x2=(x) y2=(height - 4) {}
            text.head x=(x) y="16" text-anchor="middle" { (name) }
        }
    }
}

fn band(from: u32, to: u32) -> Markup {
    html! { rect.band x="2" y=(from) width=(WIDTH - 4) height=(to - from - 8) rx="8" {} }
}

fn one(row: &Row<'_>, y: u32, is_wrong: bool) -> Markup {
    match row {
        Row::Begin(number, run) => begin(*number, run, y),
        Row::Call(call, money) => arrow(call, money.as_ref(), y),
        Row::More(count) => html! { text.note x=(TEXT) y=(y + 14) { "… " (count) " more calls …" } },
        Row::End(run) => end(run, y, is_wrong),
        Row::Late(money) => late(money, y),
        Row::GivenBack(payment) => html! {
            circle.back cx=(LEDGER) cy=(y + 16) r="7" {}
            text.note x=(LEDGER - 14) y=(y + 20) text-anchor="end" {
                "minute " (payment.settled_minute) ": " (payment.status) ", " (words::rupiah(payment.price)) " given back"
            }
        },
    }
}

fn begin(number: usize, run: &Run, y: u32) -> Markup {
    let when = if run.minute == 0 { String::new() } else { format!(", {} minutes after the first", run.minute) };
    html! { text.run x="12" y=(y + 17) { "Run " (number) tspan.note { (when) } } }
}

/// A call from the program to the provider, what it moved, and what came back.
fn arrow(call: &Call, money: Option<&Money<'_>>, y: u32) -> Markup {
    let (out, back) = (y + 16, y + 32);
    let broken = call.status.is_none();
    let class = if call.fault.is_some() { "answer fault" } else { "answer" };
    html! {
        text.name x=(TEXT) y=(out - 4) { (words::name(call)) }
        line.call x1=(PROGRAM + 4) y1=(out) x2=(PROVIDER - 7) y2=(out) {}
        path.tip d=(tip(PROVIDER - 2, out, true)) {}
        @if let Some(money) = money { (coin(money, out)) }
        @if broken {
            line class=(class) x1=(PROVIDER) y1=(back) x2=(PROVIDER - 50) y2=(back) {}
            path.cross d=(cross(PROVIDER - 58, back)) {}
        } @else {
            line class=(class) x1=(PROVIDER) y1=(back) x2=(PROGRAM + 11) y2=(back) {}
            path class=(format!("tip {class}")) d=(tip(PROGRAM + 5, back, false)) {}
            text.code x=(PROVIDER - 8) y=(back - 4) text-anchor="end" { (words::answer(call)) }
        }
        @if let Some(why) = call.fault_words.as_ref().or(call.problem.as_ref()) {
            text class=(if call.fault.is_some() { "why fault" } else { "why" }) x=(TEXT) y=(back + 14) { (why) }
        }
    }
}

/// Money on its way into the ledger.
fn coin(money: &Money<'_>, y: u32) -> Markup {
    let class = if money.number > 1 { "coin again" } else { "coin" };
    let mark = if money.number == 0 { "–".to_owned() } else { money.number.to_string() };
    html! {
        line class=(class) x1=(PROVIDER) y1=(y) x2=(LEDGER - 9) y2=(y) {}
        circle class=(class) cx=(LEDGER) cy=(y) r="9" {}
        text.mark x=(LEDGER) y=(y + 4) text-anchor="middle" { (mark) }
        text.price x=(LEDGER - 14) y=(y - 5) text-anchor="end" { (words::rupiah(money.payment.price)) }
    }
}

fn late(money: &Money<'_>, y: u32) -> Markup {
    html! {
        (coin(money, y + 18))
        text.note x=(PROVIDER - 8) y=(y + 22) text-anchor="end" { "minute " (money.payment.minute) ": executed late" }
    }
}

fn end(run: &Run, y: u32, is_wrong: bool) -> Markup {
    let killed = matches!(run.verdict, Verdict::Killed | Verdict::TookTooLong | Verdict::Signalled | Verdict::Crashed);
    let class = match run.verdict {
        Verdict::Paid => "verdict paid",
        Verdict::NotPaid => "verdict not",
        Verdict::Open => "verdict open",
        _ => "verdict kill",
    };
    html! {
        circle class=(class) cx=(PROGRAM) cy=(y + 14) r="10" {}
        @if killed {
            path.white d=(cross(PROGRAM, y + 14)) {}
        } @else {
            text.mark x=(PROGRAM) y=(y + 18) text-anchor="middle" {
                (match run.verdict { Verdict::Paid => "✓", Verdict::NotPaid => "–", _ => "?" })
            }
        }
        text.told x=(PROGRAM + 16) y=(y + 18) {
            (told(run))
            @if is_wrong { tspan.wrong { ", which is wrong" } }
        }
    }
}

fn told(run: &Run) -> String {
    match run.verdict {
        Verdict::Killed => "killed (SIGKILL)".to_owned(),
        Verdict::TookTooLong => "took too long, killed".to_owned(),
        Verdict::Crashed => format!("no verdict, {}", words::ended(run)),
        Verdict::Signalled => "ended by a signal".to_owned(),
        _ => format!("told “{}”", words::ended(run)),
    }
}

fn tip(x: u32, y: u32, right: bool) -> String {
    let back = if right { x - 7 } else { x + 7 };
    format!("M{x} {y} L{back} {} L{back} {} Z", y - 4, y + 4)
}

fn cross(x: u32, y: u32) -> String {
    format!("M{} {} L{} {} M{} {} L{} {}", x - 4, y - 4, x + 4, y + 4, x - 4, y + 4, x + 4, y - 4)
}
