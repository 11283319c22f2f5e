//! `X-EXTERNAL-ID`: a new one for every attempt, unique for the partner and the day.
//!
//! Comes in: random bytes of the crypto library. Stays out: the reference of the payment, which stays the same across attempts.

use aws_lc_rs::rand;

/// Random digits that are enough for ids that are made on many machines at once and never meet.
pub const ENOUGH_DIGITS: usize = 20;

/// How a provider wants `X-EXTERNAL-ID` written.
///
/// The standard allows 36 characters; its text and its tables disagree about letters, so digits are made by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExternalIdForm {
    length: usize,
    letters: bool,
}

impl ExternalIdForm {
    /// Digits only, of this length (1 to 64).
    #[must_use]
    pub const fn digits(length: usize) -> Self {
        Self { length: within(length), letters: false }
    }

    /// Digits and lower-case letters, of this length (1 to 64).
    #[must_use]
    pub const fn alphanumeric(length: usize) -> Self {
        Self { length: within(length), letters: true }
    }

    /// The length in characters.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.length
    }

    /// Whether random ids of this form don't collide: at least [`ENOUGH_DIGITS`] characters.
    #[must_use]
    pub const fn is_roomy(&self) -> bool {
        self.length >= ENOUGH_DIGITS
    }

    /// Whether a text fits: not empty, no longer than the length, and of the right characters.
    #[must_use]
    pub fn accepts(&self, text: &str) -> bool {
        let fits = |byte: u8| byte.is_ascii_digit() || self.letters && byte.is_ascii_alphanumeric();
        (1..=self.length).contains(&text.len()) && text.bytes().all(fits)
    }

    /// A fresh random id. It never starts with `0`, so that it survives a system that reads it as a number.
    ///
    /// # Panics
    ///
    /// If the operating system has no random numbers to give.
    #[must_use]
    pub fn random(&self) -> String {
        let alphabet: &[u8] = if self.letters { LETTERS } else { &LETTERS[..10] };
        let mut id = String::with_capacity(self.length);
        let mut pool = [0; 64];
        while id.len() < self.length {
            rand::fill(&mut pool).expect("the operating system gives random numbers");
            id.extend(pool.iter().filter_map(|byte| pick(*byte, alphabet)));
            id = id.trim_start_matches('0').to_owned();
            id.truncate(self.length);
        }
        id
    }
}

impl Default for ExternalIdForm {
    fn default() -> Self {
        Self::digits(32)
    }
}

const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

const fn within(length: usize) -> usize {
    match length {
        0 => 1,
        65.. => 64,
        fine => fine,
    }
}

/// One character, each equally likely: bytes above the last whole multiple of the alphabet are thrown away.
fn pick(byte: u8, alphabet: &[u8]) -> Option<char> {
    let byte = usize::from(byte);
    let limit = 256 - 256 % alphabet.len();
    (byte < limit).then(|| char::from(alphabet[byte % alphabet.len()]))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_fit_their_form_and_differ() {
        for form in [ExternalIdForm::digits(32), ExternalIdForm::digits(64), ExternalIdForm::alphanumeric(36)] {
            let ids: HashSet<String> = (0..1000).map(|_| form.random()).collect();
            assert_eq!(ids.len(), 1000);
            assert!(ids.iter().all(|id| id.len() == form.length() && form.accepts(id)));
            assert!(ids.iter().all(|id| !id.starts_with('0')));
        }
    }

    #[test]
    fn digits_are_evenly_spread() {
        let mut count = [0_u32; 10];
        for _ in 0..2000 {
            for byte in ExternalIdForm::digits(64).random().bytes().skip(1) {
                count[usize::from(byte - b'0')] += 1;
            }
        }
        assert!(count.iter().all(|n| (12_000..13_200).contains(n)), "{count:?}");
    }

    #[test]
    fn accepts_what_the_form_allows() {
        let nine = ExternalIdForm::digits(9);
        assert!(nine.accepts("123456789") && nine.accepts("1"));
        assert!(!nine.accepts("") && !nine.accepts("1234567890") && !nine.accepts("12a"));
        assert!(!nine.is_roomy() && ExternalIdForm::default().is_roomy());
    }
}
