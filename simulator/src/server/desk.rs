//! One call from its head to its end: recorded, struck by its fault, answered by the provider.
//! The order of the steps stands in `Desk::attend`; sockets are left to the connection.

use std::{sync::Arc, sync::OnceLock, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header, request::Parts};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{Response, body::Incoming};

use super::{dates::Dates, ending::Ending, hosts::Hosts, instead};
use crate::{
    clock::{Clock, later},
    exchange::{Behaviour, Reply, Request},
    fault::{End, FAULT_HEADER, Fault, Plan, Script, Shape},
    operation::{Operation, Provider, Route},
    recorder::{RecordedCall, Recorder, Ticket},
    verdict::Verdict,
};

/// What all providers of one simulator share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) recorder: Recorder,
    pub(crate) script: Script,
    pub(crate) hosts: Hosts,
    pub(crate) dates: Dates,
    pub(crate) body_limit: usize,
    pub(crate) connections: usize,
}

/// Where the calls of one provider are attended to.
pub(crate) struct Desk {
    pub(crate) provider: Provider,
    pub(crate) behaviour: Arc<dyn Behaviour>,
    pub(crate) shared: Arc<Shared>,
}

type Answer = Response<Full<Bytes>>;

/// What is known of a call's fault when its head was read.
enum Early {
    Known(Option<Fault>),
    /// The customer is needed, so the body.
    AsksForTheBody,
}

impl Desk {
    pub(super) async fn attend(&self, request: hyper::Request<Incoming>) -> Result<Answer, Ending> {
        let (head, body) = request.into_parts();
        let route = Route::find(self.provider, &head.method, head.uri.path());
        let mut request = self.open(head);
        let ticket = self.record(&request, route);
        let early = match self.at_the_door(&request, route) {
            Ok(early) => early,
            Err(refused) => {
                let verdict = refused.verdict.clone();
                return self.settle(ticket, *refused, &End::Answer, |call| call.verdict = verdict);
            }
        };
        if let Early::Known(fault) = &early
            && fault.as_ref().is_some_and(|fault| !fault.plan().reads)
        {
            ticket.amend(|call| call.fault.clone_from(fault));
            return Err(Ending::Close);
        }
        request.body = match self.read(body).await {
            Ok(body) => body,
            Err(refused) => return self.settle(ticket, refused.ok_or(Ending::Close)?, &End::Answer, |_| {}),
        };
        let fault = self.fault(early, &request, route);
        let plan = fault.as_ref().map_or(Plan::ORDINARY, Fault::plan);
        let customer = route.operation().and_then(|it| request.customer(it)).map(str::to_owned);
        let body = if plan.reads { Bytes::copy_from_slice(&request.body) } else { Bytes::new() };
        let mut reply = self.reply(&request, route, &plan);
        plan.edits.iter().for_each(|edit| edit.apply(&mut reply));
        let verdict = std::mem::take(&mut reply.verdict);
        let note = |call: &mut RecordedCall| {
            (call.body, call.customer, call.fault, call.verdict) = (body, customer, fault, verdict);
        };
        if !plan.waits() {
            return self.settle(ticket, reply, &plan.end, note);
        }
        ticket.amend(note);
        self.wait(&plan).await;
        self.settle(ticket, reply, &plan.end, |_| {})
    }

    fn open(&self, head: Parts) -> Request {
        let target = head.uri.path_and_query().map_or_else(|| head.uri.path().to_owned(), ToString::to_string);
        let at = self.shared.clock.now();
        Request { method: head.method, target, headers: head.headers, body: Bytes::new(), at, parsed: OnceLock::new() }
    }

