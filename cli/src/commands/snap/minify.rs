//! `bayar snap minify`: the body as it is hashed.
//!
//! Comes in: bytes. Stays out: parsing them, unless --strict asks for it.

use super::material::bytes;
use crate::{exit::Exit, failure::Failure, printer::Printer};
use bayar::snap::BodyHash;
use bayar::snap::minify::{minify, minify_strict};
use clap::Args;
use serde::Serialize;
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// Examples.
pub const HELP: &str = "Examples:\n  bayar snap minify body.json\n  bayar snap minify --hash < body.json";

/// A body.
#[derive(Debug, Args)]
pub struct MinifyArgs {
    /// The file with the body; - for standard input.
    #[arg(default_value = "-", value_name = "FILE")]
    pub file: PathBuf,
    /// Print the body hash (SHA-256 in hex) instead.
    #[arg(long)]
    pub hash: bool,
    /// Refuse a text that is not JSON, and say at which byte it stops being JSON.
    #[arg(long)]
    pub strict: bool,
}

/// Minifies. Nothing is added to the output, no line end either.
///
/// # Errors
/// The file can't be read, or is no JSON where that was asked for.
pub fn run(args: &MinifyArgs, printer: Printer) -> Result<Exit, Failure> {
    let body = bytes(&args.file)?;
    let compact = if args.strict { minify_strict(&body).map_err(anyhow::Error::from)? } else { minify(&body) };
    let hash = BodyHash::of_exactly(&compact);
    if printer.json {
        let report = MinifyReport {
            minified: String::from_utf8_lossy(&compact).into_owned(),
            body_hash: hash.as_str().to_owned(),
        };
        printer.print(&report, String::new)?;
    } else if args.hash {
        printer.line(hash.as_str())?;
    } else {
        io::stdout().write_all(&compact)?;
        io::stdout().flush()?;
    }
    Ok(Exit::Done)
}

/// What `bayar snap minify --json` prints.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MinifyReport {
    /// The body without white space outside strings; bytes that are no UTF-8 are replaced here, and only here.
    pub minified: String,
    /// Its SHA-256 in lower-case hex.
    pub body_hash: String,
}
