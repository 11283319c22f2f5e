//! JSON lines: one question a line on standard input, one answer a line on standard output, in order.
//!
//! Comes in: lines of any length and content. Stays out: giving up; a line that can't be served gets an error, and the
//! rest goes on.

mod answer;
mod input;
mod keys;
mod kinds;

pub use answer::Answer;
pub use kinds::Clerk;

use std::io::{self, BufRead, BufReader, Read, Write};

/// Longer lines are refused, so that a stream without line ends can't fill the memory.
pub const LONGEST: u64 = 64 * 1024 * 1024;

/// Answers every line until the input ends.
///
/// The output is flushed whenever no further line is waiting, so that a program may ask, read, and ask again.
///
/// # Errors
/// The streams' own.
pub fn answer_all(clerk: &mut Clerk, input: impl Read, mut output: impl Write, longest: u64) -> io::Result<()> {
    let mut lines = BufReader::with_capacity(64 * 1024, input);
    let mut line = Vec::new();
    while let Some(whole) = next(&mut lines, &mut line, longest)? {
        let answer = if whole {
            clerk.answer(&line)
        } else {
            Answer::error(format!("the line has more than {longest} bytes, and that is refused"))
        };
        serde_json::to_writer(&mut output, &answer)?;
        output.write_all(b"\n")?;
        if !lines.buffer().contains(&b'\n') {
            output.flush()?;
        }
    }
    output.flush()
}

/// Reads the next line without its end: whole or, if it is too long, skipped. `None` at the end of the input.
fn next(lines: &mut impl BufRead, line: &mut Vec<u8>, longest: u64) -> io::Result<Option<bool>> {
    line.clear();
    let read = lines.by_ref().take(longest + 1).read_until(b'\n', line)? as u64;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Some(true));
    }
    if read > longest {
        lines.skip_until(b'\n')?;
        return Ok(Some(false));
    }
    Ok(Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bayar::snap::Profile;

    fn answers(input: &str, longest: u64) -> String {
        let mut output = Vec::new();
        let mut clerk = Clerk::new(Profile::standard(), false);
        answer_all(&mut clerk, input.as_bytes(), &mut output, longest).expect("memory");
        String::from_utf8(output).expect("UTF-8")
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_the_next_one_served() {
        let line = r#"{"kind":"minify","input":{"body":""}}"#;
        let most = line.len() as u64;
        let text = format!("{line}\n {line}\n{line}\n{line}  ");
        let found = answers(&text, most);
        let lines: Vec<&str> = found.lines().collect();
        let good = r#"{"minified":""}"#;
        assert_eq!((lines.len(), lines[0], lines[2]), (4, good, good));
        assert!(lines[1].starts_with(r#"{"error":"#) && lines[3].contains("37 bytes"), "{found}");
    }

    #[test]
    fn no_input_gives_no_output() {
        assert_eq!(answers("", 10), "");
        assert_eq!(answers("\n", 10).lines().count(), 1);
    }
}
