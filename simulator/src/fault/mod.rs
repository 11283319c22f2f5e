//! Ways in which a call goes wrong, as a test names them.
//! What each means is in `plan`, how it is written in `text`, which calls it strikes in `rule`.

mod edit;
mod plan;
mod rule;
mod rule_text;
mod settlement;
mod text;

use std::time::Duration;

use bytes::Bytes;

pub(crate) use self::text::duration;
pub(crate) use self::{
    plan::{End, Instead, Orders, Plan, Rows, Shape},
    rule::Script,
};
pub use self::{
    rule::{Rule, RuleReport},
    settlement::{Settlement, Status},
    text::FaultTextError,
};

/// The request header that carries a fault for its own call, in the form of [`Fault`]'s text.
pub const FAULT_HEADER: &str = "x-simulator-fault";

/// A way in which one call goes wrong.
///
/// Unless it says otherwise, the request is read and **not** executed; [`Fault::after_executing`] turns it into
/// the same fault after execution. A request that the provider refuses is never executed.
///
/// Its text form is the same in scenario files, in the `x-simulator-fault` header and in the admin API:
///
/// ```
/// # use bayar_simulator::Fault;
/// let fault: Fault = "execute-late=5m + html-504".parse()?;
/// assert_eq!(fault.to_string(), "execute-late=5m + html-504");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Executed at once, answered after this much real time.
    Delay(Duration),
    /// Executed at once, answered when the simulator's clock has moved on by this much.
    DelayByClock(Duration),
    /// The connection is closed after the head of the request, before its body is read. A rule that has to know the
    /// customer reads the body first and doesn't record it.
    DropBeforeReading,
    /// The connection is closed after the request was read.
    DropAfterReading,
    /// **Executed**, then the connection is closed without an answer.
    DropAfterExecuting,
    /// The connection is reset (RST) after the request was read.
    Reset,
    /// **Executed**; half of the answer's body is sent under its full length, then the connection is closed.
    TruncatedBody,
    /// **Executed**; the answer's body trickles in over this much real time.
    SlowBody(Duration),
    /// **Executed**; the answer's body is followed by white space, up to this many bytes in all.
    OversizedBody(u64),
    /// HTML with status 502, as a proxy in between sends it.
    Html502,
    /// HTML with status 503.
    Html503,
    /// HTML with status 504.
    Html504,
    /// The provider's own system error: Singapay 500 `99`, SNAP `500xx00`, PayCombat 500.
    SystemError99,
    /// The provider's envelope with status 429, and `Retry-After` with so many seconds.
    TooManyRequests(u32),
    /// The provider's own answer to a token that is not valid.
    UnauthorizedOnce,
    /// **Executed twice** by the provider; the answer is that of the last execution.
    ExecuteTwice,
    /// Executed when the clock has moved on by this much; unless another ending is given, the connection is
    /// closed without an answer.
    ExecuteLate(Duration),
    /// Status 307 to [`REDIRECTED`](crate::REDIRECTED) and the same path. A client that follows is seen as a second
    /// call of the operation.
    Redirect307,
    /// The same with status 308.
    Redirect308,
    /// The provider's own answer with this response code, for example `07` or `4030004`; at PayCombat an HTTP status.
    Code(String),
    /// **Executed**; the answer calls itself `text/plain`.
    WrongContentType,
    /// **Executed**; the answer holds a byte that is no UTF-8.
    InvalidUtf8,
    /// **Executed**; the answer's status, or its response code where it has none, is one that no document knows.
    UnknownValue,
    /// **Executed**; the answer has fields that no document knows.
    UnknownField,
    /// **Executed**; this field of the answer (a dotted path) is null.
    NullField(String),
    /// **Executed**; this field of the answer (a dotted path) holds this JSON, or text if it is no JSON.
    SetField(String, String),
    /// **Executed** at the quoted price and so many rupiah more; on an inquiry, quoted so.
    OtherAmount(i64),
    /// **Executed**, and settled in these steps instead of the product's own.
    Settle(Settlement),
    /// **Executed**; the goods (token, voucher code) come so much later than the payment, or never.
    GoodsAfter(Option<Duration>),
    /// The list shows the world as it was so long ago.
    ListLag(Duration),
    /// The list holds every row twice.
    DuplicateRows,
    /// The list holds every row twice, the second time under another transaction id.
    TwinRows,
    /// **Executed**; every callback about this payment is sent twice.
    CallbacksDoubled,
    /// **Executed**; callbacks about this payment are sent so much later.
    CallbacksLate(Duration),
    /// **Executed**; the first callback about this payment is held back until another callback, of this payment or
    /// of another one, was sent.
    CallbacksOutOfOrder,
    /// **Executed**; no callback about this payment is sent.
    CallbacksNever,
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
    /// All of these at once. The call is executed if any of them says so; the last ending counts.
    Together(Vec<Fault>),
}

impl Fault {
    /// The same fault, but the provider executes the call first.
    #[must_use]
    pub fn after_executing(self) -> Self {
        Self::AfterExecuting(Box::new(self))
    }

    /// Both faults at once.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::Together(mut all) => {
                all.push(other);
                Self::Together(all)
            }
            one => Self::Together(vec![one, other]),
        }
    }
}

/// What becomes of the callbacks about one payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallbackFault {
    Doubled,
    Late(Duration),
    OutOfOrder,
    Never,
}
