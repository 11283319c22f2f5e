//! One call: what a generated client carries, and the way from its hooks to `perform` and back.
//!
//! May use: reqwest, progenitor-client. Must not know: any provider.

use super::{LastWord, Reply, Service, perform, reply};
use crate::{
    Error, ErrorKind, Response, Secret,
    operation::{EffectKind, Operation},
};
use futures_util::FutureExt;
use http::{HeaderName, Method, StatusCode};
use progenitor_client::{Error as RawError, ResponseValue};
use reqwest::ResponseBuilderExt;
use serde::de::DeserializeOwned;
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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
    /// Asked last thing before the body of a request leaves.
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

/// The state of one call; the `Inner` type of every generated client. A client that is used for several calls may be
/// used for them at the same time.
#[derive(Clone)]
pub struct Call(Arc<Inner>);

struct Inner {
    service: Arc<Service>,
    options: CallOptions,
    within_turn: bool,
    /// Made for a caller of the generated client, who is given the answer by it and by nothing else.
    raw: bool,
    /// What the generated code built, on its way to `run`.
    built: Mutex<Option<Result<Built, Error>>>,
}

/// An operation, and a request for it that is not signed yet.
type Built = (&'static Operation, Box<reqwest::Request>);

impl Call {
    pub(crate) fn new(service: &Arc<Service>, options: CallOptions) -> Self {
        Self::made(service, options, false, false)
    }

    /// For callers of the generated client.
    pub(crate) fn raw(service: &Arc<Service>, options: CallOptions) -> Self {
        Self::made(service, options, false, true)
    }

    /// For fetching a token: without options, because others wait for it too, and without a turn of its own, because
    /// who waits for it holds one.
    pub(crate) fn for_token(service: &Arc<Service>) -> Self {
        let options =
            CallOptions { deadline: Some(super::service::fetch_limit(&service.settings)), ..CallOptions::default() };
        Self::made(service, options, true, false)
    }

    fn made(service: &Arc<Service>, options: CallOptions, within_turn: bool, raw: bool) -> Self {
        Self(Arc::new(Inner { service: service.clone(), options, within_turn, raw, built: Mutex::new(None) }))
    }

    pub(crate) fn service(&self) -> &Arc<Service> {
        &self.0.service
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.0.options
    }

    /// A token request made for a call that has its turn already.
    pub(crate) fn within_turn(&self) -> bool {
        self.0.within_turn
    }

    /// What the generated client says of its address. The facade asks for none, so it is not copied for each call.
    pub(crate) fn base_url(&self) -> &str {
        if self.0.raw { &self.0.service.base_url } else { "" }
    }

    /// The address of an operation. `path` is what the generated client makes of its template: percent-encoded, and without
    /// a query.
    pub(crate) fn address(&self, path: fmt::Arguments<'_>) -> reqwest::Url {
        match path.as_str() {
            Some(path) => self.0.service.address(path),
            None => self.0.service.address(&path.to_string()),
        }
    }

    pub(crate) fn http(&self) -> reqwest::Client {
        self.0.service.http.of(EffectKind::None).clone()
    }

    /// First hook, and the only one that may refuse. For a raw call it sends, and leaves the answer in the request. For a
    /// facade it takes the request and leaves the generated code by refusing: `run` sends it, and reads the answer.
    pub(crate) async fn prepare(&self, request: &mut reqwest::Request, id: &str) -> Result<(), String> {
        let built = self.take(request, id);
        if !self.0.raw {
            *self.built() = Some(built);
            return Err(String::new());
        }
        let (operation, built) = built.map_err(|e| e.to_string())?;
        // Boxed, so that the generated futures stay small for those who only build with them.
        let answer = Box::pin(perform::perform(self, operation, built)).await;
        answer.and_then(|answer| carry(request, answer)).map_err(|e| e.to_string())
    }

    /// A request that was built by hand.
    pub(crate) async fn send(
        &self,
        operation: &'static Operation,
        built: Box<reqwest::Request>,
    ) -> Result<Response, Error> {
        perform::perform(self, operation, built).await
    }

    fn take(&self, request: &mut reqwest::Request, id: &str) -> Result<Built, Error> {
        let operation = self.0.service.operation(id).ok_or_else(|| Error::internal(format!("no operation {id}")))?;
        Ok((operation, taken(request, operation)?))
    }

    fn built(&self) -> MutexGuard<'_, Option<Result<Built, Error>>> {
        self.0.built.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the generated code build a request, sends it, and returns the answer, typed and as it came.
    pub(crate) fn run<T, E>(
        self,
        raw: impl Future<Output = Result<ResponseValue<T>, RawError<E>>>,
    ) -> impl Future<Output = Result<Reply<T>, Error>>
    where
        T: DeserializeOwned,
    {
        // The generated code waits for nothing before its first hook, and goes no further. So it is over here, and its
        // future takes no room in the one that waits for the answer.
        _ = raw.now_or_never();
        let built = self.built().take();
        async move {
            let refused = || Err(Error::internal("the raw client refused the request before it was built"));
            let (operation, built) = built.unwrap_or_else(refused)?;
            let response = perform::perform(&self, operation, built).await?;
            Ok(reply::reply(operation, response))
        }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("service", &self.0.service).finish_non_exhaustive()
    }
}

/// The request as the generator built it, without the header that it adds to everything. What stays behind has its method
/// and its address.
fn taken(request: &mut reqwest::Request, operation: &Operation) -> Result<Box<reqwest::Request>, Error> {
    if request.body().is_some_and(|body| body.as_bytes().is_none()) {
        return Err(Error::of(ErrorKind::Invalid, operation.id, "a streamed body can't be signed"));
    }
    let mut taken = Box::new(reqwest::Request::new(request.method().clone(), request.url().clone()));
    *taken.headers_mut() = std::mem::take(request.headers_mut());
    *taken.body_mut() = request.body_mut().take();
    taken.headers_mut().remove(&API_VERSION);
    Ok(taken)
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
