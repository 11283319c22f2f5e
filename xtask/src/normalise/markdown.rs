//! Makes a description safe for rustdoc.
//!
//! Indented text and bare fences would become doctests, brackets links, angle brackets HTML. Text in, text out.

/// `text` without anything that rustdoc takes for code, a link or HTML by mistake.
pub(crate) fn safe(text: &str) -> String {
    let mut fenced = false;
    let mut lines: Vec<String> = text.trim().lines().map(|one| line(one.trim(), &mut fenced)).collect();
    if fenced {
        lines.push("```".to_owned());
    }
    lines.join("\n")
}

fn line(line: &str, fenced: &mut bool) -> String {
    if line.starts_with("```") {
        *fenced = !*fenced;
        return if *fenced { "```text" } else { "```" }.to_owned();
    }
    if *fenced {
        return line.to_owned();
    }
    // Every second part stands between backticks, unless the last backtick is alone.
    let parts: Vec<&str> = line.split('`').collect();
    let closed = parts.len() % 2 == 1;
    let is_code = |index: usize| index % 2 == 1 && (closed || index + 1 < parts.len());
    let safe: Vec<String> =
        parts.iter().enumerate().map(|(i, part)| if is_code(i) { (*part).to_owned() } else { prose(part) }).collect();
    safe.join("`")
}

fn prose(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = verbatim(rest).unwrap_or_else(|| escaped(rest, first, &mut out));
        if verbatim(rest).is_some() {
            out.push_str(&rest[..taken]);
        }
        rest = &rest[taken..];
    }
    out
}

/// The length of something that is right as it stands: an escape, a link, an address in angle brackets.
fn verbatim(rest: &str) -> Option<usize> {
    if rest.starts_with('\\') {
        return Some(rest.chars().take(2).map(char::len_utf8).sum());
    }
    if rest.starts_with("<http") {
        return rest.find('>').map(|end| end + 1);
    }
    if rest.starts_with('[') {
        let middle = rest.find("](")?;
        return rest[middle..].find(')').map(|end| middle + end + 1);
    }
    None
}

/// Writes the safe form of the first character, or of the address that starts there, and says how long that was.
fn escaped(rest: &str, first: char, out: &mut String) -> usize {
    if rest.starts_with("https://") || rest.starts_with("http://") {
        let end = rest.find(|c: char| c.is_whitespace() || "<>()\"'|".contains(c)).unwrap_or(rest.len());
        let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
        out.push_str(&format!("<{url}>"));
        return url.len();
    }
    if "[]<".contains(first) {
        out.push('\\');
    }
    out.push(first);
    first.len_utf8()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rustdoc_would_misread_is_escaped() {
        for (given, safe_text) in [
            ("Unauthorised. [Reason]", r"Unauthorised. \[Reason\]"),
            (r"Unauthorised. \[Reason]", r"Unauthorised. \[Reason\]"),
            ("see https://x.example/a.b, then", "see <https://x.example/a.b>, then"),
            ("see <https://x.example>", "see <https://x.example>"),
            ("[text](https://x.example)", "[text](https://x.example)"),
            ("a <b>bold</b> word", r"a \<b>bold\</b> word"),
            ("`Vec<u8>` and `[x]`", "`Vec<u8>` and `[x]`"),
            ("a lone ` tick [x]", r"a lone ` tick \[x\]"),
            ("    indented", "indented"),
            ("a\n      indented", "a\nindented"),
            ("```\nlet x = [1];\n", "```text\nlet x = [1];\n```"),
            ("```json\n{}\n```", "```text\n{}\n```"),
        ] {
            assert_eq!(safe(given), safe_text);
        }
    }
}
