//! The `Date` header, written once a second and not once a call.
//! Which time it is, the clock says.

use std::sync::Mutex;

use http::HeaderValue;
use jiff::{Timestamp, fmt::rfc2822};

use crate::lock::lock;

/// The second that was written last, and its text.
#[derive(Debug)]
pub(crate) struct Dates(Mutex<(i64, HeaderValue)>);

impl Default for Dates {
    fn default() -> Self {
        Self(Mutex::new((0, written(Timestamp::UNIX_EPOCH))))
    }
}

impl Dates {
    pub(crate) fn at(&self, time: Timestamp) -> HeaderValue {
        let mut last = lock(&self.0);
        if last.0 != time.as_second() {
            *last = (time.as_second(), written(time));
        }
        last.1.clone()
    }
}

/// A year that the form has no digits for is left empty.
fn written(time: Timestamp) -> HeaderValue {
    let text = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&time).ok();
    text.and_then(|text| HeaderValue::try_from(text).ok()).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_second_has_its_own_text() {
        let dates = Dates::default();
        for (time, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_749_546_869, "Tue, 10 Jun 2025 09:14:29 GMT"),
            (1_749_546_870, "Tue, 10 Jun 2025 09:14:30 GMT"),
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ] {
            assert_eq!(dates.at(Timestamp::from_second(time).unwrap()), text);
        }
    }
}
