//! The journal of payments as the command opens it, and how its people read it.
//!
//! May use: bayar's journal. Decides nothing about a payment.

use crate::{exit::Exit, failure::Failure};
use bayar::payments::{
    PayError, PayErrorKind,
    journal::{Journal, JournalError, Query, SqliteJournal, SqliteOptions},
    machine::{Moment, Reason, Record, State},
};
use clap::Args;
use std::{error::Error as StdError, path::PathBuf};

/// How many payments are read at once.
const PAGE: usize = 500;

/// Which journal.
#[derive(Clone, Debug, Args)]
pub struct JournalArgs {
    /// The journal of payments: a SQLite file. Keep its guard file out of back-ups.
    #[arg(long, value_name = "FILE")]
    pub journal: PathBuf,
    /// The journal's guard file, if it does not lie beside it as FILE.guard. Name the same one every time; commands that only
    /// read need none.
    #[arg(long, value_name = "FILE")]
    pub guard: Option<PathBuf>,
}

impl JournalArgs {
    /// To pay with, or to change: by this process alone.
    pub(crate) fn open(&self) -> Result<SqliteJournal, Failure> {
        let options = SqliteOptions::new(&self.journal);
        let options = match &self.guard {
            Some(guard) => options.guard(guard),
            None => options,
        };
        options.open().map_err(|error| self.fails(&error))
    }

    /// To look at, also while another process pays.
    pub(crate) fn look(&self) -> Result<SqliteJournal, Failure> {
        if !self.journal.exists() {
            return Err(Failure::Machine(format!("{} is not there", self.journal.display())));
        }
        SqliteOptions::new(&self.journal).read_only().map_err(|error| self.fails(&error))
    }

    fn fails(&self, error: &JournalError) -> Failure {
        Failure::Machine(format!("{}: {}", self.journal.display(), whole(error)))
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::NotFound => Self::Usage(error.to_string()),
            error => Self::Machine(whole(&error)),
        }
    }
}

impl From<PayError> for Failure {
    fn from(error: PayError) -> Self {
        match error.kind() {
            PayErrorKind::Invalid | PayErrorKind::NotNow => Self::Usage(whole(&error)),
            _ => Self::Machine(whole(&error)),
        }
    }
}

/// An error with its causes.
pub(crate) fn whole(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

/// Every payment in one of these states, oldest first, page by page.
pub(crate) async fn each<J: Journal>(
    journal: &J,
    states: &[State],
    mut visit: impl FnMut(Record) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let page = journal.page(Query { states: states.to_vec(), after, limit: PAGE }).await?;
        after = page.last().map(|record| record.id.clone());
        if after.is_none() {
            return Ok(());
        }
        page.into_iter().try_for_each(&mut visit)?;
    }
}

/// `refused 04`, `still absent`.
pub(crate) fn reason(reason: &Reason) -> String {
    let text = match serde_json::to_value(reason) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Object(with)) => {
            let parts = with.into_iter().map(|(name, value)| format!("{name} {}", value.as_str().unwrap_or_default()));
            parts.collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    };
    text.trim_end().replace('_', " ")
}

/// RFC 3339, in UTC, with three digits behind the point.
pub(crate) fn time(at: Moment) -> String {
    let millis = i64::try_from(at.millis()).unwrap_or(i64::MAX);
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX);
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// How a command ends that leaves payments in these states behind.
pub(crate) fn exit_of(states: impl IntoIterator<Item = State>) -> Exit {
    let end = |state| match state {
        State::Sending | State::Unknown | State::Review => Exit::Unknown,
        State::Pending => Exit::Pending,
        _ => Exit::Done,
    };
    let ends: Vec<_> = states.into_iter().map(end).collect();
    [Exit::Unknown, Exit::Pending].into_iter().find(|exit| ends.contains(exit)).unwrap_or(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_and_times_read_well() {
        assert_eq!(reason(&Reason::StillAbsent), "still absent");
        assert_eq!(reason(&Reason::Refused(Some("04".to_owned()))), "refused 04");
        assert_eq!(reason(&Reason::Refused(None)), "refused");
        assert_eq!(time(Moment::from_millis(1_767_200_400_000)), "2025-12-31T17:00:00.000Z");
    }

    #[test]
    fn what_may_be_paid_counts_most() {
        assert_eq!(exit_of([State::Paid, State::Pending, State::Review]), Exit::Unknown);
        assert_eq!(exit_of([State::Paid, State::Pending]), Exit::Pending);
        assert_eq!(exit_of([State::Paid, State::NotPaid]), Exit::Done);
    }
}
