//! What one call with an effect did.
//!
//! May use: the error and the response types. Must not know: any provider, and never sends anything.

use crate::{Error, ErrorKind, Response, error::printable};
use std::{collections::BTreeMap, fmt};

/// What **one** call with an effect did. The transport sent it exactly once.
///
/// It is not where the payment stands: after [`Unknown`](Self::Unknown) a look-up may find it paid.
/// Never call again because of `Pending` or `Unknown`; look up.
///
/// Exhaustive on purpose: a new variant is a major release.
#[derive(Clone, Debug)]
#[must_use = "a payment may be unknown: match every case"]
pub enum Effect<T> {
    /// The provider says that it is done, and the answer fits the request.
    Done(T),
    /// The provider took it and has not finished. Ask later; don't send again.
    Pending(Report),
    /// The provider refused it by an answer that its documents list as a refusal of this operation, and that we take as
    /// proof that nothing was done. The list is closed, and short.
    Refused(Report),
    /// It may or may not have been done. Ask the provider; don't send again.
    Unknown(Report),
}

impl<T> Effect<T> {
    /// What came back, if it was done.
    ///
    /// # Errors
    /// The effect itself. It is not a failure: `Pending` and `Unknown` may have been done.
    #[allow(clippy::result_large_err, reason = "it is the effect itself, handed back")]
    pub fn done(self) -> Result<T, Self> {
        match self {
            Self::Done(value) => Ok(value),
            other => Err(other),
        }
    }

    /// The report of a call that is not `Done`.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::Done(_) => None,
            Self::Pending(report) | Self::Refused(report) | Self::Unknown(report) => Some(report),
        }
    }

    /// `done`, `pending`, `refused` or `unknown`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Pending(_) => "pending",
            Self::Refused(_) => "refused",
            Self::Unknown(_) => "unknown",
        }
    }

    /// A call that brought no answer: an error if it was certainly not sent, else unknown.
    pub(crate) fn without_answer(error: Error) -> Result<Self, Error> {
        if !error.was_sent() {
            return Err(error);
        }
        Ok(Self::Unknown(Report::unanswered(error)))
    }
}

/// Why a call counts as pending, refused or unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// Pending: the provider says that it is in progress.
    InProgress,
    /// Refused: a code on the closed list of this operation.
    Listed,
    /// Unknown: the connection broke or the time limit passed after the request may have left.
    NoAnswer,
    /// Unknown: HTTP 401. Probably turned away before anything was done, but nobody promises it: look up.
    Unauthorized,
    /// Unknown: a redirect, which was not followed.
    Redirected,
    /// Unknown: the answer says that it succeeded, but this field is missing or does not fit the request.
    Mismatch(&'static str),
    /// Unknown: not the answer that the specification promises (HTML, truncated, too large).
    Unreadable,
    /// Unknown: any other status or code, 5xx and "please try again" included.
    Unlisted,
}

/// What the provider answered, and why it was read so.
#[derive(Clone)]
pub struct Report {
    why: Why,
    code: Option<String>,
    message: Option<String>,
    fields: BTreeMap<String, String>,
    reference: Option<String>,
    response: Option<Response>,
    source: Option<Error>,
}

impl Report {
    pub(crate) fn new(why: Why, response: Option<Response>) -> Self {
        Self { why, code: None, message: None, fields: BTreeMap::new(), reference: None, response, source: None }
    }

    /// Of a call that may have been sent and brought no answer that can be read.
    pub(crate) fn unanswered(error: Error) -> Self {
        let why = if error.kind() == ErrorKind::NoAnswer { Why::NoAnswer } else { Why::Unreadable };
        let response = error.response().cloned();
        Self { source: Some(error), ..Self::new(why, response) }
    }

    pub(crate) fn with_code(mut self, code: Option<String>, message: Option<String>) -> Self {
        (self.code, self.message) = (code, message);
        self
    }

    pub(crate) fn with_fields(mut self, fields: BTreeMap<String, String>) -> Self {
        self.fields = fields;
        self
    }

    pub(crate) fn with_reference(mut self, reference: Option<String>) -> Self {
        self.reference = reference;
        self
    }

    /// Why it was read so.
    #[must_use]
    pub fn why(&self) -> &Why {
        &self.why
    }

    /// The provider's code, as it came.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The provider's own words, which may repeat what was sent: show them to the operator, keep them out of logs.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The fields that the provider objects to, with its words (see [`message`](Self::message)).
    #[must_use]
    pub fn fields(&self) -> &BTreeMap<String, String> {
        &self.fields
    }

    /// The provider's id of the transaction, if the answer brought one.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// The answer as it came, if one did.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        self.response.as_ref()
    }

    /// The provider's id of the request, if the answer brought one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.response.as_ref()?.request_id()
    }

    /// What broke, if no answer came.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.source.as_ref()
    }
}

/// Code and field names only: the provider's words may repeat what was sent.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("why", &self.why)
            .field("code", &self.code().map(printable))
            .field("fields", &self.fields.keys().map(|k| printable(k)).collect::<Vec<_>>())
            .field("response", &self.response)
            .field("error", &self.source)
            .finish_non_exhaustive()
    }
}

/// One sentence for people, without the provider's words.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code().map(|c| format!(" (code {})", printable(c))).unwrap_or_default();
        match &self.why {
            Why::InProgress => write!(f, "the provider is still working on it{code}"),
            Why::Listed => write!(f, "the provider refused it{code}; nothing was done"),
            Why::NoAnswer => f.write_str("no complete answer came; it may have been done"),
            Why::Unauthorized => write!(
                f,
                "the provider did not accept the credentials or the token{code}; probably nothing was done, look it up"
            ),
            Why::Redirected => f.write_str("the provider answered with a redirect, which was not followed"),
            Why::Mismatch(field) => {
                write!(f, "the provider says that it succeeded, but `{field}` is missing or does not fit the request")
            }
            Why::Unreadable => f.write_str("the answer could not be read; it may have been done"),
            Why::Unlisted => write!(f, "the answer proves nothing{code}; it may have been done"),
        }
    }
}
