//! What to run next, as it can be pasted into a shell: with the account, the configuration and the journal of the command that
//! says it, because without them it would ask somebody else.
//!
//! May use: the options of commands. Runs nothing.

use crate::{desk::AccountArgs, journal::JournalArgs};
use bayar::Lang;
use std::{fmt, path::Path};

/// A command line.
#[derive(Clone, Debug)]
pub(crate) struct Next(Vec<String>);

impl Next {
    /// `bayar`, and these words.
    pub(crate) fn new(words: &[&str]) -> Self {
        Self(["bayar"].iter().chain(words).map(|word| quoted(word)).collect())
    }

    /// With an option. A value like `-1` would be read as an option of its own.
    pub(crate) fn with(mut self, option: &str, value: &str) -> Self {
        if value.starts_with('-') {
            self.0.push(quoted(&format!("{option}={value}")));
        } else {
            self.0.extend([option.to_owned(), quoted(value)]);
        }
        self
    }

    fn file(self, option: &str, path: Option<&Path>) -> Self {
        match path {
            Some(path) => self.with(option, &path.to_string_lossy()),
            None => self,
        }
    }

    /// With the same account: it only looks, so it needs no `--yes`.
    pub(crate) fn account(mut self, args: &AccountArgs) -> Self {
        if let Some(name) = &args.account {
            self = self.with("--account", name);
        }
        self = self.file("--config", args.config.as_deref());
        if args.live {
            self.0.push("--live".to_owned());
        }
        self
    }

    /// With the same journal.
    pub(crate) fn journal(self, args: &JournalArgs) -> Self {
        self.file("--journal", Some(&args.journal)).file("--guard", args.guard.as_deref())
    }
}

impl fmt::Display for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// As one word of a POSIX shell.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// What a command about a journal was run with: its next commands are told with the same, in the same language.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    pub(crate) journal: JournalArgs,
    pub(crate) account: AccountArgs,
    pub(crate) lang: Lang,
}

impl Invocation {
    /// Of a command that calls no provider.
    pub(crate) fn of(journal: &JournalArgs, lang: Lang) -> Self {
        Self { journal: journal.clone(), account: AccountArgs::default(), lang }
    }

    /// `bayar payments …` on the same journal.
    pub(crate) fn payments(&self, words: &[&str]) -> Next {
        Next::new(&[&["payments"], words].concat()).journal(&self.journal)
    }

    /// The look-up of everything that is open.
    pub(crate) fn recover(&self) -> Next {
        self.payments(&["recover"]).account(&self.account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_take_apart_is_quoted() {
        let account = AccountArgs {
            account: Some("toko pusat".to_owned()),
            config: Some("it's.toml".into()),
            live: true,
            ..AccountArgs::default()
        };
        let next = Next::new(&["bill", "status"]).with("--reference", "R1").with("--customer", "-1").account(&account);
        assert_eq!(
            next.to_string(),
            r"bayar bill status --reference R1 --customer=-1 --account 'toko pusat' --config 'it'\''s.toml' --live"
        );
        assert_eq!(Next::new(&["payments", "show", ""]).to_string(), "bayar payments show ''");
        assert_eq!(Next::new(&["show", "$HOME;a"]).to_string(), "bayar show '$HOME;a'");
    }
}
