//! `bayar snap token`: a request for an access token, ready to send.
//!
//! Comes in: the client id and the private key. Stays out: sending it, so that no token lands in a terminal.

use super::material::private_key_file;
use super::profile::ProfileArgs;
use super::sign::spelled;
use crate::{exit::Exit, failure::Failure, printer::Printer};
use bayar::snap::{Header, Profile, sign};
use clap::Args;
use serde::Serialize;
use std::{path::PathBuf, time::SystemTime};

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
pub fn run(args: &TokenRequestArgs, printer: Printer) -> Result<Exit, Failure> {
    let profile = args.profile.profile();
    let key = private_key_file(&args.key)?;
    let time = args.timestamp.clone().unwrap_or_else(|| profile.timestamp(SystemTime::now()));
    let signed = sign::token_with_key(&args.client_id, &time, &key).map_err(anyhow::Error::from)?;
    let report = TokenReport {
        path: profile.token_path.to_string(),
        timestamp: time,
        client_key: args.client_id.clone(),
        signature: signed.signature().to_owned(),
        body: serde_json::json!({ &*profile.grant.field: profile.grant.client_credentials }).to_string(),
        string_to_sign: signed.string_to_sign().to_owned(),
    };
    printer.print(&report, || match &args.url {
        Some(url) => report.curl(url, &profile),
        None => report.http(&profile),
    })?;
    printer.note(&format!("string to sign  {}", report.string_to_sign));
    Ok(Exit::Done)
}

/// What `bayar snap token --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TokenReport {
    /// Where to POST it.
    pub path: String,
    /// The value of X-TIMESTAMP.
    pub timestamp: String,
    /// The value of X-CLIENT-KEY.
    pub client_key: String,
    /// The value of X-SIGNATURE.
    pub signature: String,
    /// The body, as text.
    pub body: String,
    /// What was signed.
    pub string_to_sign: String,
}

impl TokenReport {
    fn headers(&self, profile: &Profile) -> [String; 4] {
        let named = |header, value: &str| format!("{}: {value}", spelled(profile, header));
        [
            "Content-Type: application/json".to_owned(),
            named(Header::Timestamp, &self.timestamp),
            named(Header::ClientKey, &self.client_key),
            named(Header::Signature, &self.signature),
        ]
    }

    fn http(&self, profile: &Profile) -> String {
        format!("POST {}\n{}\n\n{}", self.path, self.headers(profile).join("\n"), self.body)
    }

    fn curl(&self, url: &str, profile: &Profile) -> String {
        let url = format!("{}{}", url.trim_end_matches('/'), self.path);
        let headers = self.headers(profile).map(|header| format!(" -H {}", quoted(&header)));
        format!("curl -sS {}{} -d {}", quoted(&url), headers.concat(), quoted(&self.body))
    }
}

/// For a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
