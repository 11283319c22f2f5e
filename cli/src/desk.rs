//! From the command line to a client: configuration, account, and the guard before production.
//!
//! May use: bayar's configuration. Must not know: what is asked of the provider.

use crate::{
    clock,
    failure::{Failure, message},
    printer::Printer,
    rehearsal::Rehearsal,
    say::say,
};
use bayar::{ClockOffset, Config, Error, Finnet, Lang, PayCombat, Singapay, config::Account};
use clap::Args;
use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

/// Options of every command that calls a provider.
#[derive(Clone, Debug, Default, Args)]
pub struct AccountArgs {
    /// The account of the configuration file; not needed if there is only one of the provider.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// The configuration file, instead of the first of the usual places.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print the request, masked, and send nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Needed for an account of production; calls with an effect ask before they send.
    #[arg(long)]
    pub live: bool,
    /// Don't ask before sending to production.
    #[arg(long, requires = "live")]
    pub yes: bool,
}

/// An account, and how it may be used.
#[derive(Debug)]
pub struct Desk {
    /// Its name.
    pub name: String,
    account: Account,
    args: AccountArgs,
    printer: Printer,
    rehearsal: Option<Arc<Rehearsal>>,
    client: OnceLock<Client>,
}

/// The client that was given out, for what it learnt about the clock.
#[derive(Debug)]
enum Client {
    Singapay(Singapay),
    Finnet(Finnet),
    PayCombat(PayCombat),
}

impl Client {
    fn clock_offset(&self) -> Option<ClockOffset> {
        match self {
            Self::Singapay(client) => client.clock_offset(),
            Self::Finnet(client) => client.clock_offset(),
            Self::PayCombat(client) => client.clock_offset(),
        }
    }
}

/// The configuration file that was named, or the first of the usual places.
///
/// # Errors
/// The file is missing or wrong; the text says where it was looked for and how to get one.
pub fn config(args: &AccountArgs, lang: Lang) -> Result<Config, Failure> {
    match &args.config {
        Some(path) => Ok(Config::load(path)?),
        None => Config::find().map_err(|error| {
            if found().is_some() {
                return error.into();
            }
            let hint = say(
                lang,
                "To try without credentials: run `bayar simulator` in another terminal; it prints a bayar.toml to copy",
                "Untuk mencoba tanpa kredensial: jalankan `bayar simulator` di terminal lain; ia mencetak bayar.toml untuk disalin",
            );
            Failure::Machine(format!("{}.\n{hint}", message(&error, lang)))
        }),
    }
}

/// The first of the usual places where something is, of use or not.
pub(crate) fn found() -> Option<PathBuf> {
    let is_there = |place: &Path| match place.try_exists() {
        Ok(there) => there,
        Err(why) => why.kind() != io::ErrorKind::NotADirectory,
    };
    Config::places().into_iter().find(|place| is_there(place))
}

impl Desk {
    /// Takes the account of a provider out of the configuration file.
    ///
    /// # Errors
    /// No file, no such account, or production without `--live`.
    pub fn open(args: &AccountArgs, printer: Printer, provider: &str) -> Result<Self, Failure> {
        let lang = printer.lang;
        let config = config(args, lang)?;
        for warning in config.warnings() {
            printer.warn(&format!("warning: {warning}"));
        }
        let name = chosen(&config, args, provider, lang)?;
        let account = config.account(&name)?;
        if account.environment().is_production() && !args.live && !args.dry_run {
            return Err(Failure::Usage(production(&name, lang)));
        }
        let rehearsal = args.dry_run.then(Arc::<Rehearsal>::default);
        let account = match rehearsal.clone() {
            Some(stage) => account.change_settings(|settings| settings.seam(stage)),
            None => account,
        };
        Ok(Self { name, account, args: args.clone(), printer, rehearsal, client: OnceLock::new() })
    }

    /// A client of Singapay.
    ///
    /// # Errors
    /// A credential that can't be used, or an account of another provider.
    pub fn singapay(&self) -> Result<Singapay, Error> {
        let client = Singapay::connect(self.account.clone())?;
        _ = self.client.set(Client::Singapay(client.clone()));
        Ok(client)
    }

    /// A client of Finnet.
    ///
    /// # Errors
    /// A credential that can't be used, or an account of another provider.
    pub fn finnet(&self) -> Result<Finnet, Error> {
        let client = Finnet::connect(self.account.clone())?;
        _ = self.client.set(Client::Finnet(client.clone()));
        Ok(client)
    }

