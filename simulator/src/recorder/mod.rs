//! Every call that arrived, as it arrived, with the verdict and the answer; a ring of bounded size.
//! It observes: nothing here changes what a call is answered with.

mod call;
mod follow;
mod line;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Instant,
};

use tokio::sync::broadcast;

pub use self::{call::RecordedCall, follow::Follow};
use crate::{lock::lock, operation::Operation, settings::Settings};

/// So many ended calls wait for a slow follower.
const BACKLOG: usize = 1_024;

#[derive(Debug)]
pub(crate) struct Recorder {
    tape: Mutex<Tape>,
    calls_kept: usize,
    bytes_kept: usize,
    ended: broadcast::Sender<Arc<RecordedCall>>,
}

#[derive(Debug, Default)]
struct Tape {
    calls: VecDeque<Kept>,
    bytes: usize,
    arrived: u64,
    counts: HashMap<Operation, usize>,
}

/// A call on the tape, and what it weighed when it was last changed.
#[derive(Debug)]
struct Kept {
    call: RecordedCall,
    weight: usize,
}

/// A call that goes on. When the ticket is dropped, the call has ended, however that came about.
pub(crate) struct Ticket<'a> {
    recorder: &'a Recorder,
    number: u64,
    since: Instant,
    has_ended: bool,
}

impl Recorder {
    pub(crate) fn new(settings: &Settings) -> Self {
        let (calls_kept, bytes_kept) = (settings.recorded_calls, settings.recorded_bytes);
        Self { tape: Mutex::default(), calls_kept, bytes_kept, ended: broadcast::Sender::new(BACKLOG) }
    }

    /// Writes a call down as soon as it is known.
    pub(crate) fn arrived(&self, mut call: RecordedCall) -> Ticket<'_> {
        let mut tape = lock(&self.tape);
        tape.arrived += 1;
        let number = tape.arrived;
        call.number = number;
        if let Some(operation) = call.operation {
            *tape.counts.entry(operation).or_default() += 1;
        }
        let weight = call.weight();
        tape.bytes += weight;
        tape.calls.push_back(Kept { call, weight });
        self.trim(&mut tape);
        Ticket { recorder: self, number, since: Instant::now(), has_ended: false }
    }

    pub(crate) fn follow(&self) -> Follow {
        Follow::new(self.ended.subscribe())
    }

    pub(crate) fn calls(&self, which: impl Fn(&RecordedCall) -> bool) -> Vec<RecordedCall> {
        lock(&self.tape).calls.iter().map(|kept| &kept.call).filter(|call| which(call)).cloned().collect()
    }

    pub(crate) fn count(&self, operation: Operation) -> usize {
        lock(&self.tape).counts.get(&operation).copied().unwrap_or_default()
    }

    /// Forgets every call. The numbers go on, so that calls under way find nothing of others.
    pub(crate) fn clear(&self) {
        let mut tape = lock(&self.tape);
        *tape = Tape { arrived: tape.arrived, ..Tape::default() };
    }

    fn trim(&self, tape: &mut Tape) {
        while tape.calls.len() > self.calls_kept || tape.bytes > self.bytes_kept {
            let Some(oldest) = tape.calls.pop_front() else { return };
            tape.bytes -= oldest.weight;
        }
    }

    /// Changes a call that is still on the tape.
    fn amend(&self, number: u64, change: impl FnOnce(&mut RecordedCall)) {
        let mut tape = lock(&self.tape);
        let first = tape.calls.front().map_or(u64::MAX, |kept| kept.call.number);
        let Some(index) = number.checked_sub(first).and_then(|index| usize::try_from(index).ok()) else { return };
        let Some(kept) = tape.calls.get_mut(index) else { return };
        change(&mut kept.call);
        let after = kept.call.weight();
        let before = std::mem::replace(&mut kept.weight, after);
        tape.bytes = tape.bytes + after - before;
        self.trim(&mut tape);
    }
}

impl Ticket<'_> {
    pub(crate) fn amend(&self, change: impl FnOnce(&mut RecordedCall)) {
        self.recorder.amend(self.number, change);
    }

    /// The last change of a call, and its end, in one.
    pub(crate) fn end(mut self, change: impl FnOnce(&mut RecordedCall)) {
        self.finish(change);
    }

    fn finish(&mut self, change: impl FnOnce(&mut RecordedCall)) {
        self.has_ended = true;
        let (took, followed) = (self.since.elapsed(), self.recorder.ended.receiver_count() > 0);
        let mut ended = None;
        self.amend(|call| {
            change(call);
            call.took = took;
            ended = followed.then(|| Arc::new(call.clone()));
        });
        if let Some(ended) = ended {
            let _ = self.recorder.ended.send(ended);
        }
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            self.finish(|_| {});
        }
    }
}
