//! `bayar snap sign`: the signature of one request, or of many as JSON lines.
//!
//! Comes in: the parts of a request. Stays out: sending it; the token, which is masked in what people see.

use super::material::{BodyArgs, SecretArgs, TokenArgs, private_key_file};
use super::profile::ProfileArgs;
use super::{LINES, answer_lines};
use crate::{exit::Exit, failure::Failure, printer::Printer};
use anyhow::{Context, Result};
use bayar::Secret;
use bayar::snap::{Header, HmacKey, Profile, Signed, StringToSign};
use clap::Args;
use serde::Serialize;
use std::{path::PathBuf, time::SystemTime};

/// Examples and the table of JSON lines.
#[must_use]
pub fn help() -> String {
    format!("{EXAMPLES}\n\n{LINES}")
}

const EXAMPLES: &str = "Examples:\n  \
     bayar snap sign --method POST --path /v1.0/balance-inquiry --body-file body.json --secret-file secret --token-env TOKEN\n  \
     bayar snap sign --profile dana --method POST --path /v1.0/debit/status.htm --body '{}' --key key.pem\n  \
     bayar snap sign < questions.jsonl > answers.jsonl";

/// One request, or none for JSON lines.
#[derive(Debug, Args)]
pub struct SignArgs {
    /// The method of the request.
    #[arg(long, requires = "path")]
    pub method: Option<String>,
    /// The path with its query, as on the request line.
    #[arg(long, requires = "method", value_name = "PATH")]
    pub path: Option<String>,
    /// The body.
    #[command(flatten)]
    pub body: BodyArgs,
    /// The value of X-TIMESTAMP; without it, now, in the form of the profile.
    #[arg(long, requires = "method", value_name = "TIME")]
    pub timestamp: Option<String>,
    /// The client secret.
    #[command(flatten)]
    pub secret: SecretArgs,
    /// The token.
    #[command(flatten)]
    pub token: TokenArgs,
    /// The file with the RSA private key, for an asymmetric signature.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["secret_file", "secret_env", "token_file", "token_env"])]
    pub key: Option<PathBuf>,
    /// The rules.
    #[command(flatten)]
    pub profile: ProfileArgs,
    /// In JSON lines, read public keys from 1024 bits on.
    #[arg(long)]
    pub allow_weak_key: bool,
}

/// Signs.
///
/// # Errors
/// A secret, key or file is missing or can't be used.
pub fn run(args: &SignArgs, printer: Printer) -> Result<Exit, Failure> {
    let profile = args.profile.profile();
    let (Some(method), Some(path)) = (&args.method, &args.path) else {
        return answer_lines(profile, args.allow_weak_key, printer);
    };
    let time = args.timestamp.clone().unwrap_or_else(|| profile.timestamp(SystemTime::now()));
    let body = args.body.read()?;
    let token = args.token.read()?;
    let text = StringToSign::transaction(&profile, method, path, token.as_ref(), &body, &time);
    let signed = signed(args, &profile, token.as_ref(), text)?;
    let report = SignReport {
        timestamp: time,
        signature: signed.signature().to_owned(),
        body_hash: signed.body_hash().to_owned(),
        string_to_sign: masked(&signed, token.as_ref()),
    };
    printer.print(&report, || report.words(&profile))?;
    printer.note(&format!("body hash       {}\nstring to sign  {}", report.body_hash, report.string_to_sign));
    if !path.starts_with('/') {
        printer.note("the path was signed as it was given; SNAP signs it from its first / on, without scheme and host");
    }
    Ok(Exit::Done)
}

/// What `bayar snap sign --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SignReport {
    /// The value of X-TIMESTAMP.
    pub timestamp: String,
    /// The value of X-SIGNATURE.
    pub signature: String,
    /// SHA-256 of the minified body in lower-case hex.
    pub body_hash: String,
    /// What was signed, with *** for the token.
    pub string_to_sign: String,
}

impl SignReport {
    fn words(&self, profile: &Profile) -> String {
        let [time, signature] = [Header::Timestamp, Header::Signature].map(|header| spelled(profile, header));
        format!("{time}: {}\n{signature}: {}", self.timestamp, self.signature)
    }
}

fn signed(args: &SignArgs, profile: &Profile, token: Option<&Secret>, text: StringToSign) -> Result<Signed> {
    if let Some(path) = &args.key {
        return Ok(text.rsa(&private_key_file(path)?, profile.signature_text)?);
    }
    let secret = args.secret.read()?.context(
        "what signs? Give --key for an asymmetric signature, or --secret-file (or --secret-env) and --token-file (or --token-env) for a symmetric one",
    )?;
    token.context("a symmetric signature holds the B2B token: give --token-file or --token-env")?;
    Ok(text.hmac(&HmacKey::new(&secret), profile.signature_text))
}

fn masked(signed: &Signed, token: Option<&Secret>) -> String {
    let text = signed.string_to_sign();
    match token.filter(|token| !token.is_empty()) {
        Some(token) => text.replace(&format!(":{}:", token.expose()), ":***:"),
        None => text.to_owned(),
    }
}

/// A header as the standard writes it; on the wire capitals don't matter.
pub(super) fn spelled(profile: &Profile, header: Header) -> String {
    profile.headers.get(header).as_str().to_ascii_uppercase()
}
