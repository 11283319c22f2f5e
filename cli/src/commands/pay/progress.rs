//! The progress bar: how far, what came of it, how fast, how long still. Only on a terminal.
//!
//! May use: indicatif.

use super::results::{Counts, Word};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::{Mutex, PoisonError};

#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    counts: Mutex<Counts>,
}

impl Progress {
    /// On standard error; hidden where that is no terminal, and where programs read.
    pub(super) fn new(bills: usize, json: bool) -> Self {
        let target = if json { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(bills as u64), target);
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len}  {per_sec}  {msg}  ETA {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, counts: Mutex::default() }
    }

    pub(super) fn count(&self, word: Word) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.add(word);
        self.bar.set_message(counts.words());
        self.bar.inc(1);
    }

    /// A line above the bar; silent where there is none.
    pub(super) fn say(&self, text: &str) {
        self.bar.println(text);
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
