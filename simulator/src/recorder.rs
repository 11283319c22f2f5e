//! Every call that arrived, as it arrived, with the verdict and the answer; a ring of bounded size.
//! It observes: nothing here changes what a call is answered with.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::Mutex,
};

use bytes::Bytes;
use http::{HeaderMap, Method};
use jiff::Timestamp;

use crate::{
    fault::Fault,
    lock::lock,
    operation::{Operation, Provider},
    settings::Settings,
    verdict::Verdict,
};

/// One call. The fields hold what was received, secrets included; Debug shows neither bodies nor credentials.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedCall {
    /// Counted from 1 in the order of arrival, over all providers.
    pub number: u64,
    /// Whose port it arrived at.
    pub provider: Provider,
    /// None if no operation has this method and path.
    pub operation: Option<Operation>,
    /// HTTP method.
    pub method: Method,
    /// Path and query, as on the request line.
    pub path: String,
    /// Request headers.
    pub headers: HeaderMap,
    /// Raw request body; empty if it was not read.
    pub body: Bytes,
    /// When it arrived, by the simulator's clock.
    pub at: Timestamp,
    /// What was wrong with it.
    pub verdict: Verdict,
    /// HTTP status of the answer, also if the caller had hung up by then; None if the connection was dropped, or while
    /// the answer is delayed.
    pub status: Option<u16>,
    /// Body of the answer, whole even if a fault cut it short; empty without an answer.
    pub answer: Bytes,
    /// The scripted fault that struck it.
    pub fault: Option<Fault>,
}

impl RecordedCall {
    /// The first value of a request header, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The request body as JSON.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    fn weight(&self) -> usize {
        self.body.len() + self.answer.len()
    }
}

impl fmt::Debug for RecordedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedCall")
            .field("number", &self.number)
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("headers", &HeaderNames(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("verdict", &self.verdict)
            .field("status", &self.status)
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

struct HeaderNames<'a>(&'a HeaderMap);

impl fmt::Debug for HeaderNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

#[derive(Debug)]
pub(crate) struct Recorder {
    tape: Mutex<Tape>,
    calls_kept: usize,
    bytes_kept: usize,
}

#[derive(Debug, Default)]
struct Tape {
    calls: VecDeque<RecordedCall>,
    bytes: usize,
    arrived: u64,
    counts: HashMap<Operation, usize>,
}

impl Recorder {
    pub(crate) fn new(settings: &Settings) -> Self {
        let (calls_kept, bytes_kept) = (settings.recorded_calls, settings.recorded_bytes);
        Self { tape: Mutex::default(), calls_kept, bytes_kept }
    }

    /// Writes a call down as soon as it is known; returns its number, under which the answer is added.
    pub(crate) fn arrived(&self, mut call: RecordedCall) -> u64 {
        let mut tape = lock(&self.tape);
        tape.arrived += 1;
        call.number = tape.arrived;
        if let Some(operation) = call.operation {
            *tape.counts.entry(operation).or_default() += 1;
        }
        tape.bytes += call.weight();
        tape.calls.push_back(call);
        self.trim(&mut tape);
        tape.arrived
    }

    /// Adds to a call that is still on the tape.
    pub(crate) fn amend(&self, number: u64, change: impl FnOnce(&mut RecordedCall)) {
        let mut tape = lock(&self.tape);
        let Ok(index) = tape.calls.binary_search_by_key(&number, |call| call.number) else { return };
        let (before, after) = {
            let call = &mut tape.calls[index];
            let before = call.weight();
            change(call);
            (before, call.weight())
        };
        tape.bytes = tape.bytes + after - before;
        self.trim(&mut tape);
    }

    pub(crate) fn calls(&self, which: impl Fn(&RecordedCall) -> bool) -> Vec<RecordedCall> {
        lock(&self.tape).calls.iter().filter(|call| which(call)).cloned().collect()
    }

    pub(crate) fn count(&self, operation: Operation) -> usize {
        lock(&self.tape).counts.get(&operation).copied().unwrap_or_default()
    }

    fn trim(&self, tape: &mut Tape) {
        while tape.calls.len() > self.calls_kept || tape.bytes > self.bytes_kept {
            let Some(oldest) = tape.calls.pop_front() else { return };
            tape.bytes -= oldest.weight();
        }
    }
}
