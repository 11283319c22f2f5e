//! Indonesian mobile numbers in the forms that providers ask for.
//!
//! May use: the error type. Must not know: any provider.

use crate::Error;
use std::fmt;

/// An Indonesian mobile number.
///
/// Reads `0811…`, `62811…`, `+62811…` and `811…`, with spaces, dots, hyphens or brackets between the
/// digits. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone {
    /// The national number without the leading zero: `811…`.
    national: String,
}

/// National numbers begin with 8 and have 9 to 12 digits; one digit of room for old short ones.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=12;

impl Phone {
    /// Reads a number in any usual form.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) naming the field `phone`; the number itself is not in the text.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refuse = |why: &str| {
            Error::invalid("phone", format!("{why}; write an Indonesian mobile number like 0812…, 62812… or +62812…"))
        };
        let digits = digits(text)
            .ok_or_else(|| refuse("it may hold digits, spaces, dots, hyphens, brackets and one leading + only"))?;
        let national = national(&digits, text.trim_start().starts_with('+'));
        match national {
            Some(n) if !DIGITS.contains(&n.len()) => Err(refuse("it has too few or too many digits")),
            Some(n) => Ok(Self { national: n.to_owned() }),
            None => Err(refuse("it is no mobile number of Indonesia")),
        }
    }

    /// `0811…`, the form that Finnet asks for.
    #[must_use]
    pub fn local(&self) -> String {
        format!("0{}", self.national)
    }

    /// `62811…`, without a plus sign.
    #[must_use]
    pub fn international(&self) -> String {
        format!("62{}", self.national)
    }

    /// `+62811…`.
    #[must_use]
    pub fn e164(&self) -> String {
        format!("+62{}", self.national)
    }
}

fn digits(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '(' | ')');
    text.chars().all(allowed).then(|| text.chars().filter(char::is_ascii_digit).collect())
}

fn national(digits: &str, plus: bool) -> Option<&str> {
    let rest = match (plus, digits.strip_prefix("62")) {
        (true, None) => return None,
        (_, Some(rest)) => rest.strip_prefix('0').unwrap_or(rest), // +62 (0) 811…
        (false, None) => digits.strip_prefix('0').unwrap_or(digits),
    };
    rest.starts_with('8').then_some(rest)
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(***)")
    }
}

impl std::str::FromStr for Phone {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_are_one_number() {
        let forms =
            ["08113929190", "628113929190", "+628113929190", "8113929190", "+62 811-3929-190", "+62 (0) 811.392.9190"];
        for form in forms {
            let phone = Phone::parse(form).unwrap();
            assert_eq!(phone.local(), "08113929190", "{form}");
            assert_eq!(phone.international(), "628113929190");
            assert_eq!(phone.e164(), "+628113929190");
        }
    }

    #[test]
    fn bad_numbers_are_refused_without_being_repeated() {
        for bad in [
            "",
            "0811x929190",
            "+65 8113 9291",
            "0215551234",
            "0811",
            "081139291901234567",
            "8613800138000",
            "++628113929190",
            "٠٨١١٣٩٢٩١٩٠",
        ] {
            let error = Phone::parse(bad).unwrap_err();
            assert_eq!(error.field(), Some("phone"), "{bad}");
            assert!(bad.is_empty() || !error.to_string().contains(bad), "{error}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Phone::parse("08113929190").unwrap()), "Phone(***)");
    }
}
