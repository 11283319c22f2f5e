//! `bayar api`: any path, signed.
//!
//! May use: bayar's requests to any path. What they mean is for the caller to read.

use crate::{
    desk::{AccountArgs, Desk},
    exit::Exit,
    failure::Failure,
    printer::Printer,
};
use bayar::{AnyRequest, Lang, Response, Sent, config::Account};
use clap::Args;
use http::Method;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    io::{Read, Write},
};

pub(crate) const EXAMPLES: &str = "Examples:\n  bayar api POST /api/v1/check-balance --data '{\"command\":\"check-balance\"}'\n  bayar api POST /v1.0/pin/reset --account linkage --data @request.json --include\n  bayar api GET /api/v1/customer/customer/customer_1 --account shop --json | jq .status";

/// Options of `bayar api`.
#[derive(Debug, Args)]
pub struct ApiArgs {
    /// GET, POST, PATCH and so on.
    #[arg(value_name = "METHOD")]
    method: String,
    /// The path with its query, as it goes over the wire.
    #[arg(value_name = "PATH")]
    path: String,
    /// The body: JSON text, @FILE, or @- for standard input.
    #[arg(long, value_name = "JSON")]
    data: Option<String>,
    /// A header, 'Name: value'. Those of the authentication win.
    #[arg(long = "header", value_name = "HEADER")]
    headers: Vec<String>,
    /// PayCombat: the early face instead of the merchant face.
    #[arg(long)]
    legacy: bool,
    /// Print status and headers of the answer to standard error.
    #[arg(long)]
    include: bool,
    #[command(flatten)]
    account: AccountArgs,
}

/// What `bayar api --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ApiReport {
    /// How the command ends.
    pub exit: Exit,
    /// The operation of the specification, `any_path` if it is not listed.
    pub operation: String,
    /// Whether it was sent exactly once, because it has an effect or nobody knows whether it has.
    pub sent_once: bool,
    /// The HTTP status; null if no answer came.
    pub status: Option<u16>,
    /// The headers of the answer.
    pub headers: BTreeMap<String, String>,
    /// The provider's id of the request.
    pub request_id: Option<String>,
    /// How many requests it took.
    pub attempts: Option<u32>,
    /// The body, if it is JSON.
    pub body: Option<serde_json::Value>,
    /// The body, if it is text and no JSON.
    pub text: Option<String>,
    /// Why there is no answer.
    pub message: Option<String>,
}

pub(super) async fn run(args: ApiArgs, printer: Printer) -> Result<Exit, Failure> {
    let desk = Desk::open(&args.account, printer, "")?;
    let result = send(&desk, &args, printer).await;
    desk.end(result).map(super::exit)
}

async fn send(desk: &Desk, args: &ApiArgs, printer: Printer) -> Result<Exit, Failure> {
    let request = filled(request(desk, args)?, args)?;
    let (operation, sent_once) = (request.operation().id, request.is_sent_once());
    if sent_once {
        desk.consent(&match printer.lang {
            Lang::Id => format!("Kirim {} {operation}, yang mungkin ada akibatnya", args.method),
            _ => format!("Send {} {operation}, which may have an effect,", args.method),
        })?;
    }
    let sent = request.send().await?;
    let report = report(operation, sent_once, &sent, printer);
    end(args, &sent, &report, printer)
}

/// What was sent once has done what it has done, whether it can be printed or not.
fn end(args: &ApiArgs, sent: &Sent, report: &ApiReport, printer: Printer) -> Result<Exit, Failure> {
    match (printer.json, report.sent_once) {
        (true, true) => return Ok(printer.outcome(report, String::new, report.exit)),
        (true, false) => return printer.verdict(report, String::new, report.exit),
        (false, _) => {}
    }
    match show(args, sent, report, printer) {
        written if report.sent_once => Ok(printer.kept(written, &body_text(sent), report.exit)),
        Ok(()) | Err(Failure::Closed) => Ok(report.exit),
        Err(failure) => Err(failure),
    }
}

