//! The names that the generator makes of names in a document.
//!
//! Follows the generator's own rule, so that clashes are seen before it silently resolves them.

use heck::{ToPascalCase, ToSnakeCase};

/// A type or a variant.
pub(crate) fn pascal(text: &str) -> String {
    clean(text).to_pascal_case()
}

/// A field or a method.
pub(crate) fn snake(text: &str) -> String {
    clean(text).to_snake_case()
}

fn clean(text: &str) -> String {
    let other = |c: char| !(c.is_alphanumeric() || c == '_');
    text.replace('\'', "").replace(other, "-")
}
