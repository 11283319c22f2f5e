//! The text of `X-TIMESTAMP`.
//!
//! Comes in: a `SystemTime`, or the text of a header. Stays out: the clock and the time zone of the machine.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::error::{SnapError, SnapErrorKind};

const WIB_MINUTES: i16 = 7 * 60;

/// How a provider wants `X-TIMESTAMP` written.
///
/// The standard has `yyyy-MM-ddTHH:mm:ssTZD`, 25 characters, and the default is `+07:00` without a fraction:
/// western Indonesian time has no daylight saving. BRI wants milliseconds, DOKU wants UTC with `Z`.
/// The header and the signature must hold the same characters, so make the text once for each attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimestampForm {
    offset_minutes: i16,
    millis: bool,
    zulu: bool,
}

impl TimestampForm {
    /// `2026-01-02T03:04:05+07:00`: the standard, and Finnet.
    #[must_use]
    pub const fn wib() -> Self {
        Self { offset_minutes: WIB_MINUTES, millis: false, zulu: false }
    }

    /// `2026-01-01T20:04:05Z`, as DOKU wants it.
    #[must_use]
    pub const fn utc_z() -> Self {
        Self { offset_minutes: 0, millis: false, zulu: true }
    }

    /// With milliseconds: `2026-01-02T03:04:05.000+07:00`, as BRI wants it.
    #[must_use]
    pub const fn millis(mut self) -> Self {
        self.millis = true;
        self
    }

    /// With another fixed offset from UTC, in minutes east; limited to 14 hours either way.
    ///
    /// An offset of 0 is written `+00:00`, never `-00:00` (which says "offset unknown").
    #[must_use]
    pub const fn offset_minutes(mut self, minutes: i16) -> Self {
        self.offset_minutes = match minutes {
            ..-840 => -840,
            841.. => 840,
            within => within,
        };
        self.zulu = false;
        self
    }

    /// The text for a moment. Years outside 0000 to 9999 become the nearest moment that can be written.
    #[must_use]
    pub fn format(&self, moment: SystemTime) -> String {
        let local = self.offset().to_datetime(self.clamp(moment));
        let mut text = String::with_capacity(29);
        push(&mut text, local.year().unsigned_abs().into(), 4, None);
        push(&mut text, local.month().unsigned_abs().into(), 2, Some('-'));
        push(&mut text, local.day().unsigned_abs().into(), 2, Some('-'));
        push(&mut text, local.hour().unsigned_abs().into(), 2, Some('T'));
        push(&mut text, local.minute().unsigned_abs().into(), 2, Some(':'));
        push(&mut text, local.second().unsigned_abs().into(), 2, Some(':'));
        if self.millis {
            push(&mut text, local.millisecond().unsigned_abs().into(), 3, Some('.'));
        }
        self.push_zone(&mut text);
        text
    }

    fn push_zone(&self, text: &mut String) {
        if self.zulu {
            text.push('Z');
            return;
        }
        let minutes = u32::from(self.offset_minutes.unsigned_abs());
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        push(text, minutes / 60, 2, Some(sign));
        push(text, minutes % 60, 2, Some(':'));
    }

    fn offset(&self) -> Offset {
        Offset::from_seconds(i32::from(self.offset_minutes) * 60).unwrap_or(Offset::UTC)
    }

    /// Years are written with four digits, so moments are kept a day inside the years 0000 to 9999.
    fn clamp(&self, moment: SystemTime) -> Timestamp {
        const FIRST: i64 = -62_167_132_800;
        const LAST: i64 = 253_402_128_000;
        let near = if moment < SystemTime::UNIX_EPOCH { FIRST } else { LAST };
        let exact = Timestamp::try_from(moment).ok();
        exact
            .filter(|at| (FIRST..=LAST).contains(&at.as_second()))
            .or_else(|| Timestamp::from_second(near).ok())
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Whether a text is written in this form: its length, its fraction, its offset.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        parse(text).is_ok_and(|moment| self.format(moment) == text)
    }
}

impl Default for TimestampForm {
    fn default() -> Self {
        Self::wib()
    }
}

