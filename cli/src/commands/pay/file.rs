//! The file of results: its place is taken before anything is sent.
//!
//! May use: std. Must not know: what is written.

use crate::failure::Failure;
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A file beside the one that is to be written, which takes its place once it is whole: a reader never sees half of it.
#[derive(Debug)]
pub(super) struct ResultFile {
    path: PathBuf,
    part: PathBuf,
    file: File,
}

impl ResultFile {
    /// Before the first payment: a wrong path is to be noticed while that costs nothing.
    pub(super) fn take(path: &Path) -> Result<Self, Failure> {
        let mut part = path.as_os_str().to_owned();
        part.push(format!(".{}.part", std::process::id()));
        let part = PathBuf::from(part);
        let made = if path.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { File::create(&part) };
        let file = made.map_err(|e| Failure::Machine(format!("{}; nothing was sent", why(path, &e))))?;
        Ok(Self { path: path.to_owned(), part, file })
    }

    /// What went wrong, in words: it is no failure of the payments.
    pub(super) fn write(mut self, bytes: &[u8]) -> Result<(), String> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_all());
        written.and_then(|()| fs::rename(&self.part, &self.path)).map_err(|e| why(&self.path, &e))
    }
}

/// Nothing is left of one that never became whole.
impl Drop for ResultFile {
    fn drop(&mut self) {
        _ = fs::remove_file(&self.part);
    }
}

fn why(path: &Path, error: &io::Error) -> String {
    format!("the results can't be written to {}: {error}", path.display())
}
