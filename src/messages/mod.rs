//! What to tell people, in English and Indonesian: kinds of errors, outcomes, and every documented response code.
//!
//! May use: the values, `snap` codes, the facades' codes. Decides nothing; the English texts live beside what they are
//! about.

mod effects;
mod errors;
mod obstacles;
mod singapay;
mod snap;

/// A language of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Bahasa Indonesia.
    Id,
}

impl From<Lang> for crate::snap::explain::Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::En => Self::English,
            Lang::Id => Self::Indonesian,
        }
    }
}
