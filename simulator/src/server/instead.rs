//! Answers in place of the provider's: proxies' pages, redirects, the provider's own errors.
//! Whether the call was executed before is not known here.

use http::{StatusCode, header};

use crate::{
    exchange::{self, Behaviour, Reply, Request},
    fault::Instead,
    operation::{Operation, REDIRECTED},
};

pub(super) fn reply(instead: &Instead, behaviour: &dyn Behaviour, operation: Operation, request: &Request) -> Reply {
    match instead {
        Instead::Html(status) => html(exchange::status(*status)),
        Instead::SystemError => behaviour.system_error(operation, request),
        Instead::Unauthorized => behaviour.unauthorized(operation, request),
        Instead::TooManyRequests(seconds) => {
            behaviour.refuse(StatusCode::TOO_MANY_REQUESTS, request.at).with(header::RETRY_AFTER, &seconds.to_string())
        }
        Instead::Redirect(status) => Reply::new(exchange::status(*status), "text/plain", "")
            .with(header::LOCATION, &format!("{REDIRECTED}{}", request.target)),
        Instead::Code(code) => behaviour.code(operation, request, code),
        Instead::Canned { status, content_type, body } => {
            Reply::new(exchange::status(*status), content_type, body.clone())
        }
    }
}

/// As a proxy in between sends it.
fn html(status: StatusCode) -> Reply {
    let page = format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n</body>\r\n\
         </html>\r\n"
    );
    Reply::new(status, "text/html", page)
}
