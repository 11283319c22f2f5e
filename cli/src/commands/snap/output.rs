//! How results are printed.
//!
//! Comes in: options. Stays out: what is printed.

pub use crate::args::Language;
use clap::Args;

/// For people or for programs.
#[derive(Clone, Copy, Debug, Args)]
pub struct OutputArgs {
    /// Print JSON instead of words.
    #[arg(long)]
    pub json: bool,
    /// The language of the words.
    #[arg(long, value_enum, default_value_t = Language::En, value_name = "LANGUAGE")]
    pub lang: Language,
}
