//! Faults that a test scripts, and what each one means for a call: executed how often, ended how.
//! Decisions only. Carrying them out belongs to the server, the look of an error to the provider.

use std::{sync::Mutex, time::Duration};

use bytes::Bytes;

use crate::{lock::lock, operation::Operation};

/// A way in which one call goes wrong.
///
/// Unless it says otherwise, the request is read and **not** executed; [`Fault::after_executing`] turns it into
/// the same fault after execution. A request that the provider refuses is never executed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Executed at once, answered after this much real time.
    Delay(Duration),
    /// The connection is closed after the head of the request, before its body is read.
    DropBeforeReading,
    /// The connection is closed after the request was read.
    DropAfterReading,
    /// **Executed**, then the connection is closed without an answer.
    DropAfterExecuting,
    /// The connection is reset (RST) after the request was read.
    Reset,
    /// **Executed**; half of the answer's body is sent under its full length, then the connection is closed.
    TruncatedBody,
    /// HTML with status 502, as a proxy in between sends it.
    Html502,
    /// The provider's own system error: Singapay 500 `99`, SNAP `500xx00`, PayCombat 500.
    SystemError99,
    /// The provider's own answer to a token that is not valid.
    UnauthorizedOnce,
    /// **Executed twice** by the provider; the answer is that of the last execution.
    ExecuteTwice,
    /// Status 307 to [`REDIRECTED`](crate::REDIRECTED) and the same path. A client that follows is seen as a second
    /// call of the operation.
    Redirect307,
    /// This answer and nothing else.
    Answer {
        /// HTTP status; 500 if it is no valid status.
        status: u16,
        /// `Content-Type`.
        content_type: String,
        /// Body as it is.
        body: Bytes,
    },
    /// The fault inside, after the call was **executed**.
    AfterExecuting(Box<Fault>),
}

impl Fault {
    /// The same fault, but the provider executes the call first.
    #[must_use]
    pub fn after_executing(self) -> Self {
        Self::AfterExecuting(Box::new(self))
    }

    pub(crate) fn plan(&self) -> Plan {
        let not_executed = |end| Plan { reads: true, executions: 0, delay: Duration::ZERO, end };
        let executed = |end| Plan { executions: 1, ..not_executed(end) };
        match self {
            Self::Delay(delay) => Plan { delay: *delay, ..executed(End::Answer) },
            Self::DropBeforeReading => Plan { reads: false, ..not_executed(End::Close) },
            Self::DropAfterReading => not_executed(End::Close),
            Self::DropAfterExecuting => executed(End::Close),
            Self::Reset => not_executed(End::Reset),
            Self::TruncatedBody => executed(End::Truncate),
            Self::Html502 => not_executed(End::Instead(Instead::BadGateway)),
            Self::SystemError99 => not_executed(End::Instead(Instead::SystemError)),
            Self::UnauthorizedOnce => not_executed(End::Instead(Instead::Unauthorized)),
            Self::ExecuteTwice => Plan { executions: 2, ..executed(End::Answer) },
            Self::Redirect307 => not_executed(End::Instead(Instead::Redirect)),
            Self::Answer { status, content_type, body } => not_executed(End::Instead(Instead::Canned {
                status: *status,
                content_type: content_type.clone(),
                body: body.clone(),
            })),
            Self::AfterExecuting(fault) => {
                let plan = fault.plan();
                Plan { reads: true, executions: plan.executions.max(1), ..plan }
            }
        }
    }
}

/// What happens to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) reads: bool,
    /// 0: judged, but not executed.
    pub(crate) executions: u32,
    pub(crate) delay: Duration,
    pub(crate) end: End,
}

impl Plan {
    pub(crate) const ORDINARY: Self = Self { reads: true, executions: 1, delay: Duration::ZERO, end: End::Answer };
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Answer,
    Truncate,
    Close,
    Reset,
    Instead(Instead),
}

/// An answer in place of the provider's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Instead {
    BadGateway,
    SystemError,
    Unauthorized,
    Redirect,
    Canned { status: u16, content_type: String, body: Bytes },
}

/// The faults that are still to come.
#[derive(Debug, Default)]
pub(crate) struct Script(Mutex<Vec<Scripted>>);

#[derive(Debug)]
struct Scripted {
    operation: Operation,
    calls_before: u64,
    fault: Fault,
}

impl Script {
    /// Strikes the `nth` call from now, counted from 1.
    pub(crate) fn add(&self, operation: Operation, nth: u64, fault: Fault) {
        lock(&self.0).push(Scripted { operation, calls_before: nth.saturating_sub(1), fault });
    }

    /// Counts a call; the fault that strikes it, the first scripted if there are several.
    pub(crate) fn take(&self, operation: Operation) -> Option<Fault> {
        let mut struck = None;
        lock(&self.0).retain_mut(|it| {
            if it.operation != operation {
                return true;
            }
            let due = it.calls_before == 0;
            it.calls_before = it.calls_before.saturating_sub(1);
            if due && struck.is_none() {
                struck = Some(it.fault.clone());
            }
            !due
        });
        struck
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_the_nth_call_once() {
        let script = Script::default();
        script.add(Operation::CheckBalance, 2, Fault::Reset);
        script.add(Operation::CheckBalance, 2, Fault::Html502);
        script.add(Operation::CheckBalance, 3, Fault::Html502);
        script.add(Operation::PinReset, 1, Fault::ExecuteTwice);
        let struck: Vec<_> = (0..4).map(|_| script.take(Operation::CheckBalance)).collect();
        assert_eq!(struck, [None, Some(Fault::Reset), Some(Fault::Html502), None]);
        assert_eq!(script.take(Operation::PinReset), Some(Fault::ExecuteTwice));
        assert_eq!(script.take(Operation::PinReset), None);
    }

    #[test]
    fn after_executing_changes_only_that() {
        let before = Fault::Html502.plan();
        let after = Fault::Html502.after_executing().plan();
        assert_eq!(after, Plan { executions: 1, ..before });
        assert_eq!(Fault::ExecuteTwice.after_executing().plan().executions, 2);
    }
}
