//! What one generated client needs to send: address, connections, tokens, and how its provider authenticates.
//!
//! May use: the values. Must not know: any provider; a [`Scheme`] speaks for it.

pub(crate) use super::token::{Grant, Token};
use super::{
    Call, Settings,
    deadline::Deadline,
    http_clients::HttpClients,
    offset::OffsetMeter,
    settings::{POLITE_AT_ONCE, POLITE_RATE},
    token::TokenCache,
    turnstile::Turnstile,
};
use crate::{Environment, Error, ErrorKind, operation::Operation};
use futures_util::future::{BoxFuture, Either, Ready};
use http::{HeaderMap, HeaderValue, Method, header::HeaderName};
use reqwest::Url;
use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

/// One specification of one provider, in one environment, with one set of credentials.
pub(crate) struct Service {
    /// For spans and errors: `singapay`.
    pub(crate) name: &'static str,
    pub(crate) base_url: String,
    /// The same, parsed; and the addresses of the operations whose path has no parameter.
    pub(super) address: Url,
    fixed: Vec<(&'static str, Url)>,
    pub(crate) environment: Environment,
    pub(crate) operations: &'static [Operation],
    pub(crate) scheme: Arc<dyn Scheme>,
    pub(crate) settings: Settings,
    pub(crate) http: HttpClients,
    pub(crate) tokens: TokenCache,
    pub(crate) turnstile: Turnstile,
    pub(crate) offset: OffsetMeter,
}

impl Service {
    pub(crate) fn new(
        name: &'static str,
        base_url: String,
        environment: Environment,
        operations: &'static [Operation],
        scheme: Arc<dyn Scheme>,
        settings: Settings,
    ) -> Result<Arc<Self>, Error> {
        let address: Url = base_url.parse().map_err(|_| Error::config("base_url", "it is no URL"))?;
        let without_parameter = operations.iter().map(|op| op.path).filter(|path| !path.contains('{'));
        let fixed = without_parameter.map(|path| (path, at(&address, path))).collect();
        settings.proxy.as_ref().map_or(Ok(()), |proxy| proxy.check_for(&environment))?;
        let http = HttpClients::new(&settings, &address)?;
        let tokens = TokenCache::new(settings.clock.clone(), fetch_limit(&settings));
        let local = matches!(environment, Environment::Local(_));
        let turnstile =
            Turnstile::new(settings.rate_limit.of(POLITE_RATE, local), settings.in_flight.of(POLITE_AT_ONCE, local));
        let offset = OffsetMeter::new(settings.clock_offset_limit);
        Ok(Arc::new(Self {
            name,
            base_url,
            address,
            fixed,
            environment,
            operations,
            scheme,
            settings,
            http,
            tokens,
            turnstile,
            offset,
        }))
    }

    /// Fetches an access token unless one is in hand.
    pub(crate) async fn authenticate(self: &Arc<Self>) -> Result<(), Error> {
        let fetch = || self.scheme.clone().fetch_token(Call::for_token(self));
        let deadline = Deadline::after(self.settings.deadline);
        let token = deadline.wait(self.tokens.get(None, fetch)).await;
        token
            .map(|got| got.map(|_| ()))
            .unwrap_or_else(|| Err(Error::of(ErrorKind::Deadline, "token", "no access token came in time")))
    }

    /// The address of a path, which is percent-encoded and has no query.
    pub(crate) fn address(&self, path: &str) -> Url {
        let fixed = self.fixed.iter().find(|(known, _)| *known == path);
        fixed.map_or_else(|| at(&self.address, path), |(_, address)| address.clone())
    }

    pub(crate) fn operation(&self, id: &str) -> Option<&'static Operation> {
        self.operations.iter().find(|op| op.id == id)
    }
}

fn at(address: &Url, path: &str) -> Url {
    let mut address = address.clone();
    address.set_path(path);
    address
}

/// How long fetching a token may take: longer than any call waits for it, so that which limit passes first is no chance.
pub(super) fn fetch_limit(settings: &Settings) -> Duration {
    settings.deadline.saturating_add(settings.deadline / 2)
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("name", &self.name).field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// How a provider authenticates calls: the only thing that differs between providers on the way out.
pub(crate) trait Scheme: Send + Sync + 'static {
    /// Whether this operation carries an access token.
    fn needs_token(&self, operation: &Operation) -> bool;

    /// Fetches a token. Boxed because it calls a generated client, whose future would otherwise contain itself.
    fn fetch_token(self: Arc<Self>, call: Call) -> BoxFuture<'static, Result<Grant, Error>>;

    /// Whether signatures carry the time, so that a clock that is off gets a 401.
    fn signs_time(&self) -> bool {
        false
    }

    /// Sets every header of the scheme, over exactly the bytes that will be sent. Runs anew for each attempt.
    fn sign<'a>(&'a self, seal: Seal<'a>) -> Signing<'a>;
}

/// A signature that is made already, or one that is waited for.
pub(crate) type Signing<'a> = Either<Ready<Result<(), Error>>, BoxFuture<'a, Result<(), Error>>>;

/// A request that is about to be signed, and what goes into its signature.
pub(crate) struct Seal<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) method: &'a Method,
    /// Path and query, as they go on the request line.
    pub(crate) target: &'a str,
    pub(crate) body: &'a [u8],
    pub(crate) headers: &'a mut HeaderMap,
    pub(crate) token: Option<&'a Token>,
    pub(crate) call: &'a Call,
}

impl<'a> Seal<'a> {
    /// The time to sign: the machine's, corrected by what the provider's answers said.
    pub(crate) fn now(&self) -> SystemTime {
        let service = self.call.service();
        service.offset.correct(service.settings.clock.now())
    }

    /// The token; an operation that needs one has one.
    pub(crate) fn token(&self) -> Result<&'a Token, Error> {
        self.token.ok_or_else(|| {
            Error::internal(format!("{} has no way to authenticate with {}", self.operation.id, self.operation.auth))
        })
    }
}

/// Sets a header that must not show up in anybody's debug output.
pub(crate) fn header(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), Error> {
    let text = sensitive(value).ok_or_else(|| unfit(&name))?;
    headers.insert(name, text);
    Ok(())
}

/// A value for a header that must not show up in anybody's debug output, or nothing if no header may hold it.
pub(crate) fn sensitive(value: &str) -> Option<HeaderValue> {
    let mut text = HeaderValue::from_str(value).ok()?;
    text.set_sensitive(true);
    Some(text)
}

pub(crate) fn unfit(name: &HeaderName) -> Error {
    Error::config(name.as_str(), "it holds a character that no header may hold")
}

/// A token is never kept longer, whatever an answer states: clocks can't add every number.
const LONGEST_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The lifetime that a token answer states, or `default` where it states none that can be read.
pub(crate) fn lifetime(stated: Option<&str>, default: Duration) -> Duration {
    stated.and_then(|s| s.trim().parse().ok()).map_or(default, Duration::from_secs).min(LONGEST_LIFETIME)
}