    /// A client of PayCombat.
    ///
    /// # Errors
    /// A credential that can't be used, or an account of another provider.
    pub fn paycombat(&self) -> Result<PayCombat, Error> {
        let client = PayCombat::connect(self.account.clone())?;
        _ = self.client.set(Client::PayCombat(client.clone()));
        Ok(client)
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// What is kept instead of sent, with `--dry-run`.
    #[must_use]
    pub fn rehearsal(&self) -> Option<&Rehearsal> {
        self.rehearsal.as_deref()
    }

    /// Asks before something with an effect is sent to production.
    ///
    /// # Errors
    /// The answer is no, or nobody is there to ask.
    pub fn consent(&self, what: &str) -> Result<(), Failure> {
        let asks = self.account.environment().is_production() && !self.args.yes && !self.args.dry_run;
        if !asks {
            return Ok(());
        }
        let lang = self.printer.lang;
        if !io::stdin().is_terminal() {
            return Err(Failure::Usage(lonely(what, lang)));
        }
        _ = write!(io::stderr(), "{}", question(what, &self.name, lang));
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        if answer.trim() == "yes" {
            return Ok(());
        }
        Err(Failure::Usage(say(lang, "not sent", "tidak dikirim").to_owned()))
    }

    /// Says that this machine's clock is off, if an answer showed it: the signatures of a call may hide it, until they can't.
    pub fn warn_of_clock(&self) {
        let offset = self.client.get().and_then(Client::clock_offset);
        if let Some(offset) = offset.filter(|offset| offset.seconds.unsigned_abs() >= clock::TOLERANCE) {
            let (apart, lang) = (clock::apart(offset.seconds, self.printer.lang), self.printer.lang);
            self.printer.warn(&format!("warning: {apart}; {}", clock::advice(lang)));
        }
    }

    /// Ends a command: what was rehearsed is printed, and a clock that is off is told.
    ///
    /// # Errors
    /// The command's own.
    pub fn end<T>(&self, result: Result<T, Failure>) -> Result<Option<T>, Failure> {
        self.warn_of_clock();
        match (result, &self.rehearsal) {
            (Err(Failure::Call(error)), Some(stage)) if error.kind() == bayar::ErrorKind::Rehearsed => {
                let report = stage.report();
                self.printer.print(&report, || report.words()).map(|()| None)
            }
            (result, _) => result.map(Some),
        }
    }
}

fn production(account: &str, lang: Lang) -> String {
    match lang {
        Lang::Id => format!(
            "akun {account} milik production; tambahkan --live jika memang itu maksudnya, atau --dry-run untuk melihat permintaannya"
        ),
        _ => format!("account {account} is of production; add --live if you mean it, or --dry-run to see the request"),
    }
}

/// The answer is the same word in both languages: scripts that type it need not know which one is set.
fn question(what: &str, account: &str, lang: Lang) -> String {
    match lang {
        Lang::Id => format!("Di production, dengan akun {account}: {what}. Ketik yes untuk mengirimnya: "),
        _ => format!("{what} in production, with account {account}. Type yes to send it: "),
    }
}

fn lonely(what: &str, lang: Lang) -> String {
    match lang {
        Lang::Id => format!(
            "{what} di production: tidak ada orang yang dapat ditanya; tambahkan --yes jika memang itu maksudnya"
        ),
        _ => format!("{what} in production: nobody is there to ask; add --yes if you mean it"),
    }
}

/// The named account, or the only one of the provider; an empty provider stands for any.
fn chosen(config: &Config, args: &AccountArgs, provider: &str, lang: Lang) -> Result<String, Failure> {
    if let Some(name) = &args.account {
        return Ok(name.clone());
    }
    let fitting = |found: &&str| provider.is_empty() || *found == provider;
    let of: Vec<_> = config.accounts().into_iter().filter(|(_, found)| fitting(found)).map(|(name, _)| name).collect();
    match &of[..] {
        [only] => Ok(only.clone()),
        [] => {
            let none = say(lang, "has no account of", "tidak punya akun");
            Err(Failure::Usage(format!("{} {none} {provider}", config.path().display())))
        }
        many => {
            let which = say(
                lang,
                "which account? Add --account with one of",
                "akun yang mana? Tambahkan --account dengan salah satu dari",
            );
            Err(Failure::Usage(format!("{which} {}", many.join(", "))))
        }
    }
}
