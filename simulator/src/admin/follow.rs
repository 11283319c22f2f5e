//! Following calls as server-sent events: one `call` event for each call that has ended.
//! A follower that is too slow misses calls; the numbers of those it gets tell which.

use std::convert::Infallible;

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, stream};

use super::{Office, views};

pub(super) async fn follow(State(office): State<Office>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let start = (office.simulator.follow(), office.stopped.clone());
    let events = stream::unfold(start, |(mut calls, mut stopped)| async move {
        let call = tokio::select! {
            call = calls.next() => call?,
            _ = stopped.wait_for(|stopped| *stopped) => return None,
        };
        let event = Event::default().event("call").id(call.number.to_string()).data(views::call(&call).to_string());
        Some((Ok(event), (calls, stopped)))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
