//! The access token of a client: fetched once for many callers, renewed ahead of expiry.
//!
//! May use: the clock, tokio, http. Must not know: how a token is fetched.

use super::service::{sensitive, unfit};
use crate::{Clock, Error, ErrorKind, Secret};
use futures_util::{
    FutureExt,
    future::{BoxFuture, Either, Ready, Shared, ready},
};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};
use tracing::Instrument;

/// A token as a provider granted it.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) value: Secret,
    pub(crate) lifetime: Duration,
}

/// A token and until when it is good. Time of day and monotonic time both count: the one jumps when somebody sets the
/// clock, the other stands still while the machine sleeps.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) value: Secret,
    /// `Bearer` and the token, made once; nothing if no header may hold it.
    bearer: Option<HeaderValue>,
    pub(crate) generation: u64,
    lifetime: Duration,
    wall: SystemTime,
    monotonic: Duration,
}

impl Token {
    fn new(grant: Grant, generation: u64, clock: &dyn Clock) -> Self {
        let bearer = sensitive(&format!("Bearer {}", grant.value.expose()));
        let (wall, monotonic) = (clock.now() + grant.lifetime, clock.monotonic() + grant.lifetime);
        Self { value: grant.value, bearer, generation, lifetime: grant.lifetime, wall, monotonic }
    }

    /// Stands where a token would, in a request that is never sent.
    pub(crate) fn placeholder() -> Self {
        let (value, wall) = (Secret::new("rehearsal"), SystemTime::UNIX_EPOCH);
        let bearer = Some(HeaderValue::from_static("Bearer rehearsal"));
        Self { value, bearer, generation: 0, lifetime: Duration::ZERO, wall, monotonic: Duration::ZERO }
    }

    /// Sets the header of this name to `Bearer` and the token.
    pub(crate) fn bear(&self, headers: &mut HeaderMap, name: HeaderName) -> Result<(), Error> {
        let bearer = self.bearer.clone().ok_or_else(|| unfit(&name))?;
        headers.insert(name, bearer);
        Ok(())
    }

    fn left(&self, clock: &dyn Clock) -> Duration {
        let wall = self.wall.duration_since(clock.now()).unwrap_or_default();
        wall.min(self.monotonic.saturating_sub(clock.monotonic()))
    }

    /// Not used for a new call so shortly before its end that it could expire on the way.
    fn usable(&self, left: Duration) -> bool {
        left > (self.lifetime / 10).min(Duration::from_secs(30))
    }

    /// Old enough that a new one is fetched beside it.
    fn ageing(&self, left: Duration) -> bool {
        left <= (self.lifetime / 4).min(Duration::from_secs(120))
    }
}

type Flight = Shared<BoxFuture<'static, Result<Arc<Token>, Error>>>;

/// A token in hand, or one that is waited for.
pub(crate) type Getting = Either<Ready<Result<Arc<Token>, Error>>, BoxFuture<'static, Result<Arc<Token>, Error>>>;

/// How long a renewal ahead of time rests after it failed, so that not every call tries again.
const REST: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct TokenCache {
    clock: Arc<dyn Clock>,
    /// How long a fetch may take.
    limit: Duration,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    generation: u64,
    token: Option<Arc<Token>>,
    flight: Option<Running>,
    rest_until: Duration,
}

/// A fetch, and whether it is still under way.
#[derive(Clone, Debug)]
struct Running {
    flight: Flight,
    under_way: Arc<AtomicBool>,
    /// Judged by who waits: the timers of a runtime that nobody drives stand still.
    until: Option<Instant>,
}

impl State {
    fn flight(&self) -> Option<&Flight> {
        let running = self.flight.as_ref()?;
        let overdue = running.until.is_some_and(|until| Instant::now() > until);
        (running.under_way.load(Ordering::Acquire) && !overdue).then_some(&running.flight)
    }
}

enum Step {
    Use(Arc<Token>),
    Wait { flight: Flight, spare: Option<Arc<Token>> },
}

impl TokenCache {
    pub(crate) fn new(clock: Arc<dyn Clock>, limit: Duration) -> Self {
        Self { clock, limit, state: Arc::default() }
    }

    /// A good token. `refused` names a generation that a server just refused: if it is still the cached one it is
    /// dropped; if somebody replaced it meanwhile, theirs is returned. However many wait, one fetch runs, and when
    /// it fails all of them get its error.
    pub(crate) fn get<F>(&self, refused: Option<u64>, fetch: F) -> Getting
    where
        F: FnOnce() -> BoxFuture<'static, Result<Grant, Error>>,
    {
        match self.step(refused, fetch) {
            Step::Use(token) => Either::Left(ready(Ok(token))),
            Step::Wait { flight, spare } => {
                Either::Right(flight.map(|token| token.or_else(|error| spare.ok_or(error))).boxed())
            }
        }
    }

