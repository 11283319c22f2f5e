//! `bayar snap token`: a request for an access token, ready to send.
//!
//! Comes in: the client id and the private key. Stays out: sending it, so that no token lands in a terminal.

use super::material::private_key_file;
use super::profile::ProfileArgs;
use super::sign::spelled;
use super::{line, note};
use anyhow::Result;
use bayar::snap::{Header, Profile, sign};
use clap::Args;
use std::{path::PathBuf, process::ExitCode, time::SystemTime};

/// Examples.
pub const HELP: &str = "Examples:\n  \
    bayar snap token --client-id partner --key key.pem\n  \
    bayar snap token --client-id partner --key key.pem --url https://bank.example | sh";

/// Who asks, and with which key.
#[derive(Debug, Args)]
pub struct TokenRequestArgs {
    /// The value of X-CLIENT-KEY.
    #[arg(long, value_name = "ID")]
    pub client_id: String,
    /// The file with the RSA private key.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// The value of X-TIMESTAMP; without it, now, in the form of the profile.
    #[arg(long, value_name = "TIME")]
    pub timestamp: Option<String>,
    /// Print a curl command for this host instead of the request.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The rules.
    #[command(flatten)]
    pub profile: ProfileArgs,
}

/// Prints the request.
///
/// # Errors
/// The key can't be used.
pub fn run(args: &TokenRequestArgs) -> Result<ExitCode> {
    let profile = args.profile.profile();
    let key = private_key_file(&args.key)?;
    let time = args.timestamp.clone().unwrap_or_else(|| profile.timestamp(SystemTime::now()));
    let signed = sign::token_with_key(&args.client_id, &time, &key)?;
    let headers = [
        "Content-Type: application/json".to_owned(),
        format!("{}: {time}", spelled(&profile, Header::Timestamp)),
        format!("{}: {}", spelled(&profile, Header::ClientKey), args.client_id),
        format!("{}: {}", spelled(&profile, Header::Signature), signed.signature()),
    ];
    let body = serde_json::json!({ &*profile.grant.field: profile.grant.client_credentials }).to_string();
    line(&match &args.url {
        Some(url) => curl(url, &profile, &headers, &body),
        None => format!("POST {}\n{}\n\n{body}", profile.token_path, headers.join("\n")),
    })?;
    note(&format!("string to sign  {}", signed.string_to_sign()))?;
    Ok(ExitCode::SUCCESS)
}

fn curl(url: &str, profile: &Profile, headers: &[String], body: &str) -> String {
    let url = format!("{}{}", url.trim_end_matches('/'), profile.token_path);
    let headers: String = headers.iter().map(|header| format!(" -H {}", quoted(header))).collect();
    format!("curl -sS {}{headers} -d {}", quoted(&url), quoted(body))
}

/// For a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
