//! Files that only their owner may read, and fingerprints of public keys.
//!
//! May use: aws-lc-rs. Overwrites nothing.

use crate::failure::Failure;
use aws_lc_rs::digest;
use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::Path,
};

/// SHA-256 in hex.
pub(crate) fn fingerprint(spki: &[u8]) -> String {
    digest::digest(&digest::SHA256, spki).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A new file that, on Unix, only its owner may read, from its first byte.
pub(crate) fn create_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    create(&private(), path, bytes)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

pub(crate) fn create_public(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    create(OpenOptions::new().write(true).create_new(true), path, bytes)
}

/// A part of a file would be in the way of the next try.
fn create(options: &OpenOptions, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = options.open(path).map_err(|e| unwritten(path, &e))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| {
        _ = std::fs::remove_file(path);
        unwritten(path, &e)
    })
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::AlreadyExists => exists(path),
        kind => Failure::Machine(format!("{} can't be written: {kind}", path.display())),
    }
}

pub(crate) fn exists(path: &Path) -> Failure {
    Failure::Machine(format!("{} exists; nothing is overwritten. Choose another name", path.display()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// Before anything is written: a mode that is set afterwards leaves a moment in which others can read.
    #[test]
    fn a_private_file_is_private_while_it_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let file = private().open(folder.path().join("key.pem")).unwrap();
        let data = file.metadata().unwrap();
        assert_eq!((data.len(), data.permissions().mode() & 0o777), (0, 0o600));
    }

    #[test]
    fn no_part_of_a_file_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        // Opened for reading only, so that the first write fails.
        std::fs::write(&path, "").unwrap();
        assert!(create(OpenOptions::new().read(true), &path, b"key").is_err());
        assert!(!path.exists());
    }
}