fn body_text(sent: &Sent) -> String {
    sent.response().map(|r| String::from_utf8_lossy(r.body()).into_owned()).unwrap_or_default()
}

fn request(desk: &Desk, args: &ApiArgs) -> Result<AnyRequest, Failure> {
    let method = Method::from_bytes(args.method.to_ascii_uppercase().as_bytes());
    let method = method.map_err(|_| Failure::Usage(format!("{} is no HTTP method", args.method)))?;
    Ok(match desk.account() {
        Account::Singapay(_) => desk.singapay()?.request(method, &args.path),
        Account::Finnet(_) => desk.finnet()?.request(method, &args.path),
        _ if args.legacy => desk.paycombat()?.request_legacy(method, &args.path)?,
        _ => desk.paycombat()?.request(method, &args.path),
    })
}

fn filled(mut request: AnyRequest, args: &ApiArgs) -> Result<AnyRequest, Failure> {
    for header in &args.headers {
        let (name, value) =
            header.split_once(':').ok_or_else(|| Failure::Usage("a header is written 'Name: value'".to_owned()))?;
        request = request.header(name.trim(), value.trim());
    }
    let Some(data) = &args.data else { return Ok(request) };
    let bytes = match data.strip_prefix('@') {
        None => data.clone().into_bytes(),
        Some("-") => {
            let mut all = vec![];
            std::io::stdin().read_to_end(&mut all)?;
            all
        }
        Some(path) => {
            std::fs::read(path).map_err(|e| Failure::Machine(format!("{path} can't be read: {}", e.kind())))?
        }
    };
    // As it was given, byte for byte; but what is no JSON is a slip of the shell's quotes.
    serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).map_err(|e| {
        Failure::Usage(format!("--data is no JSON (line {}, column {}); nothing was sent", e.line(), e.column()))
    })?;
    Ok(request.body("application/json", bytes))
}

fn report(operation: &str, sent_once: bool, sent: &Sent, printer: Printer) -> ApiReport {
    let response = sent.response();
    let body = response.and_then(|r| serde_json::from_slice(r.body()).ok());
    let text = response.filter(|_| body.is_none()).map(|r| String::from_utf8_lossy(r.body()).into_owned());
    ApiReport {
        exit: exit(sent, sent_once),
        operation: operation.to_owned(),
        sent_once,
        status: response.map(|r| r.status().as_u16()),
        headers: response.map(headers).unwrap_or_default(),
        request_id: response.and_then(Response::request_id).map(str::to_owned),
        attempts: response.map(Response::attempts),
        body,
        text,
        message: match sent {
            Sent::Unanswered(report) => Some(report.text(printer.lang)),
            Sent::Answered(_) => None,
        },
    }
}

fn exit(sent: &Sent, sent_once: bool) -> Exit {
    match sent {
        Sent::Answered(response) if response.status().is_success() => Exit::Done,
        Sent::Answered(_) if !sent_once => Exit::Declined,
        Sent::Unanswered(_) if !sent_once => Exit::Network,
        _ => Exit::Unknown,
    }
}

fn headers(response: &Response) -> BTreeMap<String, String> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

/// The body as it came, and nothing else, on standard output.
fn show(args: &ApiArgs, sent: &Sent, report: &ApiReport, printer: Printer) -> Result<(), Failure> {
    if let (Some(status), true) = (report.status, args.include) {
        let lines: Vec<_> = report.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        printer.note(&format!("HTTP {status}\n{}\n", lines.join("\n")));
    }
    if let Some(message) = &report.message {
        printer.note(message);
    }
    if report.exit == Exit::Unknown {
        printer.note("it may have had an effect: look it up, don't send it again");
    }
    let mut out = std::io::stdout();
    let body = sent.response().map(|r| r.body().clone()).unwrap_or_default();
    out.write_all(&body)?;
    out.write_all(if body.is_empty() || body.ends_with(b"\n") { b"" } else { b"\n" })?;
    Ok(())
}