    /// Drops a token that a server refused, without fetching another.
    pub(crate) fn forget(&self, generation: u64) {
        let mut state = lock(&self.state);
        state.token.take_if(|t| t.generation == generation);
    }

    fn step<F>(&self, refused: Option<u64>, fetch: F) -> Step
    where
        F: FnOnce() -> BoxFuture<'static, Result<Grant, Error>>,
    {
        let mut state = lock(&self.state);
        state.token.take_if(|t| Some(t.generation) == refused);
        let held = state.token.clone().map(|token| (token.left(&*self.clock), token));
        match held {
            Some((left, token)) if token.usable(left) => {
                let resting = || self.clock.monotonic() < state.rest_until;
                if token.ageing(left) && state.flight().is_none() && !resting() {
                    drop(self.start(&mut state, fetch()));
                }
                Step::Use(token)
            }
            held => {
                let flight = match state.flight() {
                    Some(flight) => flight.clone(),
                    None => self.start(&mut state, fetch()),
                };
                let spare = held.filter(|(left, _)| *left > Duration::ZERO).map(|(_, token)| token);
                Step::Wait { flight, spare }
            }
        }
    }

    /// Runs in a task of its own: a caller that leaves does not cut it for the others.
    fn start(&self, state: &mut State, fetch: BoxFuture<'static, Result<Grant, Error>>) -> Flight {
        let under_way = Arc::new(AtomicBool::new(true));
        let landing = Landing { state: self.state.clone(), under_way: under_way.clone() };
        let clock = self.clock.clone();
        let limit = self.limit;
        let work = async move {
            let fetched = tokio::time::timeout(limit, fetch).await;
            landing.land(&*clock, fetched.unwrap_or_else(|_| Err(too_long())))
        };
        let task = tokio::spawn(work.in_current_span());
        let cut = |_| Error::internal("the task that fetched the token was cut");
        let flight = task.map(move |done| done.map_err(cut).and_then(|result| result)).boxed().shared();
        let until = Instant::now().checked_add(limit);
        state.flight = Some(Running { flight: flight.clone(), under_way, until });
        flight
    }
}

