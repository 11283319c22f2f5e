//! One call: what a generated client carries, and the way from its hooks to `perform` and back.
//!
//! May use: reqwest, progenitor-client. Must not know: any provider.

use super::{Reply, Service, perform, reply};
use crate::{Error, ErrorKind, Response, Secret, operation::Operation};
use bytes::Bytes;
use progenitor_client::{Error as RawError, ResponseValue};
use serde::de::DeserializeOwned;
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

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
    outcome: Arc<Mutex<Option<Result<Response, Error>>>>,
}

/// The answer on its way from the first hook to the second.
#[derive(Clone)]
struct Kept(Response);

impl Call {
    pub(crate) fn new(service: &Arc<Service>, options: CallOptions) -> Self {
        Self { service: service.clone(), options, within_turn: false, outcome: Arc::default() }
    }

    /// For fetching a token: without options, because others wait for it too, and without a turn of its own, because
    /// who waits for it holds one.
    pub(crate) fn for_token(service: &Arc<Service>) -> Self {
        let options =
            CallOptions { deadline: Some(super::service::fetch_limit(&service.settings)), ..CallOptions::default() };
        Self { within_turn: true, ..Self::new(service, options) }
    }

    pub(crate) fn http(&self) -> reqwest::Client {
        self.service.http.of(crate::operation::EffectKind::None).clone()
    }

    /// First hook: sends, and keeps the answer in the request's extensions. It is the only hook that may refuse.
    pub(crate) async fn prepare(&self, request: &mut reqwest::Request, id: &str) -> Result<(), String> {
        let outcome = self.perform(request, id).await;
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome.clone());
        *request = outcome.and_then(stand_in).map_err(|e| e.to_string())?;
        Ok(())
    }

    /// A request that was built by hand.
    pub(crate) async fn send(
        &self,
        operation: &'static Operation,
        built: http::Request<Bytes>,
    ) -> Result<Response, Error> {
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
fn outgoing(request: &mut reqwest::Request, operation: &Operation) -> Result<http::Request<Bytes>, Error> {
    let unfit = |text: &str| Error::of(ErrorKind::Invalid, operation.id, text);
    let body = match request.body() {
        None => Bytes::new(),
        Some(body) => Bytes::copy_from_slice(body.as_bytes().ok_or_else(|| unfit("a streamed body can't be signed"))?),
    };
    let mut built = http::Request::new(body);
    *built.method_mut() = request.method().clone();
    *built.uri_mut() = request.url().as_str().parse().map_err(|_| unfit("the URL can't be used"))?;
    *built.headers_mut() = std::mem::take(request.headers_mut());
    built.headers_mut().remove("api-version");
    Ok(built)
}

/// A request that is never sent: it carries the answer to [`hand_over`].
fn stand_in(response: Response) -> Result<reqwest::Request, Error> {
    let mut carrier = http::Request::new("");
    *carrier.uri_mut() = http::Uri::from_static("http://localhost/");
    carrier.extensions_mut().insert(Kept(response));
    carrier.try_into().map_err(|_| Error::internal("no carrier for the answer"))
}

/// Second hook: gives the generated code an answer equal to the one that came.
pub(crate) fn hand_over(carrier: reqwest::Request) -> reqwest::Result<reqwest::Response> {
    let mut carrier: http::Request<reqwest::Body> = carrier.try_into()?;
    let mut copy = http::Response::new(Bytes::new());
    match carrier.extensions_mut().remove::<Kept>() {
        Some(Kept(answer)) => {
            *copy.status_mut() = answer.status;
            *copy.headers_mut() = answer.headers;
            *copy.body_mut() = answer.body;
        }
        // Can't happen: the first hook refuses when it has no answer. Never send from here.
        None => *copy.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR,
    }
    Ok(copy.into())
}
