//! The mix of troubles: names with weights, read from `--faults`.
//!
//! Declarations and their text. Must not know: the simulator.

use std::{fmt, str::FromStr};

/// What is done to a call of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Executed; the connection is closed without an answer.
    Lost,
    /// Read, not executed; the connection is closed without an answer.
    Dropped,
    /// The connection is reset; executed in half of the cases.
    Reset,
    /// No answer until the program has given up; executed in half of the cases.
    TimeOut,
    /// A proxy's HTML page with status 502; executed in half of the cases.
    Html502,
    /// Status 500 with code 99, "please try again"; executed in half of the cases.
    Error99,
    /// Executed; half of the answer arrives.
    Truncated,
    /// Executed; answered as if the reference number had never existed.
    Code06,
    /// Executed minutes after the connection was closed.
    Late,
    /// Answered as pending, and settled minutes later; one in four fails and is given back.
    Pending,
    /// Status 401; not executed.
    Unauthorized,
    /// SIGKILL while the payment is under way; executed in half of the cases.
    Kill,
    /// A call that only reads: closed without an answer.
    ReadLost,
    /// A call that only reads: a proxy's HTML page with status 502.
    Read502,
    /// A call that only reads: SIGKILL before its answer.
    ReadKill,
    /// The list shows the world as it was minutes ago.
    Lag,
}

/// Each trouble with its name, its default weight and what it does.
pub const TROUBLES: [(Trouble, &str, u32, &str); 16] = [
    (Trouble::Lost, "lost", 8, "executed; connection closed without an answer"),
    (Trouble::Dropped, "dropped", 4, "not executed; connection closed without an answer"),
    (Trouble::Reset, "reset", 4, "connection reset; executed in half of the cases"),
    (Trouble::TimeOut, "timeout", 4, "no answer until the program has given up; executed in half of the cases"),
    (Trouble::Html502, "502", 8, "a proxy's HTML page; executed in half of the cases"),
    (Trouble::Error99, "99", 5, "500 with code 99 \"please try again\"; executed in half of the cases"),
    (Trouble::Truncated, "truncated", 3, "executed; half of the answer arrives"),
    (Trouble::Code06, "06", 3, "executed; answered as \"inquiry not found\""),
    (Trouble::Late, "late", 5, "connection closed; executed 5 or 15 minutes later"),
    (Trouble::Pending, "pending", 5, "answered 01; settles 5 or 15 minutes later, one in four as failed"),
    (Trouble::Unauthorized, "401", 2, "not executed; the provider's answer to a token that is not valid"),
    (Trouble::Kill, "kill", 8, "SIGKILL while the payment is under way; executed in half of the cases"),
    (Trouble::ReadLost, "read-lost", 4, "connection closed without an answer"),
    (Trouble::Read502, "read-502", 4, "a proxy's HTML page"),
    (Trouble::ReadKill, "read-kill", 3, "SIGKILL before the answer"),
    (Trouble::Lag, "lag", 10, "the list as it was 1 or 15 minutes ago"),
];

impl Trouble {
    /// The name in `--faults`.
    #[must_use]
    pub fn name(self) -> &'static str {
        TROUBLES.iter().find(|(it, ..)| *it == self).map_or("", |(_, name, ..)| name)
    }

    /// It strikes calls that only read: inquiry, list, detail. The others strike payments.
    #[must_use]
    pub fn strikes_reads(self) -> bool {
        matches!(self, Self::ReadLost | Self::Read502 | Self::ReadKill | Self::Lag)
    }
}

/// In how many of a hundred calls each trouble strikes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mix([u32; TROUBLES.len()]);

impl Mix {
    /// The documented mix.
    #[must_use]
    pub fn standard() -> Self {
        Self(TROUBLES.map(|(_, _, weight, _)| weight))
    }

