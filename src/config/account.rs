//! An account of a configuration file, of whichever provider.
//!
//! May use: the facades' accounts. Must not know: the file.

use crate::{Environment, Error, Settings, finnet, paycombat, singapay};

/// An account as a configuration file describes it, ready for `connect` of its provider's client.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Account {
    /// For [`Singapay::connect`](crate::Singapay::connect).
    Singapay(singapay::Account),
    /// For [`Finnet::connect`](crate::Finnet::connect).
    Finnet(Box<finnet::Account>),
    /// For [`PayCombat::connect`](crate::PayCombat::connect).
    PayCombat(paycombat::Account),
}

impl Account {
    /// `singapay`, `finnet` or `paycombat`.
    #[must_use]
    pub fn provider(&self) -> &'static str {
        match self {
            Self::Singapay(_) => "singapay",
            Self::Finnet(_) => "finnet",
            Self::PayCombat(_) => "paycombat",
        }
    }

    /// Where it is.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        match self {
            Self::Singapay(account) => &account.environment,
            Self::Finnet(account) => &account.environment,
            Self::PayCombat(account) => &account.environment,
        }
    }

    /// Changes its settings, those of the file included.
    #[must_use]
    pub fn change_settings(self, change: impl FnOnce(Settings) -> Settings) -> Self {
        match self {
            Self::Singapay(mut account) => {
                account.settings = change(account.settings);
                Self::Singapay(account)
            }
            Self::Finnet(mut account) => {
                account.settings = change(account.settings);
                Self::Finnet(account)
            }
            Self::PayCombat(mut account) => {
                account.settings = change(account.settings);
                Self::PayCombat(account)
            }
        }
    }

    /// The settings: what the file says, the rest by default.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        match self {
            Self::Singapay(account) => &account.settings,
            Self::Finnet(account) => &account.settings,
            Self::PayCombat(account) => &account.settings,
        }
    }

    fn other(&self, wanted: &str) -> Error {
        let text = format!("the account is one of {}, and a client of {wanted} was asked for", self.provider());
        Error::config("provider", text)
    }
}

macro_rules! only {
    ($room:ident, $variant:ident, $take:expr) => {
        impl TryFrom<Account> for $room::Account {
            type Error = Error;

            fn try_from(account: Account) -> Result<Self, Error> {
                match account {
                    Account::$variant(account) => Ok($take(account)),
                    other => Err(other.other(stringify!($room))),
                }
            }
        }
    };
}
only!(singapay, Singapay, std::convert::identity);
only!(finnet, Finnet, |account: Box<finnet::Account>| *account);
only!(paycombat, PayCombat, std::convert::identity);
