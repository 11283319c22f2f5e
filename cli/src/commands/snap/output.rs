//! How results are printed.
//!
//! Comes in: options. Stays out: what is printed.

use clap::{Args, ValueEnum};

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

/// A language of messages.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Language {
    /// English.
    En,
    /// Bahasa Indonesia.
    Id,
}

impl From<Language> for bayar::Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Id => Self::Id,
        }
    }
}

impl From<Language> for bayar::snap::explain::Language {
    fn from(language: Language) -> Self {
        bayar::Lang::from(language).into()
    }
}
