//! The picture of the states is drawn from the arrows of the machine, so that it can't drift. A chart of cells and not
//! boxes with lines: 28 arrows between ten boxes cross each other too often to be read.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use bayar::payments::machine::{ARROWS, State};

const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/payments-states.svg");
const WIDTH: usize = 118;
const HEIGHT: usize = 56;
const LINE: usize = 14;

/// To draw it anew: `BAYAR_DRAW=1 cargo test -p bayar --test payments_states`.
#[test]
fn the_picture_is_that_of_the_arrows() {
    let drawn = draw();
    if std::env::var_os("BAYAR_DRAW").is_some() {
        std::fs::write(PICTURE, &drawn).unwrap();
    }
    let stored = std::fs::read_to_string(PICTURE).unwrap();
    assert!(stored == drawn, "docs/payments-states.svg is not what src/payments/machine/arrows.rs says");
}

fn draw() -> String {
    let (width, height) = (WIDTH * (State::ALL.len() + 1), HEIGHT * (State::ALL.len() + 1));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\" text-anchor=\"middle\">\n\
         <title>From the state at the left to the state above</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
    );
    svg += &cell(0, 0, "white", "from ↓   to →", "");
    for (n, state) in State::ALL.into_iter().enumerate() {
        svg += &cell(n + 1, 0, colour(state), state.name(), " font-weight=\"bold\"");
        svg += &cell(0, n + 1, colour(state), state.name(), " font-weight=\"bold\"");
    }
    for arrow in ARROWS {
        svg += &cell(place(arrow.to), place(arrow.from), colour(arrow.to), arrow.event, "");
    }
    svg + "</svg>\n"
}

fn place(state: State) -> usize {
    State::ALL.iter().position(|one| *one == state).unwrap() + 1
}

fn colour(state: State) -> &'static str {
    match state {
        State::Review => "#ffc9b5",
        _ if state.is_open() => "#fff3c4",
        _ if state.is_closed() => "#dfe7ee",
        _ => "#e2f4e0",
    }
}

fn cell(column: usize, row: usize, fill: &str, text: &str, style: &str) -> String {
    let (x, y) = (column * WIDTH, row * HEIGHT);
    let lines = broken(text);
    let first = y + HEIGHT / 2 + 4 - (lines.len() - 1) * LINE / 2;
    let mut drawn = format!(
        "<rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{fill}\" stroke=\"#8899aa\"/>\n"
    );
    for (n, line) in lines.iter().enumerate() {
        drawn += &format!("<text x=\"{}\" y=\"{}\"{style}>{line}</text>\n", x + WIDTH / 2, first + n * LINE);
    }
    drawn
}

/// In lines that fit into a cell.
fn broken(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        if lines.last().is_some_and(|line| line.len() + word.len() > 18) {
            lines.push(String::new());
        }
        let line = lines.last_mut().unwrap();
        *line = format!("{line} {word}").trim().to_owned();
    }
    lines
}
