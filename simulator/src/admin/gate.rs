//! Who may use the admin API: the right `Host`, and the token if there is one.
//! A browser's page can't: it would need a name of ours, and a content type that asks first.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use super::answers::Problem;
use crate::{server::Hosts, simulator::Simulator};

pub(super) struct Gate {
    hosts: Hosts,
    /// The hash, so that comparing takes the same time for every wrong token.
    token: Option<[u8; 32]>,
}

impl Gate {
    pub(super) fn new(simulator: &Simulator, address: std::net::SocketAddr, token: Option<String>) -> Self {
        let own = &simulator.shared.hosts;
        let hosts = Hosts { exposed: own.exposed || !address.ip().is_loopback(), names: own.names.clone() };
        Self { hosts, token: token.map(|token| Sha256::digest(token).into()) }
    }

    fn refuses(&self, request: &Request) -> Option<Problem> {
        let headers = request.headers();
        if !self.hosts.allow(headers) {
            return Some(Problem::new(StatusCode::MISDIRECTED_REQUEST, "Host is none of the simulator's"));
        }
        let sent = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok()?.strip_prefix("Bearer "));
        let is_known = |token: &[u8; 32]| sent.is_some_and(|sent| Sha256::digest(sent)[..] == token[..]);
        if !self.token.as_ref().is_none_or(is_known) {
            return Some(Problem::new(
                StatusCode::UNAUTHORIZED,
                "Authorization: Bearer and the admin token are needed",
            ));
        }
        let foreign = headers.contains_key(header::ORIGIN) && *request.method() != Method::GET;
        foreign.then(|| Problem::new(StatusCode::FORBIDDEN, "a page in a browser may only read"))
    }
}

pub(super) async fn pass(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    match gate.refuses(&request) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    }
}
