//! Whether an attempt may be followed by another.
//!
//! May use: the operation's own rule. Must not know: any provider. A call with an effect is never repeated here.

use super::{Settings, deadline::Deadline, service::Token};
use crate::{
    Error, ErrorKind, Response,
    operation::{EffectKind, Operation, Retry},
};
use http::{StatusCode, header::RETRY_AFTER};
use std::time::Duration;

/// The longest pause between two attempts that the crate makes up itself.
const LONGEST: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(crate) struct Tries<'a> {
    retry: Retry,
    settings: &'a Settings,
    made: u32,
    turned_away: bool,
    refused: Option<u64>,
    /// The answer of an earlier attempt, or nothing if it was lost; `None` as long as no attempt may have left.
    earlier: Option<Option<Box<Response>>>,
}

impl<'a> Tries<'a> {
    pub(crate) fn new(operation: &Operation, settings: &'a Settings) -> Self {
        // The effect decides, whatever a specification says of repeating.
        let retry = if operation.effect == EffectKind::None { operation.retry } else { Retry::Never };
        Self { retry, settings, made: 0, turned_away: false, refused: None, earlier: None }
    }

    /// Counts the attempt that begins.
    pub(crate) fn start(&mut self) -> u32 {
        self.made += 1;
        self.made
    }

    /// The generation of the token that the server refused, once one was.
    pub(crate) fn refused(&self) -> Option<u64> {
        self.refused
    }

    /// Whether an attempt may be followed by another at all.
    pub(crate) fn repeats(&self) -> bool {
        self.retry != Retry::Never
    }

    /// The pause before the next attempt, or nothing if there is none. `learnt`: the answer put our clock right.
    pub(crate) fn next(
        &mut self,
        outcome: &Result<Response, Error>,
        token: Option<&Token>,
        learnt: bool,
        deadline: Deadline,
    ) -> Option<Duration> {
        let pause = match outcome {
            _ if is_refused(outcome) => self.after_refusal(token, learnt),
            Ok(response) => self.after_answer(response),
            Err(error) => self.after_error(error),
        };
        let again = pause.filter(|pause| *pause < deadline.left());
        if again.is_some() {
            self.remember(outcome);
        }
        again
    }

    fn remember(&mut self, outcome: &Result<Response, Error>) {
        match outcome {
            Ok(response) => self.earlier = Some(Some(Box::new(response.clone()))),
            Err(error) if error.was_sent() => self.earlier = Some(error.response().cloned().map(Box::new)),
            Err(_) => {}
        }
    }

    /// An error of the last attempt, as one of the whole call: an earlier attempt may have left.
    pub(crate) fn told(&self, error: Error) -> Error {
        match &self.earlier {
            Some(response) if !error.was_sent() => error.after_an_attempt(response.as_deref().cloned()),
            _ => error,
        }
    }

    /// Once, with another token or with a clock that was put right by the refusal itself.
    fn after_refusal(&mut self, token: Option<&Token>, learnt: bool) -> Option<Duration> {
        let first = !self.turned_away && self.retry != Retry::Never;
        let again = first && (token.is_some() || learnt);
        self.turned_away = true;
        self.refused = token.filter(|_| again).map(|t| t.generation).or(self.refused);
        again.then_some(Duration::ZERO)
    }

    fn after_answer(&self, response: &Response) -> Option<Duration> {
        let busy = matches!(response.status.as_u16(), 429 | 502 | 503 | 504);
        (busy && self.may_repeat()).then(|| retry_after(response).unwrap_or_else(|| self.backoff()))
    }

    fn after_error(&self, error: &Error) -> Option<Duration> {
        let passing = matches!(error.kind(), ErrorKind::Unreachable | ErrorKind::NoAnswer);
        (passing && self.may_repeat()).then(|| self.backoff())
    }

    fn may_repeat(&self) -> bool {
        self.retry == Retry::Always && self.made < self.settings.attempts
    }

    /// Full jitter: anything up to a bound that doubles.
    fn backoff(&self) -> Duration {
        let bound = self.settings.backoff.saturating_mul(1 << self.made.clamp(1, 16).saturating_sub(1)).min(LONGEST);
        bound.mul_f64(random_fraction())
    }
}

/// A 401, also one whose body was too large to be read in full.
pub(super) fn is_refused(outcome: &Result<Response, Error>) -> bool {
    let status = match outcome {
        Ok(response) => Some(response.status),
        Err(error) => error.status(),
    };
    status == Some(StatusCode::UNAUTHORIZED)
}

/// Seconds only; the date form would need trust in two clocks.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn random_fraction() -> f64 {
    let mut bytes = [0; 4];
    // Without randomness the whole bound is waited.
    if aws_lc_rs::rand::fill(&mut bytes).is_err() {
        return 1.0;
    }
    f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX)
}
