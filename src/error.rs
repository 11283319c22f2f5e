//! What went wrong, by what may have happened.
//!
//! May use: the response type. Must not know: any provider, any HTTP library in its signatures.

use crate::Response;
use std::{error::Error as StdError, fmt, sync::Arc};

/// What went wrong with a call. For a call with an effect it always means: **nothing was sent**; what may have been
/// sent is an [`Effect`](crate::Effect).
///
/// The text names what to do. It never holds a secret, or data about a person; the answer itself, which may,
/// is at [`response`](Self::response).
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    kind: ErrorKind,
    text: String,
    field: Option<String>,
    place: Option<Place>,
    operation: Option<&'static str>,
    code: Option<String>,
    response: Option<Response>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    /// An earlier attempt of the same call may have left.
    sent_before: bool,
}

/// Where in a file a setting stands.
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) line: usize,
}

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument was refused before anything was sent; [`Error::field`] names it.
    Invalid,
    /// A setting or a credential is missing or can't be used; [`Error::field`] names it. Nothing was sent.
    Config,
    /// The operation is not offered in this environment. Nothing was sent.
    Forbidden,
    /// No access token could be had, so the call was not sent. The source says why.
    Authentication,
    /// No connection was made: name not found, refused, TLS failed, no connection in time. Nothing was sent.
    Unreachable,
    /// The time limit of the call passed before it was sent.
    Deadline,
    /// The connection broke, or the time limit passed, after the request may have left.
    NoAnswer,
    /// The provider answered with an error, or with a code that is no success.
    Refused,
    /// An answer that is not what the specification promises.
    Unreadable,
    /// The client rehearses ([`Seam::rehearses`](crate::Seam::rehearses)): the request was built and signed, and nothing was
    /// sent.
    Rehearsed,
    /// A fault of this crate. Please report it. Nothing was sent.
    Internal,
}

impl Error {
    fn inner(kind: ErrorKind, text: impl Into<String>) -> Inner {
        Inner {
            kind,
            text: text.into(),
            field: None,
            place: None,
            operation: None,
            code: None,
            response: None,
            source: None,
            sent_before: false,
        }
    }

    /// An argument that can't be sent. For use by code that adds checks of its own.
    pub(crate) fn invalid(field: &str, text: impl Into<String>) -> Self {
        Self(Arc::new(Inner { field: Some(field.to_owned()), ..Self::inner(ErrorKind::Invalid, text) }))
    }

    pub(crate) fn config(setting: &str, text: impl Into<String>) -> Self {
        Self(Arc::new(Inner { field: Some(setting.to_owned()), ..Self::inner(ErrorKind::Config, text) }))
    }

    pub(crate) fn of(kind: ErrorKind, operation: &'static str, text: impl Into<String>) -> Self {
        Self(Arc::new(Inner { operation: Some(operation), ..Self::inner(kind, text) }))
    }

    pub(crate) fn internal(text: impl Into<String>) -> Self {
        Self(Arc::new(Self::inner(ErrorKind::Internal, text)))
    }

    /// An answer that is no success.
    pub(crate) fn refused(
        operation: &'static str,
        code: Option<String>,
        text: impl Into<String>,
        response: Response,
    ) -> Self {
        let inner = Self::inner(ErrorKind::Refused, text);
        Self(Arc::new(Inner { operation: Some(operation), code, response: Some(response), ..inner }))
    }

    /// An answer that can't be read; `field` is where.
    pub(crate) fn unreadable(
        operation: &'static str,
        field: &str,
        text: impl Into<String>,
        response: Response,
    ) -> Self {
        let inner = Self::inner(ErrorKind::Unreadable, text);
        Self(Arc::new(Inner {
            operation: Some(operation),
            field: Some(field.to_owned()),
            response: Some(response),
            ..inner
        }))
    }

    /// What is wrong, without operation, field and place.
    pub(crate) fn text(&self) -> &str {
        &self.0.text
    }

