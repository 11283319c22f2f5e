//! `bayar.toml`: named accounts, with their environment, credentials, network and limits.
//!
//! May use: the values, the facades' accounts. Files and the environment are read only in here, and only when a caller
//! asks: by [`Config::load`], [`Config::find`] and [`Config::account`].
//!
//! [troubleshooting]: crate::troubleshooting
//!
#![doc = include_str!("../../docs/config.md")]

mod account;
mod bounds;
mod find;
mod finnet;
mod limits;
mod network;
mod paycombat;
mod permissions;
#[cfg(feature = "schemars")]
mod schema;
mod singapay;
mod snap;
mod source;
mod tables;
mod value;

pub use account::Account;
pub use permissions::Warning;
#[cfg(feature = "schemars")]
pub use schema::schema;

use crate::Error;
use source::Source;
use std::{
    fmt,
    path::{Path, PathBuf},
};
use tables::AccountTable;

/// A configuration file that was read. Its secrets don't show in `Debug`.
pub struct Config {
    source: Source,
    warnings: Vec<Warning>,
}

impl Config {
    /// Reads a file and checks its form. Which variables and files its values name is looked at by
    /// [`account`](Self::account), for one account at a time.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) with file, line and key: the file can't be read, is no TOML, has an
    /// unknown key, lacks one, or a value is of another kind.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let source = Source::read(path.as_ref())?;
        let tables = source.tables()?;
        let warnings = permissions::check(&source, &tables);
        for warning in &warnings {
            tracing::warn!(path = %warning.path.display(), "{}", warning.text);
        }
        Ok(Self { source, warnings })
    }

    /// Reads the first file that exists of [`places`](Self::places).
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming every place that was tried, or what is wrong with the file
    /// that was found: a broken file is not passed over.
    pub fn find() -> Result<Self, Error> {
        find::first(&find::places()).and_then(Self::load)
    }

    /// Where [`find`](Self::find) looks, in this order: `$BAYAR_CONFIG` (if it is set, nowhere else); `bayar.toml` in the
    /// working directory; `bayar/bayar.toml` in `$XDG_CONFIG_HOME` or `~/.config`, on Windows in `%APPDATA%`;
    /// `/etc/bayar/bayar.toml`.
    #[must_use]
    pub fn places() -> Vec<PathBuf> {
        find::places()
    }

    /// The account with this name: its variables and files are read now. Give it to `Singapay::connect`, `Finnet::connect`
    /// or `PayCombat::connect`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) with file, line and key: there is no such account, a variable is not
    /// set, a file can't be read, a value can't be used.
    pub fn account(&self, name: &str) -> Result<Account, Error> {
        let mut tables = self.source.tables()?;
        let at = tables.iter().position(|table| table.name == name);
        let at = at.ok_or_else(|| self.no_account(name, &tables))?;
        let table = tables.swap_remove(at);
        let reader = self.source.reader(&table);
        match &table.account {
            AccountTable::Singapay(t) => singapay::account(&reader, t).map(Account::Singapay),
            AccountTable::Finnet(t) => finnet::account(&reader, t).map(|account| Account::Finnet(Box::new(account))),
            AccountTable::PayCombat(t) => paycombat::account(&reader, t).map(Account::PayCombat),
        }
    }

    /// The names of all accounts with their providers (`singapay`, `finnet`, `paycombat`), in the order of names.
    #[must_use]
    pub fn accounts(&self) -> Vec<(String, &'static str)> {
        let tables = self.source.tables().unwrap_or_default();
        tables.into_iter().map(|table| (table.name, table.account.provider())).collect()
    }

    /// What is not wrong but should be put right: secrets that everybody on the machine can read.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.source.path
    }

    fn no_account(&self, name: &str, tables: &[source::Named]) -> Error {
        let names: Vec<_> = tables.iter().map(|table| table.name.as_str()).collect();
        let have =
            if names.is_empty() { "it has none at all".to_owned() } else { format!("it has {}", names.join(", ")) };
        let text = format!("{} has no account of this name; {have}", self.source.path.display());
        Error::config(&format!("accounts.{name}"), text)
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.accounts().into_iter().map(|(name, _)| name).collect();
        f.debug_struct("Config").field("path", &self.source.path).field("accounts", &names).finish_non_exhaustive()
    }
}
