//! Secrets that everybody on the machine can read.
//!
//! Looks at the permissions of the configuration file and of the files that it names; reads none of them.

use super::{
    source::{Named, Source},
    value::From,
};
use std::{
    fmt,
    path::{Path, PathBuf},
};

/// What is not wrong but should be put right.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// The file that it is about.
    pub path: PathBuf,
    /// What is the matter, and what to do.
    pub text: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.text)
    }
}

pub(super) fn check(source: &Source, tables: &[Named]) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = vec![];
    for table in tables {
        for (key, given) in table.account.secrets() {
            let path = match given.from() {
                From::Env(_) => continue,
                From::Text(_) => source.path.clone(),
                From::File(path) => source.folder().join(path),
            };
            if is_open(&path) && !warnings.iter().any(|warning| warning.path == path) {
                let key = format!("accounts.{}.{key}", table.name);
                let text = format!("everybody on this machine can read it, and it holds {key}; run chmod 600 on it");
                warnings.push(Warning { path, text });
            }
        }
    }
    warnings
}

#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}
