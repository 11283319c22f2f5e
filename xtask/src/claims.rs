//! Which test says of itself that it proves which rule.
//!
//! Comes in: lines `// rule: …` above tests. Stays out: running any.

use anyhow::Result;
use std::{fs, path::Path};

/// A test, and a rule that it claims to prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) file: String,
    pub(crate) test: String,
    pub(crate) rule: String,
}

/// Every `// rule: …` with the function below it.
pub(crate) fn all(root: &Path) -> Result<Vec<Claim>> {
    let mut claims = vec![];
    for folder in ["src", "tests", "cli", "simulator/src", "simulator/tests"] {
        read(root, &root.join(folder), &mut claims)?;
    }
    Ok(claims)
}

fn read(root: &Path, folder: &Path, claims: &mut Vec<Claim>) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read(root, &path, claims)?;
        } else if path.extension().is_some_and(|e| e == "rs") {
            let file = path.strip_prefix(root)?.display().to_string();
            claims.extend(claims_of(&file, &fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

pub(crate) fn claims_of(file: &str, text: &str) -> Vec<Claim> {
    let (mut waiting, mut claims) = (vec![], vec![]);
    for line in text.lines().map(str::trim) {
        if let Some(rule) = line.strip_prefix("// rule: ") {
            waiting.push(rule.trim().to_owned());
        } else if let Some(test) = function(line) {
            let claim = |rule| Claim { file: file.to_owned(), test: test.to_owned(), rule };
            claims.extend(waiting.drain(..).map(claim));
        }
    }
    claims
}

fn function(line: &str) -> Option<&str> {
    let (before, rest) = line.split_once("fn ")?;
    let plain = ["", "async ", "pub(crate) ", "pub(crate) async "].contains(&before);
    plain.then(|| rest.split(['(', '<']).next()).flatten()
}
