//! A wallet whose balance follows the feed of changes, and that is killed between a change and `done()`.
//!
//! ```text
//! cargo run -p bayar-payments-examples --bin wallet
//! ```
//!
//! What to look at: `book.rs`. A change comes again until it is `done()`, so the wallet books by the payment's id, in one
//! transaction: once, however often it comes. Money is on hold from before the payment until its end is certain.
//!
//! Without arguments it tells the story: it brings a provider, starts itself as the wallet (`wallet work FOLDER`), kills that
//! with SIGKILL after every change that it booked and had not yet said so, until all is done; then it compares the books with
//! what the provider really took.
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

mod book;
mod story;
mod work;

use anyhow::Result;
use std::{env, process::ExitCode};

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    match arguments.as_slice() {
        [word, folder] if word == "work" => work::work(folder.as_ref()).await.map(|()| ExitCode::SUCCESS),
        _ => story::tell().await,
    }
}
