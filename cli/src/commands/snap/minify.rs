//! `bayar snap minify`: the body as it is hashed.
//!
//! Comes in: bytes. Stays out: parsing them, unless --strict asks for it.

use super::{line, material::bytes};
use anyhow::Result;
use bayar::snap::BodyHash;
use bayar::snap::minify::{minify, minify_strict};
use clap::Args;
use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
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
pub fn run(args: &MinifyArgs) -> Result<ExitCode> {
    let body = bytes(&args.file)?;
    let compact = if args.strict { minify_strict(&body)? } else { minify(&body) };
    if args.hash {
        line(BodyHash::of_exactly(&compact).as_str())?;
    } else {
        io::stdout().write_all(&compact)?;
        io::stdout().flush()?;
    }
    Ok(ExitCode::SUCCESS)
}
