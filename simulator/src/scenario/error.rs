//! What is wrong with a scenario file: where, at which key, and what.
//! One type for files that can't be read and for texts that make no sense.

use std::{fmt, io, ops::Range, path::Path};

/// Why a scenario could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScenarioError {
    /// The file.
    pub file: String,
    /// The line, counted from 1; none if the file could not be read at all.
    pub line: Option<usize>,
    /// The key of that line, or the table whose key is missing.
    pub key: Option<String>,
    /// What is wrong.
    pub problem: String,
}

impl ScenarioError {
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        let problem = match error.kind() {
            io::ErrorKind::NotFound => "there is no shipped scenario of this name, and no such file".to_owned(),
            _ => error.to_string(),
        };
        Self { file: path.display().to_string(), line: None, key: None, problem }
    }

    /// A problem at this place of the text.
    pub(super) fn at(file: &str, text: &str, place: Option<Range<usize>>, problem: impl Into<String>) -> Self {
        let start = place.map_or(0, |place| place.start.min(text.len()));
        let line = text[..start].matches('\n').count();
        let key = text.lines().nth(line).and_then(key);
        Self { file: file.to_owned(), line: Some(line + 1), key, problem: problem.into() }
    }
}

/// What stands before `=`, or between brackets.
fn key(line: &str) -> Option<String> {
    let line = line.trim();
    let name = match line.strip_prefix('[') {
        Some(table) => table.trim_matches(['[', ']']),
        None => line.split_once('=')?.0,
    };
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ": {key}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for ScenarioError {}
