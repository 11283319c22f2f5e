//! A provider as the documents leave it open: it executes whatever it gets, again if it gets it again, and its list lags.
//!
//! Comes in: requests with their fate. Stays out: who sends them, and why.

use super::day::{Day, Fate, MINUTE, PATIENCE, SECOND, Time, fate};
use fastrand::Rng;

/// How late the list shows what has happened.
const LAG: Time = 30 * SECOND;
/// One look-up in so many fails, like everything at this provider.
const READ_FAILS: u64 = 50;
/// Room for the chance of sends and of look-ups.
const LOOK_UPS: u64 = 1 << 32;

/// One execution: when the provider took it, and when and how it ended.
#[derive(Clone, Copy, Debug)]
struct Execution {
    from: Time,
    end: Time,
    success: bool,
}

/// What a client gets for one send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Success,
    Pending,
    Refused,
    NeverSent,
    /// Time-out, broken connection or HTML: nothing that could be read.
    Unclear,
}

/// What a client gets for one look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Success(u32),
    Pending(u32),
    Failed(u32),
    Several,
    Absent,
    Unavailable,
}

/// The provider, as far as one bill goes.
#[derive(Debug)]
pub(crate) struct Provider<'a> {
    day: &'a Day,
    executions: Vec<Execution>,
    pub(crate) sends: u64,
    pub(crate) look_ups: u64,
}

impl<'a> Provider<'a> {
    pub(crate) fn new(day: &'a Day) -> Self {
        Self { day, executions: Vec::new(), sends: 0, look_ups: 0 }
    }

    /// A request to pay, and when its answer comes. Each is executed by its own fate: no document promises that a second one
    /// is refused.
    pub(crate) fn pay(&mut self, at: Time) -> (Time, Reply) {
        let mut chance = self.day.chance(self.sends);
        self.sends += 1;
        let soon = at + chance.u64(300..3 * SECOND);
        let silence = at + PATIENCE;
        match fate(&mut chance) {
            Fate::Well => self.executed(soon, soon, Reply::Success),
            Fate::ExecutedAndBroken | Fate::Html { executed: true } => self.executed(soon, soon, Reply::Unclear),
            Fate::ExecutedAndSilent => self.executed(soon, silence, Reply::Unclear),
            Fate::ExecutedLate => self.executed(silence + chance.u64(MINUTE..20 * MINUTE), silence, Reply::Unclear),
            Fate::Pending => self.pending(soon, &mut chance),
            Fate::Html { executed: false } | Fate::Lost => (soon, Reply::Unclear),
            Fate::NeverSent => (soon, Reply::NeverSent),
            Fate::Refused => (soon, Reply::Refused),
        }
    }

    fn executed(&mut self, at: Time, answered: Time, reply: Reply) -> (Time, Reply) {
        self.executions.push(Execution { from: at, end: at, success: true });
        (answered, reply)
    }

    fn pending(&mut self, from: Time, chance: &mut Rng) -> (Time, Reply) {
        let end = from + chance.u64(10 * MINUTE..60 * MINUTE);
        self.executions.push(Execution { from, end, success: chance.u64(0..100) >= 3 });
        (from, Reply::Pending)
    }

    /// The list, as it was a while ago.
    pub(crate) fn look_up(&mut self, at: Time) -> Seen {
        self.look_ups += 1;
        if self.day.chance(LOOK_UPS + self.look_ups).u64(0..READ_FAILS) == 0 {
            return Seen::Unavailable;
        }
        let shown = at.saturating_sub(LAG);
        let mut rows = self.executions.iter().zip(0..).filter(|(execution, _)| execution.from <= shown);
        match (rows.next(), rows.next()) {
            (None, _) => Seen::Absent,
            (Some(_), Some(_)) => Seen::Several,
            (Some((one, number)), None) if one.end > shown => Seen::Pending(number),
            (Some((one, number)), None) if one.success => Seen::Success(number),
            (Some((_, number)), None) => Seen::Failed(number),
        }
    }

    /// The number of the newest execution, as its answer and the list give it.
    pub(crate) fn newest(&self) -> usize {
        self.executions.len().saturating_sub(1)
    }

    /// The truth, once everything has ended: how often it was paid.
    pub(crate) fn paid(&self) -> usize {
        self.executions.iter().filter(|execution| execution.success).count()
    }
}
