//! reqwest, set up with care by hand: the connection policy of the facade, and a token kept until shortly before its end.
//!
//! Comes in: nothing. Stays out: `bayar`.

use reqwest::{Client, ClientBuilder, redirect, retry};
use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

pub(crate) const READ_TIMEOUT: Duration = Duration::from_secs(20);
pub(crate) const EFFECT_TIMEOUT: Duration = Duration::from_secs(60);

/// For reads: connections are kept.
pub(crate) fn reads() -> Client {
    common().build().unwrap()
}

/// For calls with an effect: a new connection for each.
pub(crate) fn effects() -> Client {
    common().pool_max_idle_per_host(0).build().unwrap()
}

fn common() -> ClientBuilder {
    Client::builder()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .connect_timeout(Duration::from_secs(10))
        .user_agent("by-hand/1.0")
}

#[derive(Default)]
pub(crate) struct TokenByHand(Mutex<Option<(String, Instant)>>);

impl TokenByHand {
    /// The token, unless it is about to end.
    pub(crate) fn get(&self) -> Option<String> {
        let kept = self.0.lock().unwrap();
        let (token, until) = kept.as_ref()?;
        (*until > Instant::now() + Duration::from_secs(30)).then(|| token.clone())
    }

    pub(crate) fn keep(&self, token: &str, lifetime: Duration) {
        *self.0.lock().unwrap() = Some((token.to_owned(), Instant::now() + lifetime));
    }
}
