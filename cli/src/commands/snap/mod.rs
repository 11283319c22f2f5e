//! `bayar snap`: SNAP's signatures, keys and codes from the shell. Nothing is sent anywhere.
//!
//! Comes in: options, files, standard input. Stays out: the standard itself, which is `bayar::snap`; the network.

pub mod codes;
pub mod explain;
pub mod lines;
pub mod material;
pub mod minify;
pub mod profile;
pub mod sign;
pub mod token;
pub mod verify;

use crate::{exit::Exit, failure::Failure, printer::Printer};
use clap::Subcommand;
use std::io::IsTerminal;

/// What to do with SNAP.
#[derive(Debug, Subcommand)]
pub enum SnapCommand {
    /// Sign a transaction request; without --method: answer JSON lines.
    ///
    /// Prints the headers to send. With --key the signature is asymmetric (RSA), else symmetric (secret and token).
    #[command(after_help = sign::help())]
    Sign(Box<sign::SignArgs>),
    /// Check a signature; without --signature: answer JSON lines.
    ///
    /// Ends with 0 if the signature fits and with 1 if it doesn't. Freshness and repeats are not looked at.
    #[command(after_help = verify::help())]
    Verify(Box<verify::VerifyArgs>),
    /// Drop the white space outside strings from a body; nothing else is touched.
    #[command(after_help = minify::HELP)]
    Minify(minify::MinifyArgs),
    /// Say why a request is refused, from raw HTTP, a curl command, or its parts.
    ///
    /// Ends with 0 if nothing is wrong and with 1 if something is. Secrets, tokens and signatures are not shown; a few
    /// characters of the body around the first difference are.
    #[command(after_help = explain::HELP)]
    Explain(Box<explain::ExplainArgs>),
    /// Sign a request for an access token, and print it ready to send.
    #[command(after_help = token::HELP)]
    Token(token::TokenRequestArgs),
    /// What a responseCode means and what to do; without a code, the table of the standard.
    #[command(after_help = codes::HELP)]
    Codes(codes::CodesArgs),
}

/// Runs one of them.
///
/// # Errors
/// A file, a key or an option that can't be used; the text says which and what to do.
pub fn run(command: &SnapCommand, printer: Printer) -> Result<Exit, Failure> {
    match command {
        SnapCommand::Sign(args) => sign::run(args, printer),
        SnapCommand::Verify(args) => verify::run(args, printer),
        SnapCommand::Minify(args) => minify::run(args, printer),
        SnapCommand::Explain(args) => explain::run(args, printer),
        SnapCommand::Token(args) => token::run(args, printer),
        SnapCommand::Codes(args) => codes::run(args, printer),
    }
}

/// Answers JSON lines from standard input.
fn answer_lines(profile: bayar::snap::Profile, weak_keys_allowed: bool, printer: Printer) -> Result<Exit, Failure> {
    let input = std::io::stdin();
    if input.is_terminal() {
        printer
            .note("reading JSON lines, as {\"kind\":\"minify\",\"input\":{\"body\":\"{ }\"}}; --help shows the rest");
    }
    let mut clerk = lines::Clerk::new(profile, weak_keys_allowed);
    lines::answer_all(&mut clerk, input, std::io::stdout().lock(), lines::LONGEST)?;
    Ok(Exit::Done)
}

/// Done for yes, failed for no.
fn verdict(yes: bool) -> Exit {
    if yes { Exit::Done } else { Exit::Failed }
}

const LINES: &str = "\
JSON lines: one {\"kind\": K, \"input\": {...}} a line, all values strings; one answer a line, in order.
A line that can't be served is answered {\"error\": ...}, and the rest goes on. Both sign and verify take every kind.
  minify            body                                             -> minified
  body_hash         body                                             -> body_hash
  token_rsa         private_key, client_id, timestamp                -> string_to_sign, signature
  tx_hmac           secret, method, path, token, body, timestamp     -> body_hash, string_to_sign, signature, signature_hex
  tx_hmac_sts       method, path, token, body, timestamp             -> body_hash, string_to_sign
  tx_rsa            private_key, method, path, body, timestamp       -> body_hash, string_to_sign, signature
  hmac_sts          secret, string_to_sign                           -> signature, signature_hex
  token_rsa_verify  public_key, client_id, timestamp, signature      -> valid
  tx_hmac_verify    as tx_hmac, and signature (base64)               -> valid
  tx_rsa_verify     public_key, method, path, body, timestamp, signature -> valid";
