//! `X-TIMESTAMP`: 25 characters of local time with its offset, near the simulator's clock.
//! What a bad one is answered with is the caller's business.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Reads `yyyy-MM-ddTHH:mm:ss+hh:mm`, and no other form of ISO 8601.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let shape = "dddd-dd-ddTdd:dd:ddsdd:dd";
    let fits = text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(it, kind)| match kind {
            b'd' => it.is_ascii_digit(),
            b's' => it == b'+' || it == b'-',
            fixed => it == fixed,
        });
    text.parse().ok().filter(|_| fits)
}

pub(super) fn is_near(time: Timestamp, now: Timestamp, window: Duration) -> bool {
    let window = SignedDuration::try_from(window).unwrap_or(SignedDuration::MAX);
    now.duration_since(time).abs() <= window
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_documented_form_is_read() {
        let time: Timestamp = "2024-04-17T05:03:38Z".parse().unwrap();
        assert_eq!(read("2024-04-17T12:03:38+07:00"), Some(time));
        assert_eq!(read("2024-04-17T04:03:38-01:00"), Some(time));
        for other in [
            "",
            "2024-04-17T05:03:38Z",
            "2024-04-17T12:03:38.000+07:00",
            "2024-04-17 12:03:38+07:00",
            "2024-04-17T12:03:38+0700",
            "2024-13-17T12:03:38+07:00",
            "2024-04-17T12:03:38+07:0é",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn the_window_is_open_both_ways() {
        let now = Timestamp::UNIX_EPOCH;
        let window = Duration::from_secs(300);
        for (seconds, near) in [(-301, false), (-300, true), (300, true), (301, false)] {
            assert_eq!(is_near(now + SignedDuration::from_secs(seconds), now, window), near);
        }
        assert!(is_near(Timestamp::MIN, Timestamp::MAX, Duration::MAX));
    }
}
