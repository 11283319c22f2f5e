//! The admin API: what a test in Rust does through `Simulator`, for tests in any language, as JSON over HTTP.
//! A listener of its own; no provider's path is served here, and no rule is decided.

mod answers;
mod faults;
mod follow;
mod gate;
mod look;
mod views;
mod worlds;

use std::{io, net::SocketAddr, sync::Arc};

use axum::{
    Router, middleware,
    routing::{get, post, put},
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use self::gate::Gate;
use crate::simulator::Simulator;

/// A running admin API. It holds the simulator: dropping it stops the API, and the simulator too if nobody else holds
/// it.
#[derive(Debug)]
pub struct Admin {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Admin {
    /// Serves the admin API of this simulator at this address; port 0 is a free one.
    ///
    /// With a token, every call needs `Authorization: Bearer` and the token. An address that is not loopback needs one.
    ///
    /// # Errors
    ///
    /// If the address can't be had, or if it is not loopback and there is no token.
    pub async fn start(simulator: Arc<Simulator>, address: SocketAddr, token: Option<String>) -> io::Result<Self> {
        let token = token.filter(|token| !token.is_empty());
        if !address.ip().is_loopback() && token.is_none() {
            let message = format!("{address} is not loopback: the admin API needs a token there");
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        }
        let socket = TcpListener::bind(address).await?;
        let address = socket.local_addr()?;
        let (stop, mut stopped) = watch::channel(false);
        let gate = Gate::new(&simulator, address, token);
        let router =
            router(simulator, stopped.clone()).layer(middleware::from_fn_with_state(Arc::new(gate), gate::pass));
        let task = tokio::spawn(async move {
            let asked = async move {
                let _ = stopped.wait_for(|stopped| *stopped).await;
            };
            let _ = axum::serve(socket, router).with_graceful_shutdown(asked).await;
        });
        Ok(Self { address, stop, task })
    }

    /// Base URL, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends the followers' streams, lets open calls end, and stops.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        let _ = tokio::time::timeout(std::time::Duration::from_secs(1), &mut self.task).await;
    }
}

impl Drop for Admin {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What every handler gets.
#[derive(Clone)]
struct Office {
    simulator: Arc<Simulator>,
    stopped: watch::Receiver<bool>,
}

fn router(simulator: Arc<Simulator>, stopped: watch::Receiver<bool>) -> Router {
    Router::new()
        .route("/", get(look::index))
        .route("/reset", post(worlds::reset))
        .route("/bills", put(worlds::bill))
        .route("/products", put(worlds::product))
        .route("/accounts", put(worlds::account))
        .route("/customers", put(worlds::customer))
        .route("/merchants", put(worlds::merchant))
        .route("/transactions/{id}", put(worlds::turn))
        .route("/callback-url", put(worlds::callback_url))
        .route("/expire-tokens", post(worlds::expire_tokens))
        .route("/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/scenarios", get(faults::scenarios).post(faults::play))
        .route("/clock", get(worlds::clock).post(worlds::move_clock))
        .route("/calls", get(look::calls))
        .route("/follow", get(follow::follow))
        .route("/ledger", get(look::ledger))
        .route("/callbacks", get(look::callbacks))
        .route("/magic", get(look::magic))
        .with_state(Office { simulator, stopped })
}
