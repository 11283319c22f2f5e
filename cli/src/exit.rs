//! Exit codes: part of the contract of the command.
//!
//! May use: bayar's errors and effects. Must not know: any command.

use bayar::{Effect, Error, ErrorKind};
use serde::Serialize;
use std::process::ExitCode;

/// How a command ended. The numbers never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: something on this machine: configuration, credentials, a file, a failed check.
    Failed,
    /// 2: the command line.
    Usage,
    /// 3: the provider said no.
    Declined,
    /// 4: it may or may not have been done. Look it up; never repeat it because of this.
    Unknown,
    /// 5: the provider is still working on it.
    Pending,
    /// 6: no connection, or no readable answer to a harmless question. Nothing was done.
    Network,
    /// 7: of several payments, for some nothing was sent. Run it again: what is paid is not paid again.
    NotSent,
}

/// For the help texts.
pub const HELP: &str = "Exit codes:\n  0  done\n  1  something on this machine: configuration, credentials, a file, a failed check\n  2  the command line\n  3  the provider said no\n  4  unknown: it may have been done; look it up, never repeat it because of this\n  5  pending: the provider is still working on it\n  6  network: no connection, or no readable answer to a harmless question; nothing was done\n  7  not sent: of several payments, for some nothing was sent; run it again";

impl Exit {
    /// The number.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Declined => 3,
            Self::Unknown => 4,
            Self::Pending => 5,
            Self::Network => 6,
            Self::NotSent => 7,
        }
    }

    /// Of a call that failed: for a call with an effect nothing was sent, and a read does nothing. So it is never
    /// [`Unknown`](Self::Unknown), which would call for looking up a payment that nobody made.
    #[must_use]
    pub fn of_error(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Invalid | ErrorKind::Forbidden => Self::Usage,
            ErrorKind::Unreachable | ErrorKind::Deadline | ErrorKind::NoAnswer | ErrorKind::Unreadable => Self::Network,
            ErrorKind::Refused => Self::Declined,
            ErrorKind::Authentication if error.status().is_some() => Self::Declined,
            ErrorKind::Authentication => Self::Network,
            _ => Self::Failed,
        }
    }

    /// Of a call with an effect.
    #[must_use]
    pub fn of_effect<T>(effect: &Effect<T>) -> Self {
        match effect {
            Effect::Done(_) => Self::Done,
            Effect::Pending(_) => Self::Pending,
            Effect::Refused(_) => Self::Declined,
            Effect::Unknown(_) => Self::Unknown,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.number().into()
    }
}
