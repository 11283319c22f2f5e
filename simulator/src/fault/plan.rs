//! What a fault means for a call: executed how, spoilt how, ended how.
//! Decisions only. Carrying them out belongs to the server, the look of an error to the provider.

use std::time::Duration;

use bytes::Bytes;

use super::{CallbackFault, Fault, Settlement, edit::Edit};

/// What happens to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) reads: bool,
    /// Without it the provider does not even look at the call.
    pub(crate) executes: bool,
    pub(crate) orders: Orders,
    pub(crate) delay: Duration,
    pub(crate) delay_by_clock: Duration,
    pub(crate) edits: Vec<Edit>,
    pub(crate) end: End,
}

/// How the provider is to carry out a call, where that differs from its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Orders {
    pub(crate) times: u32,
    /// Execute so much later, and answer nothing of it now.
    pub(crate) late: Option<Duration>,
    pub(crate) settlement: Option<Settlement>,
    /// When the goods come; the inner none is never.
    pub(crate) goods: Option<Option<Duration>>,
    /// Rupiah on top of the price.
    pub(crate) surcharge: i64,
    pub(crate) lag: Duration,
    pub(crate) rows: Rows,
    pub(crate) callbacks: Option<CallbackFault>,
}

impl Orders {
    pub(crate) const ORDINARY: Self = Self {
        times: 1,
        late: None,
        settlement: None,
        goods: None,
        surcharge: 0,
        lag: Duration::ZERO,
        rows: Rows::Once,
        callbacks: None,
    };

    fn and(self, other: Self) -> Self {
        Self {
            times: self.times.max(other.times),
            late: other.late.or(self.late),
            settlement: other.settlement.or(self.settlement),
            goods: other.goods.or(self.goods),
            surcharge: self.surcharge.saturating_add(other.surcharge),
            lag: self.lag.max(other.lag),
            rows: if other.rows == Rows::Once { self.rows } else { other.rows },
            callbacks: other.callbacks.or(self.callbacks),
        }
    }
}

/// How often a row stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    Once,
    Doubled,
    /// The second time under another transaction id.
    Twins,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Answer,
    Shaped(Shape),
    Close,
    Reset,
    Instead(Instead),
}

/// An answer that is sent otherwise than HTTP wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Truncated,
    Slow(Duration),
    Oversized(u64),
}

/// An answer in place of the provider's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Instead {
    Html(u16),
    SystemError,
    Unauthorized,
    TooManyRequests(u32),
    Redirect(u16),
    Code(String),
    Canned { status: u16, content_type: String, body: Bytes },
}

impl Plan {
    pub(crate) const ORDINARY: Self = Self {
        reads: true,
        executes: true,
        orders: Orders::ORDINARY,
        delay: Duration::ZERO,
        delay_by_clock: Duration::ZERO,
        edits: Vec::new(),
        end: End::Answer,
    };

    /// The answer comes later than its execution.
    pub(crate) fn waits(&self) -> bool {
        !self.delay.is_zero() || !self.delay_by_clock.is_zero()
    }

    fn ends(end: End) -> Self {
        Self { executes: false, end, ..Self::ORDINARY }
    }

    fn instead(instead: Instead) -> Self {
        Self::ends(End::Instead(instead))
    }

    fn edits(edit: Edit) -> Self {
        Self { edits: vec![edit], ..Self::ORDINARY }
    }

    fn shaped(shape: Shape) -> Self {
        Self { end: End::Shaped(shape), ..Self::ORDINARY }
    }

    fn orders(orders: Orders) -> Self {
        Self { orders, ..Self::ORDINARY }
    }

    fn callbacks(fault: CallbackFault) -> Self {
        Self::orders(Orders { callbacks: Some(fault), ..Orders::ORDINARY })
    }

    fn and(self, other: Self) -> Self {
        let reads = self.reads && other.reads;
        Self {
            reads,
            executes: reads && (self.executes || other.executes),
            orders: self.orders.and(other.orders),
            delay: self.delay.max(other.delay),
            delay_by_clock: self.delay_by_clock.max(other.delay_by_clock),
            edits: [self.edits, other.edits].concat(),
            end: if other.end == End::Answer { self.end } else { other.end },
        }
    }
}

