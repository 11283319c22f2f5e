//! One call from its head to its end: recorded, struck by its fault, answered by the provider.
//! The order of the steps stands in `Desk::attend`; sockets are left to the connection.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header, request::Parts};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{Response, body::Incoming};
use jiff::fmt::rfc2822;

use super::ending::Ending;
use crate::{
    clock::Clock,
    exchange::{self, Behaviour, Reply, Request},
    fault::{End, Fault, Instead, Plan, Script},
    operation::{Operation, Provider, REDIRECTED, Route},
    recorder::{RecordedCall, Recorder},
    verdict::Verdict,
};

/// What all providers of one simulator share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) recorder: Recorder,
    pub(crate) script: Script,
    pub(crate) body_limit: usize,
}

/// Where the calls of one provider are attended to.
pub(crate) struct Desk {
    pub(crate) provider: Provider,
    pub(crate) behaviour: Arc<dyn Behaviour>,
    pub(crate) shared: Arc<Shared>,
}

type Answer = Response<Full<Bytes>>;

impl Desk {
    pub(super) async fn attend(&self, request: hyper::Request<Incoming>) -> Result<Answer, Ending> {
        let (head, body) = request.into_parts();
        let route = Route::find(self.provider, &head.method, head.uri.path());
        let fault = route.operation().and_then(|operation| self.shared.script.take(operation));
        let plan = fault.as_ref().map_or(Plan::ORDINARY, Fault::plan);
        let mut request = self.open(head);
        let number = self.record(&request, route, fault);
        if plan.reads {
            request.body = match self.read(body).await {
                Ok(body) => body,
                Err(refused) => return self.settle(number, refused.ok_or(Ending::Close)?, &End::Answer),
            };
            self.shared.recorder.amend(number, |call| call.body = request.body.clone());
        }
        let reply = self.reply(&request, route, &plan);
        self.shared.recorder.amend(number, |call| call.verdict = reply.verdict.clone());
        wait(plan.delay).await;
        self.settle(number, reply, &plan.end)
    }

    fn open(&self, head: Parts) -> Request {
        let target = head.uri.path_and_query().map_or_else(|| head.uri.path().to_owned(), ToString::to_string);
        let at = self.shared.clock.now();
        Request { method: head.method, target, headers: head.headers, body: Bytes::new(), at }
    }

    fn record(&self, request: &Request, route: Route, fault: Option<Fault>) -> u64 {
        self.shared.recorder.arrived(RecordedCall {
            number: 0,
            provider: self.provider,
            operation: route.operation(),
            method: request.method.clone(),
            path: request.target.clone(),
            headers: request.headers.clone(),
            body: Bytes::new(),
            at: request.at,
            verdict: Verdict::default(),
            status: None,
            answer: Bytes::new(),
            fault,
        })
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
        let own = (plan.executions > 0).then(|| self.behaviour.answer(operation, request, plan.executions));
        match (&plan.end, own) {
            (End::Instead(instead), own) => {
                let verdict = own.map(|own| own.verdict).unwrap_or_default();
                self.instead(instead, operation, request).judged(verdict)
            }
            (_, Some(own)) => own,
            (_, None) => Reply::new(StatusCode::OK, "text/plain", ""),
        }
    }

    fn instead(&self, instead: &Instead, operation: Operation, request: &Request) -> Reply {
        match instead {
            Instead::BadGateway => Reply::new(StatusCode::BAD_GATEWAY, "text/html", BAD_GATEWAY),
            Instead::SystemError => self.behaviour.system_error(operation, request),
            Instead::Unauthorized => self.behaviour.unauthorized(operation, request),
            Instead::Redirect => Reply::new(StatusCode::TEMPORARY_REDIRECT, "text/plain", "")
                .with(header::LOCATION, &format!("{REDIRECTED}{}", request.target)),
            Instead::Canned { status, content_type, body } => {
                Reply::new(exchange::status(*status), content_type, body.clone())
            }
        }
    }

    /// Completes the record, then sends, cuts or closes.
    fn settle(&self, number: u64, mut reply: Reply, end: &End) -> Result<Answer, Ending> {
        self.date(&mut reply);
        match end {
            End::Close => return Err(Ending::Close),
            End::Reset => return Err(Ending::Reset),
            End::Answer | End::Truncate | End::Instead(_) => {}
        }
        self.shared.recorder.amend(number, |call| {
            call.status = Some(reply.status.as_u16());
            call.answer = reply.body.clone();
            tracing::debug!(number, operation = call.operation.map(Operation::id), status = call.status, "answered");
        });
        if *end == End::Truncate {
            return Err(Ending::truncated(reply.status, &reply.headers, &reply.body));
        }
        let mut answer = Response::new(Full::new(reply.body));
        *answer.status_mut() = reply.status;
        *answer.headers_mut() = reply.headers;
        Ok(answer)
    }

    /// `Date` by the virtual clock, so that a client can learn its offset.
    fn date(&self, reply: &mut Reply) {
        let now = self.shared.clock.now();
        let text = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
        if let Some(value) = text.ok().and_then(|text| HeaderValue::try_from(text).ok()) {
            reply.headers.insert(header::DATE, value);
        }
    }
}

async fn wait(delay: Duration) {
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}

const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
