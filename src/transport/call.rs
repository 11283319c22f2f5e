//! One call: what a generated client carries, and the way from its hooks to `perform` and back.
//!
//! May use: reqwest, progenitor-client. Must not know: any provider.

use super::{Reply, Service, perform, reply, send::Outgoing};
use crate::{Error, ErrorKind, Response, Secret, operation::Operation};
use bytes::Bytes;
use http::{HeaderName, Method, StatusCode};
use progenitor_client::{Error as RawError, ResponseValue};
use reqwest::ResponseBuilderExt;
use serde::de::DeserializeOwned;
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// The generator adds it to everything; no provider knows it.
const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// What may be chosen for one call.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// Time limit for one attempt, instead of the one in [`Settings`](crate::Settings).
    pub timeout: Option<Duration>,
    /// Time limit for the whole call, instead of the one in [`Settings`](crate::Settings).
    pub deadline: Option<Duration>,
    /// SNAP: the customer's own token (B2B2C), sent as `Authorization-Customer`.
    pub customer_token: Option<Secret>,
    /// SNAP: the external id of the request, instead of a random one.
    pub external_id: Option<String>,
    /// Asked last thing before a request is handed over.
    pub(crate) last_word: Option<LastWord>,
}

impl CallOptions {
    /// Time limit for one attempt.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Time limit for the whole call.
    #[must_use]
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// SNAP: the customer's own token (B2B2C), sent as `Authorization-Customer`.
    #[must_use]
    pub fn customer_token(mut self, token: Secret) -> Self {
        self.customer_token = Some(token);
        self
    }

    /// SNAP: the external id of the request, instead of a random one.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }
}

/// A question that is asked last thing before a request is handed over; after a "no" it is not sent. For permits that run
/// out: a process may have slept since it got one.
#[derive(Clone)]
pub(crate) struct LastWord(Arc<dyn Fn() -> bool + Send + Sync>);

impl LastWord {
    pub(crate) fn new(may_go: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(may_go))
    }

    pub(crate) fn may_go(&self) -> bool {
        (self.0)()
    }
}

impl fmt::Debug for LastWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LastWord")
    }
}

/// The state of one call; the `Inner` type of every generated client. A client that is used for several calls may be
/// used for them at the same time.
#[derive(Clone)]
pub struct Call {
    pub(crate) service: Arc<Service>,
    pub(crate) options: CallOptions,
    /// A token request made for a call that has its turn already.
    pub(crate) within_turn: bool,
    /// Made for a caller of the generated client, who is given the answer by it and by nothing else.
    raw: bool,
    outcome: Arc<Mutex<Option<Result<Response, Error>>>>,
}

impl Call {
    pub(crate) fn new(service: &Arc<Service>, options: CallOptions) -> Self {
        Self { service: service.clone(), options, within_turn: false, raw: false, outcome: Arc::default() }
    }

    /// For callers of the generated client.
    pub(crate) fn raw(service: &Arc<Service>, options: CallOptions) -> Self {
        Self { raw: true, ..Self::new(service, options) }
    }

    /// For fetching a token: without options, because others wait for it too, and without a turn of its own, because
    /// who waits for it holds one.
    pub(crate) fn for_token(service: &Arc<Service>) -> Self {
        let options =
            CallOptions { deadline: Some(super::service::fetch_limit(&service.settings)), ..CallOptions::default() };
        Self { within_turn: true, ..Self::new(service, options) }
    }

    /// The address of an operation. `path` is what the generated client makes of its template: percent-encoded, and without
    /// a query.
    pub(crate) fn address(&self, path: &str) -> reqwest::Url {
        let mut address = self.service.address.clone();
        address.set_path(path);
        address
    }

    pub(crate) fn http(&self) -> reqwest::Client {
        self.service.http.of(crate::operation::EffectKind::None).clone()
    }