    /// Nothing goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self([0; TROUBLES.len()])
    }

    /// The trouble of a number from 0 to 99, of those that strike reads or of those that strike payments.
    #[must_use]
    pub fn pick(&self, reads: bool, number: u32) -> Option<Trouble> {
        let mut end = 0;
        for ((trouble, ..), weight) in TROUBLES.iter().zip(self.0) {
            if trouble.strikes_reads() == reads {
                end += weight;
                if number < end {
                    return Some(*trouble);
                }
            }
        }
        None
    }

    fn put(&mut self, item: &str) -> Result<(), String> {
        let (name, weight) = item.split_once('=').ok_or_else(|| format!("`{item}` is no NAME=WEIGHT"))?;
        let place = TROUBLES.iter().position(|(_, it, ..)| *it == name.trim());
        let place = place.ok_or_else(|| format!("there is no fault `{}`; there are {}", name.trim(), names()))?;
        let weight = weight.trim().parse().ok().filter(|it| *it <= 100);
        self.0[place] = weight.ok_or_else(|| format!("{name}: the weight is a whole number from 0 to 100"))?;
        Ok(())
    }

    fn sum(&self, reads: bool) -> u32 {
        let all = TROUBLES.iter().zip(self.0);
        all.filter(|((trouble, ..), _)| trouble.strikes_reads() == reads).map(|(_, weight)| weight).sum()
    }
}

fn names() -> String {
    TROUBLES.map(|(_, name, ..)| name).join(", ")
}

impl FromStr for Mix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (mut mix, rest) = match text.split_once(',').unwrap_or((text, "")) {
            ("default", rest) => (Self::standard(), rest),
            ("none", rest) => (Self::none(), rest),
            _ => (Self::none(), text),
        };
        rest.split(',').filter(|item| !item.trim().is_empty()).try_for_each(|item| mix.put(item.trim()))?;
        if rest.is_empty() && !matches!(text, "default" | "none") {
            return Err(format!("write `default`, `none`, or NAME=WEIGHT,…; there are {}", names()));
        }
        for (reads, calls) in [(false, "payments"), (true, "calls that only read")] {
            if mix.sum(reads) > 100 {
                return Err(format!("the weights for {calls} sum up to more than 100"));
            }
        }
        Ok(mix)
    }
}

/// What `--faults` has to say for the same mix.
impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weights = TROUBLES.iter().zip(self.0).filter(|(_, weight)| *weight > 0);
        let items: Vec<_> = weights.map(|((_, name, ..), weight)| format!("{name}={weight}")).collect();
        f.write_str(if items.is_empty() { "none" } else { "" })?;
        f.write_str(&items.join(","))
    }
}

/// For the help text.
#[must_use]
pub fn help() -> String {
    let line = |(_, name, weight, about): &(Trouble, &str, u32, &str)| format!("  {name:<10} {weight:>3}  {about}\n");
    let of = |reads| TROUBLES.iter().filter(move |it| it.0.strikes_reads() == reads).map(line).collect::<String>();
    format!(
        "Faults, with their default weight: in so many of 100 payments\n{}and in so many of 100 calls that only read\n{}",
        of(false),
        of(true)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mix_is_written_as_it_was_read() {
        for text in ["none", "lost=10,502=5,kill=10", "read-lost=100", "lost=100"] {
            assert_eq!(text.parse::<Mix>().unwrap().to_string(), text);
        }
        assert_eq!("default".parse(), Ok(Mix::standard()));
        assert_eq!(Mix::standard().to_string().parse(), Ok(Mix::standard()));
        let more = "default,kill=20".parse::<Mix>().unwrap();
        assert_eq!(more.sum(false), Mix::standard().sum(false) + 12);
    }

    #[test]
    fn weights_are_shares_of_a_hundred() {
        let mix: Mix = "lost=10, kill=5, lag=50".parse().unwrap();
        let count = |reads, wanted| (0..100).filter(|it| mix.pick(reads, *it) == wanted).count();
        assert_eq!((count(false, Some(Trouble::Lost)), count(false, Some(Trouble::Kill))), (10, 5));
        assert_eq!((count(false, None), count(true, Some(Trouble::Lag)), count(true, None)), (85, 50, 50));
    }

    #[test]
    fn wrong_mixes_say_what_is_wrong() {
        for (text, problem) in [
            ("", "write `default`"),
            ("lost", "`lost` is no NAME=WEIGHT"),
            ("default,x=1", "there is no fault `x`"),
            ("lost=-1", "lost: the weight is a whole number from 0 to 100"),
            ("lost=101", "lost: the weight"),
            ("lost=60,502=60", "the weights for payments sum up to more than 100"),
        ] {
            let error = text.parse::<Mix>().unwrap_err();
            assert!(error.starts_with(problem), "{text}: {error}");
        }
    }
}
