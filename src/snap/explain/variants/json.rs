//! Rewritings of a JSON text that keep every token as it is spelled.
//!
//! Comes in: a JSON text, compact or not; for anything else, nothing is rewritten. Stays out: values.

use std::fmt::Write;

/// Deeper than this nothing is rewritten.
const DEEPEST: usize = 64;

/// A JSON text by its tokens.
enum Node<'a> {
    Object(Vec<(&'a str, Self)>),
    Array(Vec<Self>),
    /// A text with its quotes, a number, or a word.
    Atom(&'a str),
}

/// Keys sorted in every object.
pub(super) fn sorted(text: &str) -> Option<String> {
    let mut node = parse(text)?;
    node.edit(&mut |members| members.sort_by_key(|(key, _)| *key));
    Some(node.print(&Style::compact(), &str::to_owned))
}

/// Without members that are null.
pub(super) fn without_nulls(text: &str) -> Option<String> {
    let mut node = parse(text)?;
    node.edit(&mut |members| members.retain(|(_, value)| !matches!(value, Node::Atom("null"))));
    Some(node.print(&Style::compact(), &str::to_owned))
}

/// `{"a": 1, "b": 2}`, as Python prints.
pub(super) fn spaced(text: &str) -> Option<String> {
    let style = Style { colon: ": ", comma: ", ", indent: None };
    Some(parse(text)?.print(&style, &str::to_owned))
}

/// A line for each member.
pub(super) fn indented(text: &str, indent: &'static str) -> Option<String> {
    let style = Style { colon: ": ", comma: ",", indent: Some(indent) };
    Some(parse(text)?.print(&style, &str::to_owned))
}

/// Numbers as JavaScript prints them: `1.50` becomes `1.5`, `10.00` becomes `10`.
pub(super) fn numbers_short(text: &str) -> Option<String> {
    Some(parse(text)?.print(&Style::compact(), &|atom| number(atom).map_or(atom.to_owned(), |value| value.to_string())))
}

/// Numbers with a fraction as Python and Java print them: `10.00` becomes `10.0`.
pub(super) fn numbers_with_fraction(text: &str) -> Option<String> {
    let printed = |atom: &str| match number(atom) {
        Some(value) if atom.contains(['.', 'e', 'E']) => format!("{value:?}"),
        _ => atom.to_owned(),
    };
    Some(parse(text)?.print(&Style::compact(), &printed))
}

/// Texts without spaces at their ends.
pub(super) fn trimmed(text: &str) -> Option<String> {
    let trim = |atom: &str| match atom.strip_prefix('"').and_then(|atom| atom.strip_suffix('"')) {
        Some(inside) => format!("\"{}\"", inside.trim()),
        None => atom.to_owned(),
    };
    Some(parse(text)?.print(&Style::compact(), &trim))
}

fn number(atom: &str) -> Option<f64> {
    let starts = atom.starts_with(|char: char| char.is_ascii_digit() || char == '-');
    atom.parse().ok().filter(|_| starts)
}

/// `<`, `>` and `&` as Go writes them.
pub(super) fn html_escaped(text: &str) -> Option<String> {
    Some(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

/// `<`, `>` and `&` as they are.
pub(super) fn html_unescaped(text: &str) -> Option<String> {
    let text = text.replace("\\u003c", "<").replace("\\u003C", "<");
    Some(text.replace("\\u003e", ">").replace("\\u003E", ">").replace("\\u0026", "&"))
}

/// Everything outside ASCII as `\u00e9`.
pub(super) fn unicode_escaped(text: &str) -> Option<String> {
    Some(escaped(text, |out, unit| write!(out, "\\u{unit:04x}")))
}

/// Everything outside ASCII as `\u00E9`.
pub(super) fn unicode_escaped_upper(text: &str) -> Option<String> {
    Some(escaped(text, |out, unit| write!(out, "\\u{unit:04X}")))
}

fn escaped(text: &str, print: fn(&mut String, u16) -> std::fmt::Result) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for char in text.chars() {
        if char.is_ascii() {
            out.push(char);
        } else {
            for unit in char.encode_utf16(&mut [0; 2]) {
                // Writing into a String can't fail.
                let _ = print(&mut out, *unit);
            }
        }
    }
    out
}

/// Every `\u00e9` as the letter that it stands for, save quotes, backslashes and control characters.
pub(super) fn unicode_unescaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('\\') {
        out.push_str(&rest[..place]);
        rest = &rest[place..];
        let (letter, length) = letter(rest).unwrap_or_else(|| {
            let length = rest.chars().take(2).map(char::len_utf8).sum();
            (rest[..length].to_owned(), length)
        });
        out.push_str(&letter);
        rest = &rest[length..];
    }
    Some(out + rest)
}

/// The letter of the `\u` escape (or the pair of them) that a text starts with, and how long that is.
fn letter(text: &str) -> Option<(String, usize)> {
    let unit = |from: usize| {
        let digits = text.get(from..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let first = unit(0)?;
    let pair = unit(6).filter(|_| (0xd800..0xdc00).contains(&first));
    let units: Vec<u16> = std::iter::once(first).chain(pair).collect();
    let letters = String::from_utf16(&units).ok()?;
    let plain = letters.chars().all(|char| !char.is_control() && char != '"' && char != '\\');
    plain.then_some((letters, units.len() * 6))
}

struct Style {
    colon: &'static str,
    comma: &'static str,
    indent: Option<&'static str>,
}

impl Style {
    fn compact() -> Self {
        Self { colon: ":", comma: ",", indent: None }
    }
}

impl<'a> Node<'a> {
    fn edit(&mut self, edit: &mut impl FnMut(&mut Vec<(&'a str, Self)>)) {
        match self {
            Self::Object(members) => {
                edit(members);
                members.iter_mut().for_each(|(_, value)| value.edit(edit));
            }
            Self::Array(items) => items.iter_mut().for_each(|item| item.edit(edit)),
            Self::Atom(_) => {}
        }
    }

    fn print(&self, style: &Style, atom: &dyn Fn(&str) -> String) -> String {
        let mut out = String::new();
        self.print_to(&mut out, style, atom, 0);
        out
    }

    fn print_to(&self, out: &mut String, style: &Style, atom: &dyn Fn(&str) -> String, depth: usize) {
        match self {
            Self::Atom(text) => out.push_str(&atom(text)),
            Self::Object(members) if members.is_empty() => out.push_str("{}"),
            Self::Array(items) if items.is_empty() => out.push_str("[]"),
            Self::Object(members) => {
                out.push('{');
                for (place, (key, value)) in members.iter().enumerate() {
                    between(out, style, place, depth + 1);
                    out.push_str(key);
                    out.push_str(style.colon);
                    value.print_to(out, style, atom, depth + 1);
                }
                line(out, style, depth);
                out.push('}');
            }
            Self::Array(items) => {
                out.push('[');
                for (place, item) in items.iter().enumerate() {
                    between(out, style, place, depth + 1);
                    item.print_to(out, style, atom, depth + 1);
                }
                line(out, style, depth);
                out.push(']');
            }
        }
    }
}

fn between(out: &mut String, style: &Style, place: usize, depth: usize) {
    if place > 0 {
        out.push_str(style.comma);
    }
    line(out, style, depth);
}

fn line(out: &mut String, style: &Style, depth: usize) {
    if let Some(indent) = style.indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(indent, depth));
    }
}

fn parse(text: &str) -> Option<Node<'_>> {
    let (node, rest) = value(text, 0)?;
    rest.trim_start().is_empty().then_some(node)
}

fn value(text: &str, depth: usize) -> Option<(Node<'_>, &str)> {
    let text = text.trim_start();
    if depth > DEEPEST {
        return None;
    }
    match text.bytes().next()? {
        b'{' => list(&text[1..], '}', |text| member(text, depth)).map(|(members, rest)| (Node::Object(members), rest)),
        b'[' => list(&text[1..], ']', |text| value(text, depth + 1)).map(|(items, rest)| (Node::Array(items), rest)),
        _ => atom(text).map(|(atom, rest)| (Node::Atom(atom), rest)),
    }
}

fn member(text: &str, depth: usize) -> Option<((&str, Node<'_>), &str)> {
    let (key, rest) = atom(text.trim_start())?;
    let (value, rest) = value(rest.trim_start().strip_prefix(':')?, depth + 1)?;
    Some(((key, value), rest))
}

/// Items and commas up to the closing bracket.
fn list<'a, T>(
    text: &'a str,
    close: char,
    item: impl Fn(&'a str) -> Option<(T, &'a str)>,
) -> Option<(Vec<T>, &'a str)> {
    let mut items = Vec::new();
    if let Some(rest) = text.trim_start().strip_prefix(close) {
        return Some((items, rest));
    }
    let mut text = text;
    loop {
        let (next, rest) = item(text)?;
        items.push(next);
        let rest = rest.trim_start();
        if let Some(rest) = rest.strip_prefix(close) {
            return Some((items, rest));
        }
        text = rest.strip_prefix(',')?;
    }
}

fn atom(text: &str) -> Option<(&str, &str)> {
    let end = match text.strip_prefix('"') {
        Some(inside) => {
            let mut escaped = false;
            let close = inside.bytes().position(|byte| {
                let closes = byte == b'"' && !escaped;
                escaped = byte == b'\\' && !escaped;
                closes
            });
            close? + 2
        }
        None => text.find(|char: char| ",:]}".contains(char) || char.is_whitespace()).unwrap_or(text.len()),
    };
    (end > 0).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewrites_keep_the_spelling_of_everything_else() {
        let text = r#"{"b":[1.50,{"z":null,"a":"x\/\" y"}],"a":{},"c":[],"é":"\u00e9"}"#;
        assert_eq!(sorted(text).expect("json"), r#"{"a":{},"b":[1.50,{"a":"x\/\" y","z":null}],"c":[],"é":"\u00e9"}"#);
        assert_eq!(without_nulls(text).expect("json"), text.replace(r#""z":null,"#, ""));
        assert_eq!(spaced(r#"{"b":[1,{"a":2}],"c":3}"#).expect("json"), r#"{"b": [1, {"a": 2}], "c": 3}"#);
        assert_eq!(numbers_short(text).expect("json"), text.replace("1.50", "1.5"));
        assert_eq!(unicode_unescaped(text).expect("text"), text.replace("\\u00e9", "é"));
        assert_eq!(unicode_escaped(text).expect("text"), text.replace('é', "\\u00e9"));
    }

    #[test]
    fn indents_as_serde_json_does() {
        let text = r#"{"b":[1,{"a":[]}],"c":"d"}"#;
        let value: serde_json::Value = serde_json::from_str(text).expect("json");
        assert_eq!(indented(text, "  "), serde_json::to_string_pretty(&value).ok());
    }

    #[test]
    fn odd_texts_are_left_alone() {
        for text in ["", "{", "[1,]", "{\"a\"}", "{\"a\":}", "\"open", "[1]x", &"[".repeat(1000)] {
            assert!(parse(text).is_none(), "{text}");
        }
        assert_eq!(unicode_unescaped("\\u0022 \\uD83D\\uDE00 \\ud83d \\").as_deref(), Some("\\u0022 😀 \\ud83d \\"));
    }
}
