//! Where a configuration file is looked for.
//!
//! Reads the environment, because the caller asked for it by calling `find`.

use super::source::unreadable;
use crate::Error;
use std::{
    env, io,
    path::{Path, PathBuf},
};

const NAME: &str = "bayar.toml";

pub(super) fn places() -> Vec<PathBuf> {
    if let Some(path) = set("BAYAR_CONFIG") {
        return vec![path];
    }
    let user =
        set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config"))).or_else(|| set("APPDATA"));
    let folders = [user, Some(PathBuf::from("/etc"))];
    let shared = folders.into_iter().flatten().map(|folder| folder.join("bayar").join(NAME));
    [PathBuf::from(NAME)].into_iter().chain(shared).collect()
}

fn set(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

pub(super) fn first(places: &[PathBuf]) -> Result<&Path, Error> {
    for path in places {
        match path.try_exists() {
            Ok(true) => return Ok(path),
            Ok(false) => {}
            // No folder, no file: a home of /dev/null is one of those who have none.
            Err(why) if why.kind() == io::ErrorKind::NotADirectory => {}
            // It may be there, and the next one is not the one that was meant.
            Err(why) => return Err(Error::config(NAME, unreadable(path, &why)).with_source(why)),
        }
    }
    Err(none(places))
}

fn none(places: &[PathBuf]) -> Error {
    let tried: Vec<_> = places.iter().map(|path| path.display().to_string()).collect();
    let how = if set("BAYAR_CONFIG").is_some() {
        "BAYAR_CONFIG names it; correct that, or unset it"
    } else {
        "put one there, or name it by BAYAR_CONFIG"
    };
    let text =
        format!("there is no configuration file. Looked at: {}. {how}. docs/config.md shows one", tried.join(", "));
    Error::config(NAME, text)
}
