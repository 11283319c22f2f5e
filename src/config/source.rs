//! The text of a configuration file, and places in it.
//!
//! May use: toml. Must not know: what an account is made of. No error repeats a value of the file: it may be a secret.

use super::{
    tables::{AccountTable, FinnetTable, PayCombatTable, SingapayTable},
    value::Reader,
};
use crate::Error;
use serde::de::DeserializeOwned;
use std::{
    ops::Range,
    path::{Path, PathBuf},
};
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};
use zeroize::Zeroizing;

pub(super) struct Source {
    pub(super) path: PathBuf,
    text: Zeroizing<String>,
}

/// An account's table, and where it begins.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) span: Range<usize>,
    pub(super) account: AccountTable,
}

type Table<'a> = Spanned<DeValue<'a>>;

/// What a person can act on.
pub(super) fn unreadable(path: &Path, why: &std::io::Error) -> String {
    let path = path.display();
    match why.kind() {
        std::io::ErrorKind::NotFound => format!("{path} can't be read: there is no such file"),
        std::io::ErrorKind::PermissionDenied => format!("{path} can't be read: this user has no permission to"),
        other => format!("{path} can't be read: {other}"),
    }
}

impl Source {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Error::config("bayar.toml", unreadable(path, &e)).with_source(e))?;
        Ok(Self { path: path.to_owned(), text: Zeroizing::new(text) })
    }

    /// The folder from which the paths in the file count.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    pub(super) fn reader<'a>(&'a self, table: &'a Named) -> Reader<'a> {
        Reader { source: self, name: &table.name, span: table.span.clone() }
    }

    /// An error about a place in the file.
    pub(super) fn fault(&self, key: &str, at: &Range<usize>, text: &str) -> Error {
        Error::config(key, text).at(&self.path, self.line(at.start))
    }

    pub(super) fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or(self.text.as_bytes());
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// All accounts, in the order of their names.
    pub(super) fn tables(&self) -> Result<Vec<Named>, Error> {
        let root = DeTable::parse(&self.text).map_err(|e| self.no_toml(&e))?;
        let mut tables = vec![];
        for (key, value) in root.into_inner() {
            if key.get_ref() != "accounts" {
                let text = "there is no such key; accounts stand under [accounts.NAME]";
                return Err(self.fault(key.get_ref(), &key.span(), text));
            }
            let span = value.span();
            let DeValue::Table(accounts) = value.into_inner() else {
                return Err(self.fault("accounts", &span, "it is no table; accounts stand under [accounts.NAME]"));
            };
            for (name, table) in accounts {
                tables.push(self.named(name.get_ref().to_string(), name.span(), table)?);
            }
        }
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(tables)
    }

    fn named(&self, name: String, span: Range<usize>, table: Table<'_>) -> Result<Named, Error> {
        let key = format!("accounts.{name}");
        let whole = table.span();
        let DeValue::Table(mut fields) = table.into_inner() else {
            return Err(self.fault(&key, &span, "it is no table; write it as [accounts.NAME]"));
        };
        let names = "singapay, finnet or paycombat";
        let Some(provider) = fields.remove("provider") else {
            return Err(self.fault(&format!("{key}.provider"), &span, &format!("it is missing; it is {names}")));
        };
        let at = provider.span();
        let rest = Spanned::new(whole, DeValue::Table(fields));
        let account = match provider.get_ref().as_str() {
            Some("singapay") => AccountTable::Singapay(self.typed::<SingapayTable>(&key, &span, rest)?),
            Some("finnet") => AccountTable::Finnet(Box::new(self.typed::<FinnetTable>(&key, &span, rest)?)),
            Some("paycombat") => AccountTable::PayCombat(self.typed::<PayCombatTable>(&key, &span, rest)?),
            _ => {
                return Err(self.fault(
                    &format!("{key}.provider"),
                    &at,
                    &format!("there is no such provider; it is {names}"),
                ));
            }
        };
        Ok(Named { name, span, account })
    }

    fn typed<T: DeserializeOwned>(&self, key: &str, head: &Range<usize>, table: Table<'_>) -> Result<T, Error> {
        serde_path_to_error::deserialize(ValueDeserializer::from(table)).map_err(|fault| {
            let path = fault.path().iter().map(ToString::to_string);
            // toml marks values with a position as structures whose fields have reserved names.
            let plain = path.filter(|part| !part.starts_with('$') && part != "?").collect::<Vec<_>>();
            let (lacks, text) = told(fault.inner().message());
            let full = [key.to_owned()].into_iter().chain(plain).chain(lacks).collect::<Vec<_>>().join(".");
            self.fault(&full, &fault.inner().span().unwrap_or(head.clone()), &text)
        })
    }

    fn no_toml(&self, error: &toml::de::Error) -> Error {
        let at = error.span().unwrap_or_default();
        // The rest of a parser's text may repeat the line.
        let why = error.message().lines().next().unwrap_or_default();
        let why = why.split('`').next().unwrap_or_default().trim_end_matches([' ', ':', ',']);
        self.fault("bayar.toml", &at, &format!("it is no TOML: {why}"))
    }
}

/// What a decoder says, without what it found: that may be a secret under the wrong key. With the key that is missing.
fn told(message: &str) -> (Option<String>, String) {
    let quoted = || message.split('`').nth(1).unwrap_or_default().to_owned();
    if message.starts_with("missing field") {
        return (Some(quoted()), "it is missing".to_owned());
    }
    if message.starts_with("unknown field") {
        let known = message.split_once("expected ").map(|(_, known)| known.replace('`', ""));
        return (None, format!("there is no such key; known are {}", known.unwrap_or_default()));
    }
    match message.rsplit_once("expected ") {
        Some((_, expected)) => {
            let expected = expected.replace('`', "").replace("i64", "a whole number");
            (None, format!("its value is of the wrong kind; expected {expected}"))
        }
        None => (None, "its value can't be used".to_owned()),
    }
}
