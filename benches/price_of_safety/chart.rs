//! The result as a picture: harm at the left, waiting at the right, one row for each player.
//!
//! Comes in: the rows of the table. Stays out: everything else.

use crate::table::{Line, duration, grouped};
use std::fmt::Write;

const NAMES: f64 = 240.0;
const PANEL: f64 = 330.0;
const ROW: f64 = 52.0;
const HEAD: f64 = 46.0;
/// The axis of waiting, in seconds: one second to two days, each step ten times the one before.
const SHORT: f64 = 1.0;
const LONG: f64 = 200_000.0;

pub(crate) fn draw(lines: &[Line]) -> String {
    let (width, height) = (NAMES + 2.0 * PANEL, HEAD + ROW * lines.len() as f64 + 10.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>What each set of rules costs on a bad Friday</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n\
         <text x=\"{NAMES}\" y=\"18\" font-weight=\"bold\">payments that went wrong</text>\n\
         <rect x=\"{NAMES}\" y=\"26\" width=\"10\" height=\"10\" fill=\"#c0392b\"/>\
         <text x=\"{}\" y=\"35\">paid twice</text>\n\
         <rect x=\"{}\" y=\"26\" width=\"10\" height=\"10\" fill=\"#e59866\"/>\
         <text x=\"{}\" y=\"35\">told failed, but paid</text>\n\
         <text x=\"{}\" y=\"18\" font-weight=\"bold\">how long customers' money is held (logarithmic)</text>\n\
         <text x=\"{}\" y=\"35\">half of all payments, 95 of 100, 99 of 100</text>\n",
        NAMES + 15.0,
        NAMES + 90.0,
        NAMES + 105.0,
        NAMES + PANEL,
        NAMES + PANEL
    );
    let worst = lines.iter().map(|line| line.twice.max(line.failed_but_paid)).max().unwrap_or(1).max(1);
    for (n, line) in lines.iter().enumerate() {
        let top = HEAD + ROW * n as f64;
        _ = writeln!(svg, "<text x=\"8\" y=\"{}\">{}</text>", top + 26.0, line.name.replace('`', ""));
        harm(&mut svg, top + 8.0, line.twice, worst, "#c0392b");
        harm(&mut svg, top + 26.0, line.failed_but_paid, worst, "#e59866");
        held(&mut svg, top, line.held);
    }
    svg + "</svg>\n"
}

fn harm(svg: &mut String, y: f64, count: u64, worst: u64, fill: &str) {
    let length = (PANEL - 100.0) * count as f64 / worst as f64;
    _ = writeln!(
        svg,
        "<rect x=\"{NAMES}\" y=\"{y}\" width=\"{length:.1}\" height=\"15\" fill=\"{fill}\"/>\
         <text x=\"{:.1}\" y=\"{}\">{}</text>",
        NAMES + length + 6.0,
        y + 12.0,
        grouped(count)
    );
}

fn held(svg: &mut String, top: f64, held: [f64; 3]) {
    let place = |seconds: f64| {
        let share = (seconds.clamp(SHORT, LONG) / SHORT).ln() / (LONG / SHORT).ln();
        NAMES + PANEL + (PANEL - 60.0) * share
    };
    let [half, most, nearly] = held;
    _ = writeln!(
        svg,
        "<rect x=\"{:.1}\" y=\"{}\" width=\"{:.1}\" height=\"3\" fill=\"#5d6d7e\"/>",
        place(half),
        top + 22.0,
        place(nearly) - place(half)
    );
    for (seconds, fill, below) in [(half, "#a9cce3", false), (most, "#5499c7", true), (nearly, "#1f618d", false)] {
        let y = if below { top + 44.0 } else { top + 13.0 };
        _ = writeln!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{}\" r=\"5\" fill=\"{fill}\"/><text x=\"{:.1}\" y=\"{y}\" text-anchor=\"middle\">{}</text>",
            place(seconds),
            top + 23.5,
            place(seconds),
            duration(seconds)
        );
    }
}
