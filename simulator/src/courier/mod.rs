//! Carries callbacks to the partner's server, and remembers what became of each.
//! What is told and when is the provider's business; here are only addresses, attempts and answers.

mod post;
mod retry;

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use jiff::Timestamp;
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
};

use crate::{
    clock::{Clock, later},
    lock::lock,
    singapay::{Outgoing, Singapay},
};

/// A callback that was sent, or could not be. Debug shows no body.
#[derive(Clone)]
#[non_exhaustive]
pub struct SentCallback {
    /// Counted from 1.
    pub number: u64,
    /// The transaction that it is about.
    pub transaction_id: String,
    /// Its reference number.
    pub reference_number: String,
    /// `00` or `50`.
    pub code: String,
    /// Which attempt it was, counted from 1.
    pub attempt: u32,
    /// When, by the simulator's clock.
    pub at: Timestamp,
    /// What was sent.
    pub body: Bytes,
    /// HTTP status of the receiver's answer; none if there was no answer.
    pub status: Option<u16>,
    /// Why there was none.
    pub problem: Option<String>,
}

impl SentCallback {
    /// The receiver answered with 2xx.
    #[must_use]
    pub fn is_received(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

impl fmt::Debug for SentCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentCallback")
            .field("number", &self.number)
            .field("transaction_id", &self.transaction_id)
            .field("code", &self.code)
            .field("attempt", &self.attempt)
            .field("status", &self.status)
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

/// The way into the courier's hands.
#[derive(Debug)]
pub(crate) struct Post {
    bag: mpsc::Sender<Outgoing>,
    under_way: Arc<watch::Sender<usize>>,
}

impl Post {
    /// Takes a callback; a full bag means a receiver that is far behind, and then it is given up.
    pub(crate) fn take(&self, outgoing: Outgoing) {
        self.under_way.send_modify(|count| *count += 1);
        if self.bag.try_send(outgoing).is_err() {
            self.under_way.send_modify(|count| *count = count.saturating_sub(1));
        }
    }
}

/// What became of callbacks; the oldest are forgotten.
#[derive(Debug)]
pub(crate) struct Outbox {
    sent: Mutex<(VecDeque<SentCallback>, u64)>,
    limit: usize,
    under_way: Arc<watch::Sender<usize>>,
}

/// How many callbacks may wait for the courier.
const BAG: usize = 4_096;

impl Outbox {
    /// The outbox, the way in, and the bag that the courier empties.
    pub(crate) fn open(limit: usize) -> (Arc<Self>, Post, mpsc::Receiver<Outgoing>) {
        let (bag, out) = mpsc::channel(BAG);
        let under_way = Arc::new(watch::Sender::new(0));
        let post = Post { bag, under_way: Arc::clone(&under_way) };
        (Arc::new(Self { sent: Mutex::default(), limit: limit.max(1), under_way }), post, out)
    }

    pub(crate) fn sent(&self) -> Vec<SentCallback> {
        lock(&self.sent).0.iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        lock(&self.sent).0.clear();
    }

    /// Waits until the courier's hands are empty.
    pub(crate) async fn is_empty(&self) {
        let _ = self.under_way.subscribe().wait_for(|count| *count == 0).await;
    }

    fn note(&self, outgoing: &Outgoing, at: Timestamp, result: &Result<u16, String>) {
        let mut sent = lock(&self.sent);
        sent.1 += 1;
        let callback = SentCallback {
            number: sent.1,
            transaction_id: outgoing.transaction_id.as_ref().to_owned(),
            reference_number: outgoing.reference_number.clone(),
            code: outgoing.code.to_owned(),
            attempt: outgoing.attempt,
            at,
            body: outgoing.body.clone(),
            status: result.as_ref().ok().copied(),
            problem: result.as_ref().err().cloned(),
        };
        if sent.0.len() >= self.limit {
            sent.0.pop_front();
        }
        sent.0.push_back(callback);
    }
}

/// Sends callbacks one after the other, in the order in which they were handed over.
pub(crate) fn start(
    singapay: Arc<Singapay>,
    clock: Clock,
    outbox: Arc<Outbox>,
    mut bag: mpsc::Receiver<Outgoing>,
    anywhere: bool,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        while let Some(outgoing) = bag.recv().await {
            let settings = singapay.settings();
            if let Some(url) = &settings.callback_url {
                let result = post::post(url, &outgoing.body, anywhere).await;
                let now = clock.now();
                outbox.note(&outgoing, now, &result);
                if outgoing.attempt <= retry::allowed(&result, settings.callback_retries) {
                    let again = Outgoing { attempt: outgoing.attempt + 1, ..outgoing };
                    singapay.retry(again, later(now, settings.callback_spacing));
                }
            }
            outbox.under_way.send_modify(|count| *count = count.saturating_sub(1));
        }
    })
}
