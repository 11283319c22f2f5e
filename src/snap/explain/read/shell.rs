//! The words of a shell command.
//!
//! Comes in: one command, over several lines or not. Stays out: variables, substitutions, pipes: they stay text.

use std::iter::Peekable;
use std::str::Chars;

/// Splits as a POSIX shell does: `'...'`, `"..."`, `$'...'`, `\` before a character, `\` at the end of a line. A quote
/// that isn't closed ends with the text.
pub(super) fn words(command: &str) -> Vec<String> {
    let mut chars = command.chars().peekable();
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    while let Some(char) = chars.next() {
        match char {
            '\\' => escaped(&mut chars, &mut word),
            '\'' => plain(&mut chars, word.get_or_insert_default()),
            '"' => quoted(&mut chars, word.get_or_insert_default()),
            '$' if chars.next_if_eq(&'\'').is_some() => ansi(&mut chars, word.get_or_insert_default()),
            blank if blank.is_whitespace() => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

type Rest<'a> = Peekable<Chars<'a>>;

fn escaped(chars: &mut Rest<'_>, word: &mut Option<String>) {
    match chars.next() {
        Some('\n') | None => {}
        Some('\r') => drop(chars.next_if_eq(&'\n')),
        Some(char) => word.get_or_insert_default().push(char),
    }
}

fn plain(chars: &mut Rest<'_>, word: &mut String) {
    word.extend(chars.by_ref().take_while(|char| *char != '\''));
}

fn quoted(chars: &mut Rest<'_>, word: &mut String) {
    while let Some(char) = chars.next() {
        match char {
            '"' => return,
            '\\' => match chars.next() {
                Some('\n') | None => {}
                Some(char @ ('"' | '\\' | '$' | '`')) => word.push(char),
                Some(other) => word.extend(['\\', other]),
            },
            other => word.push(other),
        }
    }
}

fn ansi(chars: &mut Rest<'_>, word: &mut String) {
    while let Some(char) = chars.next() {
        match char {
            '\'' => return,
            '\\' => match chars.next() {
                Some('n') => word.push('\n'),
                Some('r') => word.push('\r'),
                Some('t') => word.push('\t'),
                Some('u') => word.extend(code(chars, 4)),
                Some('x') => word.extend(code(chars, 2)),
                Some(other) => word.push(other),
                None => {}
            },
            other => word.push(other),
        }
    }
}

fn code(chars: &mut Rest<'_>, most: usize) -> Option<char> {
    let mut number = 0;
    for _ in 0..most {
        let Some(digit) = chars.peek().and_then(|char| char.to_digit(16)) else {
            break;
        };
        chars.next();
        number = number * 16 + digit;
    }
    char::from_u32(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_as_a_shell_does() {
        for (command, wanted) in [
            ("a  b\tc", vec!["a", "b", "c"]),
            ("'a b' \"c d\"e", vec!["a b", "c de"]),
            (r#""a \" \\ \n" '\'"#, vec![r#"a " \ \n"#, r"\"]),
            ("a \\\n b \\\r\n c", vec!["a", "b", "c"]),
            (r"$'it\'s\n\u00e9\x41' ''", vec!["it's\né\u{41}", ""]),
            (r"a\ b $x", vec!["a b", "$x"]),
            ("'open", vec!["open"]),
            ("", vec![]),
        ] {
            assert_eq!(words(command), wanted, "{command}");
        }
    }
}