    fn record(&self, request: &Request, route: Route) -> Ticket<'_> {
        let call = RecordedCall::new(self.provider, route.operation(), request);
        self.shared.recorder.arrived(call)
    }

    /// The host, and the fault as far as the head tells it.
    fn at_the_door(&self, request: &Request, route: Route) -> Result<Early, Box<Reply>> {
        let refuse = |status, problem| {
            let reply = self.behaviour.refuse(status, request.at).judged(Verdict::refused(problem));
            Err(Box::new(reply.with(header::CONNECTION, "close")))
        };
        if !self.shared.hosts.allow(&request.headers) {
            return refuse(StatusCode::MISDIRECTED_REQUEST, "Host is none of the simulator's".to_owned());
        }
        let Some(operation) = route.operation() else { return Ok(Early::Known(None)) };
        match header_fault(&request.headers) {
            Some(Ok(fault)) => Ok(Early::Known(Some(fault))),
            Some(Err(problem)) => refuse(StatusCode::BAD_REQUEST, problem),
            None if self.shared.script.asks_for_the_customer(operation) => Ok(Early::AsksForTheBody),
            None => Ok(Early::Known(self.shared.script.take(operation, None))),
        }
    }

    fn fault(&self, early: Early, request: &Request, route: Route) -> Option<Fault> {
        match early {
            Early::Known(fault) => fault,
            Early::AsksForTheBody => {
                let operation = route.operation()?;
                self.shared.script.take(operation, request.customer(operation))
            }
        }
    }

    /// The whole body; a reply if it is too large; nothing if the client went away.
    async fn read(&self, body: Incoming) -> Result<Bytes, Option<Reply>> {
        match Limited::new(body, self.shared.body_limit).collect().await {
            Ok(body) => Ok(body.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => {
                let reply = self.behaviour.refuse(StatusCode::PAYLOAD_TOO_LARGE, self.shared.clock.now());
                Err(Some(reply.with(header::CONNECTION, "close")))
            }
            Err(_) => Err(None),
        }
    }

    fn reply(&self, request: &Request, route: Route, plan: &Plan) -> Reply {
        let operation = match route {
            Route::To(operation) => operation,
            Route::WrongMethod => return self.behaviour.refuse(StatusCode::METHOD_NOT_ALLOWED, request.at),
            Route::Nowhere => return self.behaviour.refuse(StatusCode::NOT_FOUND, request.at),
        };
        let own = plan.executes.then(|| self.behaviour.answer(operation, request, &plan.orders));
        match (&plan.end, own) {
            (End::Instead(instead), own) => {
                let verdict = own.map(|own| own.verdict).unwrap_or_default();
                instead::reply(instead, self.behaviour.as_ref(), operation, request).judged(verdict)
            }
            (_, Some(own)) => own,
            (_, None) => Reply::new(StatusCode::OK, "text/plain", ""),
        }
    }

    async fn wait(&self, plan: &Plan) {
        if !plan.delay.is_zero() {
            tokio::time::sleep(plan.delay).await;
        }
        if plan.delay_by_clock != Duration::ZERO {
            let clock = &self.shared.clock;
            clock.reaches(later(clock.now(), plan.delay_by_clock)).await;
        }
    }

    /// Completes the record with what is still to be noted, then sends, cuts or closes.
    fn settle(
        &self,
        ticket: Ticket<'_>,
        mut reply: Reply,
        end: &End,
        note: impl FnOnce(&mut RecordedCall),
    ) -> Result<Answer, Ending> {
        let (now, is_answered) = (self.shared.clock.now(), !matches!(end, End::Close | End::Reset));
        ticket.end(|call| {
            note(call);
            if is_answered {
                call.status = Some(reply.status.as_u16());
                call.answer = reply.body.clone();
                call.answered_at = Some(now);
                tracing::debug!(call.number, operation = call.operation.map(Operation::id), call.status, "answered");
            }
        });
        // By the virtual clock, so that a client can learn its offset.
        reply.headers.insert(header::DATE, self.shared.dates.at(now));
        match end {
            End::Close => Err(Ending::Close),
            End::Reset => Err(Ending::Reset),
            End::Shaped(Shape::Truncated) => Err(Ending::truncated(&reply)),
            End::Shaped(Shape::Slow(over)) => Err(Ending::slow(&reply, *over)),
            End::Shaped(Shape::Oversized(bytes)) => Err(Ending::oversized(&reply, *bytes)),
            _ => Ok(answer(reply)),
        }
    }
}

fn answer(reply: Reply) -> Answer {
    let mut answer = Response::new(Full::new(reply.body));
    *answer.status_mut() = reply.status;
    *answer.headers_mut() = reply.headers;
    answer
}

/// The fault that the request asks for itself.
fn header_fault(headers: &HeaderMap) -> Option<Result<Fault, String>> {
    let text = headers.get(FAULT_HEADER)?.to_str().unwrap_or_default();
    Some(text.parse().map_err(|error| format!("{FAULT_HEADER}: {error}")))
}
