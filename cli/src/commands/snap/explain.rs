//! `bayar snap explain`: why a request is refused.
//!
//! Comes in: a request in any shape that people have at hand, and the key that should fit. Stays out: secrets, tokens
//! and signatures in what is printed.

use super::material::{BodyArgs, SecretArgs, TokenArgs, bytes, public_key_file, secret_file};
use super::profile::ProfileArgs;
use super::verdict;
use crate::{exit::Exit, failure::Failure, printer::Printer};
use anyhow::{Context, Result, bail};
use bayar::Lang;
use bayar::snap::explain::{Difference, Explainer, Finding, Report, Request};
use bayar::snap::{Header, timestamp};
use clap::Args;
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Examples.
pub const HELP: &str = "Examples:\n  \
    bayar snap explain request.http --secret-file secret\n  \
    pbpaste | bayar snap explain --secret-env BANK_SECRET --now --lang id        (a curl command)\n  \
    bayar snap explain --method POST --path /v1.0/debit/notify --header 'X-SIGNATURE: ...' \\\n      \
    --header 'X-TIMESTAMP: ...' --body-file body.json --public-key provider.pem --optional CHANNEL-ID";

/// The request, and what is known about the sender.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The file with raw HTTP or a curl command; - for standard input, which is read too where nothing is given.
    #[arg(value_name = "FILE", conflicts_with_all = ["method", "header", "body", "body_file"])]
    pub file: Option<PathBuf>,
    /// The method, for a request from its parts.
    #[arg(long, requires = "path")]
    pub method: Option<String>,
    /// The path with its query, or the whole URL.
    #[arg(long, requires = "method", value_name = "PATH")]
    pub path: Option<String>,
    /// A header, as `Name: value`; may be given again.
    #[arg(long, requires = "method", value_name = "HEADER")]
    pub header: Vec<String>,
    /// The body.
    #[command(flatten)]
    pub body: BodyArgs,
    /// The client secret.
    #[command(flatten)]
    pub secret: SecretArgs,
    /// The file with the RSA public key of the sender.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["secret_file", "secret_env"])]
    pub public_key: Option<PathBuf>,
    /// Read public keys from 1024 bits on.
    #[arg(long)]
    pub allow_weak_key: bool,
    /// It is a request for an access token.
    #[arg(long, requires = "public_key")]
    pub token_request: bool,
    /// The token that should have been used.
    #[command(flatten)]
    pub token: TokenArgs,
    /// The client id that should have been used.
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// When the request arrived; then the skew of its timestamp is looked at.
    #[arg(long, value_name = "TIME")]
    pub arrived: Option<String>,
    /// It arrives now.
    #[arg(long, conflicts_with = "arrived")]
    pub now: bool,
    /// The file with the body as the sender had it when it signed.
    #[arg(long, value_name = "FILE")]
    pub signed_body: Option<PathBuf>,
    /// The file with the string to sign that the sender logged.
    #[arg(long, value_name = "FILE")]
    pub string_to_sign: Option<PathBuf>,
    /// A header that this sender doesn't have to send, as CHANNEL-ID; may be given again.
    #[arg(long, value_name = "HEADER")]
    pub optional: Vec<String>,
    /// The rules.
    #[command(flatten)]
    pub profile: ProfileArgs,
}

/// Explains.
///
/// # Errors
/// The request can't be read, or no key was given.
pub fn run(args: &ExplainArgs, printer: Printer) -> Result<Exit, Failure> {
    let report = explainer(args)?.explain(&request(args)?);
    let document = ExplainReport::of(&report, printer.lang);
    printer.verdict(&document, || report.text(printer.lang.into()), verdict(report.is_clean()))
}

fn request(args: &ExplainArgs) -> Result<Request> {
    let (Some(method), Some(path)) = (&args.method, &args.path) else {
        return read(&bytes(args.file.as_deref().unwrap_or(Path::new("-")))?);
    };
    let mut request = Request::new(method, path).body(args.body.read()?);
    for header in &args.header {
        // The value may be a secret: it isn't repeated.
        let (name, value) = header.split_once(':').context("--header: write it as 'Name: value'")?;
        request = request.header(name.trim(), value);
    }
    Ok(request)
}

