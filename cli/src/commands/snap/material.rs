//! Secrets, keys and bodies: from files, variables and standard input.
//!
//! Comes in: where they are. Stays out: secrets on the command line, which every process of the machine can read.

use anyhow::{Context, Result, bail};
use bayar::Secret;
use bayar::snap::{PrivateKey, PublicKey};
use clap::Args;
use std::{
    env, fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Where the client secret of a symmetric signature is.
#[derive(Clone, Debug, Default, Args)]
pub struct SecretArgs {
    /// The file with the client secret; one line end at its end is not part of it.
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// The variable with the client secret.
    #[arg(long, value_name = "NAME", conflicts_with = "secret_file")]
    pub secret_env: Option<String>,
}

/// Where the B2B token is.
#[derive(Clone, Debug, Default, Args)]
pub struct TokenArgs {
    /// The file with the B2B token; one line end at its end is not part of it.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// The variable with the B2B token.
    #[arg(long, value_name = "NAME", conflicts_with = "token_file")]
    pub token_env: Option<String>,
}

/// The body of a request.
#[derive(Clone, Debug, Default, Args)]
pub struct BodyArgs {
    /// The body; without it and without --body-file there is none.
    #[arg(long, value_name = "TEXT")]
    pub body: Option<String>,
    /// The file with the body, byte for byte; - for standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "body")]
    pub body_file: Option<PathBuf>,
}

impl SecretArgs {
    /// The client secret, if one was named.
    ///
    /// # Errors
    /// The file or variable can't be read.
    pub fn read(&self) -> Result<Option<Secret>> {
        secret(self.secret_file.as_deref(), self.secret_env.as_deref())
    }
}

impl TokenArgs {
    /// The token, if one was named.
    ///
    /// # Errors
    /// The file or variable can't be read.
    pub fn read(&self) -> Result<Option<Secret>> {
        secret(self.token_file.as_deref(), self.token_env.as_deref())
    }
}

impl BodyArgs {
    /// The body; empty if there is none.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn read(&self) -> Result<Vec<u8>> {
        match (&self.body, &self.body_file) {
            (Some(text), _) => Ok(text.clone().into_bytes()),
            (None, Some(path)) => bytes(path),
            (None, None) => Ok(Vec::new()),
        }
    }
}

/// The bytes of a file; `-` is standard input.
///
/// # Errors
/// It can't be read.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    if path != Path::new("-") {
        return fs::read(path).with_context(|| format!("{} can't be read", path.display()));
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).context("standard input can't be read")?;
    Ok(bytes)
}

/// The secret text of a file, without one line end at its end.
///
/// # Errors
/// It can't be read, or is no text.
pub fn secret_file(path: &Path) -> Result<Secret> {
    let Ok(mut text) = String::from_utf8(bytes(path)?) else { bail!("{} holds no UTF-8 text", path.display()) };
    let end = text.trim_end_matches('\n').len().max(text.len().saturating_sub(1));
    text.truncate(end);
    if text.ends_with('\r') {
        text.pop();
    }
    Ok(Secret::new(text))
}

fn secret(file: Option<&Path>, variable: Option<&str>) -> Result<Option<Secret>> {
    match (file, variable) {
        (Some(path), _) => secret_file(path).map(Some),
        (None, Some(name)) => match env::var(name) {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(_) => bail!("the variable {name} is not set, or holds no UTF-8 text"),
        },
        (None, None) => Ok(None),
    }
}

/// The private key in a file.
///
/// # Errors
/// The file can't be read, or holds no RSA private key of at least 2048 bits.
pub fn private_key_file(path: &Path) -> Result<PrivateKey> {
    PrivateKey::from_bytes(&bytes(path)?).with_context(|| format!("the key in {}", path.display()))
}

/// The public key in a file.
///
/// # Errors
/// The file can't be read, or holds no RSA public key that is long enough.
pub fn public_key_file(path: &Path, weak_allowed: bool) -> Result<PublicKey> {
    match public_key(&bytes(path)?, weak_allowed) {
        Ok(key) => Ok(key),
        Err(why) => bail!("the key in {}: {why}", path.display()),
    }
}

/// A public key from its text or DER; below 2048 bits only where that is allowed.
///
/// # Errors
/// In words, with the flag that would allow a short key.
pub fn public_key(bytes: &[u8], weak_allowed: bool) -> Result<PublicKey, String> {
    if weak_allowed {
        return PublicKey::from_bytes_allow_weak(bytes).map_err(|error| error.to_string());
    }
    PublicKey::from_bytes(bytes).map_err(|error| match PublicKey::from_bytes_allow_weak(bytes) {
        Ok(_) => format!("{error}; to verify with a published sample all the same, add --allow-weak-key"),
        Err(_) => error.to_string(),
    })
}