fn push(text: &mut String, number: u32, digits: u32, before: Option<char>) {
    text.extend(before);
    for place in (0..digits).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

/// The moment that a timestamp text names: any form that is seen in the field, with or without a fraction, `Z` or
/// an offset.
///
/// # Errors
///
/// [`SnapErrorKind::Timestamp`] if it is no date and time with an offset. A local time without one can't be placed.
pub fn parse(text: &str) -> Result<SystemTime, SnapError> {
    let moment: Option<Timestamp> = shaped(text).then(|| text.parse().ok()).flatten();
    moment.map(SystemTime::from).ok_or_else(|| {
        SnapError::new(
            SnapErrorKind::Timestamp,
            "X-TIMESTAMP",
            "not a date and time with an offset; write it as 2026-01-02T03:04:05+07:00",
        )
    })
}

/// `dddd-dd-ddTdd:dd:dd`, then a fraction or nothing, then `Z` or `±dd:dd`: the library alone reads much more.
fn shaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((head, tail)) = bytes.split_at_checked(19) else {
        return false;
    };
    like(head, b"0000-00-00T00:00:00") && zone(fraction(tail))
}

fn like(bytes: &[u8], pattern: &[u8]) -> bool {
    bytes.len() == pattern.len()
        && bytes.iter().zip(pattern).all(|(byte, sample)| match sample {
            b'0' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

fn fraction(tail: &[u8]) -> &[u8] {
    let Some(digits) = tail.strip_prefix(b".") else {
        return tail;
    };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if (1..=9).contains(&count) { &digits[count..] } else { tail }
}

fn zone(tail: &[u8]) -> bool {
    tail == b"Z" || like(tail, b"+00:00") || like(tail, b"-00:00")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn moment() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(1_767_297_845_678)
    }

    #[test]
    fn one_moment_in_every_form() {
        let wib = TimestampForm::wib();
        assert_eq!(wib.format(moment()), "2026-01-02T03:04:05+07:00");
        assert_eq!(wib.millis().format(moment()), "2026-01-02T03:04:05.678+07:00");
        assert_eq!(TimestampForm::utc_z().format(moment()), "2026-01-01T20:04:05Z");
        assert_eq!(wib.offset_minutes(0).format(moment()), "2026-01-01T20:04:05+00:00");
        assert_eq!(wib.offset_minutes(-210).format(moment()), "2026-01-01T16:34:05-03:30");
    }

    #[test]
    fn the_ends_of_time_still_have_25_characters() {
        let far = Duration::from_secs(400_000_000_000);
        for moment in [SystemTime::UNIX_EPOCH + far, SystemTime::UNIX_EPOCH - far] {
            assert_eq!(TimestampForm::wib().format(moment).len(), 25);
        }
    }

    #[test]
    fn reads_the_forms_of_the_field_and_nothing_else() {
        for text in [
            "2026-01-02T03:04:05+07:00",
            "2026-01-02T03:04:05.678+07:00",
            "2026-01-01T20:04:05Z",
            "2026-01-01T20:04:05.1Z",
        ] {
            let read = parse(text).expect(text);
            let apart = moment().duration_since(read).expect("not later");
            assert!(apart < Duration::from_secs(1), "{text}");
        }
        for text in [
            "",
            "2026-01-02T03:04:05",
            "2026-01-02 03:04:05+07:00",
            "2026-01-02T03:04:05+0700",
            "2026-01-02T03:04:05+07:00[Asia/Jakarta]",
            "2026-13-02T03:04:05+07:00",
            "2026-01-02T03:04:05+07:00 ",
            "+002026-01-02T03:04:05Z",
            "2026-01-02T03:04:05.+07:00",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn knows_its_own_form() {
        assert!(TimestampForm::wib().matches("2026-01-02T03:04:05+07:00"));
        assert!(!TimestampForm::wib().matches("2026-01-01T20:04:05+00:00"));
        assert!(!TimestampForm::wib().matches("2026-01-02T03:04:05.678+07:00"));
    }
}
