//! The command line.
//!
//! Declarations only.

use crate::commands::snap::SnapCommand;
use clap::{Parser, Subcommand};

/// Indonesian payment APIs from the shell: Singapay B2B Biller, Finnet SNAP, PayCombat.
#[derive(Debug, Parser)]
#[command(name = "bayar", version, arg_required_else_help = true)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Pay a bill, lose an answer and find it again, reset a PIN, delete a customer: all on this machine.
    ///
    /// Starts the simulator of all three providers in this process and talks to it over real HTTP on loopback. Nothing
    /// leaves the machine, no account is needed. Exits with 0 if every step ended as it should, else with 1.
    #[command(after_help = "Examples:\n  bayar demo\n  bayar demo --json | jq .lost_answer")]
    Demo {
        /// Print one JSON document instead of the story (schema: cli/schemas/demo.json).
        #[arg(long)]
        json: bool,
    },
    /// SNAP, Bank Indonesia's standard: sign, verify, understand. Nothing is sent.
    #[command(subcommand, arg_required_else_help = true)]
    Snap(SnapCommand),
}
