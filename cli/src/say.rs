//! Two languages.
//!
//! Must not know: what is said.

use bayar::Lang;

/// The text in the language of the reader.
pub(crate) fn say(lang: Lang, english: &'static str, indonesian: &'static str) -> &'static str {
    match lang {
        Lang::Id => indonesian,
        _ => english,
    }
}
