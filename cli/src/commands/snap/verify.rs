//! `bayar snap verify`: does a signature fit, once or as JSON lines.
//!
//! Comes in: the parts of a request and its signature. Stays out: why it doesn't fit; that is `bayar snap explain`.

use super::material::{BodyArgs, SecretArgs, TokenArgs, public_key_file};
use super::profile::ProfileArgs;
use super::{LINES, answer_lines, verdict};
use crate::{exit::Exit, failure::Failure, printer::Printer};
use anyhow::{Context, Result, bail};
use bayar::snap::{HmacKey, Profile, SignatureText, StringToSign};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

/// Examples and the table of JSON lines.
#[must_use]
pub fn help() -> String {
    format!("{EXAMPLES}\n\n{LINES}")
}

const EXAMPLES: &str = "Examples:\n  \
     bayar snap verify --signature \"$SIG\" --timestamp \"$TIME\" --method POST --path /v1.0/debit/notify \\\n      \
     --body-file body.json --public-key provider.pem\n  \
     bayar snap verify --signature \"$SIG\" --timestamp \"$TIME\" --client-id partner --public-key partner.pem\n  \
     bayar snap verify < questions.jsonl > answers.jsonl";

/// One signature, or none for JSON lines.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The value of X-SIGNATURE.
    #[arg(long, requires = "timestamp", value_name = "TEXT")]
    pub signature: Option<String>,
    /// The value of X-TIMESTAMP, as it was sent.
    #[arg(long, requires = "signature", value_name = "TIME")]
    pub timestamp: Option<String>,
    /// The method of the request.
    #[arg(long, requires_all = ["path", "signature"])]
    pub method: Option<String>,
    /// The path with its query, as on the request line.
    #[arg(long, requires_all = ["method", "signature"], value_name = "PATH")]
    pub path: Option<String>,
    /// The body.
    #[command(flatten)]
    pub body: BodyArgs,
    /// The value of X-CLIENT-KEY, for a token request.
    #[arg(long, requires_all = ["public_key", "signature"], conflicts_with = "method", value_name = "ID")]
    pub client_id: Option<String>,
    /// The client secret.
    #[command(flatten)]
    pub secret: SecretArgs,
    /// The token.
    #[command(flatten)]
    pub token: TokenArgs,
    /// The file with the RSA public key of the sender.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["secret_file", "secret_env", "token_file", "token_env"])]
    pub public_key: Option<PathBuf>,
    /// Read public keys from 1024 bits on: for published samples, never for payments.
    #[arg(long)]
    pub allow_weak_key: bool,
    /// The rules.
    #[command(flatten)]
    pub profile: ProfileArgs,
}

/// Verifies.
///
/// # Errors
/// A secret, key or file is missing or can't be used. A signature that doesn't fit is no error.
pub fn run(args: &VerifyArgs, printer: Printer) -> Result<Exit, Failure> {
    let profile = args.profile.profile();
    let (Some(signature), Some(time)) = (&args.signature, &args.timestamp) else {
        return answer_lines(profile, args.allow_weak_key, printer);
    };
    let valid = fits(args, &profile, signature, time)?;
    let report = VerifyReport { valid };
    let exit = printer.verdict(&report, || if valid { "valid" } else { "not valid" }.to_owned(), verdict(valid))?;
    if !valid {
        printer.note("`bayar snap explain` names the cause");
    }
    Ok(exit)
}

/// What `bayar snap verify --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VerifyReport {
    /// Whether the signature fits.
    pub valid: bool,
}

fn fits(args: &VerifyArgs, profile: &Profile, signature: &str, time: &str) -> Result<bool> {
    let form = profile.signature_text;
    let key = args.public_key.as_deref().map(|path| public_key_file(path, args.allow_weak_key)).transpose()?;
    if let (Some(client), Some(key)) = (&args.client_id, &key) {
        return Ok(StringToSign::token(client, time).fits_rsa(key, signature, SignatureText::Base64));
    }
    let (Some(method), Some(path)) = (&args.method, &args.path) else {
        bail!("what was signed? Give --method and --path for a transaction, or --client-id for a token request");
    };
    let body = args.body.read()?;
    if let Some(key) = key {
        let text = StringToSign::transaction(profile, method, path, None, &body, time);
        return Ok(text.fits_rsa(&key, signature, form));
    }
    let secret = args.secret.read()?.context("who signed? Give --public-key, or --secret-file and --token-file")?;
    let token =
        args.token.read()?.context("a symmetric signature holds the B2B token: give --token-file or --token-env")?;
    let text = StringToSign::transaction(profile, method, path, Some(&token), &body, time);
    Ok(text.fits_hmac(&HmacKey::new(&secret), signature, form))
}