    /// The same error, with the place in a file that it is about: apart from the text, because it is told in every language.
    #[cfg(any(feature = "config", test))]
    pub(crate) fn at(mut self, file: &std::path::Path, line: usize) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.place = Some(Place { file: file.display().to_string(), line });
        }
        self
    }

    pub(crate) fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// Whether it is the end of a call whose earlier attempt may have been executed.
    pub(crate) fn is_after_an_attempt(&self) -> bool {
        self.0.sent_before
    }

    /// The same of a call that was repeated: this attempt was not sent, an earlier one may have been.
    pub(crate) fn after_an_attempt(self, response: Option<Response>) -> Self {
        let inner = Self::inner(self.kind(), "an earlier attempt may have been executed; the one after it failed");
        let (operation, field) = (self.operation(), self.field().map(str::to_owned));
        Self(Arc::new(Inner { operation, field, response, sent_before: true, source: Some(Box::new(self)), ..inner }))
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        // A new error has one owner, so this never copies.
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.source = Some(Box::new(source));
        }
        self
    }

    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The argument, setting or field of an answer that is at fault.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// The operation, by the name of its raw method.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// True if the request may have reached the provider. False is certain: nothing was sent.
    #[must_use]
    pub fn was_sent(&self) -> bool {
        self.0.sent_before || matches!(self.0.kind, ErrorKind::NoAnswer | ErrorKind::Refused | ErrorKind::Unreadable)
    }

    /// Why no connection was made, as far as it can be told; for [`NoAnswer`](ErrorKind::NoAnswer) that the server did not
    /// take our [client certificate](crate::Obstacle::ClientCertificate), if its word was heard; nothing for any other kind of
    /// error. For people: decide by [`was_sent`](Self::was_sent) and [`kind`](Self::kind).
    #[must_use]
    pub fn obstacle(&self) -> Option<crate::Obstacle> {
        match self.0.kind {
            ErrorKind::Unreachable => Some(crate::obstacle::obstacle(self)),
            ErrorKind::NoAnswer => crate::obstacle::of_a_broken_connection(self),
            ErrorKind::Authentication => self.cause()?.obstacle(),
            _ => None,
        }
    }

    /// True if the same call may do better later: no connection, no answer, no token for such a reason, or the
    /// provider is busy (429) or in trouble (5xx). It says nothing about whether a repeat is *safe*; calls with an effect
    /// come back as [`Effect`](crate::Effect).
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::Unreachable | ErrorKind::NoAnswer | ErrorKind::Deadline => true,
            ErrorKind::Refused => self.status().is_some_and(|s| s.as_u16() == 429 || s.is_server_error()),
            ErrorKind::Authentication => self.cause().is_some_and(Self::retryable),
            _ => false,
        }
    }

    /// The provider's own code, as it came.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The answer, if one came. Its body may hold people's data.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        self.0.response.as_ref().or_else(|| self.cause()?.response())
    }

    /// The HTTP status, if an answer came.
    #[must_use]
    pub fn status(&self) -> Option<http::StatusCode> {
        self.response().map(Response::status)
    }

    /// The bytes of the answer, if one came. They may hold people's data.
    #[must_use]
    pub fn body(&self) -> Option<&bytes::Bytes> {
        self.response().map(Response::body)
    }

    /// The provider's id of the request, if an answer brought one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.response().and_then(Response::request_id)
    }

    pub(crate) fn cause(&self) -> Option<&Self> {
        self.0.source.as_deref()?.downcast_ref()
    }
}

/// So that a conversion that can't fail may stand where one that can is asked for.
impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = inner.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(field) = &inner.field {
            write!(f, "{field}: ")?;
        }
        f.write_str(&inner.text)?;
        if let Some(place) = &inner.place {
            write!(f, " ({}, line {})", place.file, place.line)?;
        }
        if let Some(id) = self.request_id() {
            write!(f, " (request {})", printable(id))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("text", &self.to_string())
            .field("response", &self.0.response)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|e| e as _)
    }
}

/// A short text from a provider, made safe to print: what is no plain code is not shown.
pub(crate) fn printable(text: &str) -> &str {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if (1..=64).contains(&text.len()) && text.chars().all(plain) { text } else { "(not printable)" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_operation_and_field() {
        let error = Error::invalid("customer_id", "it is empty");
        assert_eq!(error.to_string(), "customer_id: it is empty");
        assert_eq!((error.kind(), error.was_sent(), error.retryable()), (ErrorKind::Invalid, false, false));
    }

    #[test]
    fn a_failed_token_call_is_as_retryable_as_its_cause() {
        let cause = Error::of(ErrorKind::NoAnswer, "token", "lost");
        let error = Error::of(ErrorKind::Authentication, "pay", "no token").with_source(cause);
        assert!(error.retryable());
        assert!(!error.was_sent(), "the call itself was not sent");
        assert_eq!(error.source().unwrap().to_string(), "token: lost");
    }

    #[test]
    fn a_long_or_odd_code_is_not_printed() {
        assert_eq!(printable("4030004"), "4030004");
        assert_eq!(printable("JOHN DOE"), "(not printable)");
        assert_eq!(printable(""), "(not printable)");
    }
}