fn too_long() -> Error {
    Error::of(ErrorKind::NoAnswer, "token", "fetching the access token took too long")
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends a flight, also when its task is cut. A flag and not the lock: a runtime that shuts down drops the task at once,
/// while `start` still holds the lock.
struct Landing {
    state: Arc<Mutex<State>>,
    under_way: Arc<AtomicBool>,
}

impl Landing {
    fn land(self, clock: &dyn Clock, result: Result<Grant, Error>) -> Result<Arc<Token>, Error> {
        let mut state = lock(&self.state);
        self.under_way.store(false, Ordering::Release);
        let grant = match result {
            Ok(grant) => grant,
            Err(error) => {
                state.rest_until = clock.monotonic() + REST;
                tracing::debug!(kind = ?error.kind(), "no token could be had");
                return Err(error);
            }
        };
        state.generation += 1;
        let token = Arc::new(Token::new(grant, state.generation, clock));
        state.token = Some(token.clone());
        Ok(token)
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.under_way.store(false, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ManualClock;
    use std::sync::atomic::AtomicU32;

    /// A cache on a clock that stands still, and a provider that counts.
    struct Bench {
        clock: Arc<ManualClock>,
        cache: Arc<TokenCache>,
        fetched: Arc<AtomicU32>,
        broken: Arc<AtomicBool>,
    }

    impl Bench {
        fn new() -> Self {
            let clock = Arc::new(ManualClock::new(SystemTime::UNIX_EPOCH));
            let cache = Arc::new(TokenCache::new(clock.clone(), Duration::from_millis(100)));
            Self { clock, cache, fetched: Arc::default(), broken: Arc::default() }
        }

        fn fetch(&self) -> impl FnOnce() -> BoxFuture<'static, Result<Grant, Error>> + use<> {
            let (fetched, broken) = (self.fetched.clone(), self.broken.clone());
            move || {
                async move {
                    let n = fetched.fetch_add(1, Ordering::SeqCst) + 1;
                    tokio::task::yield_now().await;
                    if broken.load(Ordering::SeqCst) {
                        return Err(Error::of(ErrorKind::NoAnswer, "token", "down"));
                    }
                    Ok(Grant { value: Secret::new(format!("token-{n}")), lifetime: Duration::from_secs(3600) })
                }
                .boxed()
            }
        }

        async fn get(&self, refused: Option<u64>) -> Result<Arc<Token>, Error> {
            self.cache.get(refused, self.fetch()).await
        }

        fn fetched(&self) -> u32 {
            self.fetched.load(Ordering::SeqCst)
        }

        fn advance(&self, seconds: u64) {
            self.clock.advance(Duration::from_secs(seconds));
        }
    }

    #[tokio::test]
    async fn many_callers_share_one_fetch() {
        let bench = Bench::new();
        let all = (0..1000).map(|_| bench.get(None));
        let tokens = futures_util::future::join_all(all).await;
        assert!(tokens.iter().all(|t| t.as_ref().unwrap().generation == 1));
        let again = (0..1000).map(|_| bench.get(Some(1)));
        let tokens = futures_util::future::join_all(again).await;
        assert!(tokens.iter().all(|t| t.as_ref().unwrap().generation == 2));
        assert_eq!(bench.fetched(), 2);
    }

    #[tokio::test]
    async fn a_failed_fetch_fails_everyone_once() {
        let bench = Bench::new();
        bench.broken.store(true, Ordering::SeqCst);
        let all = (0..1000).map(|_| bench.get(None));
        let results = futures_util::future::join_all(all).await;
        assert!(results.iter().all(|r| r.as_ref().unwrap_err().kind() == ErrorKind::NoAnswer));
        assert_eq!(bench.fetched(), 1);
    }

    #[tokio::test]
    async fn renewed_ahead_while_the_old_one_serves() {
        let bench = Bench::new();
        bench.get(None).await.unwrap();
        bench.advance(3500);
        assert_eq!(bench.get(None).await.unwrap().generation, 1, "nobody waits for the renewal");
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        assert_eq!(bench.get(None).await.unwrap().generation, 2);
        assert_eq!(bench.fetched(), 2);
    }

    #[tokio::test]
    async fn a_valid_token_is_kept_when_renewal_fails() {
        let bench = Bench::new();
        bench.get(None).await.unwrap();
        bench.broken.store(true, Ordering::SeqCst);
        bench.advance(3500);
        for _ in 0..20 {
            assert_eq!(bench.get(None).await.unwrap().generation, 1);
            tokio::task::yield_now().await;
        }
        assert_eq!(bench.fetched(), 2, "a failed renewal rests");
        bench.advance(80); // 20 s left: too short for a new call, but better than none
        assert_eq!(bench.get(None).await.unwrap().generation, 1);
        bench.advance(20);
        bench.get(None).await.unwrap_err();
    }

    #[tokio::test]
    async fn a_late_refusal_does_not_drop_a_fresh_token() {
        let bench = Bench::new();
        bench.get(None).await.unwrap();
        bench.get(Some(1)).await.unwrap();
        assert_eq!(bench.get(Some(1)).await.unwrap().generation, 2);
        bench.cache.forget(1);
        assert_eq!((bench.get(None).await.unwrap().generation, bench.fetched()), (2, 2));
    }

    #[tokio::test]
    async fn a_caller_that_leaves_does_not_cut_the_fetch() {
        let bench = Bench::new();
        _ = tokio::time::timeout(Duration::ZERO, bench.get(None)).await;
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        assert_eq!((bench.get(None).await.unwrap().generation, bench.fetched()), (1, 1));
    }

    #[tokio::test]
    async fn a_machine_that_slept_does_not_use_an_old_token() {
        let bench = Bench::new();
        bench.get(None).await.unwrap();
        bench.clock.set(SystemTime::UNIX_EPOCH + Duration::from_secs(4000)); // monotonic time stood still
        assert_eq!(bench.get(None).await.unwrap().generation, 2);
    }

    #[tokio::test]
    async fn a_fetch_that_hangs_is_given_up() {
        let bench = Bench::new();
        let hang = || futures_util::future::pending().boxed();
        assert_eq!(bench.cache.get(None, hang).await.unwrap_err().kind(), ErrorKind::NoAnswer);
        assert_eq!(bench.get(None).await.unwrap().generation, 1);
    }

    #[test]
    fn a_fetch_in_a_runtime_that_stands_still_is_given_up() {
        let bench = Bench::new();
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let parked = runtime();
        parked.block_on(async {
            _ = tokio::time::timeout(Duration::ZERO, bench.cache.get(None, || futures_util::future::pending().boxed()))
                .await;
        });
        runtime().block_on(async {
            let waited = tokio::time::timeout(Duration::from_millis(150), bench.get(None)).await;
            assert!(waited.is_err(), "the fetch may still come back");
            assert_eq!(bench.get(None).await.unwrap().generation, 1);
        });
    }

    #[test]
    fn a_runtime_that_ends_leaves_no_flight_behind() {
        let bench = Bench::new();
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime().block_on(async {
            _ = tokio::time::timeout(Duration::ZERO, bench.cache.get(None, || futures_util::future::pending().boxed()))
                .await;
        });
        runtime().block_on(async { bench.get(None).await.unwrap() });
    }
}
