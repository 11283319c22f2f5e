//! How a payment settles: what it is at first, and what it becomes when.
//! Plain data and its text; the provider carries it out.

use std::{fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};

use super::text::{FaultTextError, duration, friendly};

/// Where a transaction stands, in the provider's four words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Accepted and not finished: the deposit is charged.
    Pending,
    /// Paid.
    #[default]
    Success,
    /// Paid, and the deposit given back.
    Refunded,
    /// Not paid; the deposit is given back.
    Failed,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Success, Self::Refunded, Self::Failed];

    /// The word in lists and details.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Success => "success",
            Self::Refunded => "refunded",
            Self::Failed => "failed",
        }
    }

    /// The deposit is charged while a transaction stands here.
    #[must_use]
    pub fn is_charged(self) -> bool {
        matches!(self, Self::Pending | Self::Success)
    }

    /// The word, read.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == word)
    }
}

/// The steps in which a payment settles: a first status, and others after times counted from the payment.
///
/// Written `pending, 30s success, 2h refunded`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// What the payment answer says.
    pub first: Status,
    /// What it becomes, and how long after the payment.
    pub then: Vec<(Duration, Status)>,
}

impl Settlement {
    /// At this status from the first moment on.
    #[must_use]
    pub fn at_once(first: Status) -> Self {
        Self { first, then: Vec::new() }
    }

    /// And another status so long after the payment.
    #[must_use]
    pub fn then(mut self, after: Duration, status: Status) -> Self {
        self.then.push((after, status));
        self
    }
}

impl fmt::Display for Settlement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.first.as_str())?;
        self.then.iter().try_for_each(|(after, status)| write!(f, ", {} {}", friendly(*after), status.as_str()))
    }
}

impl FromStr for Settlement {
    type Err = FaultTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut steps = text.split(',').map(str::trim);
        let first = status(steps.next().unwrap_or_default())?;
        let then = steps.map(|step| {
            let (after, word) = step.rsplit_once(' ').ok_or_else(|| {
                FaultTextError::new(format!("`{step}` is no step: write a time and a status, like `30s success`"))
            })?;
            Ok((duration(after)?, status(word)?))
        });
        Ok(Self { first, then: then.collect::<Result<_, FaultTextError>>()? })
    }
}

fn status(word: &str) -> Result<Status, FaultTextError> {
    let unknown = || FaultTextError::new(format!("`{word}` is no status: pending, success, refunded or failed"));
    Status::parse(word).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_read_and_written() {
        let text = "pending, 30s success, 2h refunded";
        let settlement: Settlement = text.parse().unwrap();
        assert_eq!(settlement.to_string(), text);
        assert_eq!(settlement.then[1], (Duration::from_secs(7_200), Status::Refunded));
        for wrong in ["", "gone", "pending, success", "pending, x success", "pending, 3s gone"] {
            assert!(wrong.parse::<Settlement>().is_err(), "{wrong}");
        }
    }
}
