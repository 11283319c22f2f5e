//! A request to any path, by hand, with everything that the others have: token, signature, limits, time-outs.
//!
//! May use: the rooms beside it. Must not know: any provider. What is not in the table of operations is sent once.

use super::{Call, CallOptions, Service, route, send};
use crate::{
    Error, Report, Response, Secret,
    operation::{EffectKind, Operation},
};
use bytes::Bytes;
use http::{
    HeaderName, HeaderValue, Method, Uri,
    header::{ACCEPT, CONTENT_TYPE},
};
use reqwest::{Request, Url};
use std::{fmt, sync::Arc, time::Duration};

/// A request to any path of a provider. Make one with `request` of a client.
///
/// What it does decides how it is sent. An operation that the specification lists without an effect is repeated as usual;
/// one with an effect, and **everything that is not listed**, is sent exactly once.
#[must_use = "nothing is sent before `send`"]
pub struct AnyRequest {
    service: Arc<Service>,
    operation: &'static Operation,
    options: CallOptions,
    built: Result<Box<Request>, Error>,
}

/// Headers that say where a request goes and where it ends.
const FRAMING: [&str; 8] =
    ["host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect"];

/// What came of a request to any path. What the answer means is for the caller to read. Exhaustive on purpose: a new
/// variant is a major release.
#[derive(Clone, Debug)]
#[must_use = "a request without an answer may have been executed"]
pub enum Sent {
    /// An answer came, of whatever status.
    Answered(Response),
    /// None came, or none that could be read in full. It may have been executed: look it up, don't send it again.
    Unanswered(Report),
}

impl Sent {
    /// The answer, if one came.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::Answered(response) => Some(response),
            Self::Unanswered(report) => report.response(),
        }
    }
}

impl AnyRequest {
    pub(crate) fn new(service: &Arc<Service>, unlisted: &'static Operation, method: Method, path: &str) -> Self {
        let bare = path.split('?').next().unwrap_or_default();
        let table = service.operations;
        let sandbox = route::resembles_sandbox_only(table, bare).filter(|_| service.environment.is_production());
        let operation = sandbox.or_else(|| route::listed(table, method.as_str(), bare)).unwrap_or(unlisted);
        let built = target(service, path).map(|url| {
            let mut request = Box::new(Request::new(method, url));
            request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
            request
        });
        Self { service: service.clone(), operation, options: CallOptions::default(), built }
    }

    /// A JSON body. These bytes are signed, and sent.
    pub fn json(self, body: &impl serde::Serialize) -> Self {
        let text =
            serde_json::to_vec(body).map_err(|e| Error::invalid("body", "it can't be written as JSON").with_source(e));
        self.change(|request| {
            *request.body_mut() = Some(text?.into());
            request.headers_mut().entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
            Ok(())
        })
    }

    /// A body as it is, with its content type.
    pub fn body(self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.header(CONTENT_TYPE.as_str(), content_type).change(|request| {
            *request.body_mut() = Some(body.into().into());
            Ok(())
        })
    }

    /// A header of your own. Those of the provider's authentication are set afterwards and win.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.change(|request| {
            let bad =
                |what: &str| Error::invalid("header", format!("its {what} holds a character that no header may hold"));
            let name = HeaderName::try_from(name).map_err(|_| bad("name"))?;
            if FRAMING.contains(&name.as_str()) {
                return Err(Error::invalid(
                    "header",
                    format!("{name} is set by the connection: it would part what is sent from what is signed"),
                ));
            }
            let mut value = HeaderValue::from_str(value).map_err(|_| bad("value"))?;
            value.set_sensitive(true);
            request.headers_mut().insert(name, value);
            Ok(())
        })
    }

    /// SNAP: the customer's own token (B2B2C), sent as `Authorization-Customer`.
    pub fn customer_token(mut self, token: Secret) -> Self {
        self.options.customer_token = Some(token);
        self
    }

    /// SNAP: the external id of the request, instead of a random one.
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.options.external_id = Some(id.into());
        self
    }

    /// Time limit for one attempt.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.options.timeout = Some(limit);
        self
    }

    /// Time limit for the whole call.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.options.deadline = Some(limit);
        self
    }

    /// The operation that the path belongs to, `any_path` if it is not listed.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Whether it is sent exactly once, because it has an effect or nobody knows whether it has.
    #[must_use]
    pub fn is_sent_once(&self) -> bool {
        self.operation.effect != EffectKind::None
    }

    /// Sends it.
    ///
    /// # Errors
    /// Nothing was sent: a header or the path can't be used, the operation is of the test host and this client for
    /// production, no token, no connection.
    pub async fn send(self) -> Result<Sent, Error> {
        let call = Call::new(&self.service, self.options);
        match call.send(self.operation, self.built?).await {
            Ok(response) => Ok(Sent::Answered(response)),
            Err(error) if !error.was_sent() => Err(error),
            Err(error) => Ok(Sent::Unanswered(Report::unanswered(error))),
        }
    }

    fn change(mut self, change: impl FnOnce(&mut Request) -> Result<(), Error>) -> Self {
        self.built = self.built.and_then(|mut built| change(&mut built).map(|()| built));
        self
    }
}

/// Not the path, and no header: they may name a person.
impl fmt::Debug for AnyRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnyRequest").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

/// The path as it is given, in the provider's host and nowhere else.
fn target(service: &Service, path: &str) -> Result<Url, Error> {
    let unfit = |text: &str| Error::invalid("path", text);
    if !path.starts_with('/') {
        return Err(unfit("it starts with a slash, like /api/v1/check-balance; host and scheme are the account's"));
    }
    let bare = path.split('?').next().unwrap_or_default();
    if bare.split('/').any(|s| matches!(s, "." | "..")) || path.contains(['#', '\\']) {
        return Err(unfit("it holds `.`, `..`, `#` or a backslash, which servers and signatures read differently"));
    }
    if !path.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(unfit("it holds a blank or another character that must be percent-encoded"));
    }
    let uri: Uri = format!("{}{path}", service.base_url)
        .parse()
        .map_err(|_| unfit("it holds a character that must be percent-encoded"))?;
    send::sent_as_written(&uri)
        .ok_or_else(|| unfit("a URL can't be written so: percent-encode it, and leave out `%2e` segments"))
}