    /// First hook: sends, and leaves the answer in the request. It is the only hook that may refuse.
    pub(crate) async fn prepare(&self, request: &mut reqwest::Request, id: &str) -> Result<(), String> {
        let outcome = self.perform(request, id).await;
        if self.raw {
            return outcome.and_then(|answer| carry(request, answer)).map_err(|e| e.to_string());
        }
        // The generated code needs status and body only: who called it has the headers from `run`.
        let bare = outcome.as_ref().map(Response::without_headers);
        let carried = bare.map_err(Error::clone).and_then(|answer| carry(request, answer));
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        carried.map_err(|e| e.to_string())
    }

    /// A request that was built by hand.
    pub(crate) async fn send(&self, operation: &'static Operation, built: Outgoing) -> Result<Response, Error> {
        perform::perform(self, operation, built).await
    }

    async fn perform(&self, request: &mut reqwest::Request, id: &str) -> Result<Response, Error> {
        let operation = self.service.operation(id).ok_or_else(|| Error::internal(format!("no operation {id}")))?;
        let built = outgoing(request, operation)?;
        perform::perform(self, operation, built).await
    }

    /// Runs a raw call and returns its answer, typed and as it came.
    pub(crate) async fn run<T, E>(
        self,
        raw: impl Future<Output = Result<ResponseValue<T>, RawError<E>>>,
    ) -> Result<Reply<T>, Error>
    where
        T: DeserializeOwned,
    {
        let result = raw.await;
        let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        match outcome {
            Some(outcome) => reply::reply(result, outcome?),
            None => Err(Error::internal("the raw client refused the request before it was built")),
        }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("service", &self.service).finish_non_exhaustive()
    }
}

/// The request as the generator built it, with its body as bytes and without the header that it adds to everything.
fn outgoing(request: &mut reqwest::Request, operation: &Operation) -> Result<Outgoing, Error> {
    let unfit = |text: &str| Error::of(ErrorKind::Invalid, operation.id, text);
    let body = match request.body() {
        None => Bytes::new(),
        Some(body) => Bytes::copy_from_slice(body.as_bytes().ok_or_else(|| unfit("a streamed body can't be signed"))?),
    };
    let mut built = http::Request::new(body);
    *built.method_mut() = request.method().clone();
    *built.uri_mut() = request.url().as_str().parse().map_err(|_| unfit("the URL can't be used"))?;
    *built.headers_mut() = std::mem::take(request.headers_mut());
    built.headers_mut().remove(&API_VERSION);
    Ok(Outgoing { request: built, url: request.url().clone() })
}

/// Makes the request a carrier that is never sent: the answer's status where the method was, its headers and its body, for
/// [`hand_over`].
fn carry(request: &mut reqwest::Request, answer: Response) -> Result<(), Error> {
    let status = Method::from_bytes(answer.status.as_str().as_bytes());
    *request.method_mut() = status.map_err(|_| Error::internal("no carrier for the answer"))?;
    *request.headers_mut() = answer.headers;
    *request.body_mut() = Some(answer.body.into());
    Ok(())
}

/// Second hook: gives the generated code an answer equal to the one that came. Never sends.
pub(crate) fn hand_over(mut carrier: reqwest::Request) -> reqwest::Response {
    // Another method can't be there: the first hook refuses when it has no answer.
    let status = StatusCode::from_bytes(carrier.method().as_str().as_bytes());
    let mut copy = http::Response::new(carrier.body_mut().take().unwrap_or_default());
    *copy.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *copy.headers_mut() = std::mem::take(carrier.headers_mut());
    // Without an address the library parses a made-up one for every answer.
    copy.extensions_mut().extend(at(carrier.url()));
    copy.into()
}

/// The extension in which an answer says where it came from; only the library can make it.
fn at(url: &reqwest::Url) -> http::Extensions {
    let marked = http::Response::builder().url(url.clone()).body(());
    marked.map(|answer| answer.into_parts().0.extensions).unwrap_or_default()
}