/// A curl command starts with its name; everything else is raw HTTP.
fn read(bytes: &[u8]) -> Result<Request> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let word = text.trim_start_matches(|char: char| char.is_whitespace() || "$>\u{feff}".contains(char));
    let word = word.split_whitespace().next().unwrap_or_default();
    let curl = Path::new(word).file_stem().is_some_and(|name| name == "curl");
    Ok(if curl { Request::from_curl(text)? } else { Request::from_raw_http(bytes)? })
}

fn explainer(args: &ExplainArgs) -> Result<Explainer> {
    let profile = args.profile.profile();
    let key = args.public_key.as_deref().map(|path| public_key_file(path, args.allow_weak_key)).transpose()?;
    let explainer = match (key, args.secret.read()?) {
        (Some(key), _) if args.token_request => Explainer::token_request(profile, key),
        (Some(key), _) => Explainer::rsa(profile, key),
        (None, Some(secret)) => Explainer::hmac(profile, secret),
        (None, None) => bail!("which key should fit? Give --secret-file or --secret-env, or --public-key"),
    };
    with_hints(args, explainer)
}

fn with_hints(args: &ExplainArgs, mut explainer: Explainer) -> Result<Explainer> {
    for name in &args.optional {
        explainer = explainer.optional(header(args, name)?);
    }
    if let Some(token) = args.token.read()? {
        explainer = explainer.token(token);
    }
    if let Some(id) = &args.client_id {
        explainer = explainer.client_id(id);
    }
    if let Some(path) = &args.signed_body {
        explainer = explainer.signed_body(bytes(path)?);
    }
    if let Some(path) = &args.string_to_sign {
        explainer = explainer.string_to_sign(secret_file(path)?);
    }
    Ok(match &args.arrived {
        Some(time) => explainer.now(timestamp::parse(time).context("--arrived")?),
        None if args.now => explainer.now(SystemTime::now()),
        None => explainer,
    })
}

fn header(args: &ExplainArgs, name: &str) -> Result<Header> {
    let profile = args.profile.profile();
    let found = Header::ALL.into_iter().find(|header| profile.headers.get(*header).as_str().eq_ignore_ascii_case(name));
    found.with_context(|| format!("--optional {name}: SNAP has no such header"))
}

/// What `bayar snap explain --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ExplainReport {
    /// Nothing is wrong.
    pub clean: bool,
    /// The signature fits what was sent, exactly as the profile wants it.
    pub signature_fits: bool,
    /// What is wrong, the headers first.
    pub findings: Vec<FindingReport>,
}

/// One thing that is wrong.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FindingReport {
    /// The name of the mistake, with the header that it is about.
    pub problem: String,
    /// What is wrong, in the chosen language.
    pub cause: String,
    /// How to put it right.
    pub fix: String,
    /// Where what was sent and what was signed part.
    pub difference: Option<DifferenceReport>,
    /// By how many seconds the timestamp is ahead; negative for behind.
    pub seconds: Option<i64>,
}

/// The first place at which two texts part, with a few characters around it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DifferenceReport {
    /// The first byte that differs, counted from 0 in the minified text.
    pub byte: usize,
    /// What was sent around it.
    pub sent: String,
    /// What was signed around it.
    pub signed: String,
}

impl ExplainReport {
    fn of(report: &Report, lang: Lang) -> Self {
        Self {
            clean: report.is_clean(),
            signature_fits: report.signature_fits(),
            findings: report.findings().iter().map(|finding| FindingReport::of(finding, lang)).collect(),
        }
    }
}

impl FindingReport {
    fn of(finding: &Finding, lang: Lang) -> Self {
        Self {
            problem: format!("{:?}", finding.problem()),
            cause: finding.cause(lang.into()),
            fix: finding.fix(lang.into()),
            difference: finding.difference().map(DifferenceReport::of),
            seconds: finding.seconds(),
        }
    }
}

impl DifferenceReport {
    fn of(found: &Difference) -> Self {
        Self { byte: found.at(), sent: found.sent().to_owned(), signed: found.signed().to_owned() }
    }
}