impl Fault {
    pub(crate) fn plan(&self) -> Plan {
        let ordinary = Orders::ORDINARY;
        match self {
            Self::Delay(delay) => Plan { delay: *delay, ..Plan::ORDINARY },
            Self::DelayByClock(delay) => Plan { delay_by_clock: *delay, ..Plan::ORDINARY },
            Self::ExecuteTwice => Plan::orders(Orders { times: 2, ..ordinary }),
            Self::ExecuteLate(late) => {
                Plan { end: End::Close, ..Plan::orders(Orders { late: Some(*late), ..ordinary }) }
            }
            Self::OtherAmount(surcharge) => Plan::orders(Orders { surcharge: *surcharge, ..ordinary }),
            Self::Settle(settlement) => Plan::orders(Orders { settlement: Some(settlement.clone()), ..ordinary }),
            Self::GoodsAfter(goods) => Plan::orders(Orders { goods: Some(*goods), ..ordinary }),
            Self::ListLag(lag) => Plan::orders(Orders { lag: *lag, ..ordinary }),
            Self::DuplicateRows => Plan::orders(Orders { rows: Rows::Doubled, ..ordinary }),
            Self::TwinRows => Plan::orders(Orders { rows: Rows::Twins, ..ordinary }),
            Self::CallbacksDoubled => Plan::callbacks(CallbackFault::Doubled),
            Self::CallbacksLate(late) => Plan::callbacks(CallbackFault::Late(*late)),
            Self::CallbacksOutOfOrder => Plan::callbacks(CallbackFault::OutOfOrder),
            Self::CallbacksNever => Plan::callbacks(CallbackFault::Never),
            Self::AfterExecuting(fault) => {
                let plan = fault.plan();
                Plan { reads: true, executes: true, ..plan }
            }
            Self::Together(all) => all.iter().map(Self::plan).reduce(Plan::and).unwrap_or(Plan::ORDINARY),
            other => other.plan_of_the_ending(),
        }
    }

    /// Faults that leave the execution alone and concern what the client sees.
    fn plan_of_the_ending(&self) -> Plan {
        match self {
            Self::DropBeforeReading => Plan { reads: false, ..Plan::ends(End::Close) },
            Self::DropAfterReading => Plan::ends(End::Close),
            Self::DropAfterExecuting => Plan { end: End::Close, ..Plan::ORDINARY },
            Self::Reset => Plan::ends(End::Reset),
            Self::TruncatedBody => Plan::shaped(Shape::Truncated),
            Self::SlowBody(time) => Plan::shaped(Shape::Slow(*time)),
            Self::OversizedBody(bytes) => Plan::shaped(Shape::Oversized(*bytes)),
            Self::Html502 => Plan::instead(Instead::Html(502)),
            Self::Html503 => Plan::instead(Instead::Html(503)),
            Self::Html504 => Plan::instead(Instead::Html(504)),
            Self::SystemError99 => Plan::instead(Instead::SystemError),
            Self::TooManyRequests(seconds) => Plan::instead(Instead::TooManyRequests(*seconds)),
            Self::UnauthorizedOnce => Plan::instead(Instead::Unauthorized),
            Self::Redirect307 => Plan::instead(Instead::Redirect(307)),
            Self::Redirect308 => Plan::instead(Instead::Redirect(308)),
            Self::Code(code) => Plan::instead(Instead::Code(code.clone())),
            Self::Answer { status, content_type, body } => Plan::instead(Instead::Canned {
                status: *status,
                content_type: content_type.clone(),
                body: body.clone(),
            }),
            Self::WrongContentType => Plan::edits(Edit::ContentType),
            Self::InvalidUtf8 => Plan::edits(Edit::InvalidUtf8),
            Self::UnknownValue => Plan::edits(Edit::UnknownValue),
            Self::UnknownField => Plan::edits(Edit::UnknownField),
            Self::NullField(path) => Plan::edits(Edit::Set(path.clone(), serde_json::Value::Null)),
            Self::SetField(path, value) => Plan::edits(Edit::set(path, value)),
            _ => Plan::ORDINARY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_executing_changes_only_that() {
        let before = Fault::Html502.plan();
        let after = Fault::Html502.after_executing().plan();
        assert_eq!(after, Plan { executes: true, ..before });
        assert_eq!(Fault::ExecuteTwice.after_executing().plan().orders.times, 2);
    }

    #[test]
    fn together_means_both() {
        let late = Fault::ExecuteLate(Duration::from_secs(1)).and(Fault::Html504).plan();
        assert_eq!((late.executes, late.end), (true, End::Instead(Instead::Html(504))));
        assert_eq!(late.orders.late, Some(Duration::from_secs(1)));
        let unread = Fault::ExecuteTwice.and(Fault::DropBeforeReading).plan();
        assert!(!unread.reads && !unread.executes);
        assert!(!Fault::Html502.and(Fault::Reset).plan().executes);
    }
}
